"""A rule for telling duty lines from others, for use before any model is trained.

The learned scorer of :mod:`models.line_kinds` replaces it in every run; this keeps ``features`` usable alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from features.lines import Line, LineScore

_SECTION_PRIOR = {
    "duties": 0.85,
    "unknown": 0.35,
    "other": 0.2,
    "company": 0.1,
    "application": 0.1,
    "benefits": 0.05,
    "requirements": 0.05,
}
_ACTION = re.compile(
    r"\b(?:you(?:['’]ll| will| would)|(?:the|this) (?:\w+ ){1,4}(?:will|is responsible|manages|leads|works)"
    r"|responsible for|responsibilities include|your role|duties include)\b",
    re.IGNORECASE,
)
_TRAIT = re.compile(
    r"\b(?:experience|degree|years?|ability to|knowledge of|proficien\w+|familiar\w*|skills?|must have"
    r"|you have|you are)\b",
    re.IGNORECASE,
)


#: What a line of a section is if it is no duty; a line of no known section most often describes who is wanted.
_OTHERWISE = {
    "requirements": "requirement",
    "benefits": "benefit",
    "company": "company",
    "application": "application",
}


def rule_score(postings: Sequence[Sequence[Line]]) -> list[list[LineScore]]:
    """Score the lines of postings by their section and by who acts in them.

    Parameters
    ----------
    postings : sequence of sequence of Line
        Headings left out.

    Returns
    -------
    list of list of LineScore
        Coarse by nature.
    """
    return [[LineScore(_score(line), _OTHERWISE.get(line.section, "other")) for line in lines] for lines in postings]


def _score(line: Line) -> float:
    score = _SECTION_PRIOR[line.section]
    if _ACTION.search(line.text):
        score += 0.35
    if _TRAIT.search(line.text):
        score -= 0.3
    return min(1.0, max(0.0, score))
