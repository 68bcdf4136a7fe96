"""Figures with intervals: they hold what they should, come out the same each time, and say nothing of nothing."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models import answers as figures
from models.answers import Answers
from models.evaluation import STATISTICS, Evaluation, Figure, evaluate, evaluate_groups, interval, resamples
from models.labelled import ROLES


def random_answers(size: int, accuracy: float, seed: int = 0) -> Answers:
    """Answers of which about so many are right, said with a probability that is about as high."""
    random = np.random.default_rng(seed)
    truth = random.integers(0, 4, size)
    said = np.where(random.random(size) < accuracy, truth, (truth + random.integers(1, 4, size)) % 4)
    probabilities = np.full((size, 4), (1 - accuracy) / 3)
    probabilities[np.arange(size), said] = accuracy
    fit = random.integers(0, 5, size).astype(float)
    return Answers(truth, said, probabilities, random.random(size) < 0.7, fit, fit * 20 + random.normal(0, 25, size),
                   random.random(size) < 0.2)  # fmt: skip


@pytest.fixture(scope="module")
def answers() -> Answers:
    return random_answers(200, 0.8)


@pytest.fixture(scope="module")
def found(answers: Answers) -> Evaluation:
    return evaluate(answers)


def test_every_figure_is_there_with_an_interval_around_it(answers: Answers, found: Evaluation) -> None:
    assert found.postings == 200
    assert list(found.overall) == list(STATISTICS)
    for name, figure in found.overall.items():
        assert figure.value == pytest.approx(STATISTICS[name](answers))
        assert figure.low is not None
        assert figure.high is not None
        assert figure.low < figure.high
        if name != "calibration_error":  # which resampling can only raise
            assert figure.low <= figure.value <= figure.high, name
    for i, (role, figure) in enumerate(found.roles.items()):
        assert role == ROLES[i]
        assert (figure.precision.value, figure.recall.value, figure.f1.value) == pytest.approx(
            tuple(figures.precision_recall_f1(answers)[i])
        )
        assert figure.labelled == (answers.truth == i).sum() == found.confusion[i].sum()
        assert figure.said == found.confusion[:, i].sum()


def test_the_same_answers_give_the_same_intervals(answers: Answers, found: Evaluation) -> None:
    assert evaluate(answers).overall == found.overall


def test_an_interval_holds_the_truth_as_often_as_it_says() -> None:
    """Of 100 samples whose true accuracy is 0.8, about 95 intervals hold it."""
    held = 0
    for seed in range(100):
        right = random_answers(100, 0.8, seed).right
        found = interval(float(right.mean()), right[resamples(100, times=300)].mean(axis=1))
        assert found.low is not None
        assert found.high is not None
        held += found.low <= 0.8 <= found.high
    assert 88 <= held <= 99


def test_more_postings_leave_less_to_chance() -> None:
    few, many = (random_answers(size, 0.8).right for size in (50, 800))
    widths = []
    for right in (few, many):
        found = interval(float(right.mean()), right[resamples(len(right))].mean(axis=1))
        assert found.low is not None
        assert found.high is not None
        widths.append(found.high - found.low)
    assert widths[0] > 2.5 * widths[1]


def test_what_is_not_defined_is_none_and_prints_as_such(answers: Answers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("models.evaluation.RESAMPLES", 40)
    none_lies = replace(answers, title_lies=np.zeros(200, dtype=bool), fit_truth=np.full(200, np.nan))
    found = evaluate(none_lies.take(np.arange(60))).overall
    nothing = Figure(None, None, None)
    for name in ("title_lies_accuracy", "fit_spearman", "fit_spearman_in_scope", "fit_ndcg_at_20"):
        assert found[name] == nothing
    assert str(nothing) == "–"
    assert found["accuracy"].value is not None


def test_a_few_that_are_all_right_are_not_said_to_be_certain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("models.evaluation.RESAMPLES", 40)
    found = evaluate(random_answers(8, 1.0))
    for figure in (found.overall["accuracy"], *(role.recall for role in found.roles.values() if role.labelled)):
        assert (figure.value, figure.high) == (1.0, 1.0)
        assert figure.low is not None
        assert figure.low < 0.7
    absent = evaluate(random_answers(8, 1.0).take(np.flatnonzero(random_answers(8, 1.0).truth != 2))).roles["hybrid"]
    assert (absent.labelled, absent.recall.value) == (0, 0.0)


def test_one_posting_is_enough_and_none_is_too_few(answers: Answers) -> None:
    one = evaluate(answers.take(np.array([0])))
    assert one.overall["accuracy"].value in (0.0, 1.0)
    assert len(one.coverage) == 1
    with pytest.raises(ValueError, match="no labelled posting"):
        evaluate(answers.take(np.array([], dtype=np.int64)))


@settings(max_examples=20)
@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("xy")), min_size=1, max_size=30))
def test_groups_hold_each_posting_once_a_dimension(names: list[tuple[str, str]]) -> None:
    answers = random_answers(len(names), 0.7)
    groups = evaluate_groups(answers, [{"first": first, "second": second} for first, second in names])
    for dimension, place in (("first", 0), ("second", 1)):
        found = [group for group in groups if group.dimension == dimension]
        assert sum(group.postings for group in found) == len(names)
        assert [group.postings for group in found] == sorted((group.postings for group in found), reverse=True)
        for group in found:
            members = np.array([name[place] == group.name for name in names])
            assert group.accuracy.value == pytest.approx(answers.right[members].mean())


def test_a_group_of_one_is_not_said_to_be_certain() -> None:
    answers = random_answers(50, 1.0)
    small = evaluate_groups(answers, [{"size": "one" if i == 0 else "rest"} for i in range(50)])[1]
    assert (small.name, small.accuracy.value) == ("one", 1.0)
    assert small.accuracy.low is not None
    assert small.accuracy.low < 0.3


def test_groups_with_an_order_keep_it() -> None:
    names = ["600 words and more"] * 5 + ["under 150 words"] + ["300 to 599 words"] * 2
    found = evaluate_groups(random_answers(8, 0.5), [{"length": name} for name in names])
    assert [group.name for group in found] == ["under 150 words", "300 to 599 words", "600 words and more"]
