"""Must-haves against nice-to-haves among the requirement lines of a posting."""

from __future__ import annotations

import re
from functools import cache

from features.lexicons import load_lexicon
from features.lines import Line

#: Nothing longer is searched; a requirement that long is a paragraph, and a wish inside it would not make it all one.
MAX_CHARACTERS = 400


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    lexicon = load_lexicon("optional")
    headings, lines = (re.compile("|".join(lexicon[key]), re.IGNORECASE) for key in ("headings", "lines"))
    return headings, lines


def is_optional(line: Line) -> bool:
    r"""Whether a requirement line states a wish, by its own words or by the heading above it.

    Examples
    --------
    >>> from features.lines import read_text
    >>> text = "Requirements:\n- Two years in an agency\n- German is a plus\nNice to have:\n- A driving licence"
    >>> [(line.text, is_optional(line)) for line in read_text(text).lines if not line.is_heading]
    [('Two years in an agency', False), ('German is a plus', True), ('A driving licence', True)]
    """
    headings, lines = _patterns()
    return bool(headings.search(line.heading[:MAX_CHARACTERS]) or lines.search(line.text[:MAX_CHARACTERS]))
