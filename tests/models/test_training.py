from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from models.labelled import LabelledPosting, label_lines
from models.profile import SkillProfile
from models.role import RoleClassifier
from models.training import ADDED_WEIGHT, Trained, TrainingError, train


def test_too_few_postings_are_refused(corpus: list[LabelledPosting], profile: SkillProfile) -> None:
    with pytest.raises(TrainingError, match="12 labelled postings are too few"):
        train(corpus[:12], profile)


def test_one_role_is_refused(corpus: list[LabelledPosting], profile: SkillProfile) -> None:
    same = [replace(posting, role="hybrid") for posting in corpus[:60]]
    with pytest.raises(TrainingError, match="at least two roles"):
        train(same, profile)


def test_cross_validated_figures_of_the_corpus(trained: Trained) -> None:
    """Floors well below what was measured, so that only a real loss fails."""
    assert trained.metrics["duty_line_f1"] > 0.90
    assert trained.metrics["competency_micro_f1"] > 0.60
    assert trained.metrics["role_macro_f1"] > 0.85


def test_training_is_repeatable_and_tells_how_far_it_is(corpus: list[LabelledPosting], profile: SkillProfile) -> None:
    told: list[float] = []
    first = train(corpus[:50], profile, lambda step, done: told.append(done))
    second = train(corpus[:50], profile)
    assert first.metrics == second.metrics
    assert (first.judge.competencies.weights_ == second.judge.competencies.weights_).all()
    assert (first.judge.fit.points_ == second.judge.fit.points_).all()
    assert told == sorted(told)
    assert told[0] == 0.0
    assert told[-1] == 1.0


def test_no_model_of_lines_learns_from_a_posting_without_labelled_lines(
    corpus: list[LabelledPosting], profile: SkillProfile, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Lines that nobody labelled are not taken for lines that are no duties; roles and grades are learned even so.

    The role of an added posting counts more than one that ships.
    """
    counts: list[list[float]] = []
    fit = RoleClassifier.fit

    def spied(self: RoleClassifier, views: object, roles: object, weights: np.ndarray) -> RoleClassifier:
        counts.append(weights.tolist())
        return fit(self, views, roles, weights)

    monkeypatch.setattr(RoleClassifier, "fit", spied)
    whole = corpus[:45]
    partial = [replace(posting, pieces=(), partial=True) for posting in corpus[45:65]]
    partial[0] = replace(partial[0], fit=math.nan)
    alone, both = train(whole, profile), train([*partial, *whole], profile)
    assert (alone.judge.competencies.weights_ == both.judge.competencies.weights_).all()
    read = [[line.line for line in label_lines(posting)] for posting in whole]
    assert (np.vstack(alone.lines.predict_proba(read)) == np.vstack(both.lines.predict_proba(read))).all()
    assert alone.metrics["duty_line_f1"] == both.metrics["duty_line_f1"]
    assert alone.judge.roles.title_.vocabulary_ != both.judge.roles.title_.vocabulary_
    assert both.metrics["postings"] == 65
    assert counts[-1] == [ADDED_WEIGHT] * 20 + [1.0] * 45
    assert ADDED_WEIGHT > 1
    assert np.isfinite(both.judge.fit.points_).all()


def test_postings_without_labelled_lines_alone_are_too_few(
    corpus: list[LabelledPosting], profile: SkillProfile
) -> None:
    with pytest.raises(TrainingError, match="0 labelled postings are too few"):
        train([replace(posting, pieces=(), partial=True) for posting in corpus[:60]], profile)
