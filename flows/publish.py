"""A run's tables to its outputs: one row a job, its copies counted, best fit first."""

from __future__ import annotations

import errno
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from flows.atomic import cannot_write
from flows.batches import Workplace
from flows.outputs import rank_order, write_duties, write_ranked, write_rejected
from flows.same_jobs import Jobs, jobs_of_run
from flows.store import Store
from flows.tables import DUTIES, FACTS, JUDGED, POSTINGS, REJECTED, SCORES, SIGHTINGS, empty

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

_FACTS = (
    "posting_id", "seniority", "is_remote", "salary_min", "salary_max", "salary_currency", "salary_interval",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Published:
    """Counts of a finished run; ``rows = ranked + copies + rejected`` always holds."""

    rows: int
    ranked: int
    copies: int
    rejected: int
    roles: dict[str, int]
    decisions: dict[str, int]


class LostRowsError(RuntimeError):
    """The counts of a run do not add up; nothing was written."""


def prepare_folder(out: Path) -> None:
    """Make a run's folder, so that a run whose outputs have no place fails before its work.

    Raises
    ------
    flows.store.StoreError
        If it cannot be made or written to.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
        if not os.access(out, os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    except OSError as error:
        raise cannot_write(out, error) from error


def publish(
    store: Store,
    place: Workplace,
    run: str,
    rows: int,
    batches: Sequence[str],
    profile: str,
    profile_key: str,
    out: Path,
) -> Published:
    """Write ``ranked.csv``, ``duties.csv`` and ``rejected.csv`` of a run, and its ranked table for queries.

    Parameters
    ----------
    store : Store
    place : Workplace
        Versions whose duties and scores are published.
    run : str
        The run's name in the store.
    rows : int
        Rows that were read, as counted where they were read.
    batches : sequence of str
        Batches that hold the run's postings.
    profile, profile_key : str
        The profile's name, and the name its scores are kept under.
    out : Path
        The run's folder, made if needed.

    Returns
    -------
    Published

    Raises
    ------
    LostRowsError
        If ranked, copies and rejected do not add up to the rows that were read; nothing is written then.
    """
    sightings = _read_all(store, f"runs/{run}/sightings", store.batches(f"runs/{run}/sightings"), SIGHTINGS)
    rejected = _read_all(store, f"runs/{run}/rejected", store.batches(f"runs/{run}/rejected"), REJECTED)
    same = jobs_of_run(store, place, run, batches, profile_key, sightings["posting_id"])
    table = _judged_postings(store, place, same, profile_key)
    jobs = _one_row_a_job(
        table, sightings.assign(job=sightings["posting_id"].map(same.job).astype("str")), same.earlier
    )
    jobs["model_version"], jobs["profile"] = place.model, profile
    ranked = rank_order(jobs)
    published = Published(
        rows=rows,
        ranked=len(ranked),
        copies=int(ranked["copies"].sum()),
        rejected=len(rejected),
        roles={str(k): int(v) for k, v in ranked.loc[ranked["role"] != "", "role"].value_counts().items()},
        decisions={str(k): int(v) for k, v in ranked["decision"].value_counts().items()},
    )
    if published.rows != published.ranked + published.copies + published.rejected:
        raise LostRowsError(f"rows went missing, nothing was written: {published}")
    prepare_folder(out)
    write_ranked(out / "ranked.csv", ranked)
    write_duties(out / "duties.csv", _duties(store, place, same.batches, ranked))
    write_rejected(out / "rejected.csv", rejected)
    store.write_ranked(run, ranked)
    return published


def _read_all(
    store: Store, dataset: str, batches: Sequence[str], schema: pa.Schema, columns: Sequence[str] | None = None
) -> pd.DataFrame:
    import pyarrow as pa

    tables = [store.read(dataset, batch, columns=columns) for batch in batches]
    # A run whose every row was rejected has no batches.
    table = pa.concat_tables(tables) if tables else empty(schema).select(columns or schema.names)
    frame: pd.DataFrame = table.to_pandas()
    return frame


def _judged_postings(store: Store, place: Workplace, same: Jobs, profile_key: str) -> pd.DataFrame:
    """Join the postings that stand for the run's jobs with their facts and their scores."""
    postings = _read_all(store, "postings", same.batches, POSTINGS, ["posting_id", "title", "company", "location"])
    facts = _read_all(store, place.facts, same.batches, FACTS, list(_FACTS))
    scores = _read_all(store, place.scores(profile_key), same.batches, SCORES)
    standing = postings[postings["posting_id"].isin(set(same.job.values()))]
    return standing.merge(facts, on="posting_id").merge(scores, on="posting_id")


def _one_row_a_job(table: pd.DataFrame, rows: pd.DataFrame, earlier: pd.DataFrame) -> pd.DataFrame:
    """Give each job the row that represents it; the rows merged into it become lists and a count.

    ``rows`` are the run's sightings with their ``job``, ``earlier`` how earlier runs saw it: those add to the lists,
    not to the count, since they are no rows of this run.
    """
    # The representative's own first sighting comes first, the others follow in the order they were read.
    rows = rows.assign(copy=rows["posting_id"] != rows["job"]).sort_values(["job", "copy"], kind="stable")
    first = rows.drop_duplicates("job").drop(columns=["copy", "posting_id"])
    others = rows[rows.duplicated("job")]
    jobs = table.merge(first, left_on="posting_id", right_on="job")
    import pandas as pd

    jobs["copies"] = jobs["job"].map(others["job"].value_counts()).fillna(0).astype("int64")
    now, before = others.groupby("job"), earlier.groupby("job")
    for column, said, merged in (
        ("other_urls", "job_url", _distinct),
        ("other_source_ids", "source_id", _listed),
        ("other_dates", "date_posted", _distinct),
    ):
        known = {job: list(values) for job, values in now[said]}
        old = {job: list(values) for job, values in before[said]}
        # As objects: a column without any job would stay one of text.
        lists = [
            merged(own, known.get(job, []), old.get(job, [])) for job, own in zip(jobs["job"], jobs[said], strict=True)
        ]
        jobs[column] = pd.Series(lists, index=jobs.index, dtype=object)
    return jobs


def _distinct(own: str, now: list[str], before: list[str]) -> list[str]:
    """List what this run's other rows say, and what earlier runs said and the own row does not."""
    return sorted({value for value in now if value} | {value for value in before if value and value != own})


def _listed(own: str, now: list[str], before: list[str]) -> list[str]:
    """List the ids of this run's other rows as often as they are, then those that only earlier runs gave."""
    listed = [value for value in now if value]
    return listed + sorted({value for value in before if value} - {own, *listed})


def _duties(store: Store, place: Workplace, batches: Sequence[str], ranked: pd.DataFrame) -> pd.DataFrame:
    """Duties of the ranked jobs, in the order of the ranking."""
    duties = _read_all(
        store, place.duties, batches, DUTIES, ["posting_id", "duty", "text", "verb", "object", "section"]
    )
    judged = _read_all(store, place.judged, batches, JUDGED)
    table = duties.merge(judged, on=["posting_id", "duty"]).merge(
        ranked[["posting_id", "source_id", "rank"]], on="posting_id"
    )
    return table.sort_values(["rank", "duty"], kind="stable").drop(columns="rank")
