from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from features.cv import read_cv
from features.cv_dates import Period, month_of
from features.cv_duties import find_statements
from features.duties import DutyFinder
from features.taxonomy import competencies
from models.cv_levels import HIGHEST, Evidence, Post, level, propose, weight
from models.cv_reading import Proposal, propose_profile
from models.training import Trained
from tests.cv_files import CVS

NOW = month_of(2026, 11)


def _said(strength: float = 1.0, *, helping: bool = False, code: str = "scope_control") -> Evidence:
    return Evidence(code, "Held the scope", 0, 14, strength, helping, 0)


def _post(ended_years_ago: float = 0, in_scope: float = 1.0, years: float = 4) -> Post:
    end = NOW - round(12 * ended_years_ago)
    return Post(Period(end - round(12 * years), end, 0, 0), in_scope)


@given(st.floats(0, 20), st.floats(0, 20), st.floats(0, 40), st.floats(0, 40))
def test_more_practice_and_more_time_never_propose_less(
    practice: float, more: float, years: float, later: float
) -> None:
    assert 0 <= level(practice, years) <= level(practice + more, years + later) <= HIGHEST


def test_nothing_said_proposes_nothing() -> None:
    proposed = propose([], [], NOW)
    assert list(proposed) == list(competencies())
    assert all(one.level == 0 and one.years is None and not one.evidence for one in proposed.values())


def test_old_work_help_and_other_trades_weigh_less() -> None:
    full = weight(_said(), _post(), NOW)
    assert full == 1.0
    assert weight(_said(), _post(ended_years_ago=6), NOW) == pytest.approx(0.6)
    assert weight(_said(), _post(ended_years_ago=30), NOW) == pytest.approx(0.4)
    assert weight(_said(helping=True), _post(), NOW) == pytest.approx(0.5)
    assert weight(_said(), _post(in_scope=0.0), NOW) == pytest.approx(0.3)
    assert weight(_said(), Post(None, 1.0), NOW) == full  # a job without dates is not taken for old


def test_a_year_proposes_less_than_four() -> None:
    beginner, seasoned = (propose([_said()], [_post(years=years)], NOW)["scope_control"] for years in (1, 4))
    assert beginner.level < seasoned.level
    assert (beginner.years, seasoned.years) == (1, 4)


def test_the_weightiest_evidence_comes_first() -> None:
    weak, strong = _said(0.3), _said(0.9)
    assert propose([weak, strong], [_post()], NOW)["scope_control"].evidence == (strong, weak)


@pytest.fixture(scope="module")
def proposals(trained: Trained, finder: DutyFinder) -> dict[str, Proposal]:
    found = {}
    for path in sorted(CVS.iterdir()):
        cv = read_cv(path.read_text(encoding="utf-8"))
        found[path.stem] = propose_profile(cv, find_statements(cv, finder), trained.judge, NOW)
    return found


@pytest.mark.parametrize(
    ("code", "order"),
    [
        ("client_relationship", ["senior_am", "junior_am", "creative_pm", "nurse"]),
        ("client_presentation", ["senior_am", "junior_am", "creative_pm"]),
        ("account_growth", ["senior_am", "am_with_pm", "creative_pm"]),
        ("scope_control", ["creative_pm", "am_with_pm", "senior_am", "junior_am"]),
        ("timeline_building", ["creative_pm", "am_with_pm", "senior_am"]),
        ("creative_team_management", ["creative_pm", "am_with_pm"]),
        ("risk_status", ["creative_pm", "am_with_pm", "senior_am"]),
    ],
)
def test_six_careers_come_out_in_order(proposals: dict[str, Proposal], code: str, order: list[str]) -> None:
    levels = [proposals[name].levels[code].level for name in order]
    assert levels == sorted(levels, reverse=True)
    assert levels[0] >= levels[-1] + 0.3


def test_other_trades_bring_little(proposals: dict[str, Proposal]) -> None:
    assert max(one.level for one in proposals["nurse"].levels.values()) <= 0.1
    assert max(one.level for one in proposals["designer"].levels.values()) <= 0.3
    for name in ("nurse", "designer"):
        assert (proposals[name].years, proposals[name].seniority) == (None, None)
        assert len(proposals[name].other_work) == 2


def test_every_sentence_stands_in_the_cv(proposals: dict[str, Proposal]) -> None:
    quoted = 0
    for path in CVS.iterdir():
        raw = path.read_text(encoding="utf-8")
        text = read_cv(raw).text
        for one in (one for found in proposals[path.stem].levels.values() for one in found.evidence):
            quoted += 1
            assert text[one.start : one.end] == one.quote
            assert one.quote in raw.replace("**", "")
    assert quoted > 60


def test_years_seniority_and_tools_say_what_they_were_read_from(proposals: dict[str, Proposal]) -> None:
    senior, junior = proposals["senior_am"], proposals["junior_am"]
    assert senior.years == pytest.approx((NOW - month_of(2016, 6)) / 12)
    assert (senior.seniority, senior.seniority_basis) == ("senior", "latest title: Senior Account Manager")
    assert len(senior.years_basis) == 2
    assert (junior.seniority, junior.tools[0]) == ("entry", "Asana")
    assert "Adobe Workfront" in proposals["creative_pm"].tools
