"""The words a fact was read from, cut so that they fit a table cell."""

from __future__ import annotations

import re

#: The longest basis kept. A cell that is to be read at a glance: three lines of a spreadsheet column.
MAX_BASIS = 200

_SENTENCE_END = re.compile(r"[.!?;](?=\s)")


def line_span(text: str, start: int, end: int) -> tuple[int, int]:
    """Find the line that a match stands in.

    Parameters
    ----------
    text : str
        Cleaned text.
    start, end : int
        The match, as offsets into the text.

    Returns
    -------
    tuple of int
        Offsets of the line, without its line break.
    """
    first = text.rfind("\n", 0, start) + 1
    last = text.find("\n", end)
    return first, len(text) if last < 0 else last


def sentence_around(text: str, start: int, end: int) -> str:
    """Give the sentence around a match: what a reader needs to check the value.

    Parameters
    ----------
    text : str
        Cleaned text.
    start, end : int
        The match, as offsets into the text.

    Returns
    -------
    str
        A substring of the text, at most :data:`MAX_BASIS` characters and within the line of the match.

    Examples
    --------
    >>> text = "We are small. You have 3+ years in agencies. You are kind."
    >>> sentence_around(text, 23, 31)
    'You have 3+ years in agencies.'
    """
    first, last = line_span(text, start, end)
    # Only this far can count, however long the line.
    first, last = max(first, start - MAX_BASIS), min(last, end + MAX_BASIS)
    for stop in _SENTENCE_END.finditer(text, first, start):
        first = stop.end()
    if stop_after := _SENTENCE_END.search(text, end, last):
        last = stop_after.end()
    if last - first > MAX_BASIS:
        # Keep the match and what leads to it: the label stands before the value more often than behind.
        first = max(first, min(start, max(start - MAX_BASIS // 2, last - MAX_BASIS)))
        last = min(last, first + MAX_BASIS)
    return text[first:last].strip()


def column(name: str, words: str = "") -> str:
    """Name a column of the listing as the basis of a value.

    Parameters
    ----------
    name : str
        The column.
    words : str, optional
        The words in it that decided.

    Returns
    -------
    str
        For example ``column location: Hybrid``.
    """
    return f"column {name}: {words[:MAX_BASIS]}" if words else f"column {name}"
