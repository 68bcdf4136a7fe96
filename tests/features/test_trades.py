import pytest
from hypothesis import given
from hypothesis import strategies as st

from features.facts.trades import required_trade
from tests.features.annotated import cpu_seconds


@pytest.mark.parametrize(
    ("title", "trade", "basis"),
    [
        ("Senior Backend Engineer", "code", "Backend Engineer"),
        ("DevOps lead", "code", "DevOps"),
        ("Graphic Designer", "craft", "Designer"),
        ("COPYWRITER", "craft", "COPYWRITER"),
        ("Registered Nurse", "clinical", "Nurse"),
        ("Tax Accountant", "licensed", "Tax"),
        ("Delivery Driver", "manual", "Driver"),
        ("Sous Chef", "manual", "Chef"),
        ("Maths Teacher", "teaching", "Teacher"),
        ("Research Associate", "science", "Research Associate"),
    ],
)
def test_titles_name_a_trade_and_their_words(title: str, trade: str, basis: str) -> None:
    assert required_trade(title, "") == (trade, basis)


@pytest.mark.parametrize(
    "title",
    [
        "Account Manager",
        "Account Manager, Design Studio",
        "Creative Project Manager",
        "Project Manager (Web Developer team)",
        "Senior Producer, Photographer roster",
        "Traffic Coordinator – Designer pool",
        "Client Success Manager, Nursing homes",
        "Manager, Creative Designer Services",
        "Tastemaker",
        "",
    ],
)
def test_who_manages_a_trade_needs_none(title: str) -> None:
    assert required_trade(title, "") == ("", "")


@pytest.mark.parametrize(
    ("text", "basis"),
    [
        ("A valid driver license is required", "valid driver license"),
        ("Current state nursing licence", "Current state nursing licence"),
        ("You are a Registered Nurse", "Registered Nurse"),
        ("Must hold a CDL", "CDL"),
        ("CPA preferred", "CPA"),
    ],
)
def test_texts_name_a_licence(text: str, basis: str) -> None:
    assert required_trade("Account Manager", f"Hello.\n- {text}") == ("licence", basis)


@pytest.mark.parametrize("text", ["We license software", "Manage cpanel hosts", "An active social life", ""])
def test_texts_without_a_licence(text: str) -> None:
    assert required_trade("Account Manager", text) == ("", "")


def test_the_title_is_asked_first() -> None:
    assert required_trade("Nurse", "CPA required")[0] == "clinical"


@given(st.text(), st.text())
def test_a_trade_always_has_its_words(title: str, text: str) -> None:
    trade, basis = required_trade(title, text)
    assert bool(trade) == bool(basis)
    assert basis in title or basis in text


@pytest.mark.parametrize("unit", ["valid ", "active a ", "manager ", "a", "engineer-", "licen"])
def test_hostile_text_costs_under_two_seconds(unit: str) -> None:
    text = unit * (200_000 // len(unit))
    assert cpu_seconds(lambda: required_trade(text, text)) < 2
