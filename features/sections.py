"""What a heading announces: duties, requirements, benefits, the company, how to apply, or something else.

The patterns are data (``lexicons/sections.toml``). A heading no pattern knows gives ``None``; the learned line scorer
(:mod:`models.line_kinds`) reads its words itself, so odd headings cost little.
"""

from __future__ import annotations

import re
from functools import cache

from features.lexicons import load_lexicon

#: The sections a line can belong to; ``unknown`` stands for "no heading has said".
SECTIONS = ("duties", "requirements", "benefits", "company", "application", "other", "unknown")

#: Nothing longer is looked up: real headings end at 90 characters, and a "word" of 100,000 marks would cost seconds.
MAX_HEADING_CHARACTERS = 100


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    lexicon = load_lexicon("sections")
    return tuple((name, re.compile("|".join(lexicon[name]["patterns"]), re.IGNORECASE)) for name in lexicon["order"])


@cache
def _edges() -> re.Pattern[str]:
    return re.compile(r"^[\W_]+|[\W_]+$")


def heading_section(heading: str) -> str | None:
    """Name the section that a heading opens.

    Parameters
    ----------
    heading : str
        The heading's words; case, marks and emoji around them do not matter.

    Returns
    -------
    str or None
        One of :data:`SECTIONS`, or None where the words say nothing known.

    Examples
    --------
    >>> heading_section("What you'll be doing")
    'duties'
    >>> heading_section("MUST-HAVES:")
    'requirements'
    >>> heading_section("Purple elephants") is None
    True
    """
    if len(heading) > MAX_HEADING_CHARACTERS:
        return None
    words = _edges().sub("", heading.replace("’", "'").replace("`", "'"))
    if not words:
        return None
    for name, pattern in _patterns():
        if pattern.search(words):
            return name
    return None
