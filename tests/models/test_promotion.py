from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.stats import binom

from models.answers import macro_f1
from models.labelled import ROLES
from models.paired import Pair, chance_of_no_gain, falls, tail
from models.promotion import MIN_NEW, Decision, decide
from models.unseen import Unseen


def judged(probabilities: NDArray[np.float64]) -> Unseen:
    count = len(probabilities)
    return Unseen(
        tuple(f"p{row}" for row in range(count)), ("hybrid",) * count, np.full(count, np.nan), probabilities,
        np.zeros(count),
    )  # fmt: skip


def calibrated(truth: NDArray[np.int64], right: float, seed: int = 0) -> NDArray[np.float64]:
    """What a model says that gives the right role ``right``, and errs that often."""
    random = np.random.default_rng(seed)
    said = np.where(random.random(len(truth)) < right, truth, (truth + random.integers(1, 4, len(truth))) % 4)
    proba = np.full((len(truth), 4), (1 - right) / 3)
    proba[np.arange(len(truth)), said] = right
    return proba


def pair(truth: NDArray[np.int64], champion: NDArray[np.float64], challenger: NDArray[np.float64]) -> Pair:
    roles = [ROLES[role] for role in truth]
    return Pair.of(roles, range(len(truth)), judged(champion), judged(challenger))


TRUTH = np.arange(400) % 4
EARLIER = pair(TRUTH, calibrated(TRUTH, 0.9), calibrated(TRUTH, 0.9))


def decision(new: Pair, earlier: Pair = EARLIER) -> tuple[bool, set[str]]:
    found: Decision = decide(new, earlier)
    return found.promote, {check.name for check in found.failed}


def test_a_model_that_is_better_is_promoted() -> None:
    truth = TRUTH[:60]
    assert decision(pair(truth, calibrated(truth, 0.7), calibrated(truth, 0.85))) == (True, set())


@pytest.mark.parametrize("seed", range(5))
def test_the_same_judgements_are_no_gain(seed: int) -> None:
    truth = TRUTH[:60]
    same = calibrated(truth, 0.8, seed)
    assert decision(pair(truth, same, same)) == (False, {"better on the new labels"})


def test_models_that_differ_by_chance_are_rarely_promoted() -> None:
    truth = TRUTH[:40]
    pairs = [pair(truth, calibrated(truth, 0.8, seed), calibrated(truth, 0.8, seed + 1000)) for seed in range(60)]
    assert sum(chance_of_no_gain(one) <= 0.1 for one in pairs) <= 12  # 6 are to be expected, 12 in one case of 100


def test_too_few_labels_prove_nothing_however_good() -> None:
    truth = TRUTH[: MIN_NEW - 1]
    promote, failed = decision(pair(truth, calibrated(truth, 0.3), calibrated(truth, 0.99)))
    assert not promote
    assert "enough labels" in failed


def test_many_labels_of_one_company_prove_nothing() -> None:
    truth = TRUTH[:60]
    one = pair(truth, calibrated(truth, 0.7), calibrated(truth, 0.85))
    assert "enough labels" in decision(Pair(one.truth, np.zeros(60, np.int64), one.champion, one.challenger))[1]


def test_labels_of_one_role_reward_whoever_says_it_more_often() -> None:
    truth = np.full(30, ROLES.index("hybrid"))
    keener = np.tile([0.1, 0.2, 0.6, 0.1], (30, 1))
    assert decision(pair(truth, np.tile([0.2, 0.3, 0.4, 0.1], (30, 1)), keener)) == (False, {"enough labels"})


def test_a_model_that_forgets_what_it_knew_is_not_promoted() -> None:
    truth = TRUTH[:60]
    new = pair(truth, calibrated(truth, 0.7), calibrated(truth, 0.85))
    failed = decision(new, pair(TRUTH, calibrated(TRUTH, 0.9), calibrated(TRUTH, 0.8)))[1]
    assert {"no worse on the earlier labels", "every role keeps its floor"} <= failed


def test_a_model_that_gives_up_one_role_is_not_promoted() -> None:
    truth = TRUTH[:60]
    proba = calibrated(TRUTH, 0.97)
    lost = proba.copy()
    lost[TRUTH == 2] = proba[TRUTH == 2][:, [0, 1, 3, 2]]
    found = decide(pair(truth, calibrated(truth, 0.7), calibrated(truth, 0.85)), pair(TRUTH, proba, lost))
    says = next(check.says for check in found.failed if check.name == "every role keeps its floor")
    assert "hybrid" in says


def test_a_model_that_boasts_is_not_promoted() -> None:
    truth = TRUTH[:60]
    proba = calibrated(TRUTH, 0.75)
    boast = np.where(proba > 0.5, 0.97, 0.01)
    new = pair(truth, calibrated(truth, 0.7), calibrated(truth, 0.85))
    assert "as well calibrated" in decision(new, pair(TRUTH, proba, boast))[1]


def test_contradictions_of_a_sure_model_make_labels_suspect_and_are_named_surest_first() -> None:
    truth = TRUTH[:60]
    proba = calibrated(truth, 0.85)
    proba[:5] = calibrated(truth[:5], 0.99, 7)
    flipped = (truth + 1) % 4
    found = decide(pair(flipped, proba, calibrated(flipped, 0.9)), EARLIER)
    assert {check.name for check in found.failed} == {"labels look right"}
    assert set(found.contradicted[:5]) == set(range(5))
    assert len(found.contradicted) >= 45


@pytest.mark.parametrize("seed", range(10))
def test_labels_as_a_calibrated_model_expects_them_are_not_suspect(seed: int) -> None:
    truth = np.random.default_rng(seed).integers(0, 4, 60)
    found = decide(pair(truth, calibrated(truth, 0.8, seed), calibrated(truth, 0.8, seed)), EARLIER)
    assert found.contradicted == ()


def test_two_models_are_compared_on_the_same_postings_only() -> None:
    with pytest.raises(ValueError, match="same postings"):
        Pair.of(["hybrid"], [0], judged(np.full((1, 4), 0.25)), judged(np.full((2, 4), 0.25)))


@given(st.lists(st.floats(0, 1), max_size=12), st.integers(0, 12))
def test_the_tail_is_a_chance_and_falls_with_the_count(chances: list[float], count: int) -> None:
    found = tail(np.array(chances), count)
    assert 0 <= found <= 1
    assert tail(np.array(chances), count + 1) <= found + 1e-12
    assert count > 0 or found == pytest.approx(1)
    assert count <= len(chances) or found == 0


@given(st.integers(0, 40), st.floats(0, 1), st.integers(0, 40))
def test_the_tail_of_equal_chances_is_the_binomial_one(size: int, chance: float, count: int) -> None:
    assert tail(np.full(size, chance), count) == pytest.approx(float(binom.sf(count - 1, size, chance)), abs=1e-9)


def test_a_fall_within_tolerance_or_chance_is_no_fall() -> None:
    proba = calibrated(TRUTH, 0.9)
    worse = proba.copy()
    worse[:20] = np.roll(worse[:20], 1, axis=1)
    assert falls(pair(TRUTH, proba, worse), macro_f1, 0.01)
    assert not falls(pair(TRUTH, proba, worse), macro_f1, 0.1)
    assert not falls(pair(TRUTH[:8], proba[:8], calibrated(TRUTH[:8], 0.9, 1)), macro_f1, 0.3)
    assert not falls(pair(TRUTH, proba, proba), macro_f1, 0.0)
