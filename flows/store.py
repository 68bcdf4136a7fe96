"""The store: an append-only folder of Parquet batches. A batch exists whole or not at all.

Batches are named after the postings in them, so that the same listings always make the same batches, whatever run
made them and however often it was stopped.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from flows.tables import RANKED

if TYPE_CHECKING:
    import pandas as pd

_SUFFIX = ".parquet"

#: Hexadecimal digits of a batch's name.
_NAME_DIGITS = 16


class StoreError(RuntimeError):
    """The store cannot be read or written; the message says what to do."""


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
        """Return where a batch is or would be."""
        return self.root / dataset / f"{batch}{_SUFFIX}"

    def exists(self, dataset: str, batch: str) -> bool:
        """Whether a batch has been written."""
        return self.path(dataset, batch).is_file()

    def batches(self, dataset: str) -> list[str]:
        """List a dataset's batches, in name order."""
        return sorted(
            path.stem for path in (self.root / dataset).glob(f"*{_SUFFIX}") if not path.name.startswith(".")
        )

    def write(self, dataset: str, batch: str, table: pa.Table) -> None:
        """Write a batch whole, then give it its name.

        Raises
        ------
        StoreError
            If it cannot be written, for example because the disk is full; nothing half-written stays.
        """
        path = self.path(dataset, batch)
        temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            pq.write_table(table, temporary, compression="zstd")
            with temporary.open("rb") as file:
                os.fsync(file.fileno())
            temporary.replace(path)
        except OSError as error:
            temporary.unlink(missing_ok=True)
            raise StoreError(
                f"{path}: cannot be written ({error.strerror or error}); the run can be started again"
            ) from error
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise

    def read(self, dataset: str, batch: str, columns: Sequence[str] | None = None) -> pa.Table:
        """Read a batch, or some of its columns.

        Raises
        ------
        StoreError
            If it is missing or damaged.
        """
        path = self.path(dataset, batch)
        try:
            return pq.ParquetFile(path).read(columns=None if columns is None else list(columns))
        except (OSError, pa.ArrowInvalid) as error:
            raise StoreError(
                f"{path}: missing or damaged; delete it and run again to make it anew"
            ) from error

    def known_posting_ids(self) -> dict[str, str]:
        """Map the id of every stored posting to its batch, without reading any text."""
        known: dict[str, str] = {}
        for batch in self.batches("postings"):
            known.update(
                dict.fromkeys(self.read("postings", batch, ["posting_id"])["posting_id"].to_pylist(), batch)
            )
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
        found: dict[str, str] = {}
        for batch in self.batches("postings"):
            table = self.read("postings", batch, ["posting_id", "source_id"])
            for full, source in zip(
                table["posting_id"].to_pylist(), table["source_id"].to_pylist(), strict=True
            ):
                if posting_id and (full.startswith(posting_id) or source == posting_id):
                    found[full] = batch
        if len(found) == 1:
            ((full, batch),) = found.items()
            return batch, full
        if not found:
            raise UnknownPosting(f"no posting {posting_id!r}: use a posting_id of ranked.csv")
        some = ", ".join(sorted(found)[:3])
        raise UnknownPosting(f"{len(found)} postings begin with {posting_id!r} ({some} …): give more digits")

    def write_ranked(self, run: str, ranked: pd.DataFrame) -> None:
        """Keep a run's result for queries and point at it as the latest."""
        self.write(
            "ranked", run, pa.Table.from_pandas(ranked[RANKED.names], schema=RANKED, preserve_index=False)
        )

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
        self.root.mkdir(parents=True, exist_ok=True)
        with (self.root / ".lock").open("a+", encoding="utf-8") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                file.seek(0)
                holder = file.read().strip() or "another process"
                raise StoreError(
                    f"another run uses {self.root} ({holder}); wait for it or stop it"
                ) from error
            file.seek(0)
            file.truncate()
            file.write(f"process {os.getpid()}, since {datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC")
            file.flush()
            self._sweep()
            yield

    def _sweep(self) -> None:
        """Remove what runs that were killed left half-written; the lock makes sure that nobody is writing."""
        for leftover in self.root.rglob(".*.tmp"):
            leftover.unlink(missing_ok=True)
