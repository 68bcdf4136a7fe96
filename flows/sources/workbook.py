"""Excel workbooks: every sheet that holds a table of listings, read row by row."""

from __future__ import annotations

import warnings
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import chain, islice
from pathlib import Path
from typing import Any

from flows.sources.base import Listing, ReadOptions, Rejection, UnreadableInput, excerpt
from flows.sources.columns import ColumnMapping, mapping_for, no_description, resolve
from flows.sources.encoding import without_surrogates
from flows.sources.listings import to_listing
from flows.sources.prose import with_text

#: Most bytes of a workbook once unpacked. Its texts are held in memory whole, by the format's design; 100,000
#: descriptions are some 400 MB. The archive's own figures are trusted, since no more than they say is ever unpacked.
MAX_UNPACKED = 512 * 1024 * 1024

#: Rows of one sheet in Excel. A hostile row number would make the reader count up to it.
MAX_ROWS = 1_048_576

#: Rows among which the header is looked for: exports put a title, a date and a blank row above it.
HEADER_ROWS = 20

#: Rows below the header that are looked at for a text where no name tells it.
SAMPLE = 25

#: Known names that make a row a header at once.
ENOUGH_NAMES = 2

_PARTS = ("[Content_Types].xml", "xl/workbook.xml")


class WorkbookSource:
    """Workbooks in Excel's format of 2007 and later (.xlsx, .xlsm)."""

    name = "Excel workbook"
    reads_binary = True

    def recognises(self, path: Path, head: bytes) -> bool:
        """Say whether the file is an archive with a workbook in it; see :class:`~flows.sources.base.Source`."""
        if not head.startswith(b"PK\x03\x04"):
            return False
        try:
            with zipfile.ZipFile(path) as archive:
                return set(_PARTS) <= set(archive.namelist())
        except (OSError, ValueError, zipfile.BadZipFile, NotImplementedError, RuntimeError):
            return False

    def mapping(self, path: Path, options: ReadOptions) -> ColumnMapping:
        """Give what is read from which column, in the first sheet of listings.

        See :class:`~flows.sources.base.Source`.
        """
        with _opened(path) as workbook:
            headers = []
            for sheet in workbook.worksheets:
                table = _table(sheet, options)
                if table.mapping.has_description:
                    return replace(table.mapping, where=f"sheet {excerpt(sheet.title)}" if sheet.title else "")
                headers.append(table.header)
        header = max(headers, key=len, default=[])
        if not header:
            raise UnreadableInput("empty-file", path, "the workbook has no rows")
        raise no_description(path, header)

    def read(self, path: Path, options: ReadOptions) -> Iterator[Listing | Rejection]:
        """Give a listing or a rejection for each row; see :class:`~flows.sources.base.Source`.

        Rows are numbered through all sheets of listings. A sheet with anything else is one rejection.
        """
        self.mapping(path, options)
        number = 0
        with _opened(path) as workbook:
            for sheet in workbook.worksheets:
                table = _table(sheet, options)
                if not table.header:
                    continue
                if not table.mapping.has_description:
                    detail = f"sheet {sheet.title!r}: {no_description(path, table.header).detail}"
                    yield Rejection(str(path), 0, "no-description-column", detail, excerpt(" | ".join(table.header)))
                    continue
                for row in table.rows:
                    cells = (row + [""] * len(table.header))[: len(table.header)]
                    if any(cell.strip() for cell in cells):
                        number += 1
                        yield to_listing(cells, table.mapping, str(path), number)


@dataclass(frozen=True, slots=True)
class _Table:
    """A sheet's header, what it means, and the rows below it."""

    header: list[str]
    mapping: ColumnMapping
    rows: Iterator[list[str]]


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    from openpyxl import load_workbook

    with ExitStack() as stack, _as_unreadable(path):
        with zipfile.ZipFile(path) as archive:
            size = sum(part.file_size for part in archive.infolist())
        if size > MAX_UNPACKED:
            detail = f"unpacked, this workbook has {size:,} bytes; at most {MAX_UNPACKED:,} are read. Save it as CSV"
            raise UnreadableInput("too-long", path, detail)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and validations, which nobody reads here
            file = stack.enter_context(path.open("rb"))  # given a name, openpyxl goes by its ending
            workbook = load_workbook(file, read_only=True, data_only=True, keep_links=False)
        stack.callback(workbook.close)
        yield workbook


@contextmanager
def _as_unreadable(path: Path) -> Iterator[None]:
    try:
        yield
    except (UnreadableInput, FileNotFoundError, PermissionError):
        raise
    except Exception as error:
        # openpyxl has no error of its own: a damaged part ends in a KeyError, a TypeError, a ParseError, a damaged
        # directory in a seek to before the file ("Invalid argument").
        what = f"{type(error).__name__}: {' '.join(str(error).split())}"[:200]
        detail = f"this workbook is damaged or protected ({what}). Open it and save it as CSV"
        raise UnreadableInput("not-readable", path, detail) from error


def _table(sheet: Any, options: ReadOptions) -> _Table:
    """Find the header: the first row with enough known names, else the first that is filled."""
    rows = _rows(sheet)
    top = list(islice(rows, HEADER_ROWS))
    known = [len(resolve(tuple(row), tuple(options.columns.items())).fields) if any(row) else 0 for row in top]
    at = next((place for place, count in enumerate(known) if count >= ENOUGH_NAMES), None)
    if at is None:
        at = next((place for place, row in enumerate(top) if any(row)), None)
    if at is None:
        return _Table([], mapping_for((), options), iter(()))
    header = top[at]
    sample = [*top[at + 1 :], *islice(rows, SAMPLE)]
    return _Table(header, with_text(mapping_for(header, options), sample), chain(sample, rows))


def _rows(sheet: Any) -> Iterator[list[str]]:
    sheet.reset_dimensions()  # writers put wrong ones
    rows: Iterator[Sequence[object]] = sheet.iter_rows(values_only=True)
    for _ in range(MAX_ROWS):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            row = next(rows, None)
        if row is None:
            return
        cells = [_text(value) for value in row]
        while cells and not cells[-1].strip():
            cells.pop()
        yield cells


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return without_surrogates(str(value))
