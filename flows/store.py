"""The store: an append-only folder of Parquet batches. A batch exists whole or not at all.

Batches are named after the postings in them, so that the same listings always make the same batches, whatever run
made them and however often it was stopped.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from flows.atomic import StoreError, cannot_write, replacing, sweep
from flows.tables import RANKED, to_table

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Store", "StoreDamaged", "StoreError", "UnknownPosting"]

_SUFFIX = ".parquet"

_PART = re.compile(r"[\w+-][\w.+-]*", re.ASCII)

_RANK_AGAIN = "run `rolefit rank` on the same listings again"

#: Hexadecimal digits of a batch's name.
_NAME_DIGITS = 16


class StoreDamaged(StoreError):  # noqa: N818 - it says what the store is
    """A batch that cannot be read; the message names the file and what to do."""


class UnknownPosting(LookupError):  # noqa: N818 - it names what the user asked for
    """No posting, or more than one, has the id that was asked for."""


class Store:
    """Datasets of batches under one folder.

    Parameters
    ----------
    root : Path
        ``data/store`` of a home; made when first written.
    """

    def __init__(self, root: Path) -> None:
        self.root = root

    @staticmethod
    def batch_id(posting_ids: Iterable[str]) -> str:
        """Name a batch after the postings in it; their order does not matter."""
        return hashlib.sha256("\n".join(sorted(posting_ids)).encode("ascii")).hexdigest()[:_NAME_DIGITS]

    def path(self, dataset: str, batch: str) -> Path:
        """Return where a batch is or would be; a name that would leave the store raises ``ValueError``."""
        if not all(_PART.fullmatch(part) for part in (*dataset.split("/"), batch)):
            raise ValueError(f"not a name in the store: {dataset}/{batch}")
        return self.root / dataset / f"{batch}{_SUFFIX}"

    def exists(self, dataset: str, batch: str) -> bool:
        """Whether a batch has been written."""
        return self.path(dataset, batch).is_file()

    def batches(self, dataset: str) -> list[str]:
        """List a dataset's batches, in name order."""
        return sorted(path.stem for path in (self.root / dataset).glob(f"*{_SUFFIX}") if not path.name.startswith("."))

    def write(self, dataset: str, batch: str, table: pa.Table) -> None:
        """Write a batch whole, then give it its name.

        Raises
        ------
        StoreError
            If it cannot be written, for example because the disk is full; nothing half-written stays.
        """
        with replacing(self.path(dataset, batch)) as file:
            # Checksums: a flipped bit is to be noticed, not read as another number.
            pq.write_table(table, file, compression="zstd", write_page_checksum=True)

    def read(self, dataset: str, batch: str, columns: Sequence[str] | None = None) -> pa.Table:
        """Read a batch, or some of its columns.

        Raises
        ------
        StoreDamaged
            If it is missing, damaged, or lacks a column.
        """
        path = self.path(dataset, batch)
        try:
            with pq.ParquetFile(path, page_checksum_verification=True) as file:
                table = file.read(columns=None if columns is None else list(columns))
        except FileNotFoundError as error:
            raise StoreDamaged(f"{path} is missing; {_RANK_AGAIN}") from error
        except (OSError, pa.ArrowException) as error:
            raise StoreDamaged(f"{path} is damaged; delete it, then {_RANK_AGAIN}") from error
        missing = set(columns or ()) - set(table.column_names)  # which pyarrow passes over in silence
        if missing:
            lacks = f"lacks {', '.join(sorted(missing))}: another version of rolefit wrote it"
            raise StoreDamaged(f"{path} {lacks}; delete it, then {_RANK_AGAIN}")
        return table

    def known_posting_ids(self) -> dict[str, str]:
        """Map the id of every stored posting to its batch, without reading any text."""
        known: dict[str, str] = {}
        for batch in self.batches("postings"):
            known.update(dict.fromkeys(self.read("postings", batch, ["posting_id"])["posting_id"].to_pylist(), batch))
        return known

    def find(self, posting_id: str) -> tuple[str, str]:
        """Find a posting by its id, by a beginning of it, or by a source's own id.

        Returns
        -------
        tuple of str
            Batch and full posting id.

        Raises
        ------
        UnknownPosting
            If none or several fit.
        """
        wanted = posting_id.strip()
        digits = wanted.lower()
        known = self.known_posting_ids()
        found = {digits} & known.keys()
        if wanted and not found:
            found = {full for full in known if full.startswith(digits)} or self._of_source(wanted) & known.keys()
        if not found:
            raise UnknownPosting(f"no posting {wanted!r}: use a posting_id of ranked.csv")
        if len(found) > 1:
            some = ", ".join(sorted(found)[:3]) + (", …" if len(found) > 3 else "")
            raise UnknownPosting(f"{len(found)} postings fit {wanted!r} ({some}): give a whole posting_id")
        (full,) = found
        return known[full], full

    def _of_source(self, source_id: str) -> set[str]:
        """Collect the postings that carry a source's id, as first stored or as the latest run saw them."""
        runs = sorted(run.name for run in (self.root / "runs").glob("*/") if _PART.fullmatch(run.name))
        found: set[str] = set()
        for dataset in ("postings", *(f"runs/{run}/sightings" for run in runs[-1:])):
            for batch in self.batches(dataset):
                table = self.read(dataset, batch, ["posting_id", "source_id"])
                found.update(table.filter(pc.equal(table["source_id"], source_id))["posting_id"].to_pylist())
        return found

    def write_ranked(self, run: str, ranked: pd.DataFrame) -> None:
        """Keep a run's result for queries and point at it as the latest."""
        self.write("ranked", run, to_table(ranked, RANKED))

    def latest_ranked(self) -> Path | None:
        """Return the newest run's result; runs are named after their start."""
        runs = self.batches("ranked")
        return self.path("ranked", runs[-1]) if runs else None

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the store for one run; the lock goes with its process, however that ends.

        Raises
        ------
        StoreError
            If another run holds it; the message says which.
        """
        path = self.root / ".lock"
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            file = path.open("a+", encoding="utf-8")
        except OSError as error:
            raise cannot_write(path, error) from error
        with file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                file.seek(0)
                holder = file.read().strip() or "another process"
                raise StoreError(f"another run uses {self.root} ({holder}); wait for it or stop it") from error
            except OSError as error:
                message = f"cannot lock {path}: {error.strerror}; keep the store on a local disk"
                raise StoreError(message) from error
            file.truncate(0)
            file.write(f"process {os.getpid()}, since {datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC")
            file.flush()
            # Workers of a killed run may outlive it by a batch, and a deployed flow takes no lock.
            sweep(self.root.rglob(".*.tmp"))
            yield
