from __future__ import annotations

import pytest

from features.facts import LEVELS
from features.lexicons import load_lexicon
from models.market import Pay, pay_by_level, pay_position, usual_pay


@pytest.mark.parametrize(
    ("low", "high", "where"),
    [(40_000, 54_999, "below"), (40_000, 55_000, "within"), (75_000, 90_000, "within"), (75_001, 90_000, "above"),
     (40_000, 90_000, "within")],
)  # fmt: skip
def test_a_job_is_within_where_it_touches_the_range(low: float, high: float, where: str) -> None:
    assert pay_position(Pay("mid", "USD", low, high)) == where


@pytest.mark.parametrize("pay", [Pay("mid", "GBP", 40_000, 50_000), Pay("", "USD", 1, 2), Pay("intern", "USD", 1, 2)])
def test_nothing_is_said_where_nothing_usual_is_known(pay: Pay) -> None:
    assert pay_position(pay) == ""


def test_the_usual_ranges_are_of_known_levels_and_rise() -> None:
    levels = load_lexicon("usual_pay")["levels"]
    assert set(levels) <= set(LEVELS)
    ranges = [usual_pay(level, "USD") for level in LEVELS if level in levels]
    assert ranges == sorted(ranges)  # type: ignore[type-var]


def test_pay_is_summed_up_by_currency_and_level() -> None:
    jobs = [Pay("senior", "USD", 80_000, 90_000), Pay("", "USD", 1_000, 1_000), Pay("mid", "USD", 40_000, 50_000),
            Pay("mid", "USD", 60_000, 80_000), Pay("mid", "USD", 62_000, 100_000),
            Pay("mid", "GBP", 30_000, 35_000)]  # fmt: skip
    sums = pay_by_level(jobs)
    assert [(one.currency, one.level, one.jobs) for one in sums] == [
        ("USD", "mid", 3), ("USD", "senior", 1), ("USD", "", 1), ("GBP", "mid", 1),
    ]  # fmt: skip
    mid = sums[0]
    assert (mid.low, mid.high, mid.usual) == (60_000, 80_000, (55_000, 75_000))
    assert (mid.below, mid.within, mid.above) == (1, 2, 0)
    assert sums[3].usual is None
    assert pay_by_level([]) == ()
