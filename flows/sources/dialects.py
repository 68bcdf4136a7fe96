"""How a table sets its cells apart: the delimiter and the meaning of a backslash, from the content."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass

from flows.sources.columns import resolve

#: Tried in this order; the pipe last, since addresses and titles hold it.
DELIMITERS = (",", ";", "\t", "|")

#: Records of the head that are compared with the header.
SAMPLE = 25

#: Share of them that must be as wide as it. Files with unquoted commas have many broken rows and are tables
#: all the same; in prose, hardly two lines have the same number of commas.
MIN_REGULAR = 0.5

#: Longest column name, in characters. Sentences are longer.
MAX_NAME = 100


@dataclass(frozen=True, slots=True)
class Dialect:
    r"""How cells are set apart.

    Attributes
    ----------
    delimiter : str
        One character.
    escapes : bool
        Whether a backslash takes the meaning from the character after it.
    """

    delimiter: str = ","
    escapes: bool = False

    def parse(self, lines: Iterable[str], *, strict: bool) -> list[str]:
        """Read one record from lines.

        Raises
        ------
        StopIteration
            If there are no lines.
        csv.Error
            If the record is not well formed (``strict``).
        """
        escape = "\\" if self.escapes else None
        return next(csv.reader(lines, delimiter=self.delimiter, escapechar=escape, strict=strict))


def find_delimiter(head: str) -> str | None:
    r"""Find what separates the cells of a table, or None if this is no table.

    Parameters
    ----------
    head : str
        The beginning of the file.

    Examples
    --------
    >>> find_delimiter("title;text\nProducer;Run shoots, edits\n")
    ';'
    >>> find_delimiter("Producer, Leeds\n\nYou run shoots, edits, grading, and more.\nApply now.") is None
    True
    """
    text = head.lstrip("\ufeff \r\n")
    if text[:1] in ("", "{", "[", "<") or text.startswith(("---", "+++", "%")):
        return None
    if text[:4].casefold() == "sep=" and text[4:5] and text[5:6] in ("\n", "\r"):
        return text[4] if text[4] in DELIMITERS else None
    scored = [(score, -place) for place, delimiter in enumerate(DELIMITERS) if (score := _score(text, delimiter))]
    return DELIMITERS[-max(scored)[1]] if scored else None


def sample_rows(head: str) -> list[list[str]]:
    """Give the first records below the header, as far as the beginning of a file shows them."""
    text = head.lstrip("\ufeff \r\n")
    delimiter = find_delimiter(text)
    if text[:4].casefold() == "sep=":
        text = text.partition("\n")[2]
    return _sample(text, delimiter)[1:] if delimiter else []


def _score(text: str, delimiter: str) -> tuple[int, float, int] | None:
    """Grade a delimiter: known column names, regular records, columns; None if it makes no table."""
    records = _sample(text, delimiter)
    if not records or any(len(name) > MAX_NAME for name in records[0]):
        return None
    header, *rows = records
    known = len(resolve(tuple(header)).fields)
    if len(header) < 2:
        # A list of texts under one word is a table only if that word says so.
        return (known, 0.0, 1) if rows and known and resolve(tuple(header)).has_description else None
    regular = sum(len(row) == len(header) for row in rows) / len(rows) if rows else 1.0
    if (regular < MIN_REGULAR and known < 2) or (not rows and not known):
        return None
    return known, regular, len(header)


def _sample(text: str, delimiter: str) -> list[list[str]]:
    records: list[list[str]] = []
    limit = csv.field_size_limit()
    try:
        csv.field_size_limit(max(limit, len(text)))
        for record in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            if record:
                records.append(record)
            if len(records) > SAMPLE:
                return records
    except csv.Error:
        return records
    finally:
        csv.field_size_limit(limit)
    # The last record is cut off where the head ends.
    return records[:-1] if len(records) > 2 else records
