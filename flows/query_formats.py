"""Answers to questions as CSV, JSON, Parquet, or a table on the terminal."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from flows.answer import Answer
from flows.atomic import replacing
from flows.outputs import SLICE_ROWS, cells, write_csv_rows

if TYPE_CHECKING:
    import pyarrow as pa
    from rich.console import Console

#: Columns for a terminal, where all 40 have no room.
TERMINAL_COLUMNS = ("rank", "fit_score", "role", "title", "company", "location", "posting_id")

_SHARES = ("share", "decided_share")
_RIGHT = (
    "rank", "fit_score", "role_confidence", "copies", "salary_min", "salary_max", "jobs", "mean_fit", "score_change",
    *_SHARES,
)  # fmt: skip

#: A terminal of so many columns has room for whole ids and roles.
_WIDE = 120

#: One place in thirty is a list of several states.
_CELL_CHARACTERS = 50

#: Enough to find a posting by, see :meth:`flows.store.Store.find`: of 100,000, two that begin alike are unlikely.
_ID_CHARACTERS = 10


def write_csv(answer: Answer | pa.Table, stream: TextIO) -> None:
    """Write an answer as CSV, its cells in the same forms, and as harmless, as those of ``ranked.csv``.

    Parameters
    ----------
    answer : Answer or pyarrow.Table
        Columns of the ranked table.
    stream : text file
        Opened with ``newline=""``, or standard output.
    """
    write_csv_rows(stream, _columns(answer), _slices(answer))


def write_json(answer: Answer | pa.Table, stream: TextIO) -> None:
    """Write an answer as a JSON array of objects, one a line; unknown numbers are null."""
    separator = "["
    for part in _slices(answer):
        for values in zip(*part.values(), strict=True):
            record = {name: _plain(value) for name, value in zip(part, values, strict=True)}
            stream.write(f"{separator}\n{json.dumps(record, ensure_ascii=False, allow_nan=False)}")
            separator = ","
    stream.write("[]\n" if separator == "[" else "\n]\n")


def write_parquet(answer: Answer | pa.Table, path: Path) -> None:
    """Write an answer as a Parquet file, whole or not at all.

    Raises
    ------
    flows.atomic.StoreError
        If the file cannot be written.
    """
    import pyarrow.parquet as pq

    parts = _parts(answer)
    first = next(parts)
    with replacing(path) as file, pq.ParquetWriter(file, first.schema, compression="zstd") as writer:
        writer.write_table(first)
        for part in parts:
            writer.write_table(part)


def show_table(answer: Answer | pa.Table, console: Console, *, brief: bool = False, unknown: str = "") -> None:
    """Print an answer on a terminal; scraped text is printed as text, never as markup or control codes.

    Parameters
    ----------
    answer : Answer or pyarrow.Table
    console : rich.console.Console
    brief : bool
        Let ids, roles and long texts take less room where there is little.
    unknown : str
        What stands where nothing is known.
    """
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in _columns(answer):
        table.add_column(name, justify="right" if name in _RIGHT else "left", overflow="fold", no_wrap=name in _RIGHT)
    for part in _slices(answer):
        columns = [_readable(name, part[name]) for name in part]
        if brief and console.width < _WIDE:
            columns = [_narrowed(name, shown, "title" in part) for name, shown in zip(part, columns, strict=True)]
        for row in zip(*columns, strict=True):
            table.add_row(*(Text(cell or unknown) for cell in row))
    console.print(table)


def _readable(name: str, values: list[Any]) -> list[str]:
    return [f"{value:.1%}" for value in values] if name in _SHARES else cells(name, values)


def _narrowed(name: str, shown: list[str], crowded: bool) -> list[str]:
    if name in ("posting_id", "best_job"):
        return [cell[:_ID_CHARACTERS] for cell in shown]
    if name == "role" and crowded:
        return [cell.replace("account-", "account-\n") for cell in shown]
    return [f"{cell[:_CELL_CHARACTERS].rstrip(' ,')}…" if len(cell) > _CELL_CHARACTERS + 1 else cell for cell in shown]


def _columns(answer: Answer | pa.Table) -> Sequence[str]:
    columns: Sequence[str] = answer.columns if isinstance(answer, Answer) else answer.column_names
    return columns


def _parts(answer: Answer | pa.Table) -> Iterator[pa.Table]:
    return answer.parts() if isinstance(answer, Answer) else iter((answer,))


def _slices(answer: Answer | pa.Table) -> Iterator[dict[str, list[Any]]]:
    for table in _parts(answer):
        for first in range(0, len(table), SLICE_ROWS):
            part: dict[str, list[Any]] = table.slice(first, SLICE_ROWS).to_pydict()
            yield part


def _plain(value: Any) -> Any:
    return None if isinstance(value, float) and not math.isfinite(value) else value
