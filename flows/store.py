"""The store: an append-only folder of Parquet batches. A batch exists whole or not at all.

Batches are named after the postings in them, so that the same listings always make the same batches, whatever run
made them and however often it was stopped.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from flows.atomic import StoreError, replacing, sweep
from flows.locks import held

__all__ = ["Store", "StoreDamaged", "StoreError", "UnknownPosting"]

_SUFFIX = ".parquet"

_PART = re.compile(r"[\w+-][\w.+-]*", re.ASCII)

_CHECK = "run `rolefit store check`, then `rolefit rank` on the same listings again"

# Checksums: a flipped bit is to be noticed, not read as another number.
_FORMAT: dict[str, Any] = {"compression": "zstd", "write_page_checksum": True}

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
            self.write_into(file, table)

    @staticmethod
    def write_into(file: IO[bytes], table: pa.Table) -> None:
        """Write a table into a file that gets its name later."""
        pq.write_table(table, file, **_FORMAT)

    @staticmethod
    @contextmanager
    def writer(file: IO[bytes], schema: pa.Schema) -> Iterator[Callable[[pa.Table], None]]:
        """Give a function that appends tables to a file, which gets its name later."""
        with pq.ParquetWriter(file, schema, **_FORMAT) as writer:
            yield writer.write_table

    def read(self, dataset: str, batch: str, columns: Sequence[str] | None = None) -> pa.Table:
        """Read a batch, or some of its columns.

        Raises
        ------
        StoreDamaged
            If it is missing, damaged, or lacks a column.
        """
        tables = list(self.read_parts(dataset, batch, columns))
        return tables[0] if len(tables) == 1 else pa.concat_tables(tables)

    def read_parts(self, dataset: str, batch: str, columns: Sequence[str] | None = None) -> Iterator[pa.Table]:
        """Read a batch part by part, each as it was written at once; one empty part if it has no rows.

        Raises
        ------
        StoreDamaged
            As :meth:`read` does.
        """
        path = self.path(dataset, batch)
        names = None if columns is None else list(columns)
        try:
            with pq.ParquetFile(path, page_checksum_verification=True) as file:
                missing = set(columns or ()) - set(file.schema_arrow.names)  # which pyarrow passes over in silence
                if missing:
                    lacks = f"lacks {', '.join(sorted(missing))}: another version of rolefit wrote it"
                    raise StoreDamaged(f"{path} {lacks}; {_CHECK}")
                if not file.num_row_groups:
                    yield file.read(columns=names)
                for part in range(file.num_row_groups):
                    yield file.read_row_group(part, columns=names)
        except FileNotFoundError as error:
            raise StoreDamaged(f"{path} is missing; {_CHECK}") from error
        except (OSError, pa.ArrowException) as error:
            raise StoreDamaged(f"{path} is damaged; {_CHECK}") from error

    def mismatch(self, dataset: str, batch: str, of: str) -> StoreDamaged:
        """Say that a batch is not about what it should be about."""
        return StoreDamaged(f"{self.path(dataset, batch)} does not belong to its {of}; {_CHECK}")

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

    def latest_ranked(self) -> Path | None:
        """Return the newest finished run's result; runs are named after their start."""
        runs = self.batches("ranked")
        return self.path("ranked", runs[-1]) if runs else None

    @contextmanager
    def locked(self) -> Iterator[int]:
        """Hold the store for one run; the lock goes with its process, however that ends.

        Yields
        ------
        int
            How many leftovers of a killed run were cleared away.

        Raises
        ------
        StoreError
            If another run holds it; the message says which.
        """
        refusal = f"another run uses {self.root} ({{holder}}); wait for it or stop it"
        with held(self.root / ".lock", refusal):
            # Nobody else writes here now: the workers of a killed run end with it.
            yield sweep(self.root.rglob(".*.tmp"), alone=True)
