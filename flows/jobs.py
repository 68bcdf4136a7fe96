"""A run's jobs in the order of their scores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from flows.batches import Workplace
from flows.outputs import rank_order
from flows.store import Store
from flows.tables import POSTINGS, SCORES

if TYPE_CHECKING:
    import pandas as pd

#: What ordering needs of the tables of a batch.
_SCORES = ("fit_score", "role_confidence", "role", "decision")
_NARROW = pa.schema(
    schema.field(name) for schema, names in ((POSTINGS, ("posting_id",)), (SCORES, _SCORES)) for name in names
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
    store: Store, place: Workplace, batches: Sequence[str], profile_key: str, job: Mapping[str, str]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Put a run's jobs in order.

    Parameters
    ----------
    store : Store
    place : Workplace
        Versions whose facts and scores count.
    batches : sequence of str
        Batches that hold the run's postings, and perhaps others.
    profile_key : str
        The name that the profile's scores are kept under.
    job : mapping of str to str
        Each of the run's postings to the one that stands for its job, see :func:`flows.same_jobs.same_jobs`.

    Returns
    -------
    postings : pandas.DataFrame
        ``posting_id`` and ``job``, the id of the posting that stands for its job; by id.
    jobs : pandas.DataFrame
        ``posting_id``, ``fit_score``, ``role_confidence``, ``role``, ``decision``, ``rank``; best first.
    """
    import pandas as pd

    wanted = pa.array(list(job), pa.string())
    tables = []
    for batch in batches:
        table = judged_batch(store, place, batch, profile_key, scores=_SCORES)
        tables.append(table.filter(pc.is_in(table["posting_id"], wanted)))
    table = pa.concat_tables(tables) if tables else _NARROW.empty_table()  # every row was rejected
    postings = pd.DataFrame({"posting_id": table["posting_id"].to_pandas()})
    postings["job"] = postings["posting_id"].map(job).astype("str")
    scores = table.select(["posting_id", *_SCORES]).to_pandas()
    jobs = rank_order(scores[(postings["job"] == postings["posting_id"]).to_numpy()])
    return postings.sort_values("posting_id", ignore_index=True), jobs
