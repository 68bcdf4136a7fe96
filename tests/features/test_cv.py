from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from features.carriers import VerbIndex, dress_cv
from features.cv import is_helping, read_cv, section_of, unwrapped
from features.cv_dates import Period, month_of, months_covered, period_in
from features.cv_duties import find_statements, in_present
from features.duties import DutyFinder
from features.parser import load_parser, load_verb_index
from tests.cv_files import CVS


@pytest.fixture(scope="module")
def verbs() -> VerbIndex:
    return load_verb_index()


def _text(name: str) -> str:
    return (CVS / name).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "titles", "statements"),
    [
        ("junior_am.txt", ["Junior Account Manager", "Account Executive"], 10),
        ("senior_am.txt", ["Senior Account Manager", "Account Manager"], 16),
        ("am_with_pm.md", ["Account Manager", "Account Executive"], 12),
        ("creative_pm.txt", ["Senior Creative Project Manager", "Project Manager"], 17),
        ("designer.txt", ["Senior Graphic Designer", "Graphic Designer"], 10),
        ("nurse.txt", ["Staff Nurse", "Healthcare Assistant"], 10),
    ],
)
def test_jobs_and_statements_are_found_in_every_layout(name: str, titles: list[str], statements: int) -> None:
    cv = read_cv(_text(name))
    assert [job.title for job in cv.jobs] == titles
    assert sum(len(job.statements) for job in cv.jobs) == statements
    assert all(job.period is not None for job in cv.jobs)


def test_only_experience_counts_where_there_is_such_a_heading() -> None:
    cv = read_cv(
        "Profile\nManaged everything, ask anyone.\nExperience\nProducer, Kite Films\n2020 - 2021\n- Booked crews\n"
        "Skills\n- Managed budgets\nInterests\n- Ran a choir"
    )
    assert [line.text for job in cv.jobs for line in job.statements] == ["Booked crews"]


def test_without_headings_all_statements_count() -> None:
    cv = read_cv("- Managed eight accounts\n- Wrote briefs for designers")
    assert [line.text for line in cv.jobs[0].statements] == ["Managed eight accounts", "Wrote briefs for designers"]
    assert cv.jobs[0].period is None


def test_name_and_address_are_no_part_of_a_job() -> None:
    cv = read_cv("Candidate\n1 High Street\nAccount Manager, Dove Agency\n2019 – 2021\n- Managed eight accounts")
    assert [job.heading for job in cv.jobs] == ["Account Manager, Dove Agency · 2019 – 2021"]


def test_statements_need_no_bullets() -> None:
    cv = read_cv("Employment\nAccount Manager, Dove Agency, 2019 – 2021\nManaged eight accounts\nWrote creative briefs")
    assert [line.text for line in cv.jobs[0].statements] == ["Managed eight accounts", "Wrote creative briefs"]


def test_running_text_and_page_numbers_are_told_from_headings() -> None:
    cv = read_cv(
        "Experience\nAccount Director\nKestrel Ltd\nJanuary 2020 - Present (6 years 11 months)\nLed pitch teams.\n"
        "Page 1 of 2\nAccount Manager | Fen & Moor | 2017 to 2019\nI coordinated freelancers. I tracked budgets."
    )
    assert [(job.title, [line.text for line in job.statements]) for job in cv.jobs] == [
        ("Account Director", ["Led pitch teams."]),
        ("Account Manager", ["I coordinated freelancers.", "I tracked budgets."]),
    ]


def test_a_second_period_opens_a_second_job_though_nothing_is_said_of_the_first() -> None:
    cv = read_cv("Employment\nDirector, A\n2020 – 2021\nManager, B\n2018 – 2020\n- Built schedules")
    assert [(job.title, len(job.statements)) for job in cv.jobs] == [("Director", 0), ("Manager", 1)]


@given(st.text(max_size=400))
@example("Experience\n2019 – 2020\n- \u0130stanbul\n–\n• a\x00b")
@example("Employment\n" + "- Led teams of\nfour\n" * 40)
def test_a_statement_stands_in_the_text_whatever_the_cv(text: str) -> None:
    cv = read_cv(text)
    for job in cv.jobs:
        for line in job.statements:
            assert cv.text[line.start : line.end] == line.text


def test_wrapped_lines_are_joined_and_headings_are_not() -> None:
    text = (
        "- Built production schedules backwards from launch dates, with written sign-\noff after each of the rounds "
        "that the client had\nLondon shoots included\nProject Manager\n- Ran stand-ups"
    )
    assert unwrapped(text).split("\n") == [
        "- Built production schedules backwards from launch dates, with written sign-off after each of the rounds "
        "that the client had",
        "London shoots included",
        "Project Manager",
        "- Ran stand-ups",
    ]


@pytest.mark.parametrize(
    ("line", "period"),
    [
        ("Account Manager, Jan 2018 – Present", (month_of(2018, 1), None)),
        ("04/2021 - now", (month_of(2021, 4), None)),
        ("Sept. '19 to Mar '21", (month_of(2019, 9), month_of(2021, 4))),
        ("2015–2018", (month_of(2015, 1), month_of(2018, 1))),
        ("Since 2020: Studio Manager", (month_of(2020, 1), None)),
        ("March 2020 – January 2019", None),
        ("Served 1200 guests to date", None),
        ("Raised 2500 to 3000 pounds", None),
        ("BA 2019", None),
        ("13/2019 – 14/2020", None),
    ],
)
def test_periods(line: str, period: tuple[int, int | None] | None) -> None:
    found = period_in(line)
    assert (None if found is None else (found.start, found.end)) == period


@given(st.lists(st.tuples(st.integers(0, 300), st.integers(0, 60)), max_size=6), st.integers(0, 400))
def test_months_are_counted_once(spans: list[tuple[int, int]], now: int) -> None:
    periods = [Period(start, start + length, 0, 0) for start, length in spans]
    held = {month for start, length in spans for month in range(start, start + length) if month < now}
    assert months_covered(periods, now) == len(held)


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("Managed a portfolio of 8 accounts", "Manage a portfolio of 8 accounts"),
        ("Built schedules backwards from launch", "Build schedules backwards from launch"),
        ("Successfully led and grew two teams", "Successfully lead and grow two teams"),
        ("I built the calendar of the team", "Build the calendar of the team"),
        ("Own the relationship", "Own the relationship"),
        ("Managing three accounts", "Managing three accounts"),
        ("The accounts managed were large", "The accounts managed were large"),
        ("", ""),
    ],
)
def test_a_statement_is_shown_to_the_models_as_a_posting_would_say_it(verbs: VerbIndex, said: str, shown: str) -> None:
    assert in_present(said, verbs) == shown


@given(st.text(max_size=80))
def test_a_cv_line_is_dressed_without_moving_its_characters(verbs: VerbIndex, line: str) -> None:
    carrier = dress_cv(line, verbs)
    assert len(carrier.text) - carrier.shift == len(line)


def test_past_statements_are_cut_into_their_actions() -> None:
    cv = read_cv(
        "Employment\nProducer\n2019 – 2021\n- Managed vendors for print and built the schedules of two launches"
    )
    finder = DutyFinder(load_parser(), load_verb_index())
    (worked,) = find_statements(cv, finder)
    duties = [duty for statement in worked.statements for duty in statement.duties]
    assert [(duty.verb, duty.object) for duty in duties] == [("manage", "vendors"), ("build", "schedules")]
    assert all(cv.text[duty.start : duty.end] == duty.text for duty in duties)
    assert worked.statements[0].as_duty == "Manage vendors for print and build the schedules of two launches"


def test_help_is_told_from_work() -> None:
    assert all(map(is_helping, ("Assisted the director", "Supports two managers", "Helping with shoots")))
    assert not any(map(is_helping, ("Managed support teams", "Helpdesk lead", "")))


def test_headings_of_cvs() -> None:
    assert section_of("Work history:") == "experience"
    assert section_of("EDUCATION & TRAINING") == "education"
    assert section_of("Senior Account Manager") is None
    assert section_of("Experience with clients who need more than one thing at once") is None
