"""The few places of a text worth reading closely: around words that a pattern cannot do without.

Long alternations are slow over a whole posting and fast over the windows that :func:`windows` leaves.
"""

from __future__ import annotations

import re
from collections.abc import Iterator


def lower_same_length(text: str) -> str:
    """Lower-case a text so that offsets stay the same.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    str
        As long as the text; a letter that would become two ("İ") stays.

    Examples
    --------
    >>> len(lower_same_length("İstanbul HYBRID"))
    15
    """
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(low if len(low := letter.lower()) == 1 else letter for letter in text)


def windows(lowered: str, anchor: re.Pattern[str], before: int, after: int) -> Iterator[tuple[int, int]]:
    """Find the stretches of a text around an anchor's matches; near ones are joined, none overlap.

    Parameters
    ----------
    lowered : str
        The text in lower case.
    anchor : re.Pattern
        Lower-case literals.
    before, after : int
        Characters to add on either side.

    Yields
    ------
    tuple of int
        Offsets, in reading order.

    Examples
    --------
    >>> list(windows("remote ... remote ............ remote", re.compile("remote"), 2, 4))
    [(0, 21), (29, 37)]
    """
    open_window: tuple[int, int] | None = None
    for match in anchor.finditer(lowered):
        start, end = max(0, match.start() - before), min(match.end() + after, len(lowered))
        if open_window and start <= open_window[1]:
            open_window = open_window[0], end
            continue
        if open_window:
            yield open_window
        open_window = start, end
    if open_window:
        yield open_window
