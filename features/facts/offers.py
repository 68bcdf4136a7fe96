"""Figures and ranges that may be pay: "£35-40k", "80,000 - 95,000 USD", "$210,000$225,000" (a lost dash)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from features.facts.money import Amount

#: A range of pay seldom spans more than this factor; wider ones are two unrelated figures.
WIDEST_RANGE = 5
#: The longest text between the two figures of a range ("$60,000 a year up to $").
MAX_GAP = 30

_JOIN = re.compile(
    r"\s?\+?(?:\s?(?:/|per|an?)\s?(?:year|yr|hour|hr|month|annum|week|day)|\s(?:annually|gross|base|hourly))?"
    r"\s?(?:-|–|—|‐|‑|−|~|→|(?:to|and|until|through|up to|bis|or)\b|/)+\s?(?:(?:max|up to)[:. ]{0,2})?",  # noqa: RUF001
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Offer:
    """One figure or range that may be pay.

    Attributes
    ----------
    start, end : int
        Offsets into the text.
    low, high : float
        The same for one figure.
    sign : str
        Currency sign or code as written; empty without one.
    is_range : bool
        Whether two figures were joined.
    multiplied : bool
        Whether ``k`` or a word multiplied it.
    """

    start: int
    end: int
    low: float
    high: float
    sign: str
    is_range: bool
    multiplied: bool


def offers_of(found: Sequence[Amount], text: str) -> list[Offer]:
    """Join neighbouring amounts to ranges; drop what cannot be pay.

    Parameters
    ----------
    found : sequence of Amount
        The amounts of a text, in reading order.
    text : str
        That text.

    Returns
    -------
    list of Offer
        In reading order. Millions and calendar years are left out.

    Examples
    --------
    >>> from features.facts.money import amounts
    >>> text = "In 2024: $80-95k, $210,000$225,000"
    >>> [(offer.low, offer.high) for offer in offers_of(list(amounts(text)), text)]
    [(80000.0, 95000.0), (210000.0, 225000.0)]
    """
    offers, number = [], 0
    while number < len(found):
        first = found[number]
        second = found[number + 1] if number + 1 < len(found) else None
        number += 1
        if second and (joined := _range(first, second, text)):
            offers.append(joined)
            number += 1
        elif not first.large and not _is_calendar_year(first):
            offers.append(
                Offer(
                    first.start,
                    first.end,
                    first.value,
                    first.value,
                    first.sign,
                    is_range=False,
                    multiplied=first.factor > 1,
                )
            )
    return offers


def _range(first: Amount, second: Amount, text: str) -> Offer | None:
    gap = text[first.end : second.start]
    lost_dash = gap.strip() == "" and "\n" not in gap and second.leads and first.leads
    if len(gap) > MAX_GAP or not (lost_dash or _JOIN.fullmatch(gap)) or first.large or second.large:
        return None
    low, high = first.value, second.value
    factor = second.factor if second.factor > 1 else 1_000
    if low < 1_000 <= high and first.factor == 1 and low * factor < high:
        # "80-95k", "$6-10,000".
        low *= factor
    if not 0 < low <= high <= low * WIDEST_RANGE:
        return None
    # The more telling of the two signs: "$80,000 - 95,000 CAD".
    sign = max(first.sign, second.sign, key=lambda sign: (sign.isalpha(), len(sign)))
    return Offer(first.start, second.end, low, high, sign, is_range=True, multiplied=second.factor > 1)


def _is_calendar_year(amount: Amount) -> bool:
    return not amount.sign and amount.factor == 1 and 1_900 <= amount.value <= 2_100
