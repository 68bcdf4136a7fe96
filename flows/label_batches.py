"""Batches of labels that a user added: one file each under ``data/labeled/added/``, whole or not there.

Nothing is overwritten: a batch is never changed, and one that is taken back moves to ``data/labeled/undone/``.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flows.atomic import StoreError, cannot_write, replacing, sweep
from flows.training_data import ADDED, LabelledDataError, added_files

#: Folder of the batches that were taken back.
UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class Batch:
    """What is known of a batch: its records, in order."""

    path: Path
    records: tuple[dict[str, Any], ...]

    @property
    def name(self) -> str:
        """The file's name without its ending."""
        return self.path.stem

    @property
    def roles(self) -> Counter[str]:
        """How many labels of each role."""
        return Counter(str(record.get("role", "")) for record in self.records)

    @property
    def about(self) -> Mapping[str, Any]:
        """Who, when and by which guide, as the first record says."""
        found = self.records[0].get("labelled") if self.records else None
        return found if isinstance(found, dict) else {}


def read_batches(folder: Path) -> list[Batch]:
    """Read the batches that count, oldest first.

    Parameters
    ----------
    folder : Path
        ``data/labeled`` of a home.

    Raises
    ------
    LabelledDataError
        If one is damaged.
    """
    return [_read(path) for path in added_files(folder)]


def labels_in_force(batches: Sequence[Batch]) -> dict[str, dict[str, Any]]:
    """Give the record that counts for each posting: the last one."""
    return {str(record.get("id")): record for batch in batches for record in batch.records}


def write_batch(folder: Path, records: Sequence[Mapping[str, Any]]) -> Path:
    """Add a batch: it appears whole, under the next free number.

    Call it inside :func:`changing`.

    Raises
    ------
    StoreError
        If it cannot be written.
    """
    path = folder / ADDED / f"b{_next_number(folder):04d}.jsonl"
    with replacing(path) as file:
        for record in records:
            file.write(json.dumps(record, ensure_ascii=False, allow_nan=False).encode("utf-8", "replace") + b"\n")
    return path


def undo_last(folder: Path) -> tuple[Batch, Path]:
    """Take the last batch back: move it to the undone ones.

    Returns
    -------
    Batch, Path
        What was taken back, and where it is kept now.

    Raises
    ------
    LabelledDataError
        If there is no batch.
    """
    files = added_files(folder)
    if not files:
        raise LabelledDataError(f"nothing to take back: no labels were added to {folder / ADDED}")
    try:
        batch = _read(files[-1])
    except LabelledDataError:
        batch = Batch(files[-1], ())  # damaged: all the more reason to take it back
    kept = folder / UNDONE / files[-1].name
    try:
        kept.parent.mkdir(exist_ok=True)
        files[-1].rename(kept)
    except OSError as error:
        raise cannot_write(kept, error) from error
    return batch, kept


@contextmanager
def changing(folder: Path) -> Iterator[None]:
    """Keep other processes from adding or taking back labels meanwhile.

    Raises
    ------
    StoreError
        If the folder cannot be made or another process is at it.
    """
    added = folder / ADDED
    try:
        added.mkdir(parents=True, exist_ok=True)
        handle = os.open(added, os.O_RDONLY)
    except OSError as error:
        raise cannot_write(added, error) from error
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise StoreError(f"another process is changing {added}; wait for it, then run this again") from error
        sweep(added.glob(".*.tmp"))
        yield
    finally:
        os.close(handle)


def _next_number(folder: Path) -> int:
    taken = [path.stem[1:] for sub in (ADDED, UNDONE) for path in (folder / sub).glob("b*.jsonl")]
    return 1 + max((int(number) for number in taken if number.isdecimal()), default=0)


def _read(path: Path) -> Batch:
    records = []
    for number, line in enumerate(path.read_bytes().split(b"\n"), start=1):
        if line.strip():
            try:
                record = json.loads(line.decode("utf-8-sig"))
            except (ValueError, RecursionError) as error:
                raise LabelledDataError(f"{path}, line {number}: {error}") from error
            if not isinstance(record, dict):
                raise LabelledDataError(f"{path}, line {number}: not a JSON object")
            records.append(record)
    return Batch(path, tuple(records))
