"""One spelling for the location cells that mean one place, so that they are counted together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from features.places import Place, read_place, same_place, unsaid


def one_spelling(locations: Sequence[str]) -> list[str]:
    """Spell locations that mean one place alike.

    Parameters
    ----------
    locations : sequence of str
        Location cells, one a job.

    Returns
    -------
    list of str
        In their order, each as most of those that mean its place are spelled; shorter of equals. One that could mean
        several of the places ("Portland") is none of them.

    Examples
    --------
    >>> one_spelling(["London, UK", "London, England, GB", "London, UK", "London, ON, CA"])
    ['London, UK', 'London, UK', 'London, UK', 'London, ON, CA']
    """
    counts = Counter(locations)
    groups: dict[frozenset[str], list[list[str]]] = {}
    # What says most comes first: "London" joins "London, UK" if no other London is there.
    for spelling in sorted(counts, key=lambda spelling: (-sum(map(len, read_place(spelling).said)), spelling)):
        place = read_place(spelling)
        there = groups.setdefault(place.towns, [])
        alike = [group for group in there if _of(place, group)]
        if len(alike) > 1:
            alike = [group for group in alike if read_place(group[0]).said == place.said]
        if alike:
            alike[0].append(spelling)
        else:
            there.append([spelling])
    shown = {
        spelling: min(group, key=lambda one: _plain_first(one, counts))
        for there in groups.values()
        for group in there
        for spelling in group
    }
    return [shown[location] for location in locations]


def _of(place: Place, group: Sequence[str]) -> bool:
    """Whether a place is that of each of a group; a text that names none is like no other text."""
    return place.says_anything and all(same_place(place, read_place(other)) for other in group)


def _plain_first(spelling: str, counts: Mapping[str, int]) -> tuple[bool, int, int, str]:
    """Order spellings of a place: those that say nothing beside it ("London, Hybrid") first, then the usual ones."""
    place = read_place(spelling)
    beside = place.says_anything and bool(unsaid().search(spelling) or place.others)
    return beside, -counts[spelling], len(spelling), spelling
