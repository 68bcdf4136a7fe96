"""Rows in the order of a ranking, without holding them all: sorted on disk, given back slice by slice."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from flows.atomic import cannot_write
from flows.whole_numbers import to_arrow, to_numpy

#: Ranks of one slice. A slice of ranked jobs is about 15 MB, and three times that as cells of CSV.
SLICE_RANKS = 4_000

#: The column that is added to the rows: their rank, from 0.
PLACE = "place"


class Spill:
    """Takes rows in any order, each with a rank, and gives them in the order of their ranks.

    Rows go to one file for each slice of ranks. The files have no name: the system removes them with the process,
    however that ends. What fits into one slice stays in memory.

    Parameters
    ----------
    folder : Path
        On the disk that takes the rows.
    schema : pyarrow.Schema
        Of the rows.
    ranks : int
        How many ranks there are, from 0; several rows may share one.
    """

    def __init__(self, folder: Path, schema: pa.Schema, ranks: int) -> None:
        self._folder = folder
        self._schema = schema.append(pa.field(PLACE, pa.int64()))
        self._slices = max(1, -(-ranks // SLICE_RANKS))
        self._waiting: list[pa.Table] = []
        self._rows = 0
        self._files: dict[int, tuple[IO[bytes], Any]] = {}
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        """Return the spill, to which rows may be added."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let go of the files."""
        self._stack.close()

    def add(self, rows: pa.Table, ranks: npt.NDArray[np.int64]) -> None:
        """Take rows; those of one rank come back in the order in which they were added.

        Raises
        ------
        flows.atomic.StoreError
            If the disk is full.
        """
        if not len(rows):
            return
        self._waiting.append(rows.append_column(PLACE, to_arrow(ranks)).cast(self._schema))
        self._rows += len(rows)
        if self._rows >= SLICE_RANKS and self._slices > 1:
            self._flush()

    def slices(self) -> Iterator[pa.Table]:
        """Give the rows back, a table for each slice of ranks, with :data:`PLACE` as the last column."""
        if self._slices > 1:
            self._flush()
        for number in range(self._slices):
            yield self._sorted(self._read(number) if self._slices > 1 else self._waiting)

    def _flush(self) -> None:
        if not self._waiting:
            return
        table = pa.concat_tables(self._waiting).combine_chunks()
        self._waiting, self._rows = [], 0
        numbers = to_numpy(table[PLACE]) // SLICE_RANKS
        try:
            for number in np.unique(numbers):
                self._writer(int(number)).write_table(table.take(to_arrow(np.flatnonzero(numbers == number))))
        except OSError as error:
            raise cannot_write(self._folder, error) from error

    def _writer(self, number: int) -> Any:
        if number not in self._files:
            file: IO[bytes] = self._stack.enter_context(tempfile.TemporaryFile(dir=self._folder))  # noqa: SIM115
            self._files[number] = (file, pa.ipc.new_stream(file, self._schema))
        return self._files[number][1]

    def _read(self, number: int) -> list[pa.Table]:
        if number not in self._files:
            return []
        file, writer = self._files.pop(number)
        try:
            writer.close()
            file.seek(0)
            table = pa.ipc.open_stream(file).read_all()
        except OSError as error:
            raise cannot_write(self._folder, error) from error
        file.close()
        return [table]

    def _sorted(self, tables: list[pa.Table]) -> pa.Table:
        table = pa.concat_tables(tables) if tables else self._schema.empty_table()
        return table.take(to_arrow(np.argsort(to_numpy(table[PLACE]), kind="stable")))
