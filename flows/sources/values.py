"""Cells to values: dates, amounts, yes and no, currencies, intervals. What is not certain stays unknown."""

from __future__ import annotations

import re
import sys
from datetime import UTC, date, datetime
from functools import cache

from flows.sources.vocabulary import compact, vocabulary

#: What writers of tables put for "nothing here" (pandas, R, SQL, Excel, JavaScript), as it is spelled.
_NOTHING = frozenset(
    [
        "nan",
        "NaN",
        "NAN",
        "-nan",
        "NaT",
        "None",
        "none",
        "NONE",
        "null",
        "Null",
        "NULL",
        "<NA>",
        "NA",
        "N/A",
        "n/a",
        "#N/A",
        "undefined",
        "\\N",
        "-",
        "--",
        "?",
    ]
)

#: Years a listing can be from; anything else is a number that only looks like a date.
FIRST_YEAR, LAST_YEAR = 1995, 2100

_ISO = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?!\d)")
_COMPACT = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)$")
_EPOCH = re.compile(r"(\d{10})(\d{3})?(?:\.\d+)?$")
_NUMBERS = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?!\d)")
_DAY_FIRST = re.compile(r"(?:[^\W\d]+,? +)?(\d{1,2})(?:st|nd|rd|th)?[ .-]+([^\W\d]{3,})[ .,-]+(\d{4})(?!\d)")
_MONTH_FIRST = re.compile(r"(?:[^\W\d]+, +)?([^\W\d]{3,})\.? +(\d{1,2})(?:st|nd|rd|th)?,? +(\d{4})(?!\d)")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH_NAMES = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip

#: Largest salary, in any currency: a year in Indonesian rupiah stays below it.
MAX_AMOUNT = 1e10

_AMOUNT = re.compile(r"[$€£]? ?(\d{1,3}(?:[, ]\d{3})+|\d+)(\.\d+)?(?:e\+?(\d{1,2}))?$", re.I)
# "70.000" is seventy thousand in Germany and seventy elsewhere.
_AMBIGUOUS_AMOUNT = re.compile(r"[$€£]? ?[1-9]\d{0,2}\.\d{3}$")
# With a comma and cents behind it, the dots can only be thousands.
_DOTTED_AMOUNT = re.compile(r"([$€£]? ?\d{1,3}(?:\.\d{3})+),(\d{1,2})$")
_RANGE = re.compile(r"(\d[\d,. ]*) ?(?:-|–|—|to) ?(\d[\d,. ]*)$")

_QUOTED = re.compile(r"""'(?:[^'\\]|\\.)*+'|"(?:[^"\\]|\\.)*+\"""", re.S)
_LIST = re.compile(rf"\s*+\[\s*+(?:(?:{_QUOTED.pattern})[\s,]*+)++\]\s*+", re.S)
_ESCAPED = re.compile(r"\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|.)", re.S)


def cell(text: str) -> str:
    """Strip a short cell and drop the words for nothing.

    Examples
    --------
    >>> cell("  Aba Ltd "), cell("NaN"), cell("None")
    ('Aba Ltd', '', '')
    """
    text = text.strip()
    return "" if text in _NOTHING else text


def listed(text: str) -> str:
    r"""Give the lines of a list that a program has written into one cell, any other text as it is.

    Only strings in brackets are such a list: Python's, JSON's and numpy's spelling (without commas). Nothing is
    evaluated.

    Examples
    --------
    >>> listed("['Run shoots', \"Don't panic\", 'a\\nb']")
    "Run shoots\nDon't panic\na\nb"
    >>> listed("[Remote] Producer")
    '[Remote] Producer'
    """
    if not _LIST.fullmatch(text):
        return text
    lines = (_ESCAPED.sub(_unescaped, match[0][1:-1]) for match in _QUOTED.finditer(text))
    return "\n".join(line for line in lines if line.strip())


def _unescaped(match: re.Match[str]) -> str:
    sign = match[1]
    if len(sign) > 1:
        code = int(sign[1:], 16)
        return chr(code) if code <= sys.maxunicode and not 0xD800 <= code <= 0xDFFF else "?"
    return {"n": "\n", "t": "\t", "r": "\r"}.get(sign, sign)


def one_line(text: str) -> str:
    r"""Put a short cell on one line.

    Examples
    --------
    >>> one_line("Leeds\nYork ")
    'Leeds, York'
    """
    text = cell(text)
    if "\n" not in text and "\r" not in text:
        return text
    return ", ".join(line.strip() for line in text.splitlines() if line.strip())


def iso_date(text: str) -> str:
    """Read a date where it can mean only one day.

    Parameters
    ----------
    text : str
        ISO date or time, seconds or milliseconds since 1970, a date with a month's English name, or numbers
        of which one is over 12. Times are dropped, not shifted.

    Returns
    -------
    str
        ``YYYY-MM-DD`` or the empty string.

    Examples
    --------
    >>> iso_date("May 3, 2026"), iso_date("1777766400000"), iso_date("13/05/2026"), iso_date("03/05/2026")
    ('2026-05-03', '2026-05-03', '2026-05-13', '')
    """
    text = cell(text)[:60]
    if match := _ISO.match(text):
        return _day(int(match[1]), int(match[3]), int(match[4]))
    if match := _COMPACT.match(text):
        return _day(int(match[1]), int(match[2]), int(match[3]))
    if match := _EPOCH.match(text):
        return _day(*datetime.fromtimestamp(int(match[1]), UTC).timetuple()[:3])
    if match := _NUMBERS.match(text):
        return _from_numbers(int(match[1]), int(match[3]), int(match[4]), dots=match[2] == ".")
    if match := _MONTH_FIRST.match(text):
        return _day(int(match[3]), _month(match[1]), int(match[2]))
    if match := _DAY_FIRST.match(text):
        return _day(int(match[3]), _month(match[2]), int(match[1]))
    return ""


def _from_numbers(first: int, second: int, year: int, *, dots: bool) -> str:
    # Dots are written where the day comes first.
    if dots or first > 12 or first == second:
        return _day(year, second, first)
    return _day(year, first, second) if second > 12 else ""


def _month(name: str) -> int:
    name = name.casefold()
    if name in _MONTH_NAMES:
        return _MONTH_NAMES.index(name) + 1
    name = "sep" if name == "sept" else name
    return _MONTHS.index(name) + 1 if name in _MONTHS else 0


def _day(year: int, month: int, day: int) -> str:
    try:
        return date(year, month, day).isoformat() if FIRST_YEAR <= year <= LAST_YEAR else ""
    except ValueError:
        return ""


def amount(text: str) -> float | None:
    """Read a positive sum of money that stands alone.

    Examples
    --------
    >>> amount("55,000.00"), amount("$40 000"), amount("42.000,00"), amount("70.000"), amount("50k to 60k"), amount("0")
    (55000.0, 40000.0, 42000.0, None, None, None)
    """
    text = cell(text).replace("\u00a0", " ").replace("\u202f", " ")
    if dotted := _DOTTED_AMOUNT.match(text):
        text = f"{dotted[1].replace('.', '')}.{dotted[2]}"
    match = _AMOUNT.match(text) if len(text) <= 40 else None
    if not match or _AMBIGUOUS_AMOUNT.match(text):
        return None
    digits = match[1].replace(",", "").replace(" ", "")
    value = float(f"{digits}{match[2] or ''}e{match[3] or 0}")
    # Nobody offers nothing: a zero is a missing value.
    return value if 0 < value <= MAX_AMOUNT else None


def amount_range(text: str) -> tuple[float, float] | None:
    """Read two bare numbers with a dash between them.

    Examples
    --------
    >>> amount_range("35000-73000"), amount_range("35 to 40 an hour"), amount_range("9-Apr")
    ((35000.0, 73000.0), None, None)
    """
    match = _RANGE.match(cell(text)[:60])
    if not match:
        return None
    low, high = amount(match[1]), amount(match[2])
    return (low, high) if low is not None and high is not None and low <= high else None


def yes_no(text: str) -> bool | None:
    """Read a remote-work flag; "hybrid" is neither yes nor no.

    Examples
    --------
    >>> yes_no("True"), yes_no("0"), yes_no("Fully remote"), yes_no("Hybrid"), yes_no("")
    (True, False, True, None, None)
    """
    word = compact(text)
    if word in _words("flags", "yes"):
        return True
    return False if word in _words("flags", "no") else None


def currency(text: str) -> str:
    """Give the ISO code of a currency; a bare ``$`` belongs to too many countries.

    Examples
    --------
    >>> currency("usd"), currency("€"), currency("$")
    ('USD', 'EUR', '')
    """
    text = cell(text)
    if re.fullmatch(r"[A-Za-z]{3}", text):
        return text.upper()
    symbols: dict[str, str] = vocabulary()["currencies"]
    return symbols.get(text.casefold(), "")


def interval(text: str) -> str:
    """Give the interval of a salary under its JobSpy name.

    Examples
    --------
    >>> interval("YEAR"), interval("per hour"), interval("pro Monat"), interval("sometimes")
    ('yearly', 'hourly', 'monthly', '')
    """
    word = compact(text)
    return next((name for name in vocabulary()["intervals"] if word in _words("intervals", name)), "")


@cache
def _words(table: str, name: str) -> frozenset[str]:
    return frozenset(compact(word) for word in vocabulary()[table][name])
