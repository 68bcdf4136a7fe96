import pytest
from hypothesis import given
from hypothesis import strategies as st

from features.facts.seniority import LEVELS, seniority_of


@pytest.mark.parametrize(
    ("title", "level"),
    [
        ("Marketing Intern", "intern"),
        ("Internship, Client Services", "intern"),
        ("Internship Coordinator", "entry"),
        ("Internal Communications Manager", None),
        ("International Account Manager", "mid"),
        ("Junior Producer", "entry"),
        ("Junior Art Director", "entry"),
        ("Account Coordinator", "entry"),
        ("Assistant Account Executive", "entry"),
        ("Associate Producer", "entry"),
        ("Project Coordinator II", "entry"),
        ("Graduate Account Manager", "entry"),
        ("Graduate School Project Manager", "mid"),
        ("Account Manager", "mid"),
        ("Producer", "mid"),
        ("Mid-level Designer", "mid"),
        ("Software Engineer II", "mid"),
        ("Software Engineer III", "senior"),
        ("Mid-Market Seller", None),
        ("Senior Account Manager", "senior"),
        ("Sr. Producer", "senior"),
        ("Account Supervisor", "senior"),
        ("Senior Project Coordinator", "mid"),
        ("Sales Counselor, Senior Living", None),
        ("Teacher, Junior High", None),
        ("Senior Center Coordinator", "entry"),
        ("Lead Producer", "lead"),
        ("Team Lead, Client Services", "lead"),
        ("Lead Generation Specialist", None),
        ("Principal Designer", "lead"),
        ("Staff Engineer", "lead"),
        ("Staff Accountant", None),
        ("Associate Creative Director", "lead"),
        ("Executive Producer", "lead"),
        ("Account Director", "director"),
        ("Senior Director, Accounts", "director"),
        ("Head of Client Services", "director"),
        ("Art Director", None),
        ("Director of Photography", None),
        ("Assistant to the Director", None),
        ("Coordinator, Director’s Office", "entry"),
        ("VP of Client Services", "executive"),
        ("Vice President, Accounts", "executive"),
        ("Assistant Vice President", "director"),
        ("Chief Marketing Officer", "executive"),
        ("Managing Partner", "executive"),
        ("Managing Director", "executive"),
        ("Partner Manager", None),
        ("HR Business Partner", None),
        ("Partnerships Manager", None),
        ("Chief of Staff", None),
        ("Executive Assistant", None),
        ("Physician Assistant", None),
        ("Designer", None),
        ("", None),
    ],
)
def test_level_of_a_title(title, level):
    assert seniority_of(title)[0] == level


def test_an_account_executive_is_junior_at_an_agency_only():
    assert seniority_of("Account Executive") == (None, "")
    assert seniority_of("Account Executive", at_agency=True)[0] == "entry"
    assert seniority_of("Senior Account Executive", at_agency=True)[0] == "mid"
    assert seniority_of("Senior Account Executive")[0] == "senior"


@pytest.mark.parametrize(
    ("years", "level"), [(0, "entry"), (1.5, "entry"), (2, "mid"), (4, "mid"), (5, "senior"), (12, "senior")]
)
def test_years_decide_where_the_title_names_no_level(years, level):
    assert seniority_of("Account Manager", years_min=years, years_basis="so many years") == (level, "so many years")


def test_a_level_in_the_title_wins_over_years():
    assert seniority_of("Junior Account Manager", years_min=8, years_basis="8 years") == (
        "entry",
        "column title: Junior",
    )


def test_an_upper_bound_of_years_is_used_alone():
    assert seniority_of("Planner", years_max=1, years_basis="up to 1 year")[0] == "entry"


@given(st.text(max_size=80), st.booleans())
def test_any_title(title, at_agency):
    level, basis = seniority_of(title, at_agency=at_agency)
    assert (level is None) == (basis == "")
    assert level is None or (level in LEVELS and basis.removeprefix("column title: ") in title)
