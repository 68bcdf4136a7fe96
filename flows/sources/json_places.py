"""Where in a JSON document the records are: the lists, or objects by id, whose members look like listings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flows.sources.base import ReadOptions
from flows.sources.boards import Board
from flows.sources.columns import ColumnMapping, mapping_for, wraps
from flows.sources.json_records import board_of
from flows.sources.json_walk import ANY_KEY, ELEMENT, Place, Seen
from flows.sources.vocabulary import compact

#: Depth to which the names of inner objects are counted among a record's own.
DEPTH = 4

#: Names that are a title only where nothing better is: companies, places and people have them too.
_WEAK_TITLES = frozenset(("name", "job", "role", "position"))


@dataclass(frozen=True, slots=True)
class Found:
    """Records at one place.

    Attributes
    ----------
    place : Place
        Where.
    names : tuple of str
        Dotted names of their values.
    board : Board or None
        Whose records they are.
    mapping : ColumnMapping
        What the names mean, if they are no board's.
    count : int
        Records seen.
    """

    place: Place
    names: tuple[str, ...]
    board: Board | None
    mapping: ColumnMapping
    count: int

    @property
    def many(self) -> bool:
        """Whether the place is a list's or an id's, or there are several documents: not that of a single object."""
        return self.place[-1] in (ELEMENT, ANY_KEY) if self.place else self.count > 1

    @property
    def score(self) -> int:
        """How much the records look like listings: the user's names count most, then their text, then their title."""
        if self.mapping.overridden:
            return _BEST + len(self.mapping.overridden)
        if self.board:
            return _BEST
        fields = self.mapping.fields
        titles = {compact(self.names[place].rpartition(".")[2]) for place in fields.get("title", ())}
        strong = bool(titles) and not titles & _WEAK_TITLES
        if not self.many and not (strong and self.mapping.has_description):
            # Any settings file has a name and a description.
            return 0
        return 4 * self.mapping.has_description + 2 * strong + bool(titles)


#: The score of a record with a title and a text.
_BEST = 7


def find_places(seen: Mapping[Place, Seen], options: ReadOptions) -> list[Found]:
    """Choose the places whose objects are the records.

    Parameters
    ----------
    seen : mapping of Place to Seen
        All objects of a document.
    options : ReadOptions
        What the user says of the names.

    Returns
    -------
    list of Found
        Those with the most of a listing, the outer of two that lie inside each other. If none has any of it, the
        longest list; if there is no list, nothing.
    """
    found = [_look(place, seen, options) for place in seen]
    best = max((one.score for one in found), default=0)
    if not best:
        return sorted((one for one in found if one.many), key=lambda one: (-one.count, len(one.place)))[:1]
    chosen = [one for one in found if one.score == best]
    dropped = {one.place for one in chosen for other in chosen if one is not other and _yields(one, other)}
    return [one for one in chosen if one.place not in dropped]


def describe(place: Place) -> str:
    """Write a place for a person.

    Examples
    --------
    >>> describe(("data", "jobs", "[]")), describe(("[]",)), describe(())
    ('data.jobs[]', '[]', 'the object')
    """
    return ".".join(place).replace(".[]", "[]") or "the object"


def _inside(one: Found, other: Found) -> bool:
    return len(one.place) > len(other.place) and one.place[: len(other.place)] == other.place


def _yields(one: Found, other: Found) -> bool:
    """Whether one of two that lie inside each other is not the record."""
    return (_inside(one, other) and _holds(other)) or (_inside(other, one) and not _holds(one))


def _holds(one: Found) -> bool:
    """Whether what lies inside belongs to it: it is one of many, or a job, which has an employer or a place.

    A feed has a title and a description too, but what it holds are the records.
    """
    return one.many or bool(one.mapping.fields.keys() & {"company", "location"})


def _look(place: Place, seen: Mapping[Place, Seen], options: ReadOptions) -> Found:
    names = tuple(_names(place, seen, "", DEPTH))
    return Found(place, names, board_of(seen[place].names), mapping_for(names, options), seen[place].count)


def _names(place: Place, seen: Mapping[Place, Seen], prefix: str, depth: int) -> dict[str, None]:
    found: dict[str, None] = {}
    at = seen.get(place)
    for name, plain in at.names.items() if at and depth else ():
        # A list that only wraps holds records, not parts of one.
        inner_places = ((*place, name), (*place, name, ELEMENT))[: 1 if wraps(name) else 2]
        deeper = [inner for inner in inner_places if inner in seen]
        if plain and not deeper:
            found[prefix + name] = None
        for inner in deeper:
            found.update(_names(inner, seen, f"{prefix}{name}.", depth - 1))
    return found
