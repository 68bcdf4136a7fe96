"""What jobs pay against what their level usually pays."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median

from features.facts import LEVELS
from features.lexicons import load_lexicon


@dataclass(frozen=True, slots=True)
class Pay:
    """Pay of one job: level it names (empty if none), currency, and what a year brings at least and at most."""

    level: str
    currency: str
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class LevelPay:
    """Pay of the jobs of one level in one currency.

    Attributes
    ----------
    level, currency : str
    jobs : int
    low, high : float
        Medians of the lowest and of the highest pay stated.
    usual : tuple of float or None
        The level's usual range; None where none is known in this currency.
    below, within, above : int
        Jobs that end below it, touch it, and begin above it.
    """

    level: str
    currency: str
    jobs: int
    low: float
    high: float
    usual: tuple[float, float] | None
    below: int
    within: int
    above: int


def usual_pay(level: str, currency: str) -> tuple[float, float] | None:
    """Return the usual pay of a level a year; None where ``lexicons/usual_pay.toml`` has none.

    Examples
    --------
    >>> usual_pay("mid", "USD"), usual_pay("mid", "GBP")
    ((55000.0, 75000.0), None)
    """
    table = load_lexicon("usual_pay")
    if currency != table["currency"] or level not in table["levels"]:
        return None
    low, high = table["levels"][level]
    return float(low), float(high)


def pay_position(pay: Pay) -> str:
    """Say where a job's pay lies against its level's usual range.

    Returns
    -------
    str
        ``below``, ``within`` (it touches the range) or ``above``; empty where nothing is known to compare with.

    Examples
    --------
    >>> pay_position(Pay("mid", "USD", 48_000, 54_000)), pay_position(Pay("mid", "USD", 70_000, 90_000))
    ('below', 'within')
    """
    usual = usual_pay(pay.level, pay.currency)
    if usual is None:
        return ""
    return "below" if pay.high < usual[0] else "above" if pay.low > usual[1] else "within"


def pay_by_level(jobs: Iterable[Pay]) -> tuple[LevelPay, ...]:
    """Sum up pay by currency and level; currencies of most jobs first, levels from the lowest up.

    Jobs that name no level stand last, under an empty one.
    """
    groups: dict[tuple[str, str], list[Pay]] = {}
    sizes: dict[str, int] = {}
    for job in jobs:
        groups.setdefault((job.currency, job.level), []).append(job)
        sizes[job.currency] = sizes.get(job.currency, 0) + 1
    order = [*LEVELS, ""]
    keys = sorted(groups, key=lambda key: (-sizes[key[0]], key[0], order.index(key[1])))
    return tuple(_level_pay(currency, level, groups[currency, level]) for currency, level in keys)


def _level_pay(currency: str, level: str, jobs: list[Pay]) -> LevelPay:
    places = [pay_position(job) for job in jobs]
    return LevelPay(
        level,
        currency,
        len(jobs),
        median(job.low for job in jobs),
        median(job.high for job in jobs),
        usual_pay(level, currency),
        *(places.count(place) for place in ("below", "within", "above")),
    )
