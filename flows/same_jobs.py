"""A run's postings to jobs, with what earlier runs saw of the same ones: their addresses, ids and dates are kept.

What counts as earlier is what was seen up to the run that this one is compared with (:class:`flows.runs.Comparison`),
so that a repetition finds the same. Earlier postings only lend what they were seen as: the text that is ranked is one
that this run has read, so that no job is judged by what it said long ago.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from features.duplicates import Listing, group_duplicates
from features.fingerprint import Fingerprint
from flows.batches import Workplace
from flows.runs import Run
from flows.sights import postings_of, postings_seen
from flows.store import Store

_POSTINGS = ("posting_id", "title", "company", "location")
_FACTS = ("posting_id", "characters", "signature", "triples", "words", "names", "marks")


@dataclass(frozen=True, slots=True)
class SameJobs:
    """Which posting of the run stands for the job of each of its postings, and of each earlier one of the same jobs."""

    job: dict[str, str]
    earlier: dict[str, str]


def run_same_jobs(place: Workplace, run: Run, batches: Sequence[str]) -> SameJobs:
    """Group the postings of a run, see :func:`same_jobs`: best in a process that ends then.

    Of 100,000 postings the fingerprints take 0.9 GB, which a process that goes on does not give back.
    """
    store = Store(place.store)
    return same_jobs(store, place, batches, postings_of(store, run), run.compared.base)


def same_jobs(store: Store, place: Workplace, batches: Sequence[str], wanted: pa.Array, base: str = "") -> SameJobs:
    """Group a run's postings, and those that earlier runs have seen, into jobs.

    Parameters
    ----------
    store : Store
    place : Workplace
        The version whose facts count; postings that only another version extracted take no part.
    batches : sequence of str
        Batches that hold the run's postings.
    wanted : pyarrow.Array
        Ids of the run's postings.
    base : str
        The run up to whose end earlier postings were seen; empty for none.

    Returns
    -------
    SameJobs
        The fullest text of the run stands for each job.
    """
    mine = set(wanted.to_pylist())
    known = pc.unique(pa.concat_arrays([pa.array(list(mine), pa.string()), postings_seen(store, base)]))
    length: dict[str, int] = {}
    listings: list[Listing] = []
    for batch in dict.fromkeys([*batches, *(_earlier_batches(store, place) if base else ())]):
        for listing in _listings(store, place, batch, known):
            if listing.posting_id not in length:
                length[listing.posting_id] = listing.length
                listings.append(listing)
    groups: dict[str, list[str]] = {}
    for posting, first in group_duplicates(listings).items():
        groups.setdefault(first, []).append(posting)
    found = SameJobs({}, {})
    for members in groups.values():
        if own := sorted(mine.intersection(members), key=lambda posting: (-length[posting], posting)):
            found.job.update(dict.fromkeys(own, own[0]))
            found.earlier.update((posting, own[0]) for posting in members if posting not in mine)
    return found


def _earlier_batches(store: Store, place: Workplace) -> Iterator[str]:
    return (batch for batch in store.batches("postings") if store.exists(place.facts, batch))


def _listings(store: Store, place: Workplace, batch: str, known: pa.Array) -> Iterator[Listing]:
    """Read what telling jobs apart needs. Hashes stay arrays: as Python numbers they would take ten times the room."""
    postings = store.read("postings", batch, list(_POSTINGS))
    postings = postings.filter(pc.is_in(postings["posting_id"], known))
    if not len(postings):
        return
    facts = store.read(place.facts, batch, list(_FACTS)).to_pandas()
    for row in postings.to_pandas().merge(facts, on="posting_id").itertuples(index=False):
        taken = Fingerprint(row.signature, row.triples, row.words, row.names, frozenset(row.marks))
        yield Listing(row.posting_id, row.title, row.company, row.location, row.characters, taken)
