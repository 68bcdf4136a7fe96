"""Cells to values: what is not certain stays unknown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.sources import values


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-05-03", "2026-05-03"),
        ("2026-05-03T23:59:59-08:00", "2026-05-03"),
        ("2023-03-10 18:33:31.704990 +00:00", "2023-03-10"),
        ("2026/5/3", "2026-05-03"),
        ("20260503", "2026-05-03"),
        ("1777766400", "2026-05-03"),
        ("1777766400000.0", "2026-05-03"),
        ("May 3, 2026", "2026-05-03"),
        ("Sunday, May 3rd 2026", "2026-05-03"),
        ("3 May 2026", "2026-05-03"),
        ("Sun, 03 May 2026 10:00:00 GMT", "2026-05-03"),
        ("03-Sept-2026", "2026-09-03"),
        ("31.12.2026", "2026-12-31"),
        ("03.05.2026", "2026-05-03"),
        ("12/31/2026", "2026-12-31"),
        ("05/05/2026", "2026-05-05"),
        ("03/05/2026", ""),
        ("3/5/26", ""),
        ("2026-02-30", ""),
        ("0001-01-01", ""),
        ("9999999999", ""),
        ("12345", ""),
        ("3 days ago", ""),
        ("Maybe 3, 2026", ""),
        ("May 2026", ""),
        ("NaT", ""),
    ],
)
def test_dates(text: str, expected: str):
    assert values.iso_date(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("40000", 40000.0),
        ("40000.0", 40000.0),
        ("4e4", 40000.0),
        ("17.125", None),
        ("£40,000.50", 40000.5),
        ("40\u202f000", 40000.0),
        ("-5", None),
        ("inf", None),
        ("1e99", None),
        ("9" * 41, None),
        ("40k", None),
        ("40,00", None),
        ("", None),
    ],
)
def test_amounts(text: str, expected: float | None):
    assert values.amount(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Oui", True),
        ("on-site", False),
        ("ON_SITE", False),
        ("0.0", False),
        ("hybrid", None),
        ("Remote (US only)", None),
    ],
)
def test_yes_and_no(text: str, expected: bool | None):
    assert values.yes_no(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("YEAR", "yearly"),
        ("p.a.", "yearly"),
        ("per month", "monthly"),
        ("/hr", "hourly"),
        ("wöchentlich", "weekly"),
        ("full time", ""),
    ],
)
def test_intervals(text: str, expected: str):
    assert values.interval(text) == expected


@given(st.text())
def test_nothing_breaks_a_value(text: str):
    assert values.iso_date(text) == "" or len(values.iso_date(text)) == 10
    amount = values.amount(text)
    assert amount is None or amount > 0
    values.amount_range(text)
    assert values.interval(text) in {"", "yearly", "monthly", "weekly", "daily", "hourly"}
    assert len(values.currency(text)) in (0, 3)
    assert "\n" not in values.one_line(text)
