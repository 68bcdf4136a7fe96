"""Cleaned text to lines: headings, list items and sentences, each with its place in the text.

The unit that everything later judges is the :class:`Line`: a list item or, in running text, one sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from features.markup import to_plain_text
from features.sections import heading_section

#: A heading in plain text is short: of 2,000 hand-read lines that end in a colon or stand alone in title case,
#: those with more than nine words were sentences.
MAX_HEADING_WORDS = 9

_BULLET = re.compile(
    r"(?:[-*+•·▪▫‣◦●○■□–—§»›→>\uf0a7\uf0b7\u2600-\u27bf\u2b00-\u2bff\U0001f300-\U0001faff]\ufe0f?"  # noqa: RUF001
    r"|o(?=[ \t]+[A-Z])|\(?\d{1,2}(?:\.\d{1,2})?[.)]|\d\.\d|\(?(?:[a-z]|[ivx]{2,4})[.)]|\d{1,3}[ ]?%[ \t]*[-–—:])[ \t]+"
    r"|[•▪●■➢➤►✓✔❖\uf0b7]"
)
# The look-behinds keep a long run of blanks or stops from being tried again from each of its characters.
_INLINE_BULLET = re.compile(r"(?<![ \t])[ \t]+(?:[•●▪■➢➤►✓✔❖\uf0b7][ \t]*|·[ \t]+)")
#: A number that may open an item of a list that lost its line breaks: "… . 3. Raises change orders. 4. Handles …".
_INLINE_NUMBER = re.compile(r"(?:(?<=[.;:!?)][ \t])|(?<=[.;:!?)][ \t]{2}))\(?(\d{1,2})[.)][ \t]+(?=[A-Z])")
_HEADING = re.compile(r"#{1,6}[ \t]*")
_SENTENCE_END = re.compile(r"(?<![.!?…])[.!?…]+[\"'”’)\]]*(?=[ \t]+[\"'“‘(\[]?[A-Z0-9])")
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|vs|inc|ltd|llc|co|corp|dept|approx|est|st|mr|mrs|ms|dr|sr|jr|no|incl|min|max|fig|u\.s|u\.k"
    r"|a\.m|p\.m|ph\.d|b\.a|b\.s|m\.a)|\b[A-Za-z])\.$",
    re.I,
)
_ETC = re.compile(r"\betc\.$", re.I)
_WORD = re.compile(r"\w")
_LETTER = re.compile(r"[^\W\d_]")
_TITLE_WORD = re.compile(r"[A-Z0-9&/(“\"']")
_ANNOUNCING = frozenset(
    "what what's who why how about your our key main job role the nice must bonus day-to-day".split()
)
_SMALL_WORDS = frozenset(
    "a an and as at be by for from in is it of on or our the to we what who why with you your you’ll you'll".split()
)


@dataclass(frozen=True, slots=True)
class Line:
    """One list item, sentence or heading of a posting.

    Attributes
    ----------
    text : str
        The words, without bullet mark or heading mark.
    start, end : int
        Offsets into the cleaned text: ``text[start:end] == line.text``.
    bullet : bool
        Whether it is a list item (or a sentence of one).
    is_heading : bool
        Whether it announces what follows instead of saying something.
    heading : str
        The heading it stands under; empty before the first one.
    section : str
        What that heading announces: ``duties``, ``requirements``, ``benefits``, ``company``, ``application``,
        ``other``, or ``unknown``.
    place : float
        Where in the posting it begins: 0 at the first character, towards 1 at the last.
    """

    text: str
    start: int
    end: int
    bullet: bool
    is_heading: bool
    heading: str
    section: str
    place: float


#: What a line can be, by the labels of ``data/labeled``.
LINE_KINDS = ("duty", "requirement", "benefit", "company", "application", "other")


@dataclass(frozen=True, slots=True)
class LineScore:
    """What a scorer says of a line: the probability that it is a duty, and what it is if it is none."""

    duty: float
    otherwise: str


@dataclass(frozen=True, slots=True)
class PostingText:
    """A posting's cleaned text and its lines."""

    text: str
    lines: tuple[Line, ...]


def read_text(description: str) -> PostingText:
    r"""Clean a description and cut it into lines.

    Parameters
    ----------
    description : str
        As scraped; see :func:`features.markup.to_plain_text`.

    Returns
    -------
    PostingText
        The cleaned text and its lines in reading order.

    Examples
    --------
    >>> posting = read_text("What you'll do:\n* Brief designers. Chase feedback.\nPerks\n- Free lunch")
    >>> [(line.section, line.text) for line in posting.lines if not line.is_heading]
    [('duties', 'Brief designers.'), ('duties', 'Chase feedback.'), ('benefits', 'Free lunch')]
    """
    text = to_plain_text(description)
    return PostingText(text, tuple(lines_of(text)))


def lines_of(text: str) -> Iterator[Line]:
    """Cut a cleaned text into lines; see :func:`read_text`."""
    heading, section, length = "", "unknown", max(1, len(text))
    for start, end, bullet, marked in _blocks(text):
        content = text[start:end]
        if marked or _looks_like_heading(content, bullet=bullet):
            heading = content.strip(":").strip()
            section = heading_section(heading) or ("unknown" if marked or section == "unknown" else section)
            yield Line(content, start, end, bullet, True, heading, section, start / length)
            continue
        start, heading, section = _run_in_heading(text, start, end, heading, section)
        for first, last in _sentences(text, start, end):
            yield Line(text[first:last], first, last, bullet, False, heading, section, first / length)


def _blocks(text: str) -> Iterator[tuple[int, int, bool, bool]]:
    """Give (start, end, is list item, is marked heading) of each block; hard-wrapped lines are one block."""
    pending: tuple[int, int, bool] | None = None
    position = 0
    for raw in text.split("\n"):
        for start, end, bullet, marked in _split_bullets(text, position, position + len(raw)):
            if pending and not bullet and not marked and _continues(text, pending[1], start, end):
                pending = (pending[0], end, pending[2])
                continue
            if pending:
                yield (*pending, False)
            pending = None
            if marked:
                yield start, end, bullet, True
            else:
                pending = (start, end, bullet)
        position += len(raw) + 1
    if pending:
        yield (*pending, False)


def _split_bullets(text: str, start: int, end: int) -> Iterator[tuple[int, int, bool, bool]]:
    """Cut one raw line at the bullets inside it and take its marks off."""
    marks = sorted([m.span() for m in _INLINE_BULLET.finditer(text, start, end)] + _inline_numbers(text, start, end))
    starts = [start, *(after for _, after in marks)]
    ends = [*(before for before, _ in marks), end]
    for number, (first, last) in enumerate(zip(starts, ends, strict=True)):
        marked, bullet = False, number > 0
        if number == 0 and (mark := _HEADING.match(text, first, last)):
            marked, first = True, mark.end()
        while mark := _BULLET.match(text, first, last):
            bullet, first = True, mark.end()
        while first < last and text[first] in " \t":
            first += 1
        while last > first and text[last - 1] in " \t":
            last -= 1
        if _WORD.search(text, first, last):
            yield first, last, bullet, marked and len(text[first:last].split()) <= 2 * MAX_HEADING_WORDS


def _inline_numbers(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Find the marks of a numbered list inside one raw line: three or more numbers that count up one by one."""
    runs: list[list[re.Match[str]]] = [[]]
    for mark in _INLINE_NUMBER.finditer(text, start, end):
        if runs[-1] and int(mark[1]) != int(runs[-1][-1][1]) + 1:
            runs.append([])
        runs[-1].append(mark)
    return [mark.span() for run in runs if len(run) >= 3 for mark in run]


def _continues(text: str, end: int, start: int, stop: int) -> bool:
    """Whether a line goes on where a hard wrap broke the line before it."""
    return text[start].islower() and text[end - 1] not in ".:;!?" and stop - start > 3


def _looks_like_heading(content: str, *, bullet: bool) -> bool:
    words = content.split()
    if len(words) > MAX_HEADING_WORDS:
        return False
    if content.endswith(":"):
        return not bullet or heading_section(content) is not None
    if bullet or content[-1] in ".;,!":
        return False
    if len(words) <= 6 and content.isupper() and len(content) > 3:
        return True
    announces = words[0].lower().replace("’", "'") in _ANNOUNCING or all(
        _TITLE_WORD.match(word) for word in words if word.lower() not in _SMALL_WORDS
    )
    return announces and heading_section(content) is not None


def _run_in_heading(text: str, start: int, end: int, heading: str, section: str) -> tuple[int, str, str]:
    """Take off a heading that runs into its text ("Responsibilities: manage accounts, brief designers")."""
    colon = text.find(":", start, min(end, start + 60))
    if colon < 0 or end - colon < 4 or len(text[start:colon].split()) > MAX_HEADING_WORDS - 3:
        return start, heading, section
    said = text[start:colon]
    found = heading_section(said)
    if found is None:
        return start, heading, section
    first = colon + 1
    while first < end and text[first] in " \t-–—":
        first += 1
    return (first, said, found) if _WORD.search(text, first, end) else (start, heading, section)


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    first = start
    for stop in _SENTENCE_END.finditer(text, start, end):
        said = text[max(first, stop.end() - 12) : stop.end()]
        if stop.end() == end or (_ABBREVIATION.search(said) and not _ETC.search(said)):
            continue
        if stop.end() - first < 3 or not _LETTER.search(text, first, stop.end()):
            continue
        yield first, stop.end()
        first = stop.end()
        while first < end and text[first] in " \t":
            first += 1
    if first < end:
        yield first, end
