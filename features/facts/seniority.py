"""The level of a job: from its title, else from the years it asks for."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal, get_args

from features.facts.basis import column
from features.lexicons import load_lexicon

Level = Literal["intern", "entry", "mid", "senior", "lead", "director", "executive"]

#: Levels from the lowest to the highest.
LEVELS: tuple[Level, ...] = get_args(Level)

#: Years from which a posting without a level in its title means the level: the field's table gives account
#: coordinator 0-2 years, account manager 3-5 (two to five at most agencies), the senior title 5-8.
#: Years alone make nobody a lead.
YEARS_FROM: tuple[tuple[float, Level], ...] = ((5, "senior"), (2, "mid"), (0, "entry"))


def seniority_of(
    title: str,
    *,
    years_min: float | None = None,
    years_max: float | None = None,
    years_basis: str = "",
    at_agency: bool = False,
) -> tuple[Level | None, str]:
    """Read a job's level.

    Parameters
    ----------
    title : str
        The title; a level word in it wins.
    years_min, years_max : float or None, optional
        Years of experience asked; they decide where the title names no level.
    years_basis : str, optional
        The sentence those were read from.
    at_agency : bool, optional
        Whether the employer is an agency, where an account executive is a junior grade.

    Returns
    -------
    level : str or None
        One of :data:`LEVELS`.
    basis : str
        What it was read from; empty if unknown.

    Examples
    --------
    >>> seniority_of("Senior Account Manager")
    ('senior', 'column title: Senior')
    >>> seniority_of("Account Executive"), seniority_of("Account Executive", at_agency=True)[0]
    ((None, ''), 'entry')
    """
    masked = _masked().sub(lambda match: "·" * len(match.group()), title)
    for level, pattern in _ladder(at_agency=at_agency):
        if found := pattern.search(masked):
            return level, column("title", title[found.start() : found.end()].strip())
    asked = years_min if years_min is not None else years_max
    if asked is not None:
        return next(level for years, level in YEARS_FROM if asked >= years), years_basis
    for level, pattern in _plain():
        if found := pattern.search(masked):
            return level, column("title", title[found.start() : found.end()])
    return None, ""


@cache
def _masked() -> re.Pattern[str]:
    return _any(load_lexicon("seniority")["not_a_level"])


@cache
def _ladder(*, at_agency: bool) -> tuple[tuple[Level, re.Pattern[str]], ...]:
    lexicon = load_lexicon("seniority")
    steps: list[tuple[Level, list[str]]] = list(lexicon["combined"].items())
    if at_agency:
        steps += lexicon["agency"].items()
    for level in lexicon["order"]:
        patterns = lexicon["levels"][level]
        if level == "numeral":
            steps += [(grade, [pattern]) for grade, pattern in zip(lexicon["means"]["numeral"], patterns, strict=True)]
        else:
            steps.append((lexicon["means"].get(level, level), patterns))
    return tuple((level, _any(patterns)) for level, patterns in steps)


@cache
def _plain() -> tuple[tuple[Level, re.Pattern[str]], ...]:
    return tuple((level, _any(patterns)) for level, patterns in load_lexicon("seniority")["plain"].items())


def _any(patterns: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)
