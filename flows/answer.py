"""The answer to a question: which rows of a ranked table, in what order; read part by part as it is written out."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from flows.where_clause import QueryError

if TYPE_CHECKING:
    import pyarrow as pa


class Answer:
    """Rows of a Parquet file in an order of their own. Only a slice of them is ever held.

    Parameters
    ----------
    ranked : Path
        The file.
    columns : sequence of str
        Columns to give.
    rows : array of int
        Numbers of the rows in the file, in the order of the answer.
    """

    def __init__(self, ranked: Path, columns: Sequence[str], rows: npt.NDArray[np.int64]) -> None:
        self.ranked = ranked
        self.columns = tuple(columns)
        self._rows = rows

    def __len__(self) -> int:
        """Give the number of rows."""
        return len(self._rows)

    def parts(self) -> Iterator[pa.Table]:
        """Give the rows part by part, one part at least.

        Raises
        ------
        QueryError
            If the file cannot be read.
        """
        import pyarrow as pa
        import pyarrow.parquet as pq

        from flows.spill import PLACE, Spill
        from flows.whole_numbers import to_arrow

        names = list(dict.fromkeys(self.columns))
        try:
            with pq.ParquetFile(self.ranked) as file:
                schema = pa.schema([file.schema_arrow.field(name) for name in names])
                places = np.full(file.metadata.num_rows, -1, dtype=np.int64)
                places[self._rows] = np.arange(len(self._rows))
                with Spill(Path(tempfile.gettempdir()), schema, len(self._rows)) as spill:
                    first = 0
                    for group in range(file.num_row_groups):
                        size = file.metadata.row_group(group).num_rows
                        here, first = places[first : first + size], first + size
                        if len(wanted := np.flatnonzero(here >= 0)):
                            table = file.read_row_group(group, columns=names).select(names)
                            spill.add(table.take(to_arrow(wanted)), here[wanted])
                    for part in spill.slices():
                        yield part.drop_columns(PLACE).select(list(self.columns))
        except (OSError, pa.ArrowException) as error:
            message = f"{self.ranked} cannot be read; run `rolefit rank` again to make it anew"
            raise QueryError(message) from error

    def table(self) -> pa.Table:
        """Give all rows at once."""
        import pyarrow as pa

        return pa.concat_tables(self.parts())
