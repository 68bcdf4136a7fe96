"""A run's files: CSV that opens in a spreadsheet, the same bytes for the same input and model.

The CSV files are UTF-8 with a byte order mark: without it Excel, opened by a double click, shows "Café" as "CafÃ©".
pandas, DuckDB, pyarrow, LibreOffice and Google Sheets pass over the mark; Python's own ``csv`` does with the encoding
``utf-8-sig``.
"""

from __future__ import annotations

import csv
import io
import json
import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import IO, TYPE_CHECKING, Any, TextIO

from flows.csv_safety import defuse
from flows.tables import RANKED, REJECTED

if TYPE_CHECKING:
    import pandas as pd

#: Joins lists inside a cell.
LIST_SEPARATOR = " | "

#: Rows that are turned into cells at once, so that memory does not grow with their number.
SLICE_ROWS = 10_000

RANKED_COLUMNS = tuple(RANKED.names)
REJECTED_COLUMNS = tuple(name for name in REJECTED.names if name != "number")
#: Jobs of the run before that this one did not see; ``fit_score`` and the rest are what they last were.
GONE_COLUMNS = (
    "fit_score", "role", "decision", "title", "company", "location", "job_url", "site", "source_id", "first_seen",
    "last_seen", "posting_id",
)  # fmt: skip
DUTIES_COLUMNS = (
    "posting_id", "source_id", "duty", "text", "verb", "object", "section", "competencies", "side", "weight",
)  # fmt: skip

_DECIMALS = {
    "fit_score": 1, "role_confidence": 4, "p_account_management": 4, "p_creative_pm": 4, "p_hybrid": 4,
    "p_out_of_scope": 4, "client_share": 3, "operations_share": 3, "weight": 4, "score_change": 1,
    "share": 4, "mean_fit": 1, "decided_share": 4,
}  # fmt: skip

# A bar in an item that could pass for a separator, or become one beside it.
_BAR = re.compile(r"(?:^|(?<=\s))\||\|(?=\s|$)")


def rank_order(jobs: pd.DataFrame) -> pd.DataFrame:
    """Order jobs by fit, then confidence, then id, and number them; jobs without a score come last.

    Parameters
    ----------
    jobs : pandas.DataFrame
        With ``fit_score``, ``role_confidence`` and ``posting_id``, and perhaps other columns.

    Returns
    -------
    pandas.DataFrame
        The same columns, and ``rank`` from 1.
    """
    by = ["fit_score", "role_confidence", "posting_id"]
    # A column of nothing but None is no number to pandas, and cannot be sorted.
    ordered = jobs.astype({"fit_score": "float64", "role_confidence": "float64"}).sort_values(
        by, ascending=[False, False, True], na_position="last", kind="stable"
    )
    ordered["rank"] = range(1, len(ordered) + 1)
    return ordered.reset_index(drop=True)


@contextmanager
def csv_file(raw: IO[bytes], columns: Sequence[str]) -> Iterator[Callable[[Mapping[str, Sequence[Any]]], None]]:
    """Write a CSV file part by part, so that memory does not grow with the number of rows.

    Parameters
    ----------
    raw : binary file
        Takes the bytes; it is left open.
    columns : sequence of str
        The header.

    Yields
    ------
    callable
        Takes the values of some rows by column, and writes them.
    """
    file = io.TextIOWrapper(raw, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(columns)

    def append(part: Mapping[str, Sequence[Any]]) -> None:
        writer.writerows(zip(*(cells(name, part[name]) for name in columns), strict=True))

    try:
        yield append
    finally:
        with suppress(OSError, ValueError):  # the disk is full: whoever owns the file says so
            file.detach()


def write_run_json(raw: IO[bytes], summary: Mapping[str, Any]) -> None:
    """Write ``run.json``."""
    raw.write((json.dumps(summary, indent=1, ensure_ascii=False) + "\n").encode("utf-8"))


def write_csv_rows(file: TextIO, columns: Sequence[str], parts: Iterable[Mapping[str, Sequence[Any]]]) -> None:
    """Write a header and rows as CSV, part by part.

    Parameters
    ----------
    file : text file
        Opened with ``newline=""``.
    columns : sequence of str
        The header.
    parts : iterable of mapping
        Each maps every column to the values of some rows.
    """
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(columns)
    for part in parts:
        writer.writerows(zip(*(cells(name, part[name]) for name in columns), strict=True))


def cells(column: str, values: Iterable[Any]) -> list[str]:
    """Write the values of a column as cells, with as many decimals as its name calls for; see :func:`cell`.

    Examples
    --------
    >>> cells("fit_score", [71.25, None]), cells("matched_skills", [["scope_control", "creative_brief"]])
    (['71.2', ''], ['scope_control | creative_brief'])
    """
    decimals = _DECIMALS.get(column)
    return [cell(value, decimals) for value in values]


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
    if isinstance(value, bool) or (isinstance(value, int) and decimals is None):
        return str(value)
    if isinstance(value, int | float):
        return _number(value, decimals) if math.isfinite(value) else ""
    if hasattr(value, "__len__"):
        items = (" ".join(str(item).split()) for item in value)
        return defuse(LIST_SEPARATOR.join(_BAR.sub("/", item) if "|" in item else item for item in items if item))
    if value is None or repr(value) in ("<NA>", "NaT"):
        return ""
    raise TypeError(f"no cell for a {type(value).__name__}")


def _number(value: float, decimals: int | None) -> str:
    text = f"{value:.{decimals}f}" if decimals is not None else f"{value:.2f}".rstrip("0").rstrip(".")
    return text.removeprefix("-") if not text.strip("-0.") else text
