"""Reading rejected rows again: the files they stand in are read anew, all others are taken from the last run.

The file is what is read again, not the row: a mended row, a closed quotation mark say, moves those behind it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from flows.ingest import Carried, Item, rejected_files
from flows.runs import Run, finished_runs
from flows.sources import ReadOptions, Rejection, UnreadableInput, read_listings
from flows.store import Store


class NothingToRetryError(LookupError):
    """There is no run whose rejected rows could be read again; the message says what to do."""


def last_run(store: Store, out: Path | None, folder: Path) -> Run:
    """Find the run whose rejected rows are to be read again.

    Parameters
    ----------
    store : Store
    out : Path, optional
        The run's folder; by default that of the newest run.
    folder : Path
        The working folder.

    Raises
    ------
    NothingToRetryError
        If there is no such run, or its files cannot be found from here.
    """
    found = [run for run in finished_runs(store) if out is None or run.asked.out == str((folder / out).resolve())]
    if not found:
        where = f" into {out}" if out else ""
        raise NothingToRetryError(f"no earlier run{where} to read rows of again; run `rolefit rank FILE` first")
    run = found[-1]
    if _rows(store, run) != run.counts["rows"]:
        rows = f"the rows of the run of {run.compared.date}"
        raise NothingToRetryError(f"{rows} are no longer in the store: rank its files again")
    relative = [given for given in run.asked.inputs if not Path(given).is_absolute()]
    if relative and Path(run.asked.folder) != folder:
        raise NothingToRetryError(f"the last run read {relative[0]} from {run.asked.folder}: go there and try again")
    return run


def _rows(store: Store, run: Run) -> int:
    kinds = (run.sightings, run.rejected)
    return sum(len(store.read(kind, part, ["number"])) for kind in kinds for part in store.batches(kind))


def read_rejected_again(store: Store, run: Run, columns: Mapping[str, str]) -> Iterator[Item]:
    """Give all rows of a run, those of files with rejected rows read anew.

    Parameters
    ----------
    store : Store
    run : Run
    columns : mapping of str to str
        Our column names to the file's, for the files that are read.

    Returns
    -------
    iterator of Listing, Rejection or Carried
        In the order in which the whole input would be read now.

    Raises
    ------
    UnreadableInput
        If a file that the user named cannot be read at all any more.
    """
    again = {_on_disk(file) for file in rejected_files(store, run.rejected)}
    named = {Path(given) for given in run.asked.inputs}
    done: set[Path] = set()
    for item in _kept(store, run):
        file = _on_disk(item.row["source_file"])
        if file not in again:
            yield item if "posting_id" in item.row else _as_rejection(item)
        elif file not in done:
            done.add(file)
            if file.exists() or file in named:  # a file of a folder that was taken away is no longer part of it
                yield from _read(file, ReadOptions(columns=columns), named=file in named)


def _read(file: Path, options: ReadOptions, *, named: bool) -> Iterator[Item]:
    try:
        yield from read_listings([file], options)
    except UnreadableInput as error:
        if named:
            raise
        yield error.as_rejection()


def _kept(store: Store, run: Run) -> Iterator[Carried]:
    """Give a run's rows as it read them, sightings and rejected ones in one order."""
    for part in store.batches(run.sightings):
        rows = [*store.read(run.sightings, part).to_pylist(), *store.read(run.rejected, part).to_pylist()]
        yield from (Carried(row) for row in sorted(rows, key=lambda row: row["number"]))


def _as_rejection(item: Carried) -> Rejection:
    row = item.row
    return Rejection(row["source_file"], row["source_row"], row["reason"], row["detail"], row["excerpt"])


def _on_disk(source_file: str) -> Path:
    """Give the file itself: a row may name a part of it, such as a member of an archive."""
    path = Path(source_file)
    return next((place for place in (path, *path.parents) if place.is_file()), path)
