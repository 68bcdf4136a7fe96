"""Which model version is in use, and which were before: the lines of the registry's ``champion`` file.

The newest event comes first, so that the first word of the file is the version in use. One file holds both, because
one file can be replaced at once: whoever is killed on the way leaves the old champion with its history or the new one
with its own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Kind = Literal["promote", "rollback"]

#: What a version may be called; anything else could lead out of the registry.
VERSION = re.compile(r"m[0-9a-f]{10}")

#: Characters of a reason that are kept.
REASON_KEPT = 300


@dataclass(frozen=True, slots=True)
class Event:
    """A version came into use.

    Attributes
    ----------
    version : str
    at : str
        When, ISO 8601; empty where it was not recorded.
    kind : {"promote", "rollback"}
        Whether it was promoted, or returned to.
    reason : str
        What the user gave, or who promoted it; may be empty.
    """

    version: str
    at: str = ""
    kind: Kind = "promote"
    reason: str = ""


def read_events(text: str) -> list[Event]:
    r"""Read a ``champion`` file, oldest event first; a line that names no version ends the history.

    Examples
    --------
    >>> [event.version for event in read_events("m00000000aa\n")]
    ['m00000000aa']
    """
    events: list[Event] = []
    for line in text.splitlines():
        version, at, kind, reason, *_ = [*line.split("\t"), "", "", "", ""]
        if not VERSION.fullmatch(version.strip()):
            break
        events.append(Event(version.strip(), at, "rollback" if kind == "rollback" else "promote", reason))
    return events[::-1]


def write_events(events: Sequence[Event]) -> str:
    """Give the text of a ``champion`` file for events, oldest first."""
    lines = ("\t".join([e.version, e.at, e.kind, " ".join(e.reason.split())[:REASON_KEPT]]) for e in events[::-1])
    return "".join(f"{line.rstrip()}\n" for line in lines)


def standing(events: Sequence[Event]) -> list[str]:
    """Give the versions that rolling back would return to, one after the other; the version in use comes last.

    Promoting puts a version on top, rolling back takes the top off. So rolling back twice goes back by two, and never
    to what was given up.

    Examples
    --------
    >>> a, b, c = (f"m000000000{letter}" for letter in "abc")
    >>> events = [Event(a), Event(b), Event(a, kind="rollback"), Event(c)]
    >>> standing(events) == [a, c]
    True
    """
    stack: list[str] = []
    for event in events:
        if event.kind == "rollback" and event.version in stack:
            while stack[-1] != event.version:
                stack.pop()
        elif not stack or stack[-1] != event.version:
            stack.append(event.version)
    return stack
