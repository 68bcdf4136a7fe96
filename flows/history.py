"""What changed since earlier runs: each job new, seen or changed, its scores compared, and the jobs that are gone.

A job is known by the postings it is made of, those of earlier runs included, and by the references of its listings (the
source's id or the address, with the company), which stay when the text is edited.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyarrow as pa

from flows.runs import Comparison
from flows.store import Store
from flows.tables import JOBS, SEEN, empty

if TYPE_CHECKING:
    import pandas as pd

STATUSES = ("new", "seen", "changed")

#: How near a key is to a job: its own posting and that posting's listings, then those of its copies. An own posting
#: or a copy's that is known makes the job seen, a listing alone makes it changed.
_OWN, _OWN_LISTING, _COPY, _COPY_LISTING = range(4)


@dataclass(frozen=True)
class Changes:
    """What a run says beside earlier ones.

    Attributes
    ----------
    jobs : pandas.DataFrame
        By job, in the order asked for: ``status``, ``score_change``, ``first_seen``, ``last_seen``.
    gone : tuple of str
        Ids of jobs of the previous run that this one did not see.
    seen : pyarrow.Table
        All that was ever seen, this run included: the table :data:`flows.tables.SEEN`.
    new_postings : int
        Postings that no finished run had seen.
    """

    jobs: pd.DataFrame
    gone: tuple[str, ...]
    seen: pa.Table
    new_postings: int


def changes(
    store: Store,
    compared: Comparison,
    newest: str,
    jobs: pd.DataFrame,
    postings: pd.DataFrame,
    references: pd.DataFrame,
    earlier: Mapping[str, str] | None = None,
) -> Changes:
    """Compare a run with earlier ones.

    Parameters
    ----------
    store : Store
    compared : Comparison
        The runs it is compared with, and its date.
    newest : str
        The newest finished run, whose knowledge is carried on; empty if there is none.
    jobs : pandas.DataFrame
        ``posting_id`` of each job and its ``fit_score``.
    postings : pandas.DataFrame
        ``posting_id`` and ``job`` of every posting of the run.
    references : pandas.DataFrame
        ``posting_id`` and ``reference`` of every sighting.
    earlier : mapping of str to str, optional
        Postings that only earlier runs saw, to the job that each is of (:attr:`flows.same_jobs.SameJobs.earlier`).
    """
    own = _keys(postings, references)
    keys = _with_earlier(own, earlier or {})
    known = keys.merge(_seen(store, compared.base)[["key", "first_seen", "last_seen"]], on="key")
    nearest = known.drop_duplicates("job").set_index("job")["near"]
    by_job = known.groupby("job")[["first_seen", "last_seen"]].agg({"first_seen": "min", "last_seen": "max"})
    ids = jobs["posting_id"]
    status = ids.map(nearest).astype("float64").map(_status)
    scores = ids.map(_earlier_scores(store, compared.scores, keys)).astype("float64")
    # As text: what no job has is a column of numbers to pandas.
    first, last = (ids.map(by_job[name]).astype("str") for name in ("first_seen", "last_seen"))
    found = jobs[["posting_id"]].assign(
        status=status,
        score_change=(jobs["fit_score"].astype("float64") - scores).round(1),
        first_seen=first.where(first < compared.date, compared.date),
        last_seen=last.where(last > compared.date, compared.date),
    )
    before = _seen(store, newest)
    return Changes(
        jobs=found.set_index("posting_id"),
        gone=_gone(store, compared.previous, keys),
        seen=_carried_on(before, own, compared.date),
        new_postings=int((~postings["posting_id"].isin(before["key"])).sum()),
    )


def _status(near: float) -> str:
    if near != near:
        return "new"
    return "seen" if near in (_OWN, _COPY) else "changed"


def _keys(postings: pd.DataFrame, references: pd.DataFrame) -> pd.DataFrame:
    """Give each job the keys it is known by, the nearest first: ``job``, ``key``, ``posting_id``, ``near``."""
    import pandas as pd

    own = postings.assign(key=postings["posting_id"], near=_COPY)
    listings = references[references["reference"] != ""].drop_duplicates().merge(postings, on="posting_id")
    # An address that several jobs share (a company's page of jobs) tells none from another.
    jobs_named = listings.drop_duplicates(["reference", "job"])["reference"].value_counts()
    listings = listings[listings["reference"].map(jobs_named) == 1].rename(columns={"reference": "key"})
    listings = listings.assign(near=_COPY_LISTING).sort_values("posting_id", kind="stable").drop_duplicates("key")
    keys = pd.concat([own, listings], ignore_index=True)[["job", "key", "posting_id", "near"]]
    keys["near"] -= 2 * (keys["posting_id"] == keys["job"]).astype("int64")
    return keys.sort_values(["job", "near", "key"], kind="stable", ignore_index=True)


def _with_earlier(keys: pd.DataFrame, earlier: Mapping[str, str]) -> pd.DataFrame:
    """Add the postings that only earlier runs saw of the jobs: a repost is no new job, whatever became of the first."""
    import pandas as pd

    if not earlier:
        return keys
    more = pd.DataFrame({"job": earlier.values(), "key": earlier.keys(), "posting_id": earlier.keys()}, dtype="str")
    both = pd.concat([keys, more.assign(near=_COPY)], ignore_index=True)
    return both.sort_values(["job", "near", "key"], kind="stable", ignore_index=True)


def _earlier_jobs(store: Store, run: str, keys: pd.DataFrame) -> pd.DataFrame:
    """Find which jobs of an earlier run these jobs were, the nearest first: ``job``, ``earlier``."""
    then = _seen(store, run)[["key", "posting_id"]]
    were = _read(store, "jobs", run, JOBS).rename(columns={"job": "earlier"})
    return keys[["job", "key"]].merge(then, on="key").merge(were, on="posting_id")[["job", "earlier"]]


def _earlier_scores(store: Store, run: str, keys: pd.DataFrame) -> pd.Series[float]:
    import pandas as pd

    if not run:
        return pd.Series(dtype="float64", index=pd.Index([], dtype="str"))
    scores = store.read("ranked", run, ["posting_id", "fit_score"]).to_pandas().set_index("posting_id")["fit_score"]
    earlier = _earlier_jobs(store, run, keys).drop_duplicates("job").set_index("job")["earlier"]
    return earlier.map(scores)


def _gone(store: Store, run: str, keys: pd.DataFrame) -> tuple[str, ...]:
    if not run:
        return ()
    still = set(_earlier_jobs(store, run, keys)["earlier"])
    ranked: Sequence[str] = store.read("ranked", run, ["posting_id"])["posting_id"].to_pylist()
    return tuple(job for job in ranked if job not in still)


def _carried_on(before: pd.DataFrame, keys: pd.DataFrame, date: str) -> pa.Table:
    """Add a run to what was seen before it; what a listing says now is what it said last."""
    both = before.merge(keys[["key", "posting_id"]], on="key", how="outer", suffixes=("_before", ""), sort=True)
    here = both["posting_id"].notna()
    both["posting_id"] = both["posting_id"].where(here, both["posting_id_before"])
    first, last = both["first_seen"], both["last_seen"]
    both["first_seen"] = first.where(~here | (first < date), date)
    both["last_seen"] = last.where(~here | (last > date), date)
    return pa.Table.from_pandas(both[SEEN.names], preserve_index=False).cast(SEEN)


def _seen(store: Store, run: str) -> pd.DataFrame:
    return _read(store, "seen", run, SEEN)


def _read(store: Store, dataset: str, run: str, schema: pa.Schema) -> pd.DataFrame:
    """Read a run's table; of no run, or of one that was pruned since, it is empty."""
    table = store.read(dataset, run) if run and store.exists(dataset, run) else empty(schema)
    frame: pd.DataFrame = table.to_pandas()
    return frame
