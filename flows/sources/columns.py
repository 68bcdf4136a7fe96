"""A file's columns to ours: which column holds what, by the user's word or by its name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from flows.sources.base import (
    ReadOptions,
    UnreadableInput,
    excerpt,
)
from flows.sources.vocabulary import compact, vocabulary

#: Columns named in a message; a table may have hundreds.
MAX_NAMED = 40

#: Columns named that nothing is read from.
MAX_UNUSED = 20


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """Where each of our columns stands in a file's record.

    Attributes
    ----------
    columns : tuple of str
        The file's columns.
    fields : dict of str to tuple of int
        Our names to places in ``columns``; more than one are joined.
    parts : tuple of int
        Columns that are sections of the description, in order.
    context : tuple of int
        Columns that go below the description only where there is one.
    overridden : frozenset of str
        Our names that the user mapped.
    otherwise : tuple of int
        Columns that hold the description of a record where ``fields["description"]`` is empty, likeliest first.
    by_content : bool
        Whether the description was found by what a column holds, not by its name.
    where : str
        Which list, sheet or part of the file the columns are of, if it has several.
    """

    columns: tuple[str, ...]
    fields: dict[str, tuple[int, ...]]
    parts: tuple[int, ...]
    context: tuple[int, ...]
    overridden: frozenset[str]
    otherwise: tuple[int, ...] = ()
    by_content: bool = False
    where: str = ""

    @property
    def has_description(self) -> bool:
        """Whether any column holds text of the job."""
        return bool(self.fields.get("description") or self.parts)

    def describe(self) -> str:
        """Say in one line what is read from where.

        Examples
        --------
        >>> resolve(("Job Title", "Responsibilities", "Salary_Range", "Logo")).describe()
        'title <- Job Title, description <- Responsibilities + Salary_Range; not used: Logo'
        """
        used = {name: places for name, places in self.fields.items() if name != "description"}
        described = (*self.fields.get("description", ()), *self.parts, *self.context)
        if described:
            used["description"] = described
        pairs = [f"{name} <- {' + '.join(self._named(places))}" for name, places in used.items()]
        if described and self.by_content:
            pairs[-1] += " (the longest text: no column is named so)"
        if described and self.otherwise:
            pairs[-1] += f" (where empty: {', '.join(self._named(self.otherwise))})"
        taken = {place for places in used.values() for place in places} | set(self.otherwise)
        unused = [name for place, name in enumerate(self.columns) if place not in taken and name]
        left = f"; not used: {', '.join(_short(unused))}" if unused else ""
        return (f"{self.where}: " if self.where else "") + ", ".join(pairs) + left

    def _named(self, places: Sequence[int]) -> list[str]:
        names = [excerpt(self.columns[place])[:60] or "(no name)" for place in places[:MAX_NAMED]]
        return names if len(places) <= MAX_NAMED else [*names, f"and {len(places) - MAX_NAMED} more"]


def _short(names: Sequence[str]) -> list[str]:
    """Name the first of many; those of one object are one."""
    times = Counter(name.partition(".")[0] for name in names)
    shown = dict.fromkeys(
        f"{first}.…" if times[first] > 1 and dot else name for name in names for first, dot, _ in [name.partition(".")]
    )
    short = [excerpt(name)[:60] for name in shown]
    return short if len(short) <= MAX_UNUSED else [*short[:MAX_UNUSED], f"and {len(short) - MAX_UNUSED} more"]


#: Our columns that a user may map.
FIELDS = tuple(vocabulary()["fields"])


def check_options(options: ReadOptions) -> None:
    """Refuse options that name a column which rolefit does not have.

    Raises
    ------
    UnreadableInput
        Naming those it has.
    """
    for ours, theirs in options.columns.items():
        if ours not in FIELDS:
            raise UnreadableInput("no-such-column", f"--map {ours}={theirs}", f"map one of: {', '.join(FIELDS)}")


def mapping_for(columns: Sequence[str], options: ReadOptions) -> ColumnMapping:
    """Find what each column of a file is; what the user says wins where the file has such a column."""
    return resolve(tuple(columns), tuple(options.columns.items()))


# JSON Lines may have other keys on every line; a few sets of them make up nearly all.
@lru_cache(maxsize=256)
def resolve(columns: tuple[str, ...], overrides: tuple[tuple[str, str], ...] = ()) -> ColumnMapping:
    """Find what each column is by its name.

    Parameters
    ----------
    columns : tuple of str
        The file's columns.
    overrides : tuple of pairs
        Our names and the file's, which win.
    """
    places: dict[str, int] = {}
    for place, name in enumerate(columns):
        if key := compact(name):
            places.setdefault(key, place)
    for place, name in enumerate(columns):
        if inner := _unwrapped(name):
            places.setdefault(inner, place)
    fields: dict[str, tuple[int, ...]] = {}
    for ours, theirs in overrides:
        if found := _asked_for(theirs, columns, places):
            fields[ours] = found
    overridden = frozenset(fields)
    taken = {place for found in fields.values() for place in found}
    for ours, aliases in vocabulary()["fields"].items():
        first = _first(aliases, places, taken) if ours not in fields else None
        if first is not None:
            fields[ours] = (first,)
            taken.add(first)
    if "location" not in fields:
        towns = [_first(names, places, taken) for names in vocabulary()["places"].values()]
        if found := tuple(town for town in towns if town is not None):
            fields["location"] = found
            taken.update(found)
    parts: list[int] = []
    context: list[int] = []
    if "description" not in overridden:
        parts = sorted(_all(vocabulary()["parts"]["names"], places, taken))
        context = sorted(_all(vocabulary()["parts"]["company"], places, taken))
    if not fields.keys() & {"salary_min", "salary_max"}:
        context += _all(vocabulary()["salary"]["text"], places, taken)[:1]
    otherwise: list[int] = []
    if "description" in fields and "description" not in overridden:
        free = taken.union(parts, context)
        otherwise = _all(vocabulary()["fields"]["description"], places, free)
    return ColumnMapping(columns, fields, tuple(parts), tuple(context), overridden, tuple(otherwise))


def no_description(path: Path, columns: Sequence[str]) -> UnreadableInput:
    """Say that no column holds the description, which columns there are, and how to name the right one."""
    named = [repr(excerpt(name)[:60]) for name in columns[:MAX_NAMED]]
    more = f" and {len(columns) - MAX_NAMED} more" if len(columns) > MAX_NAMED else ""
    return UnreadableInput(
        "no-description-column",
        path,
        f"no column holds the job description. Columns found: {', '.join(named)}{more}. "
        "Say which one it is: --map description=COLUMN",
    )


def _unwrapped(name: str) -> str:
    """Give the compact name without the objects around it that only wrap: ``node.title`` is a title."""
    first, dot, rest = name.partition(".")
    if not dot or not wraps(first):
        return ""
    while dot and wraps(first):
        name = rest
        first, dot, rest = name.partition(".")
    return compact(name)


def wraps(name: str) -> bool:
    """Say whether an object of this name only wraps a record or its text."""
    # With its underscore: Elasticsearch's "_source" holds the record, "source" is where it was found.
    return name == "_source" or compact(name) in _wrappers()


@cache
def _wrappers() -> frozenset[str]:
    return frozenset(compact(name) for name in vocabulary()["wrappers"]["names"] if name != "_source")


def _asked_for(theirs: str, columns: Sequence[str], places: dict[str, int]) -> tuple[int, ...]:
    """Find the column or columns (``A+B``) a user named; all of them or none."""
    if theirs in columns:
        return (columns.index(theirs),)
    if (place := places.get(compact(theirs))) is not None:
        return (place,)
    found = [places.get(compact(name)) for name in theirs.split("+")]
    known = tuple(place for place in found if place is not None)
    return known if len(known) == len(found) else ()


def _first(aliases: Sequence[str], places: dict[str, int], taken: set[int]) -> int | None:
    found = (places.get(compact(alias)) for alias in aliases)
    return next((place for place in found if place is not None and place not in taken), None)


def _all(aliases: Sequence[str], places: dict[str, int], taken: set[int]) -> list[int]:
    found = dict.fromkeys(places.get(compact(alias)) for alias in aliases)
    return [place for place in found if place is not None and place not in taken]
