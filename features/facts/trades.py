"""A trade that a posting requires: code, craft, a licence, a manual or clinical profession.

The labelling guide grades such postings 0, or 1 where client or project work is substantial beside the trade.
"""

from __future__ import annotations

import re
from functools import cache

from features.lexicons import load_lexicon


@cache
def _titles() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((name, _any(patterns)) for name, patterns in load_lexicon("trades")["titles"].items())


@cache
def _not_titles() -> re.Pattern[str]:
    return _any(load_lexicon("trades")["not_titles"]["patterns"])


@cache
def _requirements() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((name, _any(patterns)) for name, patterns in load_lexicon("trades")["requirements"].items())


def _any(patterns: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


def required_trade(title: str, text: str) -> tuple[str, str]:
    """Name the trade a posting requires and the words that say so.

    Parameters
    ----------
    title : str
        The job title.
    text : str
        The cleaned text.

    Returns
    -------
    tuple of str
        Trade (``code``, ``craft``, ``clinical``, ``licensed``, ``manual``, ``teaching``, ``science``, ``licence``)
        and basis; two empty strings where no trade is named.

    Examples
    --------
    >>> required_trade("Senior Backend Engineer", "")
    ('code', 'Backend Engineer')
    >>> required_trade("Account Manager, Design Studio", "")
    ('', '')
    """
    title = title[:300]
    if not _not_titles().search(title):
        for trade, pattern in _titles():
            if match := pattern.search(title):
                return trade, match.group()
    for trade, pattern in _requirements():
        if match := pattern.search(text):
            return trade, match.group()
    return "", ""
