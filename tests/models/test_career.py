from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from features.taxonomy import competencies
from models.career import GOOD_FIT, MASTERED, gap_gains, in_scope, path, raised_fits
from models.fit import SKILLED
from models.judge import Judgement, PostingFeatures
from models.profile import SkillProfile
from models.training import Trained


@pytest.fixture(scope="module")
def judged(trained: Trained, some_features: list[PostingFeatures], profile: SkillProfile) -> list[Judgement]:
    return [judgement for judgement in trained.judge.judge(some_features, profile) if judgement.fit is not None]


@pytest.mark.parametrize(("code", "level"), [("scope_control", 1.0), ("resourcing", 0.7), ("client_relationship", 0.0)])
def test_raised_fits_are_those_of_a_new_judgement(
    code: str,
    level: float,
    trained: Trained,
    some_features: list[PostingFeatures],
    judged: list[Judgement],
    profile: SkillProfile,
) -> None:
    other = replace(profile, levels=dict(profile.levels) | {code: level})
    anew = [judgement.fit for judgement in trained.judge.judge(some_features, other) if judgement.fit is not None]
    fits = raised_fits(judged, trained.judge.fit, profile, code, level)
    assert fits == pytest.approx(anew, abs=0.051)
    assert not np.allclose(fits, [judgement.fit for judgement in judged], atol=0.06)


def test_gains_are_those_of_the_gaps_and_the_best_comes_first(
    trained: Trained, judged: list[Judgement], profile: SkillProfile
) -> None:
    gains = gap_gains(judged, trained.judge.fit, profile)
    assert {gain.code for gain in gains} == {code for code in competencies() if profile.levels[code] < SKILLED}
    means = [gain.closed.mean for gain in gains]
    assert means == sorted(means, reverse=True)
    assert means[0] > 0
    for gain in gains:
        assert gain.mastered.mean >= gain.closed.mean
        assert gain.asking == sum(gain.code in job.gaps for job in in_scope(judged))


def test_lifted_jobs_are_exactly_those_that_pass_the_line(
    trained: Trained, judged: list[Judgement], profile: SkillProfile
) -> None:
    jobs = in_scope(judged)
    # Each job a little below the line, so that what lifts it is its own share of the competency.
    near = [
        replace(job, parts={**job.parts, "base": job.parts["base"] + 69.5 - sum(job.parts.values())}) for job in jobs
    ]
    gains = {gain.code: gain for gain in gap_gains(near, trained.judge.fit, profile)}
    found = 0
    for code, gain in gains.items():
        after = raised_fits(near, trained.judge.fit, profile, code, MASTERED)
        expected = {job.posting_id for job, fit in zip(near, after, strict=True) if fit >= GOOD_FIT}
        assert set(gain.mastered.lifted) == expected
        assert len(gain.mastered.lifted) == len(expected)
        found += len(expected)
    assert found > len(gains)


def test_a_profile_without_gaps_has_nothing_to_gain(
    trained: Trained, judged: list[Judgement], profile: SkillProfile
) -> None:
    master = replace(profile, levels=dict.fromkeys(competencies(), 1.0))
    assert gap_gains(judged, trained.judge.fit, master) == ()


def test_without_jobs_in_scope_every_gain_is_zero(trained: Trained, profile: SkillProfile) -> None:
    gains = gap_gains([], trained.judge.fit, profile)
    assert gains
    assert {(gain.asking, gain.closed.mean, gain.mastered.lifted) for gain in gains} == {(0, 0.0, ())}
    assert [(step.jobs, step.examples) for step in path([])] == [(0, ())] * 3


def test_the_way_leads_over_hybrids_to_operations_with_jobs_of_each_kind(judged: list[Judgement]) -> None:
    steps = path(judged)
    assert [step.role for step in steps] == ["account-management", "hybrid", "creative-pm"]
    by_id = {judgement.posting_id: judgement for judgement in judged}
    for step in steps:
        assert step.jobs == sum(judgement.role == step.role for judgement in judged)
        assert {by_id[example].role for example in step.examples} <= {step.role}
        sure = [by_id[example].decision == "decided" for example in step.examples]
        if step.role != "account-management":
            assert sure == sorted(sure, reverse=True)
    leaning = [by_id[example].operations_share >= 1 / 3 for example in steps[0].examples]
    assert leaning == sorted(leaning, reverse=True)
