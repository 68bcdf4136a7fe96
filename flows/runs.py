"""The log of the store: one record a run, written when it begins, when its listings are read, and when it is done.

A run that was stopped leaves a record that is not finished. The same command on the same files takes it up again, with
its name and date, so that it ends as if it had never been stopped. A run that was stopped and not taken up again is
forgotten by the next one; the postings and duties that it stored stay.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from flows.atomic import replacing
from flows.store import Store, StoreDamaged

_STAMP = "%Y%m%dT%H%M%S%f"

#: Datasets with one batch a run.
OF_A_RUN = ("ranked", "jobs", "seen")


@dataclass(frozen=True, slots=True)
class Asked:
    """What tells a run from another: the same command on the same files asks the same.

    Attributes
    ----------
    inputs : tuple of str
        Files and folders as they were given.
    folder : str
        The working folder, which relative inputs start from.
    files : str
        Hash of the names, sizes and times of the files, see :func:`files_hash`.
    out : str
        The run's folder, absolute.
    profile, profile_key, profile_file, model : str
        Name of the profile, the name its scores are kept under, how it was asked for; version of the model.
    columns : mapping of str to str
        Our column names to the file's.
    retries : str
        The run whose rejected rows are read again; empty for none.
    date : str
        The ISO day on which the listings were scraped; empty if it was not said.
    """

    inputs: tuple[str, ...]
    folder: str
    files: str
    out: str
    profile: str
    profile_key: str
    profile_file: str
    model: str
    columns: Mapping[str, str] = field(default_factory=dict)
    retries: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a run is compared with; each is a run's name, or empty for none.

    Attributes
    ----------
    date : str
        The day on which the listings were seen.
    base : str
        The run before whose end nothing of this run's listings counts as seen: what it knew is not new.
    previous : str
        The run whose jobs are gone if this one does not see them.
    scores : str
        The run that scores are compared with.
    """

    date: str
    base: str = ""
    previous: str = ""
    scores: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """A run as the store remembers it.

    Attributes
    ----------
    name : str
        The time of its start; runs are in the order of their names.
    asked : Asked
    compared : Comparison
    listings : str
        Hash of all rows that were read, in order; empty until they are read.
    finished : bool
    counts : mapping of str to int
        Rows, ranked, copies, rejected, and jobs by status.
    drift : mapping
        What it looks like and what it is unlike, see :func:`flows.run_portrait.run_drift`; empty until it is judged.
    """

    name: str
    asked: Asked
    compared: Comparison
    listings: str = ""
    finished: bool = False
    counts: Mapping[str, int] = field(default_factory=dict)
    drift: Mapping[str, Any] = field(default_factory=dict)

    @property
    def sightings(self) -> str:
        """Dataset of the rows that became postings."""
        return f"runs/{self.name}/sightings"

    @property
    def rejected(self) -> str:
        """Dataset of the rows that did not."""
        return f"runs/{self.name}/rejected"


def runs(store: Store) -> list[Run]:
    """Give all runs that the store has a record of, the oldest first.

    Raises
    ------
    StoreDamaged
        If a record cannot be read.
    """
    return [read_run(path) for path in sorted((store.root / "runs").glob("*/run.json"))]


def finished_runs(store: Store) -> list[Run]:
    """Give the runs that ended well and that the store can still compare with, the oldest first."""
    return [run for run in runs(store) if run.finished and all(store.exists(kind, run.name) for kind in OF_A_RUN)]


def read_run(path: Path) -> Run:
    """Read a run's record."""
    try:
        table = json.loads(path.read_text(encoding="utf-8"))
        table["asked"] = _made(Asked, table["asked"] | {"inputs": tuple(table["asked"]["inputs"])})
        table["compared"] = _made(Comparison, table["compared"])
        run: Run = _made(Run, table)
        return run
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise StoreDamaged(f"{path} is damaged; run `rolefit store check`") from error


def write_run(store: Store, run: Run) -> None:
    """Write a run's record, whole or not at all."""
    with replacing(store.root / "runs" / run.name / "run.json") as file:
        file.write(record_of(run))


def record_of(run: Run) -> bytes:
    """Give the record of a run as it is kept."""
    return (json.dumps(asdict(run), indent=1, ensure_ascii=False) + "\n").encode("utf-8")


def begin(store: Store, asked: Asked, now: datetime) -> Run:
    """Take up the run that was stopped if it asked the same, else begin a new one.

    Parameters
    ----------
    store : Store
        Held by this process.
    asked : Asked
    now : datetime
        The time of the start, UTC; its day is the run's date if none was asked for.

    Returns
    -------
    Run
        Its rows must be read, whatever an earlier try had read of them.
    """
    known = runs(store)
    stopped = [run for run in known if not run.finished]
    again = next((run for run in reversed(stopped) if run.asked == asked), None)
    for run in stopped:
        if run is not again:
            forget(store, run.name)
    if again is not None:
        _clear(store.root / "runs" / again.name)
        begun = replace(again, listings="", counts={}, drift={})
    else:
        begun = Run(_name(now, known), asked, Comparison(asked.date or now.date().isoformat()))
    write_run(store, begun)
    return begun


def forget(store: Store, name: str) -> None:
    """Remove all that is kept of a run alone; its record goes last but one, so that a stop in between can go on."""
    for kind in OF_A_RUN:
        store.path(kind, name).unlink(missing_ok=True)
    _clear(store.root / "runs" / name)
    (store.root / "runs" / name / "run.json").unlink(missing_ok=True)
    with suppress(OSError):
        (store.root / "runs" / name).rmdir()


def files_hash(inputs: Iterable[str]) -> str:
    """Hash the names, sizes and times of input files: a file that has changed since is another input."""
    digest = hashlib.sha256()
    for given in inputs:
        for path in _files(Path(given)):
            with suppress(OSError):
                status = path.stat()
                digest.update(f"{path}\0{status.st_size}\0{status.st_mtime_ns}\0".encode("utf-8", "surrogateescape"))
    return digest.hexdigest()


def _files(path: Path) -> Iterator[Path]:
    if not path.is_dir():
        yield path
        return
    for root, folders, names in os.walk(path):
        folders.sort()
        yield from (Path(root, name) for name in sorted(names))


def _name(now: datetime, known: Sequence[Run]) -> str:
    """Name a run after its start; where the clock was set back, after its predecessor."""
    name = now.strftime(_STAMP)
    last = known[-1].name if known else ""
    if name <= last:
        name = (datetime.strptime(last, _STAMP) + timedelta(microseconds=1)).strftime(_STAMP)
    return name


def _clear(folder: Path) -> None:
    for part in ("sightings", "rejected"):
        shutil.rmtree(folder / part, ignore_errors=True)


def _made(kind: Any, table: Mapping[str, Any]) -> Any:
    """Build a record from what a file says; a field that another version has added is passed over."""
    return kind(**{field.name: table[field.name] for field in fields(kind) if field.name in table})
