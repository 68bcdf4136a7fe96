"""A run's tables to its outputs: one row a job, its copies counted, best fit first.

Only ids, numbers, titles and places of all postings are held at once; text goes from the store to the files slice by
slice, see :mod:`flows.spill`. All files, the store's and the run folder's, get their names together at the end.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from flows.atomic import Together, cannot_write, sweep, together
from flows.batches import Workplace
from flows.history import STATUSES, changes
from flows.jobs import jobs_of
from flows.outputs import (
    DUTIES_COLUMNS,
    GONE_COLUMNS,
    RANKED_COLUMNS,
    REJECTED_COLUMNS,
    csv_file,
    write_run_json,
)
from flows.ranked_tables import add_rows, ranked_tables
from flows.runs import Run, finished_runs, record_of
from flows.same_jobs import SameJobs
from flows.spill import PLACE, Spill
from flows.store import Store
from flows.tables import JOBS, RANKED, SIGHTINGS, to_table

if TYPE_CHECKING:
    import pandas as pd

_DUTIES = ("posting_id", "duty", "text", "verb", "object", "section")


@dataclass(frozen=True, slots=True)
class Published:
    """Counts of a finished run; ``rows = ranked + copies + rejected`` always holds."""

    rows: int
    ranked: int
    copies: int
    rejected: int
    roles: dict[str, int]
    decisions: dict[str, int]
    statuses: dict[str, int]
    new_postings: int


class LostRowsError(RuntimeError):
    """The counts of a run do not add up; nothing was written."""


def prepare_folder(out: Path) -> None:
    """Make a run's folder, so that a run whose outputs have no place fails before its work.

    What a killed run left in it is cleared away.

    Raises
    ------
    flows.store.StoreError
        If it cannot be made or written to.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
        if not os.access(out, os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        sweep(out.glob(".*.tmp"))
    except OSError as error:
        raise cannot_write(out, error) from error


def publish(
    store: Store,
    place: Workplace,
    run: Run,
    batches: Sequence[str],
    same: SameJobs,
    about: Callable[[], Mapping[str, Any]],
    report: Callable[[Path], bytes],
) -> dict[str, Any]:
    """Write the outputs of a run, its tables for queries and later runs, and its record.

    Parameters
    ----------
    store : Store
    place : Workplace
        Versions whose duties and scores are published.
    run : Run
        The run as it was read; ``counts["rows"]`` are the rows that were read, as counted where they were read.
    batches : sequence of str
        Batches that hold the run's postings.
    same : SameJobs
        What :func:`flows.same_jobs.run_same_jobs` found.
    about : callable
        Gives what ``run.json`` says beside the counts; called when all else is written.
    report : callable
        Makes the page ``report.html`` from the file of the ranked table.

    Returns
    -------
    dict
        What ``run.json`` holds.

    Raises
    ------
    LostRowsError
        If ranked, copies and rejected do not add up to the rows that were read; nothing is written then.
    """
    out = Path(run.asked.out)
    prepare_folder(out)
    seen = _seen_rows(store, run)
    postings, jobs = jobs_of(store, place, batches, run.asked.profile_key, same.job)
    newest = next((other.name for other in reversed(finished_runs(store))), "")
    changed = changes(store, run.compared, newest, jobs, postings, seen.to_pandas(), same.earlier)
    with together(out) as files, ExitStack() as stack:
        ranked = ranked_tables(store, place, run, batches, postings, jobs, changed, same)
        sources, copies = _write_ranked(files, stack, store, run, out, ranked)
        _write_duties(files.open(out / "duties.csv"), store, place, batches, jobs, sources)
        rejected = _write_rejected(files.open(out / "rejected.csv"), store, run)
        _write_gone(files.open(out / "gone.csv"), store, run.compared.previous, changed.gone)
        published = Published(
            rows=run.counts["rows"],
            ranked=len(sources),
            copies=copies,
            rejected=rejected,
            roles=_counts(jobs.loc[jobs["role"] != "", "role"]),
            decisions=_counts(jobs["decision"]),
            statuses=dict.fromkeys(STATUSES, 0) | _counts(changed.jobs["status"]) | {"gone": len(changed.gone)},
            new_postings=changed.new_postings,
        )
        if published.rows != published.ranked + published.copies + published.rejected:
            raise LostRowsError(f"rows went missing, nothing was written: {published}")
        Store.write_into(files.open(store.path("seen", run.name)), changed.seen)
        Store.write_into(files.open(store.path("jobs", run.name)), to_table(postings, JOBS))
        stack.close()
        files.open(out / "report.html").write(report(files.so_far(store.path("ranked", run.name))))
        summary = {**about(), **{name: getattr(published, name) for name in Published.__slots__}}
        write_run_json(files.open(out / "run.json"), summary)
        counts = {name: getattr(published, name) for name in ("rows", "ranked", "copies", "rejected")}
        done = replace(run, finished=True, counts=counts | published.statuses)
        files.open(store.root / "runs" / run.name / "run.json").write(record_of(done))
    return summary


def _seen_rows(store: Store, run: Run) -> pa.Table:
    columns = ["posting_id", "reference"]
    tables = [store.read(run.sightings, part, columns) for part in store.batches(run.sightings)]
    return pa.concat_tables(tables) if tables else pa.schema([SIGHTINGS.field(name) for name in columns]).empty_table()


def _write_ranked(
    files: Together, stack: ExitStack, store: Store, run: Run, out: Path, ranked: Iterator[pa.Table]
) -> tuple[list[str], int]:
    """Write the ranked jobs for people and for queries; give the source id of each, and the number of copies."""
    append = stack.enter_context(csv_file(files.open(out / "ranked.csv"), RANKED_COLUMNS))
    keep = stack.enter_context(Store.writer(files.open(store.path("ranked", run.name)), RANKED))
    sources: list[str] = []
    copies = 0
    for table in ranked:
        append(table.to_pydict())
        keep(table)
        sources += table["source_id"].to_pylist()
        copies += pc.sum(table["copies"]).as_py() or 0
    return sources, copies


def _write_duties(
    raw: IO[bytes], store: Store, place: Workplace, batches: Sequence[str], jobs: pd.DataFrame, sources: Sequence[str]
) -> None:
    """Write the duties of the ranked jobs, in the order of the ranking."""
    ranks = jobs.set_index("posting_id")["rank"] - 1
    duties = _duty_tables(store, place, batches)
    first = next(duties, None)
    with csv_file(raw, DUTIES_COLUMNS) as append:
        if first is None:
            return
        with Spill(store.root, first.schema, len(jobs)) as spill:
            add_rows(spill, first, ranks)
            for table in duties:
                add_rows(spill, table, ranks)
            for table in spill.slices():
                ids = [sources[rank] for rank in table[PLACE].to_pylist()]
                append({**table.to_pydict(), "source_id": ids})


def _duty_tables(store: Store, place: Workplace, batches: Sequence[str]) -> Iterator[pa.Table]:
    for batch in batches:
        duties = store.read(place.duties, batch, list(_DUTIES))
        judged = store.read(place.judged, batch)
        if not duties.select(["posting_id", "duty"]).equals(judged.select(["posting_id", "duty"])):
            raise store.mismatch(place.judged, batch, "duties")
        yield pa.table({**dict(zip(duties.column_names, duties.columns, strict=True)),
                        **{name: judged[name] for name in ("competencies", "side", "weight")}})  # fmt: skip


def _write_rejected(raw: IO[bytes], store: Store, run: Run) -> int:
    rows = 0
    with csv_file(raw, REJECTED_COLUMNS) as append:
        for part in store.batches(run.rejected):
            table = store.read(run.rejected, part)
            append(table.to_pydict())
            rows += len(table)
    return rows


def _write_gone(raw: IO[bytes], store: Store, previous: str, gone: Sequence[str]) -> None:
    with csv_file(raw, GONE_COLUMNS) as append:
        if gone:
            ids = pa.array(gone, pa.string())
            for table in store.read_parts("ranked", previous, list(GONE_COLUMNS)):
                append(table.filter(pc.is_in(table["posting_id"], ids)).to_pydict())


def _counts(values: pd.Series[Any]) -> dict[str, int]:
    return {str(value): int(count) for value, count in values.value_counts().items()}
