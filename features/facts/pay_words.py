"""What the words around an amount say: whether it is pay, for how long, and whether it is a bound."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from features.lexicons import load_lexicon

#: Characters behind and before an amount in which its interval may stand.
INTERVAL_BEHIND, INTERVAL_BEFORE = 45, 70

_SENTENCE = re.compile(r"[.!?] ")
# Behind one of these stands another part of the pay, with its own interval ("plus monthly commission").
_ANOTHER_PART = re.compile(
    r"\b(?:plus\b|bonus|commission|equity|with\b|and (?!more\b|up\b))|[+&] (?!VAT)", re.IGNORECASE
)
_OR_MORE = re.compile(r"^\+|^ ?(?:and up|or more|and above|minimum)\b", re.IGNORECASE)
_CODE_OR_INTERVAL = r"(?:(?:USD|CAD|EUR|GBP|per year|annually|/ ?year|p\.?a\.?)[\s,]*)?"
_PERIOD = r"(?:(?:per|a|an|/|each) ?(?:year|month|quarter|annum)|annual(?:ly)?|yearly|monthly|quarterly)?\s*"
# A word that begins the next part of the pay does not lead on ("$80k base plus bonus").
_LEADING_WORDS = r"(?:(?!(?:base|plus|and|or|salary|with|OTE|depending)\b)\w+[ -]){0,2}?"


@dataclass(frozen=True, slots=True)
class PayWords:
    """Compiled patterns of the tables ``pay`` and ``intervals`` of ``lexicons/currencies.toml``."""

    is_pay: re.Pattern[str]
    is_pay_behind: re.Pattern[str]
    is_not_pay: re.Pattern[str]
    is_not_pay_behind: re.Pattern[str]
    on_target: re.Pattern[str]
    at_most: re.Pattern[str]
    at_least: re.Pattern[str]
    interval: re.Pattern[str]


@cache
def pay_words() -> PayWords:
    """Compile the patterns, once a process."""
    words = load_lexicon("currencies")["pay"]
    intervals = load_lexicon("currencies")["intervals"]
    interval = "|".join(
        rf"\b(?P<{name}>{'|'.join(entry['words'])})\b|/ ?(?P<{name}2>{'|'.join(entry['slash'])})\b"
        for name, entry in intervals.items()
    )
    preposition = r"(?:(?:in|of|towards?|to|for|as)\b(?: an?\b| your\b| the\b| our\b)?)?\s*"
    return PayWords(
        is_pay=_compile(rf"\b(?:{_any(words['is_pay'])})\b"),
        is_pay_behind=_compile(
            rf"^[\s)+,]*{_CODE_OR_INTERVAL}(?:(?:in|of) )?(?:annual |gross |total )?"
            rf"(?:{_any(words['is_pay_behind'])})\b"
        ),
        is_not_pay=_compile(rf"\b(?:{_any(words['is_not_pay'])})\b"),
        is_not_pay_behind=_compile(
            rf"^[\s)]*(?:(?:USD|CAD|EUR|GBP)\b)?\s*{_PERIOD}{preposition}{_LEADING_WORDS}"
            rf"(?:{_any(words['is_not_pay_behind'])})\b"
        ),
        on_target=_compile(rf"\b(?:{_any(words['on_target'])})\b"),
        at_most=_compile(rf"\b(?:{_any(words['at_most'])})\W{{0,3}}$"),
        at_least=_compile(rf"\b(?:{_any(words['at_least'])})\W{{0,3}}$"),
        interval=_compile(interval),
    )


def interval_said(before: str, after: str) -> str | None:
    """Read what an amount is paid for.

    Parameters
    ----------
    before, after : str
        The text on either side of the amount.

    Returns
    -------
    str or None
        ``hourly``, ``daily``, ``weekly``, ``monthly`` or ``yearly``; what stands behind goes first.

    Examples
    --------
    >>> interval_said("Annual salary: ", " gross"), interval_said("", " plus monthly bonus")
    ('yearly', None)
    """
    pattern = pay_words().interval
    behind = _ANOTHER_PART.split(_SENTENCE.split(after)[0][:INTERVAL_BEHIND])[0]
    found = pattern.search(behind) or last_match(pattern, before[-INTERVAL_BEFORE:])
    return found.lastgroup.rstrip("2") if found and found.lastgroup else None


def bounds_said(value: float, before: str, after: str) -> tuple[float | None, float | None]:
    """Tell a lower or upper bound from a plain figure.

    Parameters
    ----------
    value : float
        The figure.
    before, after : str
        The text on either side of it.

    Returns
    -------
    tuple of float or None
        Least and most; twice the figure where the words set no bound.

    Examples
    --------
    >>> bounds_said(40.0, "up to $", ""), bounds_said(40.0, "pay: $", "+")
    ((None, 40.0), (40.0, None))
    """
    if pay_words().at_most.search(before):
        return None, value
    if pay_words().at_least.search(before) or _OR_MORE.match(after):
        return value, None
    return value, value


def last_match(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    """Find the last match of a pattern.

    Parameters
    ----------
    pattern : re.Pattern
        What to find.
    text : str
        Where; short.

    Returns
    -------
    re.Match or None
        The match that starts last.
    """
    found = None
    for match in pattern.finditer(text):
        found = match
    return found


def _any(patterns: list[str]) -> str:
    return "|".join(patterns)


def _compile(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)
