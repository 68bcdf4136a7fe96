"""Parquet: columns under foreign names, nested ones too, a few rows in memory at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

from flows.sources.base import Listing, ReadOptions, Rejection, UnreadableInput
from flows.sources.columns import ColumnMapping, mapping_for
from flows.sources.json_records import board_of, mapping_of
from flows.sources.listings import to_listing
from flows.sources.nested import flat
from flows.sources.prose import text_option

#: Rows that become Python objects together.
BATCH_ROWS = 64

#: Bytes of a file up to which a column of a row group is read at once. In a larger file (pandas writes a million rows
#: as one group) it is read step by step, where Arrow takes as much memory as a page says it has: a damaged file of 2 KB
#: took 2.1 GB. The file's own tables of columns cannot be asked first: where they contradict each other, Arrow aborts.
MOST_AT_ONCE = 1 << 26

#: Bytes of such a step.
BUFFER = 1 << 16

#: Rows that are looked at for a text where no name tells it, and for the names of nested columns.
SAMPLE = 25

_MAGIC = b"PAR1"


class ParquetSource:
    """Parquet files, as pandas, Polars and Spark write them."""

    name = "Parquet"
    reads_binary = True

    def recognises(self, path: Path, head: bytes) -> bool:
        """Say whether the file begins as Parquet does; see :class:`~flows.sources.base.Source`."""
        return head.startswith(_MAGIC)

    def mapping(self, path: Path, options: ReadOptions) -> ColumnMapping | None:
        """Give what is read from which column; see :class:`~flows.sources.base.Source`."""
        return mapping_of(path, [row for row in islice(_rows(path), SAMPLE) if row is not None], options)

    def read(self, path: Path, options: ReadOptions) -> Iterator[Listing | Rejection]:
        """Give a listing or a rejection for each row; see :class:`~flows.sources.base.Source`."""
        mapping = self.mapping(path, options)
        options = text_option(mapping, options) if mapping else options
        for number, row in enumerate(_rows(path), start=1):
            if row is None:
                yield Rejection(str(path), number, "broken-row", "a value of this row cannot be read")
            elif board := board_of(row):
                yield board.read(row, str(path), number)
            else:
                names, cells = flat(row)
                yield to_listing(cells, mapping_for(names, options), str(path), number)


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        buffer = BUFFER if path.stat().st_size > MOST_AT_ONCE else 0
        with pq.ParquetFile(path, pre_buffer=False, buffer_size=buffer) as file:
            yield file
    except (FileNotFoundError, PermissionError, UnreadableInput):
        raise
    except (pa.ArrowException, OSError, ValueError, EOFError) as error:
        detail = f"this Parquet file is damaged or of a kind that is not read: {' '.join(str(error).split())[:200]}"
        raise UnreadableInput("not-readable", path, detail) from error


def _rows(path: Path) -> Iterator[dict[str, Any] | None]:
    """Give each row; None for one with a value that Python cannot hold."""
    with _opened(path) as file:
        for batch in file.iter_batches(batch_size=BATCH_ROWS, use_threads=False):
            try:
                rows = batch.to_pylist()
            except (ValueError, OverflowError):
                rows = [_row(batch, place) for place in range(batch.num_rows)]
            yield from rows


def _row(batch: Any, place: int) -> dict[str, Any] | None:
    try:
        (row,) = batch.slice(place, 1).to_pylist()
    except (ValueError, OverflowError):
        return None
    return dict(row)
