"""Pay: from the listing's columns, else from the text, and what it comes to in a year."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from features.facts.basis import column, line_span, sentence_around
from features.facts.money import amounts, currency_of, yearly_from
from features.facts.offers import Offer, offers_of
from features.facts.pay_words import bounds_said, interval_said, last_match, pay_words

#: Units of pay in a full-time year. 2,080 hours (52 weeks of 40) is what the U.S. Bureau of Labor Statistics
#: multiplies hourly wages by; 260 days are 52 weeks of 5.
UNITS_A_YEAR = {"hourly": 2_080, "daily": 260, "weekly": 52, "monthly": 12, "yearly": 1}
#: Less a year, or more, is no pay (a voucher; a turnover), in currencies whose unit is worth about a dollar.
LEAST_A_YEAR, MOST_A_YEAR = 5_000, 2_000_000
#: Currencies whose year's pay begins below this figure are the ones with a unit worth about a dollar.
DOLLAR_LIKE = 15_000
#: A smaller figure without a currency sign is an hour, a page or a percentage.
LEAST_UNSIGNED = 1_000
#: Characters of context that are read before and behind an amount.
BEFORE, AFTER = 120, 70
#: A line with less than this before its amount begins with a label ("London:"); the line above heads it.
LABEL = 45

_CODE = re.compile(r"[A-Za-z]{3}")
_ASIDE = re.compile(r"\([^()]{0,80}\)")
_SENTENCE = re.compile(r"[.!?] ")
_LABEL_END = re.compile(r"(?:^|[^\w\s,.;]|^\W*)\s*$")

# The words of the boards' columns: JobSpy's "yearly", others' "YEAR", "per hour", "annum".
_COLUMN_INTERVALS = {
    "yearly": re.compile(r"year|annu|\byr|p\.?a\b", re.IGNORECASE),
    "monthly": re.compile(r"month|\bmo\b", re.IGNORECASE),
    "weekly": re.compile(r"week|\bwk", re.IGNORECASE),
    "daily": re.compile(r"\bda(?:y|ily)", re.IGNORECASE),
    "hourly": re.compile(r"hour|\bhr", re.IGNORECASE),
}


@dataclass(frozen=True, slots=True)
class Salary:
    """Pay as stated, and per year.

    Attributes
    ----------
    min, max : float or None
        As stated, in units of the currency per interval; both the same for one figure.
    currency : str or None
        ISO 4217 code; ``None`` where the sign does not say which.
    interval : str or None
        ``hourly``, ``daily``, ``weekly``, ``monthly`` or ``yearly`` (JobSpy's words).
    annual_min, annual_max : float or None
        Per full-time year, by :data:`UNITS_A_YEAR`; ``None`` where the interval is unknown.
    basis : str
        The sentence that says it (it also tells base pay from on-target earnings), or the columns.
    """

    min: float | None
    max: float | None
    currency: str | None
    interval: str | None
    annual_min: float | None
    annual_max: float | None
    basis: str


def salary_of_columns(
    salary_min: float | None,
    salary_max: float | None,
    currency: str = "",
    interval: str = "",
    location: str = "",
) -> Salary | None:
    """Read pay from a listing's columns.

    Parameters
    ----------
    salary_min, salary_max : float or None
        As scraped; what is not a positive number counts as unknown.
    currency, interval, location : str, optional
        As scraped; empty where unknown.

    Returns
    -------
    Salary or None
        ``None`` where neither column holds a figure.

    Examples
    --------
    >>> salary_of_columns(25.0, 30.0, "USD", "hourly").annual_max
    62400.0
    """
    named = {"salary_min": _figure(salary_min), "salary_max": _figure(salary_max)}
    known = [value for value in named.values() if value is not None]
    if not known:
        return None
    low, high = named["salary_min"], named["salary_max"]
    if low is not None and high is not None and low > high:
        low, high = high, low
    basis = column(" and ".join(name for name, value in named.items() if value is not None))
    sign = currency.strip()
    # A code that the lexicon does not know is a code all the same.
    code = currency_of(sign, location) or (sign.upper() if _CODE.fullmatch(sign) else None)
    said = next((name for name, pattern in _COLUMN_INTERVALS.items() if pattern.search(interval)), None)
    return _salary(low, high, code, said or _bare_interval(min(known), code), basis)


def salary_in_text(text: str, location: str = "", *, lone: bool = False) -> Salary | None:
    """Read pay from running text.

    Parameters
    ----------
    text : str
        Cleaned text.
    location : str, optional
        Where the job is, for signs that several currencies share.
    lone : bool, optional
        Whether the text is so short (a title) that an amount needs no word of pay beside it.

    Returns
    -------
    Salary or None
        The best supported statement, the first of equals. Base pay goes before on-target earnings. ``None``
        where no amount is said to be pay: funding, budgets, bonuses and allowances are not.

    Examples
    --------
    >>> pay = salary_in_text("We raised $30M. Salary: £30k - £35k plus bonus.")
    >>> pay.min, pay.max, pay.currency, pay.interval
    (30000.0, 35000.0, 'GBP', 'yearly')
    """
    best: tuple[int, Salary] | None = None
    for offer in offers_of(list(amounts(text)), text):
        judged = _judge(offer, text, location, lone=lone)
        if judged and (best is None or judged[0] > best[0]):
            best = judged
    return best[1] if best else None


def _judge(offer: Offer, text: str, location: str, *, lone: bool) -> tuple[int, Salary] | None:
    """Weigh what stands around an amount: how well it is supported as pay, and the pay."""
    words = pay_words()
    first, last = line_span(text, offer.start, offer.end)
    line_before = text[max(first, offer.start - BEFORE) : offer.start]
    before = _ASIDE.sub("", _SENTENCE.split(line_before)[-1])
    after = text[offer.end : min(last, offer.end + AFTER)]
    cue, other = last_match(words.is_pay, before), last_match(words.is_not_pay, before)
    if words.is_not_pay_behind.match(after) or (other and (cue is None or other.start() > cue.start())):
        return None
    backed = bool(cue or words.is_pay_behind.match(after) or _headed(words.is_pay, text, first, line_before)) or lone
    lakhs_a_year = text[offer.end - 3 : offer.end].upper() == "LPA"
    stated = "yearly" if lakhs_a_year else interval_said(before, after)
    if not backed and not stated and not _LABEL_END.search(line_before):
        # Without any word of pay a range must stand by itself ("London: £40k - £50k").
        return None
    code = currency_of(offer.sign, location)
    interval = stated or _bare_interval(offer.low, code)
    if not _plausible(offer, code, interval, backed=backed):
        return None
    low, high = (offer.low, offer.high) if offer.is_range else bounds_said(offer.low, before, after)
    score = 3 * backed + 2 * (interval is not None) + offer.is_range + bool(offer.sign)
    label = before[max(0, cue.start() - len("total ")) :] if cue else before
    if words.on_target.search(label) or words.on_target.match(after.lstrip(" (,")):
        score -= 2
    return score, _salary(low, high, code, interval, sentence_around(text, offer.start, offer.end))


def _headed(is_pay: re.Pattern[str], text: str, line_start: int, line_before: str) -> bool:
    """Whether an earlier sentence of the line, or before a short label the line above, speaks of pay."""
    if is_pay.search(line_before):
        return True
    above = text[max(0, line_start - 1 - BEFORE) : max(0, line_start - 1)].rpartition("\n")[2]
    return len(line_before) < LABEL and bool(is_pay.search(above))


def _plausible(offer: Offer, code: str | None, interval: str | None, *, backed: bool) -> bool:
    if not backed and not (offer.sign and interval and (offer.is_range or interval == "hourly")):
        return False
    if not offer.sign and offer.low < LEAST_UNSIGNED:
        return False
    if interval is None:
        # A figure without sign and interval is as likely a number of clients; a range in thousands is not.
        return (offer.is_range and bool(offer.sign or offer.multiplied)) or (
            bool(offer.sign) and offer.low >= LEAST_A_YEAR
        )
    yearly = offer.low * UNITS_A_YEAR[interval]
    dollar_like = yearly_from().get(code, math.inf) <= DOLLAR_LIKE if code else not offer.sign
    return yearly >= LEAST_A_YEAR and (not dollar_like or offer.high * UNITS_A_YEAR[interval] <= MOST_A_YEAR)


def _bare_interval(amount: float, code: str | None) -> str | None:
    return "yearly" if code and amount >= yearly_from().get(code, math.inf) else None


def _salary(low: float | None, high: float | None, code: str | None, interval: str | None, basis: str) -> Salary:
    units = UNITS_A_YEAR[interval] if interval else None
    annual = [None if value is None or units is None else round(value * units, 2) for value in (low, high)]
    return Salary(low, high, code, interval, annual[0], annual[1], basis)


def _figure(value: float | None) -> float | None:
    return float(value) if value is not None and math.isfinite(value) and value > 0 else None
