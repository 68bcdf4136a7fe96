import pytest
from hypothesis import given
from hypothesis import strategies as st

from features.facts.years import MAX_ASKED, years_asked


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("- 3-5 years of agency experience", 3, 5),
        ("- 3 – 5 years’ experience in client services", 3, 5),
        ("You have at least two years' experience with clients.", 2, None),
        ("- 5+ yrs in a studio", 5, None),
        ("A minimum of 3 (three) years in an agency is required.", 3, None),
        ("We ask for between 2 and 4 years in account management.", 2, 4),
        ("- Five to seven years of experience", 5, 7),
        ("- 2-3+ years running campaigns", 2, None),
        ("Up to 2 years of experience", None, 2),
        ("- 0-2 years of relevant work", 0, 2),
        ("Experience: 4 years", 4, None),
        ("- 6 months' experience in trafficking", 0.5, None),
        ("- 5 years project management experience", 5, None),
        ("- 4+ years project management", 4, None),
        ("You bring 3 years of growth marketing experience.", 3, None),
        ("- Has worked with retail brands for 3+ years", 3, None),
        ("- 1.5 years of experience", 1.5, None),
        ("2-year experience as a producer", 2, None),
    ],
)
def test_experience_that_is_asked(text, low, high):
    years = years_asked(text)
    assert years is not None
    assert (years.low, years.high) == (low, high)
    assert years.basis in text


@pytest.mark.parametrize(
    "text",
    [
        "For 25 years we have made ads that people remember.",
        "For over 12 years our agency has worked with brewers.",
        "Our team has 12 years of combined experience.",
        "With over 14 years of experience, we are the region's oldest studio.",
        "The agency was founded 10 years ago.",
        "We were named best place to work 3 years in a row.",
        "Your pension starts after 2 years.",
        "Holiday rises to 28 days after 5 years of service.",
        "You must be 18 years or older.",
        "Applicants under 21 years of age need consent.",
        "This is a 2-year contract.",
        "- 2-year fixed term",
        "A 4-year degree is welcome.",
        "- 4-year degree and agency experience",
        "- Completed 2 years of college",
        "In the next 3 years we will double.",
        "Over the past 5 years the studio has grown.",
        "- 5-year anniversary sabbatical",
        "Several years of experience",
        "Pay: £30,000/year",
        "We plan in years, not months.",
        "",
    ],
)
def test_other_spans_of_time(text):
    assert years_asked(text) is None


def test_first_requirement_goes_before_a_preference():
    years = years_asked(
        "- 8 years of experience preferred\n- 5 years of agency experience\n- 2 years of experience with Jira"
    )
    assert years is not None
    assert (years.low, years.basis) == (5, "- 5 years of agency experience")


def test_a_preference_counts_where_nothing_is_required():
    years = years_asked("Ideally you have 3 years of experience.")
    assert years is not None
    assert years.low == 3


def test_more_than_anybody_is_asked_is_a_companys_age():
    assert years_asked(f"- {MAX_ASKED} years of experience") is not None
    assert years_asked(f"- {MAX_ASKED + 1} years of experience") is None


@given(st.integers(0, 15), st.integers(0, 15), st.sampled_from(["-", " - ", "–", " to "]))
def test_a_range_keeps_its_order(first, second, dash):
    years = years_asked(f"- {first}{dash}{second} years of experience")
    assert years is not None
    assert years.low is not None
    if years.high is not None:
        assert years.low <= years.high
        assert (years.low, years.high) == (first, second)
    else:
        assert second < first
