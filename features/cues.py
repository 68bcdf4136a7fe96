"""Which of the taxonomy's cues a duty shows: all of them searched in one pass.

RE2 turns the 211 patterns into one automaton: 30 µs a line, where Python's ``re`` takes 290 µs for one after the other,
and never more than linear time, whatever the text.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import re2

from features.taxonomy import competencies

#: Memory the automaton may grow to, in bytes; the corpus needs less than a tenth.
_MOST_MEMORY = 256 * 1024 * 1024


@cache
def cue_count() -> int:
    """Count the cues of all competencies."""
    return sum(len(competency.cues) for competency in competencies().values())


def cues_in(text: str) -> tuple[int, ...]:
    """Find the cues that a text shows.

    Parameters
    ----------
    text : str
        A duty; case does not matter.

    Returns
    -------
    tuple of int
        Numbers of the cues, counted through the competencies in the guide's order.

    Examples
    --------
    >>> len(cues_in("Write the statement of work")) > len(cues_in("Feed the lions"))
    True
    """
    return tuple(sorted(_automaton().Match(text.lower()) or ()))


@cache
def _automaton() -> Any:
    options = re2.Options()
    options.max_mem = _MOST_MEMORY
    automaton = re2.Set.SearchSet(options)
    for competency in competencies().values():
        for cue in competency.cues:
            automaton.Add(cue)
    automaton.Compile()
    return automaton
