"""Amounts of money in running text: figure, sign, thousands, as listings write them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice

from features.lexicons import load_lexicon

#: How many figures of a text are looked at; 6,119 real listings have 6 numbers on average, 134 at most.
MAX_FIGURES = 1_000

_FIGURE = re.compile(
    r"(?<!\d)(?<!\d[.,])(?:"
    r"\d{1,3}(?P<sep>[,.'’  ])\d{3}(?:(?P=sep)\d{3}){0,3}(?P<cents>[.,]\d{1,2})?(?!\d)"
    r"|(?P<indian>\d{1,2}(?:,\d{2}){1,3},\d{3})(?!\d)"
    r"|(?P<plain>\d{1,12}(?:[.,]\d{1,2})?)(?!\d))"
)
_THOUSAND = re.compile(r"[ ]?(?:[kK](?![A-Za-z])|thousand\b)")
_LAKH = re.compile(r"[ ]?(?:LPA|lpa|[lL]akhs?|[lL]acs?)\b")
_LARGE = re.compile(
    r"\+?[ ]?(?:[mM]illions?|[bB]illions?|[tT]rillions?|mil|mn|mm|MM|[mM]|bn|[bB]|[tT]n|cr|[cC]rores?)"
    r"(?![A-Za-z])"
)
_CODE_BEFORE = re.compile(r"(?<![A-Za-z])([A-Z]{3})[ ~]{0,2}$")
# "401k" is a retirement plan.
_RETIREMENT_PLANS = frozenset((401, 403, 457))
_NEXT_FIGURE = re.compile(r"[ ]?\d")
# The high end of "£500-600".
_DASH = re.compile(r"[ ]?[-–—][ ]?")
# The low end of "30-50K PHP".
_LOW_END = re.compile(r"[ ]?[-–][ ]?\d{1,3}[ ]?(?:[kK](?![A-Za-z])|LPA|[lL]akhs?\b)")


@dataclass(frozen=True, slots=True)
class Amount:
    """One figure that may be money.

    Attributes
    ----------
    start, end : int
        Offsets, sign and suffix included.
    value : float
        In whole units of the currency.
    sign : str
        The currency sign or code as written; empty without one.
    leads : bool
        Whether the sign stands before the figure.
    factor : int
        What ``k`` or a word multiplied the figure by; 1 without one.
    large : bool
        Whether millions or more are meant: no pay.
    """

    start: int
    end: int
    value: float
    sign: str
    leads: bool
    factor: int
    large: bool


def amounts(text: str) -> Iterator[Amount]:
    """Find figures that carry a currency, a ``k``, or at least four digits.

    Parameters
    ----------
    text : str
        Any text.

    Yields
    ------
    Amount
        In reading order, at most :data:`MAX_FIGURES`.

    Examples
    --------
    >>> [(a.value, a.sign) for a in amounts("€3.500 or 80k USD, C$1,200.50")]
    [(3500.0, '€'), (80000.0, 'USD'), (1200.5, 'C$')]
    """
    before, after = _sign_patterns()
    starts, ends = _sign_edges()
    signed_until = -1
    for figure in islice(_FIGURE.finditer(text), MAX_FIGURES):
        start, end = figure.span()
        lead = (
            before.search(text, max(0, start - 7), start) if _may_sign(text[max(0, start - 2) : start], ends) else None
        )
        value = _value(figure)
        factor, large = 1, False
        if multiplier := _THOUSAND.match(text, end):
            factor, end = 1_000, multiplier.end()
        elif multiplier := _LAKH.match(text, end):
            factor, end = 100_000, multiplier.end()
        elif magnitude := _LARGE.match(text, end):
            large, end = True, magnitude.end()
        trail = after.match(text, end) if _may_sign(text[end : end + 2], starts) else None
        if trail and _NEXT_FIGURE.match(text, trail.end()):
            # "50 $60", "$50k USD 60k": the sign belongs to the next figure.
            trail = None
        # Lakhs are counted in rupees; "LPA" is lakhs per annum.
        sign = lead["sign"] if lead else "INR" if factor == 100_000 else ""
        if trail and (not sign or (not sign[-1:].isalpha() and trail["sign"].isalpha())):
            # "$80,000 CAD": the code says which dollar.
            sign = trail["sign"]
        if (
            lead
            and not sign[-1:].isalpha()
            and (code := _CODE_BEFORE.search(text, max(0, lead.start() - 6), lead.start()))
        ):
            sign = code[1] if code[1] in _codes() else sign
        if not sign and factor == 1_000 and value in _RETIREMENT_PLANS:
            continue
        value *= factor
        goes_on = 0 <= signed_until < start and _DASH.fullmatch(text, signed_until, start) is not None
        if sign or value >= 1_000 or goes_on or _LOW_END.match(text, end):
            signed_until = (trail.end() if trail else end) if sign else -1
            yield Amount(
                lead.start() if lead else start,
                trail.end() if trail else end,
                value,
                sign,
                leads=lead is not None,
                factor=factor,
                large=large,
            )


def currency_of(sign: str, location: str = "") -> str | None:
    """Give the ISO 4217 code of a sign.

    Parameters
    ----------
    sign : str
        As written, for example ``£`` or ``CAD``; a code in lower case is understood.
    location : str, optional
        Where the job is: it decides for signs that several currencies share.

    Returns
    -------
    str or None
        ``None`` for a sign that says nothing without a place.

    Examples
    --------
    >>> currency_of("$"), currency_of("$", "Toronto, ON, Canada"), currency_of("kr")
    ('USD', 'CAD', None)
    """
    lexicon = load_lexicon("currencies")
    code = _codes().get(sign) or _codes().get(sign.upper())
    if code:
        return code
    for shared in lexicon["shared"]:
        if shared["sign"] != sign:
            continue
        for place in shared["places"]:
            if _names(tuple(place["names"])).search(location) and not (
                place["unless"] and _names(tuple(place["unless"])).search(location)
            ):
                return str(place["code"])
        return str(shared["otherwise"]) if "otherwise" in shared else None
    return None


@cache
def yearly_from() -> dict[str, float]:
    """Return, by currency, the amount from which a bare figure can only be a year's pay."""
    return {
        entry["code"]: float(entry["yearly_from"])
        for entry in load_lexicon("currencies")["currency"]
        if "yearly_from" in entry
    }


@cache
def _codes() -> dict[str, str]:
    return {sign: entry["code"] for entry in load_lexicon("currencies")["currency"] for sign in entry["signs"]}


@cache
def _names(names: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, names)) + r")(?!\w)")


@cache
def _sign_patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    signs = {*_codes(), *(shared["sign"] for shared in load_lexicon("currencies")["shared"])}
    longest_first = "|".join(re.escape(sign) for sign in sorted(signs, key=len, reverse=True))
    # A code must not be the end or the start of a word ("EURO" in "EUROPE 2024").
    return (
        re.compile(rf"(?<![A-Za-z])(?P<sign>{longest_first})[  ]?$"),
        re.compile(rf"[  ]?(?P<sign>{longest_first})(?![A-Za-z])"),
    )


@cache
def _sign_edges() -> tuple[frozenset[str], frozenset[str]]:
    signs = {*_codes(), *(shared["sign"] for shared in load_lexicon("currencies")["shared"])}
    return frozenset(sign[0] for sign in signs), frozenset(sign[-1] for sign in signs)


def _may_sign(beside: str, edges: frozenset[str]) -> bool:
    """Whether a sign can stand there at all: the cheap test before the pattern."""
    return not edges.isdisjoint(beside)


def _value(figure: re.Match[str]) -> float:
    if figure["plain"]:
        return float(figure["plain"].replace(",", "."))
    if figure["indian"]:
        return float(figure["indian"].replace(",", ""))
    cents = figure["cents"] or ""
    whole = figure.group()[: len(figure.group()) - len(cents)]
    return float("".join(filter(str.isdecimal, whole)) + cents.replace(",", "."))
