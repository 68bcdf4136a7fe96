"""Answers to questions as CSV, JSON, Parquet, or a table on the terminal."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from flows.atomic import replacing
from flows.outputs import SLICE_ROWS, cells, write_csv_rows

if TYPE_CHECKING:
    import pyarrow as pa
    from rich.console import Console

#: Columns for a terminal, where all 36 have no room.
TERMINAL_COLUMNS = ("rank", "fit_score", "role", "title", "company", "location", "posting_id")

_RIGHT = ("rank", "fit_score", "role_confidence", "copies", "salary_min", "salary_max")


def write_csv(answer: pa.Table, stream: TextIO) -> None:
    """Write an answer as CSV, its cells in the same forms, and as harmless, as those of ``ranked.csv``.

    Parameters
    ----------
    answer : pyarrow.Table
        Columns of the ranked table.
    stream : text file
        Opened with ``newline=""``, or standard output.
    """
    write_csv_rows(stream, answer.column_names, _slices(answer))


def write_json(answer: pa.Table, stream: TextIO) -> None:
    """Write an answer as a JSON array of objects, one a line; unknown numbers are null."""
    separator = "["
    for part in _slices(answer):
        for values in zip(*part.values(), strict=True):
            record = {name: _plain(value) for name, value in zip(part, values, strict=True)}
            stream.write(f"{separator}\n{json.dumps(record, ensure_ascii=False, allow_nan=False)}")
            separator = ","
    stream.write("[]\n" if separator == "[" else "\n]\n")


def write_parquet(answer: pa.Table, path: Path) -> None:
    """Write an answer as a Parquet file, whole or not at all.

    Raises
    ------
    flows.atomic.StoreError
        If the file cannot be written.
    """
    import pyarrow.parquet as pq

    with replacing(path) as file:
        pq.write_table(answer, file, compression="zstd")


def show_table(answer: pa.Table, console: Console) -> None:
    """Print an answer on a terminal; scraped text is printed as text, never as markup or control codes."""
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in answer.column_names:
        table.add_column(name, justify="right" if name in _RIGHT else "left", overflow="fold")
    for part in _slices(answer):
        for row in zip(*(cells(name, part[name]) for name in part), strict=True):
            table.add_row(*(Text(cell) for cell in row))
    console.print(table)


def _slices(answer: pa.Table) -> Iterator[dict[str, list[Any]]]:
    for first in range(0, len(answer), SLICE_ROWS):
        part: dict[str, list[Any]] = answer.slice(first, SLICE_ROWS).to_pydict()
        yield part


def _plain(value: Any) -> Any:
    return None if isinstance(value, float) and not math.isfinite(value) else value
