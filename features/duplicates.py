"""Near duplicates: one job that several listings describe in almost the same words.

A false merge hides a job, so everything that could make two listings two jobs is a veto: another title, another
company, another place. What remains is compared by MinHash (rensa) over the words of the text.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rensa import RMinHash

from features.identity import normalised

#: Hash functions of a signature; the similarity of two signatures is off by about 1/sqrt(128) = 0.09 at worst.
PERMUTATIONS = 128

#: Listings are the same job from this similarity on. A repost with a sentence more keeps 0.9; the same template for
#: two clients of a recruiter seldom passes 0.8.
MIN_SIMILARITY = 0.85

#: Where the place or the company of one listing is unknown, the words must say more.
MIN_SIMILARITY_UNKNOWN = 0.95

#: Bands of the locality-sensitive hash: 16 bands of 8 find pairs of similarity 0.85 with probability 0.99.
_BANDS = 16
_SHINGLE = 3


@dataclass(frozen=True, slots=True)
class Listing:
    """What deciding on a duplicate needs."""

    posting_id: str
    title: str
    company: str
    location: str
    length: int
    signature: Sequence[int]


def signature(text: str) -> list[int]:
    """Sign a text for comparison.

    Parameters
    ----------
    text : str
        Cleaned text.

    Returns
    -------
    list of int
        128 unsigned 32-bit integers; empty for a text without words.
    """
    words = normalised(text).split()
    if not words:
        return []
    shingles = {" ".join(words[i : i + _SHINGLE]) for i in range(max(1, len(words) - _SHINGLE + 1))}
    minhash = RMinHash(num_perm=PERMUTATIONS, seed=1)
    minhash.update(sorted(shingles))
    return list(minhash.digest())


def similarity(first: Sequence[int], second: Sequence[int]) -> float:
    """Estimate the Jaccard similarity of two signed texts, 0 to 1."""
    if not first or not second:
        return 0.0
    return sum(a == b for a, b in zip(first, second, strict=True)) / len(first)


@dataclass(slots=True)
class _Group:
    """A representative, and the company and place that any of its members has named."""

    representative: Listing
    company: str
    location: str

    def takes(self, listing: Listing) -> bool:
        """Whether a listing is the same job as the representative and contradicts no member."""
        needed = MIN_SIMILARITY
        for said, known in ((listing.company, self.company), (listing.location, self.location)):
            said = normalised(said)
            if said and known and said != known:
                return False
            if said != known:
                needed = MIN_SIMILARITY_UNKNOWN
        return similarity(self.representative.signature, listing.signature) >= needed

    def add(self, listing: Listing) -> None:
        """Learn what the listing says and nobody said before."""
        self.company = self.company or normalised(listing.company)
        self.location = self.location or normalised(listing.location)


def group_duplicates(listings: Iterable[Listing]) -> dict[str, str]:
    """Find for each listing the one that stands for its job.

    The fullest text represents its group; a listing joins a representative only if it is like *it*, so that a chain
    of small changes never merges its two ends. Nor does a listing without a company join those of two companies.

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
    ordered = sorted(listings, key=lambda listing: (-listing.length, listing.posting_id))
    buckets: dict[tuple[object, ...], list[_Group]] = {}
    found: dict[str, str] = {}
    for listing in ordered:
        keys = _keys(listing)
        group = next((group for key in keys for group in buckets.get(key, ()) if group.takes(listing)), None)
        if group is None:
            group = _Group(listing, "", "")
            for key in keys:
                buckets.setdefault(key, []).append(group)
        group.add(listing)
        found[listing.posting_id] = group.representative.posting_id
    return found


def _keys(listing: Listing) -> list[tuple[object, ...]]:
    title = normalised(listing.title)
    rows = len(listing.signature) // _BANDS
    return [(title, band, *listing.signature[band * rows : (band + 1) * rows]) for band in range(_BANDS if rows else 0)]
