"""A run's files: CSV that opens in a spreadsheet, the same bytes for the same input and model.

UTF-8 without a byte order mark: spreadsheets ask or guess right, and every other reader would take the mark for a
part of the first column's name.
"""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from flows.csv_safety import defuse
from flows.tables import RANKED, REJECTED

if TYPE_CHECKING:
    import pandas as pd

#: Joins lists inside a cell.
LIST_SEPARATOR = " | "

RANKED_COLUMNS = tuple(RANKED.names)
DUTIES_COLUMNS = (
    "posting_id", "source_id", "duty", "text", "verb", "object", "section", "competencies", "side", "weight",
)  # fmt: skip

_DECIMALS = {
    "fit_score": 1, "role_confidence": 4, "p_account_management": 4, "p_creative_pm": 4, "p_hybrid": 4,
    "p_out_of_scope": 4, "client_share": 3, "operations_share": 3, "weight": 4,
}  # fmt: skip


def rank_order(jobs: pd.DataFrame) -> pd.DataFrame:
    """Order jobs by fit, then confidence, then id, and number them; jobs without a score come last."""
    ordered = jobs.sort_values(
        ["fit_score", "role_confidence", "posting_id"], ascending=[False, False, True], na_position="last", kind="stable"
    )
    ordered.insert(0, "rank", range(1, len(ordered) + 1))
    return ordered[list(RANKED_COLUMNS)].reset_index(drop=True)


def write_ranked(path: Path, ranked: pd.DataFrame) -> None:
    """Write ``ranked.csv``."""
    _write_csv(path, ranked, RANKED_COLUMNS)


def write_duties(path: Path, duties: pd.DataFrame) -> None:
    """Write ``duties.csv``."""
    _write_csv(path, duties, DUTIES_COLUMNS)


def write_rejected(path: Path, rejected: pd.DataFrame) -> None:
    """Write ``rejected.csv``."""
    _write_csv(path, rejected, tuple(REJECTED.names))


def write_run_json(path: Path, summary: Mapping[str, Any]) -> None:
    """Write ``run.json``."""
    with _whole(path) as file:
        json.dump(summary, file, indent=1, ensure_ascii=False)
        file.write("\n")


def _write_csv(path: Path, frame: pd.DataFrame, columns: Sequence[str]) -> None:
    formats = [_format(name) for name in columns]
    with _whole(path) as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        series = [frame[name].tolist() for name in columns]
        writer.writerows([write(value) for write, value in zip(formats, row, strict=True)] for row in zip(*series, strict=True))


def _format(column: str) -> Callable[[Any], str]:
    decimals = _DECIMALS.get(column)
    return lambda value: cell(value, decimals)


def cell(value: Any, decimals: int | None = None) -> str:
    """Write one value as a cell: unknown is empty, lists are joined, text is harmless.

    Parameters
    ----------
    value : object
        Text, number, truth, list of text, or unknown (None, NaN, NA).
    decimals : int, optional
        Decimal places of a number; whole numbers lose their ``.0`` otherwise.
    """
    if isinstance(value, str):
        return defuse(value)
    if isinstance(value, bool):
        return str(value)
    if hasattr(value, "__len__"):
        return defuse(LIST_SEPARATOR.join(str(item).replace(LIST_SEPARATOR, " / ") for item in value))
    if value is None or value != value or repr(value) in ("<NA>", "NaT"):  # noqa: PLR0124 - NaN is not itself
        return ""
    if decimals is not None:
        return f"{value:.{decimals}f}"
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


@contextmanager
def _whole(path: Path) -> Iterator[TextIO]:
    """Write a file whole or not at all: an old one stays until the new one is complete."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with temporary.open("w", encoding="utf-8", newline="") as file:
            yield file
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
