import re

import pytest
import re2
from hypothesis import given
from hypothesis import strategies as st

from features.taxonomy import SIDES, competencies, side_of

#: One plain duty for each code, in the guide's order.
EXAMPLES = {
    "client_relationship": "Be the day-to-day contact for two accounts",
    "account_growth": "Spot upselling opportunities in existing accounts",
    "new_business": "Help to pitch for prospects",
    "client_strategy": "Turn business objectives into strategy",
    "client_presentation": "Present monthly results",
    "client_escalation": "Resolve complaints before they grow",
    "account_finance": "Reconcile invoices with work delivered",
    "creative_brief": "Write briefs",
    "approvals_feedback": "Chase sign-off and consolidate feedback",
    "stakeholder_facilitation": "Translate between the client and the designers",
    "budget_tracking": "Track actuals against the estimate",
    "scope_control": "Draft statements of work and change requests",
    "timeline_building": "Build production schedules",
    "resourcing": "Assign freelancers to jobs",
    "creative_team_management": "Coach the designers",
    "traffic_workflow": "Route jobs through the studio",
    "revision_rounds": "Keep revisions to two rounds",
    "production_delivery": "Run shoots with vendors",
    "risk_status": "Report status and flag risks",
    "process_improvement": "Write templates and playbooks",
}


def test_the_twenty_codes_stand_in_the_guides_order() -> None:
    assert list(competencies()) == list(EXAMPLES)
    sides = [competency.side for competency in competencies().values()]
    assert sides == ["client"] * 7 + ["shared"] * 4 + ["operations"] * 9


@pytest.mark.parametrize(("code", "duty"), EXAMPLES.items())
def test_cues_find_a_plain_example(code: str, duty: str) -> None:
    assert any(re2.search(cue, duty.lower()) for cue in competencies()[code].cues)


def test_cues_are_silent_on_words_of_no_competency() -> None:
    loud = [
        code
        for code, entry in competencies().items()
        for cue in entry.cues
        if re2.search(cue, "water the plants on mondays")
    ]
    assert loud == []


def test_every_competency_is_told_to_people() -> None:
    for code, entry in competencies().items():
        assert entry.code == code
        assert entry.side in SIDES
        assert entry.name
        assert entry.meaning
        assert entry.cues
        for cue in entry.cues:  # they are searched in lower-cased text
            literals = re.sub(r"\\.", "", cue)
            assert literals == literals.lower()
        assert not any(re2.search(cue, "") for cue in entry.cues), f"a cue of {code} matches nothing at all"
    assert len({entry.name for entry in competencies().values()}) == len(EXAMPLES)


@pytest.mark.parametrize(
    ("codes", "side"),
    [
        ([], ""),
        (["account_growth"], "client"),
        (["creative_brief"], "shared"),
        (["resourcing"], "operations"),
        (["account_growth", "resourcing"], "shared"),
        (["account_growth", "new_business", "resourcing"], "client"),
        (["account_growth", "creative_brief", "budget_tracking"], "client"),
        (("risk_status", "resourcing", "new_business"), "operations"),
    ],
)
def test_the_side_of_a_duty(codes: list[str], side: str) -> None:
    assert side_of(codes) == side


def test_an_unknown_code_is_an_error() -> None:
    with pytest.raises(KeyError, match="juggling"):
        side_of(["account_growth", "juggling"])


@given(
    st.lists(st.sampled_from(list(EXAMPLES)), max_size=6).flatmap(lambda c: st.tuples(st.just(c), st.permutations(c)))
)
def test_the_order_of_codes_does_not_matter(pair: tuple[list[str], list[str]]) -> None:
    assert side_of(pair[0]) == side_of(pair[1])
