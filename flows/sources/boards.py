"""Records of job boards' own interfaces: known by their names wherever they stand, in a board's file or elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from flows.sources.base import Listing, Rejection, excerpt
from flows.sources.columns import FIELDS, resolve
from flows.sources.listings import to_listing
from flows.sources.nested import as_text

#: What lies between the places of a job that can be done in several.
PLACES = " | "


class NotListed(Exception):  # noqa: N818 - it is a finding, not a fault
    """A record that its board does not show to the public; the message says how that is known."""


@dataclass(frozen=True, slots=True)
class Board:
    """One board's records.

    Attributes
    ----------
    name : str
        As its owner writes it; lower-case, it is the ``site`` of its listings.
    required : frozenset of str
        Names that every record has.
    one_of : frozenset of str
        Names of which a record has at least one.
    adapt : callable
        A record to texts under our column names. Raises :class:`NotListed`. It may meet any type in any place.
    """

    name: str
    required: frozenset[str]
    one_of: frozenset[str] = field(repr=False)
    adapt: Callable[[Mapping[str, Any]], dict[str, str]] = field(repr=False)

    def fits(self, names: Collection[str]) -> bool:
        """Say whether records with these names are this board's."""
        return self.required.issubset(names) and not self.one_of.isdisjoint(names)

    def read(self, record: Mapping[str, Any], source_file: str, number: int) -> Listing | Rejection:
        """Give a record's listing, or say why there is none."""
        try:
            ours = {"site": self.name.casefold(), **self.adapt(record)}
        except NotListed as finding:
            detail = f"{self.name} says {excerpt(str(finding))}"
            return Rejection(source_file, number, "not-listed", detail, excerpt(as_text(record.get("title"))))
        return to_listing([ours.get(name, "") for name in FIELDS], _as_is(), source_file, number)


def inner(record: object, *names: str) -> Any:
    """Follow names into objects; None where one is missing or something else stands there.

    Examples
    --------
    >>> inner({"a": {"b": 1}}, "a", "b"), inner({"a": "x"}, "a", "b")
    (1, None)
    """
    for name in names:
        record = record.get(name) if isinstance(record, Mapping) else None
    return record


def objects(value: object) -> list[Mapping[str, Any]]:
    """Give the objects of a list; none of anything else."""
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list) else []


def places(*texts: object) -> str:
    """Join places, each once.

    Examples
    --------
    >>> places("Munich", "Berlin", None, "Munich")
    'Munich | Berlin'
    """
    return PLACES.join(dict.fromkeys(said for text in texts if (said := as_text(text).strip())))


def owner(address: object) -> str:
    """Give the first part of an address's path, which on Lever and Ashby is the employer's name for itself.

    Examples
    --------
    >>> owner("https://jobs.lever.co/aba-studio/4711"), owner("no address")
    ('aba-studio', '')
    """
    try:
        parts = urlsplit(as_text(address))
    except ValueError:
        return ""
    return parts.path.strip("/").partition("/")[0] if parts.netloc else ""


@cache
def _as_is() -> Any:
    return resolve(FIELDS, tuple((name, name) for name in FIELDS))
