"""How postings were seen, over all runs: addresses, ids and dates of listings outlive the runs that read them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import groupby
from operator import itemgetter

import pyarrow as pa
import pyarrow.compute as pc

from flows.runs import Run, finished_runs
from flows.store import Store
from flows.tables import SEEN, SIGHTS, empty


def seen_earlier(store: Store, base: str, postings: pa.Array) -> Iterator[pa.Table]:
    """Give how postings were seen up to the end of a run, each way once.

    Parameters
    ----------
    store : Store
    base : str
        That run; empty for none.
    postings : pyarrow.Array
        Ids of the postings asked for.

    Yields
    ------
    pyarrow.Table
        The columns of :data:`flows.tables.SIGHTS`.
    """
    if not base:
        return
    wanted = pc.filter(postings, pc.is_in(postings, postings_seen(store, base)))
    told: set[int] = set()
    for run, table in _sights(store):
        if run > base:
            return
        yield _untold(table.filter(pc.is_in(table["posting_id"], wanted)), told)


def postings_of(store: Store, run: Run) -> pa.Array:
    """Give the ids of the postings that a run has read, each once, in order."""
    parts = [store.read(run.sightings, part, ["posting_id"])["posting_id"] for part in store.batches(run.sightings)]
    ids = sorted({posting for part in parts for posting in part.to_pylist()})
    return pa.array(ids, pa.string())


def keep_sights(store: Store, forgotten: Collection[str]) -> None:
    """Keep how runs saw postings, before all else of them is forgotten: each way that nothing older tells.

    Parameters
    ----------
    store : Store
        Held by this process.
    forgotten : collection of str
        Names of the runs.
    """
    told: set[int] = set()
    for run, sights in groupby(_sights(store), key=itemgetter(0)):
        tables = [_untold(table, told) for _, table in sights]
        if run in forgotten:
            store.write("sights", run, pa.concat_tables([empty(SIGHTS), *tables]))


def _sights(store: Store) -> Iterator[tuple[str, pa.Table]]:
    """Give how postings were seen, as first stored (under no run's name) and then by each run, the oldest first."""
    names = list(SIGHTS.names)
    yield from (("", store.read("postings", batch, names)) for batch in store.batches("postings"))
    runs, pruned = {run.name: run for run in finished_runs(store)}, set(store.batches("sights"))
    for name in sorted(runs.keys() | pruned):
        if name in pruned:
            yield name, store.read("sights", name, names)
        if name in runs:
            yield from ((name, store.read(runs[name].sightings, p, names)) for p in store.batches(runs[name].sightings))


def _untold(rows: pa.Table, told: set[int]) -> pa.Table:
    """Give the rows that were not told yet, each once, and note that they are."""
    import pandas as pd

    hashes = pd.util.hash_pandas_object(rows.to_pandas(), index=False)
    fresh = ~hashes.duplicated() & ~hashes.isin(told)
    told.update(hashes.tolist())
    return rows.filter(pa.array(fresh.to_numpy(), pa.bool_()))


def postings_seen(store: Store, base: str) -> pa.Array:
    """Give the ids of all postings seen up to the end of a run: the keys that are ids, not references."""
    table = store.read("seen", base) if base and store.exists("seen", base) else empty(SEEN)
    ids = table.filter(pc.equal(table["key"], table["posting_id"]))["key"]
    return ids.combine_chunks() if ids.num_chunks != 1 else ids.chunk(0)
