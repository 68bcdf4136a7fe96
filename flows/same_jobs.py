"""A run's postings to jobs, across the whole store: what earlier runs saw of the same job joins its group.

A job that an earlier run saw in a fuller text is ranked by that text, and keeps the addresses, ids and dates it had.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from features.duplicates import Listing, group_duplicates
from features.fingerprint import Fingerprint
from flows.batches import Workplace
from flows.store import Store
from flows.tables import SIGHTINGS, empty

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

_POSTINGS = ("posting_id", "title", "company", "location")
_FACTS = ("posting_id", "characters", "signature", "triples", "words", "names", "marks")
_SEEN = ("posting_id", "source_id", "job_url", "date_posted")


@dataclass(frozen=True)
class Jobs:
    """The jobs of a run.

    Attributes
    ----------
    job : dict of str to str
        Each posting of the run, and each earlier one of the same jobs, to the posting that stands for its job.
    batches : tuple of str
        Batches of the run, and of the earlier postings that stand for its jobs.
    earlier : pandas.DataFrame
        ``job``, ``source_id``, ``job_url``, ``date_posted``: how earlier runs saw these jobs, each way once.
    """

    job: dict[str, str]
    batches: tuple[str, ...]
    earlier: pd.DataFrame


def jobs_of_run(
    store: Store, place: Workplace, run: str, batches: Sequence[str], profile_key: str, wanted: Iterable[str]
) -> Jobs:
    """Group a run's postings and those of earlier runs into jobs.

    Parameters
    ----------
    store : Store
    place : Workplace
        Versions whose facts and scores count; postings that another version extracted take no part.
    run : str
        The run's name.
    batches : sequence of str
        Batches that hold the run's postings.
    profile_key : str
        The name that the profile's scores are kept under. Only a posting with such a score can stand for a job.
    wanted : iterable of str
        Ids of the run's postings.

    Returns
    -------
    Jobs
    """
    mine = set(wanted)
    home: dict[str, str] = {}
    length: dict[str, int] = {}
    listings: list[Listing] = []
    # The run's own batches first: one that lacks its facts is damage there, and no concern elsewhere.
    others = [batch for batch in store.batches("postings") if batch not in set(batches)]
    for batch in [*batches, *(batch for batch in others if store.exists(place.facts, batch))]:
        for listing in _listings(store, place, batch):
            home[listing.posting_id], length[listing.posting_id] = batch, listing.length
            listings.append(listing)
    groups: dict[str, list[str]] = {}
    for posting, first in group_duplicates(listings).items():
        groups.setdefault(first, []).append(posting)
    scored = {batch for batch in set(home.values()) if _scored(store, place, batch, profile_key)} | set(batches)
    job: dict[str, str] = {}
    for members in groups.values():
        if not mine.isdisjoint(members):
            able = [posting for posting in members if home[posting] in scored]
            job.update(dict.fromkeys(members, min(able, key=lambda posting: (-length[posting], posting))))
    needed = {home[posting] for posting in job.values()} - set(batches)
    return Jobs(job, (*batches, *sorted(needed)), _earlier(store, run, job))


def _listings(store: Store, place: Workplace, batch: str) -> Iterator[Listing]:
    """Read what telling jobs apart needs. Hashes stay arrays: as Python numbers they would take ten times the room."""
    postings = store.read("postings", batch, list(_POSTINGS)).to_pandas()
    table = postings.merge(store.read(place.facts, batch, list(_FACTS)).to_pandas(), on="posting_id")
    for row in table.itertuples(index=False):
        taken = Fingerprint(row.signature, row.triples, row.words, row.names, frozenset(row.marks))
        yield Listing(row.posting_id, row.title, row.company, row.location, row.characters, taken)


def _scored(store: Store, place: Workplace, batch: str, profile_key: str) -> bool:
    return all(
        store.exists(dataset, batch) for dataset in (place.facts, place.duties, place.judged, place.scores(profile_key))
    )


def _earlier(store: Store, run: str, job: dict[str, str]) -> pd.DataFrame:
    """Collect how the jobs were seen before: where their postings were first found, and in every earlier run."""
    import pyarrow as pa

    none = empty(SIGHTINGS).select(list(_SEEN))  # what a run without a posting is left with
    tables = [none, *(store.read("postings", batch, list(_SEEN)) for batch in store.batches("postings"))]
    names = sorted(path.name for path in (store.root / "runs").glob("*/") if path.name < run)
    for name in names:
        dataset = f"runs/{name}/sightings"
        tables += [store.read(dataset, part, list(_SEEN)) for part in store.batches(dataset)]
    ids = pa.array(list(job), pa.string())
    seen: pd.DataFrame = _distinct([_of(table, ids) for table in tables]).to_pandas()
    seen["job"] = seen["posting_id"].map(job)
    by = ["job", "date_posted", "source_id", "job_url"]
    return seen[by].drop_duplicates().sort_values(by, ignore_index=True)


def _of(table: pa.Table, ids: Any) -> pa.Table:
    import pyarrow.compute as pc

    return _distinct([table.filter(pc.is_in(table["posting_id"], ids))])


def _distinct(tables: Sequence[pa.Table]) -> pa.Table:
    import pyarrow as pa

    return pa.concat_tables(tables).group_by(list(_SEEN)).aggregate([])
