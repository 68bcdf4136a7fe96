import pytest
from hypothesis import given
from hypothesis import strategies as st

from features.lines import LINE_KINDS, Line, lines_of
from features.rules import rule_score
from features.sections import SECTIONS


def line(text: str, section: str = "unknown") -> Line:
    return Line(text, 0, len(text), False, False, "", section, 0.0)


def score(text: str, section: str = "unknown") -> float:
    return rule_score([[line(text, section)]])[0][0].duty


@pytest.mark.parametrize(
    ("text", "section", "is_duty"),
    [
        ("Manage budgets", "duties", True),
        ("Manage budgets", "unknown", False),
        ("Manage budgets", "benefits", False),
        ("You will manage budgets", "unknown", True),
        ("You'll manage budgets", "unknown", True),
        ("You’ll manage budgets", "unknown", True),
        ("The account manager will own three retainers", "unknown", True),
        ("This role is responsible for all shoots", "unknown", True),
        ("YOU WILL MANAGE BUDGETS", "unknown", True),
        ("You will get a bicycle", "benefits", False),
        ("You will have three years of experience", "requirements", False),
        ("Ability to manage budgets", "unknown", False),
        ("Proficiency with boards", "unknown", False),
        ("We are a studio of ten", "company", False),
    ],
)
def test_lines_on_each_side_of_a_half(text: str, section: str, is_duty: bool) -> None:
    assert (score(text, section) >= 0.5) is is_duty


def test_acting_raises_and_a_trait_lowers_in_every_section() -> None:
    for section in SECTIONS:
        assert score("You will run shoots", section) >= score("Run shoots", section)
        assert score("Ability to run shoots", section) <= score("Run shoots", section)
    assert score("You will run shoots") > score("Run shoots") > score("Ability to run shoots")


@given(st.lists(st.text(max_size=40)))
def test_one_probability_a_line(texts: list[str]) -> None:
    postings = [tuple(lines_of(text)) for text in texts]
    scores = rule_score(postings)
    assert [len(row) for row in scores] == [len(lines) for lines in postings]
    assert all(0 <= score.duty <= 1 and score.otherwise in LINE_KINDS for row in scores for score in row)


def test_no_lines_no_scores() -> None:
    assert rule_score([]) == []
