"""Into which groups a labelled posting falls, so that a model's figures can be shown for each."""

from __future__ import annotations

from collections.abc import Sequence

from features.facts import LEVELS, Facts

#: Upper bounds, in words, of short, middling and long ads: half of 195 real ones have 190 to 500 words.
LENGTHS = ((150, "under 150 words"), (300, "150 to 299 words"), (600, "300 to 599 words"))
LONG = "600 words and more"

#: An ad is bulleted when at least this share of its duties are list items.
MOSTLY = 0.5

UNKNOWN = "not stated"

#: Groups that have an order of their own.
ORDERED = {"length": (*(name for _, name in LENGTHS), LONG), "seniority": (*LEVELS, UNKNOWN)}


def groups_of_posting(title_lies: bool | None, text: str, bullets: Sequence[bool], facts: Facts) -> dict[str, str]:
    """Name the groups of a posting.

    Parameters
    ----------
    title_lies : bool or None
        As labelled.
    text : str
        Cleaned text.
    bullets : sequence of bool
        Of each extracted duty, whether it is a list item.
    facts : Facts

    Returns
    -------
    dict of str to str
        Dimension to group.

    Examples
    --------
    >>> from features.facts import read_facts
    >>> text = "You manage clients and budgets at our agency."
    >>> groups_of_posting(True, text, [False], read_facts(text, title="Account Manager"))["title"]
    'suggests another role'
    """
    words = len(text.split())
    return {
        "title": UNKNOWN if title_lies is None else "suggests another role" if title_lies else "suggests no other role",
        "length": next((name for bound, name in LENGTHS if words < bound), LONG),
        "duties": _layout(bullets),
        "employer": facts.employer_kind or UNKNOWN,
        "seniority": facts.seniority or UNKNOWN,
    }


def place_of(dimension: str, name: str) -> int:
    """Give a group's place among those of its dimension; 0 for all where they have no order."""
    names = ORDERED.get(dimension, ())
    return names.index(name) if name in names else 0


def _layout(bullets: Sequence[bool]) -> str:
    if not bullets:
        return "none found"
    return "mostly list items" if sum(bullets) >= MOSTLY * len(bullets) else "mostly running text"
