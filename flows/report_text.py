"""A posting's text for the report: cut into lines and pieces that say which duty they are, all of it harmless."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from flows.plain_text import plain

#: Longest text shown; of 6,119 listings three are longer, all of them lists of other jobs.
MOST_CHARACTERS = 20_000

#: An address that may become a link: nothing but the web, no user name, no blanks, no quotes.
_ADDRESS = re.compile(r"https?://[^\s\"'<>\\^`{|}@]+", re.IGNORECASE)
MOST_ADDRESS = 2_000

Piece = tuple[str, int]
"""Words, and the number of the duty that they are (from 1); 0 where they are none."""


def shown(text: str, most: int = 300) -> str:
    r"""Make a text one line that prints, at most so many characters long.

    Examples
    --------
    >>> shown("Account\u202e Manager\n"), shown("abcdef", 4)
    ('Account Manager', 'abc…')
    """
    line = " ".join(plain(text[: most + 200]).split())
    return line if len(line) <= most else line[: most - 1] + "…"


def web_address(url: str) -> str:
    """Give an address back if it leads to the web, else nothing: no script, no data, no file.

    Examples
    --------
    >>> web_address("https://example.com/1?a=b"), web_address("javascript:alert(1)")
    ('https://example.com/1?a=b', '')
    """
    url = url.strip()
    return url if len(url) <= MOST_ADDRESS and url.isprintable() and _ADDRESS.fullmatch(url) else ""


def marked_lines(
    text: str, duties: Sequence[tuple[int, int]], others: Iterable[tuple[int, int, str]]
) -> list[tuple[str, list[Piece]]]:
    r"""Cut a cleaned text into its lines, with the duties in them marked.

    Parameters
    ----------
    text : str
        The cleaned text.
    duties : sequence of (int, int)
        Start and end of each duty in it; where two overlap the later one loses the overlap.
    others : iterable of (int, int, str)
        Start, end and kind of the lines that are no duties.

    Returns
    -------
    list of (str, list of (str, int))
        Kind of each line (``duty``, ``heading``, ``gap`` for an empty one, or a kind of ``others``) and its pieces.

    Examples
    --------
    >>> marked_lines("Duties\n- Build timelines", [(9, 24)], [])
    [('heading', [('Duties', 0)]), ('duty', [('- ', 0), ('Build timelines', 1)])]
    """
    cut = text[:MOST_CHARACTERS]
    spans = _disjoint(duties, len(cut))
    kinds = sorted(others)
    lines: list[tuple[str, list[Piece]]] = []
    start, span, kind = 0, 0, 0
    for line in cut.split("\n"):
        end = start + len(line)
        pieces: list[Piece] = []
        at = start
        while span < len(spans) and spans[span][0] < end:
            first, last, number = spans[span]
            first, stop = max(first, start), min(last, end)
            if at < first:
                pieces.append((plain(cut[at:first]), 0))
            pieces.append((plain(cut[first:stop]), number))
            at = stop
            if last > end:  # it goes on in the next line
                break
            span += 1
        if at < end:
            pieces.append((plain(cut[at:end]), 0))
        while kind < len(kinds) and kinds[kind][1] <= start:
            kind += 1
        if not line.strip():
            name = "gap"
        elif any(number for _, number in pieces):
            name = "duty"
        else:
            name = kinds[kind][2] if kind < len(kinds) and kinds[kind][0] < end else "heading"
        if name != "gap" or (lines and lines[-1][0] != "gap"):
            lines.append((name, pieces if name != "gap" else []))
        start = end + 1
    if len(text) > MOST_CHARACTERS:
        lines.append(("cut", [(f"… cut here: the text has {len(text):,} characters", 0)]))
    return lines


def _disjoint(duties: Sequence[tuple[int, int]], length: int) -> list[tuple[int, int, int]]:
    spans, reached = [], 0
    for start, end, number in sorted((start, end, n) for n, (start, end) in enumerate(duties, start=1)):
        first, last = max(start, reached), min(end, length)
        if first < last:
            spans.append((first, last, number))
            reached = last
    return spans
