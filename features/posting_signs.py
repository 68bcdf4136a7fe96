"""Whether a text reads like a job posting, and which of a page's words never belong to one."""

from __future__ import annotations

import re
from functools import cache

from features.lexicons import load_lexicon

_GROUPS = ("duties", "requirements", "hiring", "applying", "terms")

#: What a text must show to be taken for a posting: words, groups of signs of five, and signs for its words (a manual
#: of 50,000 words mentions experience, applying and benefits somewhere). Measured on every fourth of 6,119 real
#: postings and 1,648 documents that are none (manuals, licences, release notes): 99.3 % of the postings of 250 words
#: or more, 84 % of those of 120 to 250, and 15 documents; with three groups 97 %, 48 % and 2.
MIN_WORDS, MIN_GROUPS, WORDS_PER_SIGN = 25, 2, 150

#: Characters looked at.
MAX_LOOK = 20_000

#: Rows of a Markdown table that a posting may have: one of pay or of shifts.
MAX_TABLE_ROWS = 12

_WORD = re.compile(r"\w+")
_TABLE_ROW = re.compile(r"^\|[^\n]+\|$", re.M)
_NOT_NAME = re.compile(r"[^\w&'+.]+")


def reads_like_posting(text: str) -> bool:
    """Say whether a cleaned text is a job posting, in English, German, French or Spanish.

    Examples
    --------
    >>> reads_like_posting("We are hiring. You will run shoots. Three years of experience needed. " * 5)
    True
    >>> reads_like_posting("Install the package, then run the tests with make. " * 10)
    False
    """
    text = text[:MAX_LOOK]
    words = len(_WORD.findall(text))
    # Blocks of code or a table of many rows make a manual or a report, whatever it is about: about jobs, too.
    if words < MIN_WORDS or text.count("```") > 1 or len(_TABLE_ROW.findall(text)) > MAX_TABLE_ROWS:
        return False
    found = [len(pattern.findall(text)) for pattern in _signs()]
    return sum(map(bool, found)) >= MIN_GROUPS and words <= WORDS_PER_SIGN * sum(found)


def is_button(line: str) -> bool:
    """Say whether a line is a page's button or link and not text.

    Examples
    --------
    >>> is_button(" Apply now! "), is_button("Apply your skills")
    (True, False)
    """
    return _name(line) in _names("buttons", "lines")


def is_general(title: str) -> bool:
    """Say whether a heading or a page's title names no job in particular.

    Examples
    --------
    >>> is_general("Current Openings"), is_general("Producer")
    (True, False)
    """
    return _name(title) in _names("general", "titles")


def is_board(name: str) -> bool:
    """Say whether a site carries other companies' postings, so that its name is no employer's."""
    return _name(name) in _names("boards", "names")


def _name(text: str) -> str:
    return _NOT_NAME.sub(" ", text.replace("’", "'").casefold()).strip(" .!")


@cache
def _names(table: str, name: str) -> frozenset[str]:
    return frozenset(_name(line) for line in load_lexicon("posting_signs")[table][name])


@cache
def _signs() -> tuple[re.Pattern[str], ...]:
    lexicon = load_lexicon("posting_signs")
    return tuple(re.compile("|".join(lexicon[group]), re.I) for group in _GROUPS)
