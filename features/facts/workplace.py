"""Where the work is done: remote, hybrid or on site."""

from __future__ import annotations

import re
from functools import cache

from features.facts.basis import column, sentence_around
from features.facts.windows import lower_same_length, windows
from features.lexicons import load_lexicon

#: Characters around a word of place that a statement may take: the longest pattern spans about 80.
REACH = 90

Workplace = tuple[str | None, bool | None, str]


def workplace_of(text: str, location: str = "", is_remote: bool | None = None) -> Workplace:
    """Read where the work is done.

    The location cell says it best, then a statement in the text, then the listing's own flag: boards set that
    flag for hybrid jobs too, so that a text that says "hybrid" explains it.

    Parameters
    ----------
    text : str
        Cleaned text.
    location : str, optional
        The listing's location.
    is_remote : bool or None, optional
        The listing's flag; ``None`` where it has none.

    Returns
    -------
    workplace : str or None
        ``remote``, ``hybrid`` or ``on-site``.
    is_remote : bool or None
        The flag where the listing has one, else what the workplace says.
    basis : str
        What it was read from; empty if unknown.

    Examples
    --------
    >>> workplace_of("You work with remote teams.", "London (Hybrid)")
    ('hybrid', False, 'column location: Hybrid')
    >>> workplace_of("You work with remote teams.")
    (None, None, '')
    """
    for kind, pattern in _location_words():
        if found := pattern.search(location):
            basis = column("location", found.group())
            if kind == "remote" and is_remote is False:
                return None, False, column("is_remote")
            return kind, _flag(kind, is_remote), basis
    said, basis = _statement(text)
    if is_remote is not None and said in (None, "not remote", "on-site" if is_remote else "remote"):
        # The flag speaks where the text is silent; where the two contradict each other, neither is believed.
        agreed = is_remote and said is None
        return "remote" if agreed else None, is_remote, column("is_remote")
    if said == "not remote":
        return None, False, basis
    return said, _flag(said, is_remote), basis


def _flag(kind: str | None, is_remote: bool | None) -> bool | None:
    if is_remote is not None or kind is None:
        return is_remote
    return kind == "remote"


def _statement(text: str) -> tuple[str | None, str]:
    """Give what the text says, the more specific first: a choice, hybrid, then remote or on site."""
    lowered = lower_same_length(text)
    found: dict[str, str] = {}
    for start, end in windows(lowered, _anchor(), REACH, REACH):
        for kind, needs, pattern in _statements():
            if kind in found or not any(lowered.find(word, start, end) >= 0 for word in needs):
                continue
            if match := pattern.search(text, start, end):
                found[kind] = sentence_around(text, match.start(), match.end())
    if "choice" in found:
        return "remote", found["choice"]
    if "not remote" in found:
        other = next((kind for kind in ("hybrid", "on-site") if kind in found), None)
        return (other, found[other]) if other else ("not remote", found["not remote"])
    if "remote" in found and "on-site" in found:
        # "This role is remote … must be on-site for shoots": two statements, no answer.
        return ("hybrid", found["hybrid"]) if "hybrid" in found else (None, "")
    return next(((kind, found[kind]) for kind in ("hybrid", "remote", "on-site") if kind in found), (None, ""))


@cache
def _location_words() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((kind, _any(patterns)) for kind, patterns in load_lexicon("workplace")["location"].items())


@cache
def _statements() -> tuple[tuple[str, tuple[str, ...], re.Pattern[str]], ...]:
    return tuple(
        (entry["kind"], tuple(entry["needs"]), _any(entry["patterns"]))
        for entry in load_lexicon("workplace")["statement"]
    )


@cache
def _anchor() -> re.Pattern[str]:
    words = {word for entry in load_lexicon("workplace")["statement"] for word in entry["needs"]}
    return re.compile("|".join(sorted(words)))


def _any(patterns: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)
