import pytest
from hypothesis import given
from hypothesis import strategies as st

from features.lexicons import load_lexicon
from features.sections import MAX_HEADING_CHARACTERS, SECTIONS, heading_section
from tests.features.annotated import cpu_seconds


@pytest.mark.parametrize(
    ("heading", "section"),
    [
        ("Responsibilities", "duties"),
        ("KEY RESPONSIBILITIES:", "duties"),
        ("What you'll do", "duties"),
        ("What you’ll be doing", "duties"),
        ("What will you do?", "duties"),
        ("Your day-to-day", "duties"),
        ("About the role", "duties"),
        ("The role", "duties"),
        ("Job description", "duties"),
        ("In this role, you will:", "duties"),
        ("🎯 Duties & tasks", "duties"),
        ("Requirements", "requirements"),
        ("Required skills and experience", "requirements"),
        ("Who you are", "requirements"),
        ("About you", "requirements"),
        ("What you bring", "requirements"),
        ("What you'll need", "requirements"),
        ("You have", "requirements"),
        ("Nice-to-haves", "requirements"),
        ("MUST HAVES", "requirements"),
        ("Bonus points", "requirements"),
        ("Education", "requirements"),
        ("Job requirements", "requirements"),
        ("Benefits", "benefits"),
        ("What we offer", "benefits"),
        ("Why join us?", "benefits"),
        ("Perks & pay", "benefits"),
        ("What you'll get", "benefits"),
        ("About us", "company"),
        ("Who we are", "company"),
        ("Our values", "company"),
        ("About Brindle Works", "company"),
        ("How to apply", "application"),
        ("Interview process", "application"),
        ("Location", "other"),
        ("Working hours", "other"),
        ("Purple elephants", None),
        ("Friday", None),
        ("", None),
        ("!!! --- :::", None),
    ],
)
def test_headings_open_their_section(heading: str, section: str | None) -> None:
    assert heading_section(heading) == section


@pytest.mark.parametrize("frame", ["{}", "{}:", "  {} ", "** {} **", "### {}", "🚀 {} 🚀", "[{}]", "— {} —", "1. {}"])
@pytest.mark.parametrize("heading", ["Responsibilities", "What we offer", "Who you are"])
def test_marks_and_case_do_not_matter(frame: str, heading: str) -> None:
    section = heading_section(heading)
    assert section is not None
    for variant in (heading, heading.upper(), heading.lower()):
        assert heading_section(frame.format(variant)) == section


def test_the_order_of_the_lexicon_names_each_section_once() -> None:
    order = load_lexicon("sections")["order"]
    assert sorted([*order, "unknown"]) == sorted(SECTIONS)


def test_a_text_is_no_heading() -> None:
    assert heading_section("Responsibilities " + "of many kinds " * 10) is None


@given(st.text())
def test_any_heading_has_a_known_section_or_none(heading: str) -> None:
    assert heading_section(heading) in {*SECTIONS, None}


@pytest.mark.parametrize("unit", ["(", " ", "a ", "you ", "what ", "skills and ", "'"])
def test_hostile_headings_cost_nothing(unit: str) -> None:
    for length in (MAX_HEADING_CHARACTERS, 200_000):
        text = unit * (length // len(unit)) + "x"
        assert cpu_seconds(lambda text=text: heading_section(text)) < 0.5
