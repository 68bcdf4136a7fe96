import pytest
from hypothesis import given
from hypothesis import strategies as st

from features.company_names import read_company, same_company


def compared(one: str, other: str) -> bool | None:
    found = same_company(read_company(one), read_company(other))
    assert same_company(read_company(other), read_company(one)) is found
    return found


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Acme Ltd.", "ACME"),
        ("Acme, Inc.", "Acme LLC"),
        ("The Acme Company", "acme"),
        ("Oak & Pine", "Oak and Pine Co."),
        ("X Five", "Xfive"),
        ("Sable Capital, L.P.", "Sable Capital"),
        ("Volant (UK) Ltd", "Volant"),
        ("Farmer's Bread", "Farmers Bread"),
        ("Acme.com", "Acme"),
    ],
)
def test_variants_of_one_name(one: str, other: str) -> None:
    assert compared(one, other) is True


@pytest.mark.parametrize(
    ("one", "other"), [("Acme", "Bebe"), ("Acme Foods", "Acme Paints"), ("Co", "Company B"), ("Ab", "Ag")]
)
def test_two_names(one: str, other: str) -> None:
    assert compared(one, other) is False


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("", "Acme"),
        ("None", "Acme"),
        ("Confidential", "Acme"),
        ("Northern Recruitment", "Acme"),
        ("Acme", "Acme Europe"),
    ],
)
def test_a_name_that_leaves_the_employer_open(one: str, other: str) -> None:
    assert compared(one, other) is None


@pytest.mark.parametrize("name", ["Confidential", "Undisclosed employer", "Northern Staffing", "Reed", "Pine Talent"])
def test_who_hides_the_employer_on_purpose(name: str) -> None:
    assert read_company(name).advertiser


@pytest.mark.parametrize(
    "name", ["", "n/a", "None", "—", "Reed Smith", "Research Partners", "Confidence Bakery", "Acme"]
)
def test_who_does_not(name: str) -> None:
    assert not read_company(name).advertiser


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_two_names_can_be_compared(one: str, other: str) -> None:
    compared(one, other)
    assert compared(one, one) is not False
