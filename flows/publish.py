"""A run's tables to its outputs: one row a job, its copies counted, best fit first."""

from __future__ import annotations

import errno
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from features.duplicates import Listing, group_duplicates
from flows.atomic import cannot_write
from flows.batches import Workplace
from flows.outputs import rank_order, write_duties, write_ranked, write_rejected
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
    table = _judged_postings(store, place, batches, profile_key, set(sightings["posting_id"]))
    jobs = _one_row_a_job(table, sightings)
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
    write_duties(out / "duties.csv", _duties(store, place, batches, ranked))
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


def _judged_postings(
    store: Store, place: Workplace, batches: Sequence[str], profile_key: str, wanted: set[str]
) -> pd.DataFrame:
    """Join the run's postings with their facts, their scores and the representative of their duplicate group."""
    postings = _read_all(store, "postings", batches, POSTINGS, ["posting_id", "title", "company", "location"])
    facts = _read_all(store, place.facts, batches, FACTS, [*_FACTS, "signature", "characters"])
    scores = _read_all(store, place.scores(profile_key), batches, SCORES)
    table = postings[postings["posting_id"].isin(wanted)].merge(facts, on="posting_id").merge(scores, on="posting_id")
    groups = group_duplicates(
        Listing(*row)
        for row in zip(
            table["posting_id"], table["title"], table["company"], table["location"], table["characters"],
            table["signature"].map(list), strict=True,
        )
    )  # fmt: skip
    table["job"] = table["posting_id"].map(groups)
    return table.drop(columns=["signature", "characters"])


def _one_row_a_job(table: pd.DataFrame, sightings: pd.DataFrame) -> pd.DataFrame:
    """Give each job the row that represents it; the rows merged into it become lists and a count."""
    rows = sightings.merge(table[["posting_id", "job"]], on="posting_id")
    # The representative's own first sighting comes first, the others follow in the order they were read.
    rows["copy"] = rows["posting_id"] != rows["job"]
    rows = rows.sort_values(["job", "copy"], kind="stable")
    first = rows.drop_duplicates("job").drop(columns=["copy", "posting_id"])
    others = rows[rows.duplicated("job")].groupby("job", sort=True)
    merged = others.agg(
        other_urls=("job_url", _distinct), other_source_ids=("source_id", _listed), copies=("job", "size")
    )
    jobs = table[table["posting_id"] == table["job"]].merge(first, on="job").merge(
        merged.reset_index(), on="job", how="left"
    )  # fmt: skip
    jobs["copies"] = jobs["copies"].fillna(0).astype("int64")
    for column in ("other_urls", "other_source_ids"):
        # As objects: a column without any job would stay one of text.
        jobs[column] = jobs[column].astype(object).map(lambda value: value if isinstance(value, list) else [])
    return jobs


def _distinct(urls: pd.Series[Any]) -> list[str]:
    return sorted({url for url in urls if url})


def _listed(ids: pd.Series[Any]) -> list[str]:
    return [value for value in ids if value]


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
