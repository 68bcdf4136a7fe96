import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from features.facts.salary import UNITS_A_YEAR, salary_in_text, salary_of_columns


@pytest.mark.parametrize(
    ("text", "low", "high", "currency", "interval"),
    [
        ("Salary: $80k–$95k", 80_000, 95_000, "USD", "yearly"),
        ("Pay: 80,000 - 95,000 USD per year", 80_000, 95_000, "USD", "yearly"),
        ("The salary is £30.000.", 30_000, 30_000, "GBP", "yearly"),
        ("Base salary $210,000$225,000 USD", 210_000, 225_000, "USD", "yearly"),
        ("Salary up to £45,000", None, 45_000, "GBP", "yearly"),
        ("Salary from £45,000", 45_000, None, "GBP", "yearly"),
        ("Salary: $70,000+", 70_000, None, "USD", "yearly"),
        ("$22 - $26 per hour", 22, 26, "USD", "hourly"),
        ("$22/hr", 22, 22, "USD", "hourly"),
        ("Day rate: £350-400", 350, 400, "GBP", "daily"),
        ("Gehalt: 3.500 € monthly", 3_500, 3_500, "EUR", "monthly"),
        ("Compensation: €52.000 - €58.000 p.a.", 52_000, 58_000, "EUR", "yearly"),
        ("Salary: 13 600 - 16 000 PLN gross/monthly", 13_600, 16_000, "PLN", "monthly"),
        ("Salary: CHF 95'000 - CHF 110'000", 95_000, 110_000, "CHF", "yearly"),
        ("Salary: A$90,000", 90_000, 90_000, "AUD", "yearly"),
        ("We pay 8 LPA.", 800_000, 800_000, "INR", "yearly"),
        ("Salary: 25,000 to 30,000 PHP", 25_000, 30_000, "PHP", None),
        ("Salary: 45k-55k", 45_000, 55_000, None, None),
        ("Salary: ¥400,000 monthly", 400_000, 400_000, None, "monthly"),
        ("Salary: $2,500 - $3,500 depending on skills", 2_500, 3_500, "USD", None),
        ("Base $100,000 plus monthly commission", 100_000, 100_000, "USD", "yearly"),
        ("Salary\nNew York: $60,000 - $70,000", 60_000, 70_000, "USD", "yearly"),
        ("£40,000 - £48,000", 40_000, 48_000, "GBP", "yearly"),
    ],
)
def test_pay_in_words(text, low, high, currency, interval):
    salary = salary_in_text(text)
    assert salary is not None
    assert (salary.min, salary.max, salary.currency, salary.interval) == (low, high, currency, interval)
    assert salary.basis in text


@pytest.mark.parametrize(
    "text",
    [
        "We raised $30M last spring.",
        "You will own budgets of $2 million.",
        "We manage $500k in media every month.",
        "401k with a $5,000 match",
        "A $500 annual stipend for books",
        "Up to £1,500 per year for training",
        "A sign-on bonus of $10,000",
        "Our clients spend $20,000 - $50,000 per month with us",
        "We pay a referral bonus of $1,000",
        "Insurance with $50,000 of coverage",
        "Experience selling deals of $50K - $150K",
        "We pay well. Revenue of $80,000 - $90,000 a client is usual.",
        "Over 60K customers trust our salary software",
        "Founded in 2014, paid fairly since 2019",
        "A competitive salary",
        "",
    ],
)
def test_money_that_is_not_pay(text):
    assert salary_in_text(text) is None


def test_base_pay_goes_before_on_target_earnings():
    salary = salary_in_text("OTE $120k, base $80k")
    assert salary is not None
    assert salary.min == 80_000


def test_on_target_earnings_alone_are_told_by_the_basis():
    salary = salary_in_text("$120,000 - $140,000 OTE")
    assert salary is not None
    assert "OTE" in salary.basis


def test_a_year_of_hours():
    salary = salary_in_text("Pay: $20 - $25 an hour")
    assert salary is not None
    assert (salary.annual_min, salary.annual_max) == (20 * 2_080, 25 * 2_080)


def test_no_interval_no_year():
    salary = salary_in_text("Salary: 25,000 to 30,000 PHP")
    assert salary is not None
    assert (salary.annual_min, salary.annual_max) == (None, None)


def test_the_location_says_which_dollar():
    salary = salary_in_text("Salary: $80,000", "Calgary, Alberta")
    assert salary is not None
    assert salary.currency == "CAD"


def test_columns_as_jobspy_writes_them():
    salary = salary_of_columns(4_000.0, 5_000.0, "USD", "monthly")
    assert salary is not None
    assert (salary.annual_min, salary.annual_max) == (48_000, 60_000)
    assert salary.basis == "column salary_min and salary_max"


@pytest.mark.parametrize(
    ("said", "interval"),
    [("yearly", "yearly"), ("YEAR", "yearly"), ("per annum", "yearly"), ("annual", "yearly"), ("MONTH", "monthly"),
     ("daily", "daily"), ("per day", "daily"), ("hour", "hourly"), ("weekly", "weekly"), ("fortnight", None)],
)  # fmt: skip
def test_interval_words_of_other_boards(said, interval):
    salary = salary_of_columns(100.0, None, "GBP", said)
    assert salary is not None
    assert salary.interval == interval


def test_one_column_is_a_bound_not_a_figure():
    salary = salary_of_columns(None, 50_000.0, "EUR")
    assert salary is not None
    assert (salary.min, salary.max, salary.interval, salary.basis) == (None, 50_000, "yearly", "column salary_max")


@pytest.mark.parametrize("value", [None, 0.0, -5.0, math.nan, math.inf])
def test_a_column_without_a_figure(value):
    assert salary_of_columns(value, value, "USD", "yearly") is None


def test_an_unknown_code_is_kept_and_an_unknown_sign_is_not():
    known, unknown = salary_of_columns(1.0, None, "xaf"), salary_of_columns(1.0, None, "¤¤")
    assert known is not None
    assert unknown is not None
    assert (known.currency, unknown.currency) == ("XAF", None)


@given(st.floats(1, 1e6), st.floats(1, 1e6), st.sampled_from(sorted(UNITS_A_YEAR)))
def test_a_year_is_never_less_than_its_part(first, second, interval):
    salary = salary_of_columns(first, second, "USD", interval)
    assert salary is not None
    assert salary.min is not None
    assert salary.max is not None
    assert salary.annual_min is not None
    assert salary.min <= salary.max
    assert salary.annual_min == pytest.approx(salary.min * UNITS_A_YEAR[interval], abs=0.01)
