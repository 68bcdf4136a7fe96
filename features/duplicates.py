"""Listings to jobs: which listings describe one job, and which of them stands for it.

Candidates come from hashes of title, employer, town and of bands of the signature (locality-sensitive hashing), so that
time grows with the number of listings and not with that of their pairs; :mod:`features.same_job` decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from features.same_job import Face, Listing, same_job, veto

__all__ = ["Listing", "group_duplicates"]

#: Rows of a band. 42 bands of 3 find an ad that was rewritten (0.4 of all words in common) with probability 0.94, and
#: 0.29 of the unrelated ads under one title (0.2). 21 bands of 6 find a copy (0.7) with 0.93 and next to no others.
TOWN_ROWS, ANYWHERE_ROWS = 3, 6

#: Groups that are looked at under one hash, the fullest texts first; of a company with more jobs of one title in one
#: town, the others are found by their bands only.
MOST_IN_BUCKET = 64

_Key = tuple[object, ...]


@dataclass(slots=True)
class _Group:
    """Listings of one job. All are like the first, and none contradicts another."""

    members: list[Listing]
    faces: dict[Face, None] = field(default_factory=dict)

    @property
    def first(self) -> Listing:
        return self.members[0]

    @property
    def fullest(self) -> Listing:
        return min(self.members, key=_fullest_first)

    def takes(self, listing: Listing, face: Face) -> bool:
        """Whether a listing is this job and contradicts no member."""
        faces = iter(self.faces)
        if not same_job(self.first, listing, (next(faces), face)) or any(veto(known, face) for known in faces):
            return False
        # What would stand for the job must be like each of them, so that no chain joins its two ends.
        return listing.length <= self.first.length or all(same_job(member, listing) for member in self.members)

    def contradicts(self, other: _Group) -> bool:
        return any(veto(mine, yours) for mine in self.faces for yours in other.faces)


def group_duplicates(listings: Iterable[Listing]) -> dict[str, str]:
    """Find for each listing the one that stands for its job.

    The fullest text stands for a job. A listing that leaves its employer or its place open joins a job only if no two
    jobs that contradict each other could take it.

    Parameters
    ----------
    listings : iterable of Listing
        Distinct postings.

    Returns
    -------
    dict of str to str
        Posting id to the id of its representative (itself where it has no duplicate). The order of the input does
        not matter.
    """
    found: dict[str, str] = {}
    heads: dict[frozenset[str], list[tuple[Listing, Face]]] = {}
    for listing in listings:
        found[listing.posting_id] = listing.posting_id
        face = listing.face()
        if len(listing.print.signature):
            heads.setdefault(face.title.head - face.place.words, []).append((listing, face))
    for alike in heads.values():
        if len(alike) > 1:
            for group in _groups(alike):
                found.update(dict.fromkeys((member.posting_id for member in group.members), group.fullest.posting_id))
    return found


def _fullest_first(listing: Listing) -> tuple[int, str]:
    return -listing.length, listing.posting_id


def _groups(alike: Sequence[tuple[Listing, Face]]) -> list[_Group]:
    """Group listings whose titles begin alike; those that leave nothing open come first."""
    buckets: dict[_Key, list[_Group]] = {}
    groups: list[_Group] = []
    for listing, face in sorted(alike, key=lambda pair: (pair[1].openness, *_fullest_first(pair[0]))):
        group = _home(listing, face, buckets)
        if group is None:
            group = _Group([])
            groups.append(group)
            for key in _own_keys(listing, face):
                buckets.setdefault(key, []).append(group)
        group.members.append(listing)
        group.faces[face] = None
    return groups


def _home(listing: Listing, face: Face, buckets: dict[_Key, list[_Group]]) -> _Group | None:
    """Find the group that a listing joins: the first that says the same of employer and place, else the only one."""
    candidates = {
        id(group): group for key in _sought_keys(listing, face) for group in buckets.get(key, ())[:MOST_IN_BUCKET]
    }
    takers = [group for group in candidates.values() if group.takes(listing, face)]
    if not face.openness or len(takers) < 2:
        return takers[0] if takers else None
    for group in takers:
        if (known := next(iter(group.faces))).company == face.company and known.place == face.place:
            return group
    if any(one.contradicts(other) for number, one in enumerate(takers) for other in takers[:number]):
        return None
    return takers[0]


def _own_keys(listing: Listing, face: Face) -> Iterator[_Key]:
    """Give the hashes that a group is found under."""
    towns = [*sorted(face.place.towns)] or [""]
    if not face.company.hidden:
        yield from (("company", face.company.key, town) for town in (*towns, "*"))
    for town in towns:
        yield from _bands(listing, TOWN_ROWS, town)
    yield from _bands(listing, ANYWHERE_ROWS, "*")


def _sought_keys(listing: Listing, face: Face) -> Iterator[_Key]:
    """Give the hashes under which a listing looks for its group."""
    towns = [*sorted(face.place.towns), ""] if face.place.towns else ["", "*"]
    if not face.company.hidden:
        yield from (("company", face.company.key, town) for town in towns)
    for town in towns:
        if town != "*":
            yield from _bands(listing, TOWN_ROWS, town)
    yield from _bands(listing, ANYWHERE_ROWS, "*")


def _bands(listing: Listing, rows: int, town: str) -> Iterator[_Key]:
    signature = tuple(listing.print.signature)
    for first in range(0, len(signature) - rows + 1, rows):
        yield (town, rows, first, signature[first : first + rows])
