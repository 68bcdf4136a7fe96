"""A run's postings to its jobs: which posting stands for which, in what order. Holds no text but titles and places."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from features.duplicates import Listing, group_duplicates
from features.fingerprint import Fingerprint
from flows.batches import Workplace
from flows.outputs import rank_order
from flows.store import Store
from flows.tables import FACTS, POSTINGS, SCORES

if TYPE_CHECKING:
    import pandas as pd

#: What grouping and ordering need of the three tables of a batch.
_POSTINGS = ("title", "company", "location")
_FACTS = ("characters", "signature", "triples", "words", "names", "marks")
_SCORES = ("fit_score", "role_confidence", "role", "decision")
_NARROW = pa.schema(
    schema.field(name)
    for schema, names in ((POSTINGS, ("posting_id", *_POSTINGS)), (FACTS, _FACTS), (SCORES, _SCORES))
    for name in names
)


def judged_batch(
    store: Store,
    place: Workplace,
    batch: str,
    profile_key: str,
    *,
    postings: Sequence[str] = (),
    facts: Sequence[str] = (),
    scores: Sequence[str] = (),
) -> pa.Table:
    """Read chosen columns of a batch's postings, facts and scores side by side, ``posting_id`` first.

    Raises
    ------
    flows.store.StoreDamaged
        If the three are not about the same postings.
    """
    datasets = {"postings": postings, place.facts: facts, place.scores(profile_key): scores}
    ids: Any = None
    columns: dict[str, Any] = {}
    for dataset, names in datasets.items():
        if not names and ids is not None:
            continue
        table = store.read(dataset, batch, ["posting_id", *names])
        if ids is not None and table["posting_id"] != ids:
            raise store.mismatch(dataset, batch, "postings")
        ids = table["posting_id"]
        columns |= {name: table[name] for name in names}
    return pa.table({"posting_id": ids, **columns})


def jobs_of(
    store: Store, place: Workplace, batches: Sequence[str], profile_key: str, wanted: pa.Array
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Group a run's postings into jobs and put these in order.

    Parameters
    ----------
    store : Store
    place : Workplace
        Versions whose facts and scores count.
    batches : sequence of str
        Batches that hold the run's postings, and perhaps others.
    profile_key : str
        The name that the profile's scores are kept under.
    wanted : pyarrow.Array
        Ids of the run's postings.

    Returns
    -------
    postings : pandas.DataFrame
        ``posting_id`` and ``job``, the id of the posting that stands for its job; by id.
    jobs : pandas.DataFrame
        ``posting_id``, ``fit_score``, ``role_confidence``, ``role``, ``decision``, ``rank``; best first.
    """
    import pandas as pd

    tables = []
    for batch in batches:
        table = judged_batch(store, place, batch, profile_key, postings=_POSTINGS, facts=_FACTS, scores=_SCORES)
        tables.append(table.filter(pc.is_in(table["posting_id"], wanted)))
    table = pa.concat_tables(tables) if tables else _NARROW.empty_table()  # every row was rejected
    postings = pd.DataFrame({"posting_id": table["posting_id"].to_pandas(), "job": _representatives(table)})
    scores = table.select(["posting_id", *_SCORES]).to_pandas()
    jobs = rank_order(scores[(postings["job"] == postings["posting_id"]).to_numpy()])
    return postings.sort_values("posting_id", ignore_index=True), jobs


def _representatives(table: pa.Table) -> list[str]:
    """Find for each posting the one that stands for its job.

    Hashes stay arrays: as Python numbers they would take ten times the room.
    """
    columns = ["posting_id", *_POSTINGS, *_FACTS]
    listings = (
        Listing(row.posting_id, row.title, row.company, row.location, row.characters,
                Fingerprint(row.signature, row.triples, row.words, row.names, frozenset(row.marks)))
        for row in table.select(columns).to_pandas().itertuples(index=False)
    )  # fmt: skip
    found = group_duplicates(listings)
    return [found[posting] for posting in table["posting_id"].to_pylist()]
