from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from features.extraction import RawPosting
from features.taxonomy import competencies
from models.judge import Judge, Judgement, PostingFeatures
from models.labelled import ROLES, LabelledPosting
from models.profile import Preferences, SkillProfile
from models.training import Trained

Featurise = Callable[[str, RawPosting], PostingFeatures]

CLIENT_JOB = """What you'll do
- Be the first person five retail clients call, and keep their trust year after year
- Present campaign results in quarterly business reviews and recommend what to do next
- Renew contracts, spot chances to upsell and grow each account's revenue
- Settle client concerns before they become complaints
- Forecast account revenue and check invoices
"""
OPERATIONS_JOB = """What you'll do
- Build production schedules backward from launch and keep them current
- Assign designers, editors and freelancers and protect their calendars
- Run internal reviews and structured revision rounds
- Write change requests whenever the scope of work moves and get them signed
- Traffic assets through the studio, proof them and hand over to vendors
- Lead the daily stand-up, flag risks and report status
"""


@pytest.fixture(scope="module")
def judge(trained: Trained) -> Judge:
    return trained.judge


@pytest.fixture(scope="module")
def judged(judge: Judge, featurise: Featurise, profile: SkillProfile) -> Callable[..., Judgement]:
    def run(title: str, text: str, skills: SkillProfile = profile) -> Judgement:
        (judgement,) = judge.judge([featurise("p", RawPosting(title, description=text))], skills)
        return judgement

    return run


def test_duties_decide_where_the_title_lies(judged: Callable[..., Judgement]) -> None:
    assert judged("Project Manager", CLIENT_JOB).role == "account-management"
    assert judged("Account Manager", OPERATIONS_JOB).role == "creative-pm"


def test_a_posting_in_another_language_is_for_a_person_to_look_at(
    judge: Judge, featurise: Featurise, profile: SkillProfile
) -> None:
    english = featurise("p", RawPosting("Account Manager", description=CLIENT_JOB))
    assert english.language == "en"
    swedish, unknown = replace(english, language="sv"), replace(english, language="")
    plain, foreign, short = judge.judge([english, swedish, unknown], profile)
    assert (plain.decision, foreign.decision) == ("decided", "review")
    assert foreign.why.startswith("The text is Swedish: only English is read")
    assert "only English" not in plain.why
    # What is not known speaks against nothing.
    assert replace(short, duties=()) == replace(plain, duties=())


def test_both_sides_owned_is_hybrid_and_shown_as_such(judged: Callable[..., Judgement]) -> None:
    both = judged("Account & Project Manager", CLIENT_JOB + OPERATIONS_JOB)
    assert both.role == "hybrid"
    assert min(both.client_share, both.operations_share) > 0.3
    assert "both sides are owned" in both.why


def test_another_occupation_is_out_of_scope_and_fits_little(judged: Callable[..., Judgement]) -> None:
    nurse = judged(
        "Registered Nurse",
        "Duties\n- Administer medication and record vital signs\n- Care for patients after surgery\n"
        "Requirements\n- Current state nursing licence",
    )
    assert nurse.role == "out-of-scope"
    assert nurse.fit is not None
    assert nurse.fit < 25
    client = judged("Account Manager", CLIENT_JOB)
    assert client.fit is not None
    assert client.fit > 60


def test_gaps_of_an_account_manager_in_an_operations_job(judged: Callable[..., Judgement]) -> None:
    judgement = judged("Producer", OPERATIONS_JOB)
    assert {"timeline_building", "resourcing"} <= set(judgement.gaps)
    assert not set(judgement.gaps) & set(judgement.matched)


def test_no_text_is_not_judged(judged: Callable[..., Judgement]) -> None:
    silent = judged("Account Manager", "  <p></p> ")
    assert (silent.decision, silent.role, silent.fit, silent.duties) == ("no-text", "", None, ())


def test_a_higher_level_never_lowers_the_fit(judged: Callable[..., Judgement], profile: SkillProfile) -> None:
    for code in competencies():
        better = replace(profile, levels=dict(profile.levels) | {code: 1.0})
        assert judged("Producer", OPERATIONS_JOB, better).fit >= judged("Producer", OPERATIONS_JOB).fit


def test_an_unmet_wish_costs_what_it_says(judged: Callable[..., Judgement], profile: SkillProfile) -> None:
    text = "This role is fully on-site, five days a week in our office.\n" + CLIENT_JOB
    wishing = replace(profile, preferences=Preferences(remote=True))
    plain, wished = judged("Account Manager", text), judged("Account Manager", text, wishing)
    assert plain.fit is not None
    assert wished.fit is not None
    assert plain.fit - wished.fit == pytest.approx(10, abs=0.01) or plain.fit == 100
    assert "on site" in wished.why


def test_a_judgement_does_not_depend_on_its_batch(
    judge: Judge, some_features: list[PostingFeatures], profile: SkillProfile
) -> None:
    together = judge.judge(some_features, profile)
    alone = [judge.judge([features], profile)[0] for features in some_features]
    backwards = judge.judge(some_features[::-1], profile)[::-1]
    for one, two, three in zip(together, alone, backwards, strict=True):
        assert one.role == two.role == three.role
        assert np.allclose(list(one.probabilities.values()), list(two.probabilities.values()), atol=1e-9)
        assert one.fit == pytest.approx(two.fit, abs=1e-6)
        assert one.why == three.why


def test_numbers_hold_together(judge: Judge, some_features: list[PostingFeatures], profile: SkillProfile) -> None:
    for features, judgement in zip(some_features, judge.judge(some_features, profile), strict=True):
        assert sum(judgement.probabilities.values()) == pytest.approx(1)
        assert judgement.role == max(judgement.probabilities, key=judgement.probabilities.__getitem__)
        assert judgement.fit == pytest.approx(min(100, max(0, sum(judgement.parts.values()))))
        assert len(judgement.duties) == len(features.duties)
        assert sum(duty.weight for duty in judgement.duties) == pytest.approx(1) or not features.duties


def test_unseen_written_postings_are_judged_well(
    judge: Judge, held_out: list[LabelledPosting], some_features: list[PostingFeatures], profile: SkillProfile
) -> None:
    said = [judgement.role for judgement in judge.judge(some_features, profile)]
    truth = [posting.role for posting in held_out[: len(said)]]
    assert set(said) <= set(ROLES)
    assert np.mean([a == b for a, b in zip(said, truth, strict=True)]) >= 0.8
