"""The ranked table of a run, slice by slice: the job, what its copies add, what earlier runs saw of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from flows.batches import Workplace
from flows.copies import PAY, one_row_a_job
from flows.history import Changes
from flows.jobs import judged_batch
from flows.runs import Run
from flows.same_jobs import SameJobs
from flows.sights import seen_earlier
from flows.spill import PLACE, Spill
from flows.store import Store
from flows.tables import FACTS, POSTINGS, RANKED, SCORES, SIGHTINGS, SIGHTS, to_table

if TYPE_CHECKING:
    import pandas as pd

_FACTS = ("seniority", "is_remote", *PAY)
_TEXTS = ("title", "company", "location")
_SCORES = tuple(name for name in SCORES.names if name != "posting_id")
_SIGHTINGS = tuple(name for name in SIGHTINGS.names if name not in ("number", "reference"))


def _schema(*parts: tuple[pa.Schema, Sequence[str]]) -> pa.Schema:
    return pa.schema([schema.field(name) for schema, names in parts for name in names])


_JOB = _schema((POSTINGS, ("posting_id", *_TEXTS)), (FACTS, _FACTS), (SCORES, _SCORES))
_COPY = _schema((POSTINGS, ("posting_id", *_TEXTS)), (FACTS, ("is_remote", *PAY)))
_ROW = _schema((SIGHTINGS, _SIGHTINGS))


def ranked_tables(
    store: Store, place: Workplace, run: Run, batches: Sequence[str], postings: pd.DataFrame, jobs: pd.DataFrame,
    changed: Changes, same: SameJobs,
) -> Iterator[pa.Table]:  # fmt: skip
    """Give the ranked table slice by slice.

    Parameters
    ----------
    store : Store
    place : Workplace
    run : Run
    batches : sequence of str
        Batches that hold the run's postings.
    postings, jobs : pandas.DataFrame
        See :func:`flows.jobs.jobs_of`.
    changed : Changes
        What has changed since the runs that this one is compared with.
    same : SameJobs

    Yields
    ------
    pyarrow.Table
        The columns of :data:`flows.tables.RANKED`, in the order of the ranks.
    """
    ranks = jobs.set_index("posting_id")["rank"] - 1
    places = postings.set_index("posting_id")["job"].map(ranks)
    known = _places(same, ranks)
    standing = pa.array(jobs["posting_id"].tolist(), pa.string())
    with ExitStack() as stack:
        of_jobs, of_copies, of_rows, of_earlier = (
            stack.enter_context(Spill(store.root, schema, len(jobs))) for schema in (_JOB, _COPY, _ROW, SIGHTS)
        )
        for batch in batches:
            table = judged_batch(
                store, place, batch, run.asked.profile_key, postings=_TEXTS, facts=_FACTS, scores=_SCORES
            )
            stands = pc.is_in(table["posting_id"], standing)
            add_rows(of_jobs, table.filter(stands), places)
            add_rows(of_copies, table.filter(pc.invert(stands)).select(_COPY.names), places)
        for part in store.batches(run.sightings):
            add_rows(of_rows, store.read(run.sightings, part, list(_SIGHTINGS)), places)
        for table in seen_earlier(store, run.compared.base, pa.array(known.index.tolist(), pa.string())):
            add_rows(of_earlier, table, known)
        slices = zip(of_jobs.slices(), of_rows.slices(), of_copies.slices(), of_earlier.slices(), strict=True)
        for mine, rows, copies, earlier in slices:
            frame = one_row_a_job(
                mine.to_pandas(), rows.to_pandas(), copies.drop_columns(PLACE).to_pandas(), earlier.to_pandas()
            )
            told = {name: frame["posting_id"].map(changed.jobs[name]) for name in changed.jobs.columns}
            frame = frame.assign(rank=frame[PLACE] + 1, model_version=place.model, profile=run.asked.profile, **told)
            yield to_table(frame.sort_values("rank"), RANKED)


def _places(same: SameJobs, ranks: pd.Series[int]) -> pd.Series[float]:
    """Give the rank, from 0, of the job of each posting, earlier ones included."""
    import pandas as pd

    return pd.Series({**same.earlier, **same.job}, dtype="str").map(ranks)


def add_rows(spill: Spill, table: pa.Table, places: pd.Series[float]) -> None:
    """Add to a spill those rows of a batch that have a place in the ranking, by ``posting_id``."""
    found = table["posting_id"].to_pandas().map(places)
    known = found.notna().to_numpy()
    spill.add(table.filter(pa.array(known)), found[known].to_numpy().astype(np.int64))
