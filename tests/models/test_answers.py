"""Figures of labelled postings: as scikit-learn, scipy and the benchmark script have them, sane at the edges."""

from __future__ import annotations

import math
from types import ModuleType

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.stats import spearmanr
from sklearn.metrics import accuracy_score, f1_score, ndcg_score, precision_recall_fscore_support
from sklearn.metrics import confusion_matrix as sklearn_confusion
from sklearn.metrics import log_loss as sklearn_log_loss

from models import answers as figures
from models.answers import Answers
from models.judge import Judgement
from models.labelled import ROLES

COUNT = len(ROLES)


@st.composite
def some_answers(draw: st.DrawFn, least: int = 1) -> Answers:
    """Answers with ties, sure ones, wrong ones, and a few postings without an answer."""
    size = draw(st.integers(least, 40))
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    sharp = draw(st.sampled_from([0.1, 1.0, 5.0]))
    probabilities = random.dirichlet([sharp] * COUNT, size).round(draw(st.sampled_from([1, 4, 12])))
    probabilities = probabilities / probabilities.sum(axis=1, keepdims=True)
    silent = random.random(size) < draw(st.sampled_from([0.0, 0.2]))
    return Answers(
        truth=random.integers(0, draw(st.integers(1, COUNT)), size),
        said=np.where(silent, -1, probabilities.argmax(axis=1)),
        probabilities=np.where(silent[:, None], 1 / COUNT, probabilities),
        decided=random.random(size) < 0.6,
        fit_truth=random.integers(0, 9, size) / 2,
        fit_said=random.integers(0, 12, size) * 8.0,
        title_lies=random.random(size) < 0.3,
    )


def judgement(role: str, fit: float | None = 50.0, decision: str = "decided", **probabilities: float) -> Judgement:
    found = {name: probabilities.get(name.replace("-", "_"), 0.0) for name in ROLES} if role else {}
    return Judgement(
        posting_id="p0", role=role, confidence=max(found.values(), default=0.0), probabilities=found, decision=decision,
        client_share=0.0, operations_share=0.0, fit=fit, parts={}, matched=(), gaps=(), top_duties=(), why="",
        duties=(),
    )  # fmt: skip


@given(some_answers())
def test_roles_are_counted_as_scikit_learn_counts_them(answers: Answers) -> None:
    labels = list(range(COUNT))
    theirs = precision_recall_fscore_support(answers.truth, answers.said, labels=labels, zero_division=0)
    np.testing.assert_allclose(figures.precision_recall_f1(answers), np.column_stack(theirs[:3]))
    assert figures.accuracy(answers) == pytest.approx(accuracy_score(answers.truth, answers.said))
    expected = f1_score(answers.truth, answers.said, labels=labels, average="macro", zero_division=0)
    assert figures.macro_f1(answers) == pytest.approx(expected)
    answered = answers.take(answers.said >= 0)
    table = figures.confusion(answers)
    assert table.sum() == len(answered)
    if len(answered):
        np.testing.assert_array_equal(table, sklearn_confusion(answered.truth, answered.said, labels=labels))


@given(some_answers())
def test_probabilities_are_judged_as_scikit_learn_judges_them(answers: Answers) -> None:
    onehot = np.eye(COUNT)[answers.truth]
    assert figures.brier(answers) == pytest.approx(((answers.probabilities - onehot) ** 2).sum() / len(answers))
    kept = np.maximum(answers.probabilities, figures.LEAST_PROBABILITY)
    assume(np.allclose(kept.sum(axis=1), 1, atol=1e-5))
    theirs = sklearn_log_loss(answers.truth, kept / kept.sum(axis=1, keepdims=True), labels=list(range(COUNT)))
    assert figures.log_loss(answers) == pytest.approx(theirs, abs=1e-4)


@given(some_answers(least=2))
def test_the_ranking_is_judged_as_scipy_and_scikit_learn_judge_it(answers: Answers) -> None:
    ours = figures.fit_correlation(answers)
    if np.ptp(answers.fit_truth) == 0 or np.ptp(answers.fit_said) == 0:
        assert math.isnan(ours)
    else:
        assert ours == pytest.approx(spearmanr(answers.fit_truth, answers.fit_said)[0])
    if answers.fit_truth.any():
        assert figures.ndcg(answers) == pytest.approx(ndcg_score([answers.fit_truth], [answers.fit_said], k=20))
    else:
        assert math.isnan(figures.ndcg(answers))


@given(some_answers())
def test_calibration_bins_hold_every_posting_once_and_bound_the_error(answers: Answers) -> None:
    bins = figures.calibration_bins(answers)
    assert sum(count for _, _, count in bins) == len(answers)
    confidence = answers.probabilities.max(axis=1)
    assert sum(sure * count for sure, _, count in bins) == pytest.approx(confidence.sum())
    assert sum(right * count for _, right, count in bins) == pytest.approx(answers.right.sum())
    # No error can be smaller than the gap of the whole, or larger than one.
    assert abs(confidence.mean() - answers.right.mean()) - 1e-9 <= figures.calibration_error(answers) <= 1


@given(some_answers())
def test_the_coverage_curve_ends_at_the_accuracy_of_all(answers: Answers) -> None:
    shares, right = zip(*figures.coverage_curve(answers), strict=True)
    assert shares[-1] == 1
    assert right[-1] == pytest.approx(figures.accuracy(answers))
    assert list(shares) == sorted(shares)
    surest = answers.right[answers.probabilities.max(axis=1).argmax()]
    assert right[0] == surest


@given(some_answers(), st.randoms())
def test_the_order_of_postings_changes_nothing(answers: Answers, random: object) -> None:
    order = np.arange(len(answers))
    random.shuffle(order)  # type: ignore[attr-defined]
    other = answers.take(order)
    for figure in (figures.macro_f1, figures.calibration_error, figures.brier, figures.log_loss, figures.ndcg):
        np.testing.assert_allclose(figure(other), figure(answers))


@pytest.mark.real
@pytest.mark.filterwarnings("ignore:An input array is constant")
@settings(max_examples=40)
@given(some_answers(least=2))
def test_the_figures_are_those_of_the_benchmark_script(script: ModuleType, answers: Answers) -> None:
    assume((answers.truth != ROLES.index("out-of-scope")).sum() > 0)
    gold = [
        {"id": f"g{i}", "role": ROLES[role], "fit": fit, "title_lies": bool(lies)}
        for i, (role, fit, lies) in enumerate(zip(answers.truth, answers.fit_truth, answers.title_lies, strict=True))
    ]
    table = pd.DataFrame(answers.probabilities, columns=script.PROBS)
    table["role"] = [None if said < 0 else ROLES[said] for said in answers.said]
    table["decision"] = np.where(answers.decided, "decided", "review")
    table["fit_score"] = answers.fit_said
    theirs = script.score_roles(table.assign(source_id=[g["id"] for g in gold]).set_index("source_id"), gold)
    assert figures.macro_f1(answers) == pytest.approx(theirs["macro_f1"])
    assert figures.calibration_error(answers) == pytest.approx(theirs["ece"])
    assert figures.brier(answers) == pytest.approx(theirs["brier"])
    assert float(answers.decided.mean()) == pytest.approx(theirs["decided_share"])
    lies, decided = answers.take(answers.title_lies), answers.take(answers.decided)
    assert theirs["title_lies_accuracy"] == (pytest.approx(figures.accuracy(lies)) if len(lies) else None)
    assert theirs["decided_accuracy"] == (pytest.approx(figures.accuracy(decided)) if len(decided) else None)
    if answers.fit_truth.any():
        assert figures.ndcg(answers) == pytest.approx(theirs["fit_ndcg_at_20"])
    inside = answers.in_scope()
    for ours, their in ((answers, "fit_spearman"), (inside, "fit_spearman_in_scope")):
        if not math.isnan(figures.fit_correlation(ours)):
            assert figures.fit_correlation(ours) == pytest.approx(theirs[their])


# -- edges ------------------------------------------------------------------------------------------------------------


def test_labels_and_judgements_make_answers() -> None:
    answers = Answers.of(
        ["hybrid", "creative-pm", "out-of-scope"],
        [3.5, None, 0.0],
        [True, None, False],
        [judgement("hybrid", hybrid=0.7, creative_pm=0.3), judgement("", None, "no-text"),
         judgement("creative-pm", 12.0, "review", creative_pm=0.6, out_of_scope=0.4)],
    )  # fmt: skip
    assert answers.right.tolist() == [True, False, False]
    assert answers.said.tolist() == [2, -1, 1]
    assert answers.decided.tolist() == [True, False, False]
    assert answers.probabilities.tolist() == [[0, 0.3, 0.7, 0], [0.25] * 4, [0, 0.6, 0, 0.4]]
    assert answers.title_lies.tolist() == [True, False, False]
    assert answers.fit_said.tolist() == [50, 0, 12]
    assert np.isnan(answers.fit_truth).tolist() == [False, True, False]
    assert len(answers.graded()) == 2
    # The posting without a grade has no part in the figures of the fit.
    assert figures.fit_correlation(answers) == pytest.approx(1)


def test_what_was_never_answered_is_wrong_and_no_column_of_the_confusion() -> None:
    answers = Answers.of(["hybrid"] * 2, [None] * 2, [None] * 2, [judgement("", None, "no-text")] * 2)
    assert figures.accuracy(answers) == 0
    assert figures.confusion(answers).sum() == 0
    assert figures.precision_recall_f1(answers)[2].tolist() == [0, 0, 0]
    assert figures.brier(answers) == pytest.approx(0.75)
    assert math.isnan(figures.fit_correlation(answers))
    assert math.isnan(figures.ndcg(answers))


def test_no_answers_have_no_accuracy() -> None:
    none = Answers.of([], [], [], [])
    assert none.probabilities.shape == (0, COUNT)
    assert math.isnan(figures.accuracy(none))
    assert figures.calibration_error(none) == 0
    assert figures.coverage_curve(none) == []


def test_one_sure_mistake_does_not_make_the_log_loss_infinite() -> None:
    answers = Answers.of(["hybrid"], [1.0], [False], [judgement("creative-pm", creative_pm=1.0)])
    assert figures.log_loss(answers) == pytest.approx(-math.log(figures.LEAST_PROBABILITY))
