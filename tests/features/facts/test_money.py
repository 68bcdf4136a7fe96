import pytest

from features.facts.money import amounts, currency_of
from features.facts.offers import offers_of


@pytest.mark.parametrize(
    ("text", "value", "sign"),
    [
        ("$80,000", 80_000, "$"),
        ("$80k", 80_000, "$"),
        ("£30.000", 30_000, "£"),
        ("€ 3.500,50", 3_500.5, "€"),
        ("3 500 zł", 3_500, "zł"),
        ("CHF 95'000", 95_000, "CHF"),
        ("₹12,50,000", 1_250_000, "₹"),
        ("12 LPA", 1_200_000, "INR"),
        ("C$1,200.50", 1_200.5, "C$"),
        ("$80,000 CAD", 80_000, "CAD"),
        ("CAD $80,000", 80_000, "CAD"),
        ("$14.50", 14.5, "$"),
        ("US$9", 9, "US$"),
    ],
)
def test_one_amount(text, value, sign):
    (amount,) = amounts(text)
    assert (amount.value, amount.sign) == (value, sign)
    assert (amount.start, amount.end) == (0, len(text)) or sign == "CAD"


@pytest.mark.parametrize("text", ["401k", "403k plan", "section 5", "EUROPE 12", "room 101", "v1.2", "", "twelve"])
def test_no_amount(text):
    assert list(amounts(text)) == []


def test_a_million_is_marked():
    assert [amount.large for amount in amounts("$30M, $2 million, £5bn, $900k")] == [True, True, True, False]


@pytest.mark.parametrize(
    ("sign", "location", "code"),
    [
        ("$", "", "USD"),
        ("$", "Austin, TX", "USD"),
        ("$", "Toronto, ON, Canada", "CAD"),
        ("$", "Vancouver, WA, United States", "USD"),
        ("$", "Melbourne, FL", "USD"),
        ("$", "Sydney", "AUD"),
        ("kr", "", None),
        ("kr", "Oslo, Norway", "NOK"),
        ("¥", "", None),
        ("£", "anywhere", "GBP"),
        ("usd", "", "USD"),
        ("", "", None),
        ("XYZ", "", None),
    ],
)
def test_currency_of_a_sign(sign, location, code):
    assert currency_of(sign, location) == code


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("£35-40k", 35_000, 40_000),
        ("£500-600", 500, 600),
        ("30-50K PHP", 30_000, 50_000),
        ("12-15 LPA", 1_200_000, 1_500_000),
        ("$6-10,000", 6_000, 10_000),
        ("$55-$65,000", 55_000, 65_000),
        ("$210,000$225,000", 210_000, 225_000),
        ("80,000 – 95,000 USD", 80_000, 95_000),
        ("$60,000 a year to $70,000 a year", 60_000, 70_000),
    ],
)
def test_two_figures_make_a_range(text, low, high):
    (offer,) = offers_of(list(amounts(text)), text)
    assert (offer.low, offer.high, offer.is_range) == (low, high, True)


@pytest.mark.parametrize("text", ["$90,000 - $80,000", "$5 - $5,000", "$50,000, $60,000", "$50,000\n$60,000"])
def test_two_figures_that_are_no_range(text):
    assert [offer.is_range for offer in offers_of(list(amounts(text)), text)] == [False, False]
