"""Rows of labelled files with their labels as written: JSON Lines, tables, and a ranked.csv that someone labelled."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from flows.settings import Settings
from flows.sources import Listing, ReadOptions, Rejection, UnreadableInput
from flows.sources.columns import ColumnMapping, mapping_for, no_description
from flows.sources.delimited import head_text
from flows.sources.dialects import Dialect, find_delimiter
from flows.sources.encoding import open_text
from flows.sources.listings import to_listing
from flows.sources.records import Broken, RecordReader
from flows.sources.values import yes_no
from flows.sources.vocabulary import compact
from flows.store import Store
from flows.training_data import LabelledDataError
from models.labelled import ROLES

#: Columns that hold labels, the likeliest first.
ROLE_COLUMNS, FIT_COLUMNS, LIES_COLUMN = ("role_label", "role"), ("fit_label", "fit"), "title_lies"

#: A column by which a file is known to come from `rolefit rank`: its `role` is then an answer and no label.
ANSWERED = "model_version"


@dataclass(frozen=True, slots=True)
class LabelledRow:
    """A row of a labelled file.

    Attributes
    ----------
    where : str
        File and line, for messages.
    listing : Listing or None
    role, fit : str
        As written; empty where not labelled.
    lies : bool or None
        Whether the title suggests another role.
    duties : object
        As written in JSON, else every line as written, else None.
    units : dict or None
        A record of numbered units and duties, which belongs to a posting that stands elsewhere.
    error : str
        Why there is nothing to use; empty if there is.
    """

    where: str
    listing: Listing | None = None
    role: str = ""
    fit: str = ""
    lies: bool | None = None
    duties: Any = None
    units: dict[str, Any] | None = None
    error: str = ""


def labelled_rows(path: Path, settings: Settings) -> Iterator[LabelledRow]:
    """Give every row of a file.

    Parameters
    ----------
    path : Path
        JSON Lines, CSV or TSV.
    settings : Settings
        Where the store is, which has the text of a ranked.csv's rows.

    Raises
    ------
    LabelledDataError, UnreadableInput
        If the file has no labels or no texts, or is no such file.
    """
    if head_text(path).lstrip("\ufeff \r\n").startswith("{"):
        return _json_rows(path)
    return _table_rows(path, settings)


def _json_rows(path: Path) -> Iterator[LabelledRow]:
    with open_text(path) as lines:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            where = f"{path}, line {number}"
            try:
                record = json.loads(line)
            except (ValueError, RecursionError):
                record = None
            if not isinstance(record, dict):
                yield LabelledRow(where, error=f"no JSON object: {line.strip()[:40]!r}")
            elif "units" in record:
                yield LabelledRow(where, units=record)
            else:
                cells = {key: str(value) for key, value in record.items() if isinstance(value, str | int | float)}
                row = _row(where, list(cells), list(cells.values()), path, number)
                duties = record.get("duties")
                yield replace(row, duties=record.get("lines") if duties is None else duties)


def _table_rows(path: Path, settings: Settings) -> Iterator[LabelledRow]:
    delimiter = find_delimiter(head_text(path))
    if delimiter is None:
        raise UnreadableInput("not-recognised", path, "neither a table nor JSON Lines; save it as CSV, TSV or JSONL")
    with open_text(path, newline="") as file:
        reader = RecordReader(file, (Dialect(delimiter), Dialect(delimiter, escapes=True)))
        header = reader.header()
        _check_header(path, header)
        texts = None if _mapping(header).has_description else _StoredTexts(Store(settings.store), header)
        for number, record in enumerate(reader.records(len(header)), start=1):
            where = f"{path}, row {number}"
            if isinstance(record, Broken):
                yield LabelledRow(where, error=record.detail)
                continue
            row = _row(where, header, record.cells, path, number)
            yield row if texts is None or not row.role.strip() else texts.fill(row, record.cells)


def _check_header(path: Path, header: Sequence[str]) -> None:
    names = {compact(name) for name in header}
    ours, plain = map(compact, ROLE_COLUMNS)
    if not {ours, plain} & names:
        raise LabelledDataError(f"{path}: no column role_label; add it, with one of {', '.join(ROLES)} in each row")
    if compact(ANSWERED) in names and ours not in names:
        raise LabelledDataError(f"{path}: its role is what a model said; put your own labels in a column role_label")
    if not _mapping(header).has_description and compact("posting_id") not in names:
        raise no_description(path, header)


def _mapping(columns: Sequence[str]) -> ColumnMapping:
    """Find the columns of the posting itself: "role", for one, is a title elsewhere."""
    labels = {compact(name) for name in (*ROLE_COLUMNS, *FIT_COLUMNS, LIES_COLUMN)}
    return mapping_for(["" if compact(name) in labels else name for name in columns], ReadOptions())


def _row(where: str, columns: Sequence[str], cells: Sequence[str], path: Path, number: int) -> LabelledRow:
    by_name = {compact(name): cell for name, cell in zip(reversed(columns), reversed(cells), strict=True)}

    def label(*names: str) -> str:
        return next((by_name[compact(name)] for name in names if compact(name) in by_name), "")

    found = to_listing(cells, _mapping(columns), str(path), number)
    role = label(*ROLE_COLUMNS)
    row = LabelledRow(where, role=role, fit=label(*FIT_COLUMNS), lies=yes_no(label(LIES_COLUMN)))
    if isinstance(found, Rejection):
        return replace(row, error=found.detail if role.strip() else "")
    return replace(row, listing=found)


class _StoredTexts:
    """The text of rows that have only a posting_id, from the store of earlier runs."""

    def __init__(self, store: Store, header: Sequence[str]) -> None:
        self._store = store
        self._place = [compact(name) for name in header].index(compact("posting_id"))
        self._batches = store.known_posting_ids()
        self._texts: dict[str, dict[str, str]] = {}

    def fill(self, row: LabelledRow, cells: Sequence[str]) -> LabelledRow:
        """Put the stored description into a row's listing."""
        name = cells[self._place].strip().lower()
        batch = self._batches.get(name)
        if batch is None or row.listing is None:
            return replace(row, error=f"no text: posting {name or '(no id)'} is not in the store; rank its file first")
        if batch not in self._texts:
            table = self._store.read("postings", batch, ["posting_id", "description"]).to_pydict()
            self._texts[batch] = dict(zip(table["posting_id"], table["description"], strict=True))
        return replace(row, listing=replace(row.listing, description=self._texts[batch][name]))
