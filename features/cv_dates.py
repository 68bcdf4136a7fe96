"""When a job of a CV was held: "Mar 2018 – Present", "04/2021 - now", "2015–2018", "since 2020"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from features.lexicons import load_lexicon

#: Years that a CV speaks of; other figures of four digits are amounts and postcodes.
FIRST_YEAR, LAST_YEAR = 1950, 2100


@dataclass(frozen=True, slots=True)
class Period:
    """Months that a job was held.

    Attributes
    ----------
    start : int
        Its first month, counted from January of the year 0.
    end : int or None
        The month after its last; None for a job that goes on.
    first, last : int
        Where the words that say so stand in the line they were read from.
    """

    start: int
    end: int | None
    first: int
    last: int

    def until(self, month: int) -> int:
        """Give the month after the last one, for a job that goes on the present one."""
        return month if self.end is None else min(self.end, month)


def period_in(line: str) -> Period | None:
    """Find the period that a line names.

    Parameters
    ----------
    line : str
        A line of a CV.

    Returns
    -------
    Period or None
        None if it names none. A bare year counts as its January, so that "2015 – 2018" are three years.

    Examples
    --------
    >>> found = period_in("Account Manager, Sept 2019 – Feb 2021")
    >>> found.end - found.start
    18
    >>> period_in("Since 03/2020").end is None, period_in("Served 1200 guests to date")
    (True, None)
    """
    for found in _pattern().finditer(line):
        goes_on = found["now"] is not None or (found["since"] is not None and found["b_year"] is None)
        start, end = _month(found, "a"), None if goes_on else _month(found, "b")
        if start is None or (end is None and not goes_on):
            continue
        if end is not None and (found["b_name"] or found["b_number"]):
            end += 1  # "to Feb 2021" is with February
        if end is None or end >= start:
            return Period(start, end, found.start(), found.end())
    return None


def months_covered(periods: Sequence[Period], month: int) -> int:
    """Count the months that periods cover, those that two of them share once.

    Parameters
    ----------
    periods : sequence of Period
    month : int
        The present month, see :func:`month_of`: nothing after it counts.

    Examples
    --------
    >>> months_covered([Period(0, 12, 0, 0), Period(6, 18, 0, 0), Period(24, None, 0, 0)], 30)
    24
    """
    covered, reached = 0, 0
    for start, end in sorted((period.start, period.until(month)) for period in periods):
        first = max(start, reached)
        covered += max(0, end - first)
        reached = max(reached, end)
    return covered


def month_of(year: int, month: int) -> int:
    """Count months from January of the year 0."""
    return 12 * year + month - 1


def _month(found: re.Match[str], side: str) -> int | None:
    said = found[f"{side}_year"]
    if said is None:
        return None
    year = int(said.lstrip("'’"))
    if len(said) < 4:
        year += 2000 if year < 70 else 1900
    name, number = found[f"{side}_name"], int(found[f"{side}_number"] or 1)
    if name:
        number = next(n for n, pattern in enumerate(_months(), 1) if re.fullmatch(pattern, name, re.IGNORECASE))
    return month_of(year, number) if FIRST_YEAR <= year <= LAST_YEAR and 1 <= number <= 12 else None


def _months() -> list[str]:
    return list(load_lexicon("cv")["dates"]["months"])


@cache
def _pattern() -> re.Pattern[str]:
    names, now = "|".join(_months()), "|".join(load_lexicon("cv")["dates"]["now"])

    def day(side: str) -> str:
        before = rf"(?:(?P<{side}_name>{names})\.?,?[ \t]{{1,3}}|(?P<{side}_number>\d{{1,2}})[/.])?"
        return rf"{before}(?P<{side}_year>\d{{4}}|['’]\d{{2}})(?!\w)"

    until = rf"[ \t]{{0,8}}(?:[-–—−]|\bto\b|\buntil\b)[ \t]{{0,8}}(?:{day('b')}|(?P<now>(?:{now})\b))"  # noqa: RUF001
    return re.compile(rf"(?<![\w/.])(?:(?P<since>since)[ \t]{{1,3}})?{day('a')}(?:{until})?", re.IGNORECASE)
