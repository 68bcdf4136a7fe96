from __future__ import annotations

from features.taxonomy import competencies
from models.interview import stories, stories_asked
from models.judge import DutyJudgement


def duty(weight: float, *codes: str) -> DutyJudgement:
    return DutyJudgement(codes, "", weight)


def names(*duties: DutyJudgement) -> list[tuple[str, int]]:
    return [(asked.story.code, asked.duty) for asked in stories_asked(duties)]


def test_every_story_rests_on_competencies_that_exist_and_on_some() -> None:
    assert {story.code for story in stories()} == {"scope", "timeline", "revision", "partnership", "end_to_end"}
    for story in stories():
        assert story.needs
        assert set(story.needs) <= set(competencies())


def test_only_what_the_duties_ask_for_is_told_and_what_they_ask_most_comes_first() -> None:
    found = names(duty(0.2, "timeline_building"), duty(0.5, "client_relationship"), duty(0.3, "scope_control"))
    assert found == [("scope", 2), ("timeline", 0)]
    assert names(duty(1.0, "account_growth")) == []
    assert names() == []


def test_the_duty_named_is_the_one_that_asks_for_the_story_first_of_all() -> None:
    passing = duty(0.6, "client_strategy", "budget_tracking", "revision_rounds")
    plain = duty(0.1, "revision_rounds")
    assert names(passing, plain) == [("revision", 1)]
    assert names(plain, duty(0.3, "approvals_feedback")) == [("revision", 1)]
