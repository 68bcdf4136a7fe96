"""What is worth saying of a run: measured on a scrape, its halves, and searches for something else."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.drift import FEWEST, findings
from models.portrait import Portrait
from models.shift import distance, psi
from models.training import Trained

#: What was measured of a scrape of 6,119 postings, and of its two halves.
SCRAPE = Portrait(
    6119, (119, 51, 19, 5930), (5809, 310, 0), (3585, 1369, 785, 175, 73, 45, 44, 33, 10, 0),
    (295, 685, 961, 848, 966, 1417, 655, 292),
    (590, 263, 113, 262, 65, 103, 71, 17, 31, 272, 101, 47, 106, 92, 44, 56, 12, 276, 123, 161), 86, 93, 0.9122,
)  # fmt: skip
HALVES = [
    replace(SCRAPE, postings=3059, roles=(55, 25, 11, 2968), decisions=(2920, 139, 0), unsure=41),
    replace(SCRAPE, postings=3060, roles=(64, 26, 8, 2962), decisions=(2889, 171, 0), unsure=45),
]
NURSES = replace(
    SCRAPE,
    postings=50,
    roles=(0, 0, 0, 50),
    decisions=(50, 0, 0),
    fits=(50, *[0] * 9),
    mix=(0,) * 20,
    unsure=0,
    foreign=0,
)


def measures(run: Portrait, reference: Portrait | None = None, before: Portrait | None = None) -> set[str]:
    return {finding.measure for finding in findings(run, reference, before)}


def test_a_scrape_and_its_halves_are_nothing_to_speak_of() -> None:
    assert measures(SCRAPE, SCRAPE) == set()
    assert measures(HALVES[1], SCRAPE, HALVES[0]) == set()


def test_a_search_for_other_occupations_is_the_searchs_fault() -> None:
    found = findings(NURSES, SCRAPE, SCRAPE)
    assert {finding.measure for finding in found} >= {"inside", "fits_shift"}
    (inside,) = [finding for finding in found if finding.measure == "inside"]
    assert (inside.said, inside.label) == ("only 0 of 50 are in scope", False)


def test_texts_that_cannot_be_read_are_told() -> None:
    assert "foreign" in measures(replace(SCRAPE, foreign=2000))
    assert "no_text" in measures(replace(SCRAPE, decisions=(3000, 0, 3119)))
    assert "known" in measures(replace(SCRAPE, known=0.7))


def test_jobs_that_ask_for_other_things_or_leave_the_model_unsure_call_for_labels() -> None:
    other = replace(SCRAPE, mix=tuple(reversed([10**number for number in range(20)])))
    assert measures(other, SCRAPE) == {"mix"}
    assert measures(other) == set()  # a version that kept nothing of its training
    unsure = findings(replace(SCRAPE, unsure=150), SCRAPE, None)
    assert [(finding.measure, finding.label) for finding in unsure] == [("unsure", True)]


def test_a_few_postings_say_nothing() -> None:
    few = replace(NURSES, postings=FEWEST - 1)
    assert measures(few, SCRAPE, SCRAPE) == set()
    assert "fits_shift" not in measures(NURSES, None, few)


@given(st.lists(st.integers(0, 50), min_size=1, max_size=8))
def test_nothing_is_unlike_itself(counts: list[int]) -> None:
    assert psi(counts, counts) == 0.0
    assert distance(counts, counts) == pytest.approx(0.0, abs=1e-6)


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=1, max_size=8))
def test_either_way_round_it_is_as_far(pairs: list[tuple[int, int]]) -> None:
    one, other = zip(*pairs, strict=True)
    assert psi(one, other) == pytest.approx(psi(other, one))
    assert distance(one, other) == pytest.approx(distance(other, one))
    assert 0 <= distance(one, other) <= 1 + 1e-9


def test_a_portrait_comes_back_from_a_record_and_a_strange_one_is_none() -> None:
    import json

    assert Portrait.from_json(json.loads(json.dumps(SCRAPE.to_json()))) == SCRAPE
    assert Portrait.from_json({"postings": 3}) is None


def test_training_keeps_what_it_looked_like(trained: Trained) -> None:
    reference = trained.judge.reference
    assert reference is not None
    assert (reference.postings, sum(reference.roles), sum(reference.lengths)) == (trained.metrics["postings"],) * 3
    assert 0.8 < reference.known <= 1
    assert len(reference.mix) == 20
    assert max(reference.mix) > 0
