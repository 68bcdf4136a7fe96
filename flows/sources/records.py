"""Delimited text to records, with a way back to sense after a broken one.

Python's ``csv`` reads an unclosed quote to the end of the file and calls that a row. Here every record is
first read strictly. Where that fails, the physical lines it took are looked through for the next whole
record, so that one broken record costs itself and no other.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TextIO

from flows.sources.base import MAX_RECORD
from flows.sources.dialects import Dialect
from flows.sources.physical_lines import Counted, Lines, Probe, TooLongError

#: Whole records in a row that prove a line to be the start of one. One alone can be prose with the right
#: number of commas.
PROOF = 3

#: Characters that may be read over all searches in one file. A hostile file can make every line look like a
#: beginning; this bounds what it costs to some seconds, after which broken records are rejected with all
#: they took.
SEARCH_BUDGET = 256 * 1024 * 1024

#: Characters that one proof may read: three descriptions of the greatest length ever seen, and some.
PROBE = 512 * 1024

_LONE_BACKSLASH = re.compile(r"(?<!\\)(?:\\\\)*\\(?!\\)")


@dataclass(frozen=True, slots=True)
class Record:
    """A whole record: as many cells as the header has."""

    cells: list[str]


@dataclass(frozen=True, slots=True)
class Broken:
    """Lines that make no whole record.

    Attributes
    ----------
    detail : str
        What is wrong, with the line's number.
    text : str
        The beginning of what was read.
    too_long : bool
        Whether it is longer than any record may be.
    """

    detail: str
    text: str
    too_long: bool


class RecordReader:
    """Reads records from a file; holds one at a time.

    Parameters
    ----------
    file : TextIO
        Opened with ``newline=""``.
    dialects : sequence of Dialect
        How the file may be written, likeliest first. Each record is read in the first one that makes it
        whole.
    """

    def __init__(self, file: TextIO, dialects: Sequence[Dialect]) -> None:
        csv.field_size_limit(max(csv.field_size_limit(), 2 * MAX_RECORD))
        self._lines = Lines(file)
        self._dialects = tuple(dialects)
        self._budget = SEARCH_BUDGET

    def header(self) -> list[str]:
        """Read the first record that is not blank; empty at the end of the file."""
        while True:
            self._lines.start()
            try:
                cells = self._dialects[0].parse(self._lines, strict=False)
            except (StopIteration, csv.Error, TooLongError):
                return []
            # Excel's own hint about the delimiter.
            if cells and not (len(cells) <= 2 and cells[0].casefold().startswith("sep=")):
                return cells

    def records(self, width: int) -> Iterator[Record | Broken]:
        """Give each record of ``width`` cells and each run of lines that is none, without blank lines."""
        while True:
            cells = self._whole(width)
            if cells is None:
                yield self._broken(width)
            elif cells:
                yield Record(cells)
            elif self._lines.ended:
                return

    def _whole(self, width: int) -> list[str] | None:
        """Read one record strictly: no cells at a blank line or the end, None if no dialect fits."""
        for dialect in self._dialects:
            cells = self._strictly(dialect, width)
            if cells and dialect.escapes and _has_lone_backslash(self._lines.taken):
                # A writer that escapes writes every backslash twice; Python before 3.11 did not, and there
                # they are text. The lone ones stay text if the record is whole that way.
                literal = self._again_literally(dialect, width)
                cells = literal or cells
            if cells is not None:
                return cells
            self._lines.put_back()
        return None

    def _again_literally(self, dialect: Dialect, width: int) -> list[str] | None:
        taken = self._lines.put_back()
        if literal := self._strictly(Dialect(dialect.delimiter), width):
            return literal
        self._lines.put_back()
        for _ in taken:
            next(self._lines)
        return None

    def _strictly(self, dialect: Dialect, width: int) -> list[str] | None:
        self._lines.start()
        try:
            cells = dialect.parse(self._lines, strict=True)
        except StopIteration:
            return []
        except (csv.Error, TooLongError):
            return None
        return _fitted(cells, width) if cells else cells

    def _broken(self, width: int) -> Record | Broken:
        """Judge lines that are no record as written: where the next one starts, and what stands before."""
        first_line = self._lines.number + 1
        self._lines.start()
        too_long = False
        cells: list[str] = []
        try:
            cells = self._dialects[0].parse(self._lines, strict=False)
        except TooLongError:
            too_long = True
        except csv.Error:
            pass
        unclosed, taken = self._lines.ended, self._lines.taken
        restart = next((place for place in range(1, len(taken)) if self._starts_here(taken, place, width)), None)
        if restart is not None:
            self._lines.put_back(restart)
            taken = taken[:restart]
        elif too_long:
            while self._budget > 0 and not self._starts_here((), 0, width) and self._lines.skip():
                pass
            while self._budget <= 0 and self._lines.skip():
                pass
        # Once searches must stop, what was not looked through may hide records: then nothing broken is
        # believed.
        if not too_long and self._budget > 0 and (whole := self._leniently(taken, width)):
            return Record(whole)
        detail = _problem(first_line, cells, width, unclosed=unclosed, too_long=too_long)
        return Broken(detail, "".join(taken[:20])[:4000], too_long)

    def _starts_here(self, taken: Sequence[str], place: int, width: int) -> bool:
        """Say whether whole records stand from a taken line on: all that begin among those, or ``PROOF``."""
        lines = Probe(self._lines, taken, place, PROBE)
        proven = 0
        while proven < PROOF and (not taken or place + lines.count < len(taken)) and self._budget > 0:
            before = lines.size
            lines.last.clear()
            try:
                cells = self._dialects[0].parse(lines, strict=True)
            except StopIteration:
                break
            except (csv.Error, TooLongError):
                cells = ["broken"] * (width + 1)
            self._budget -= lines.size - before + 1
            if (cells and not _could_start(cells, "".join(lines.last), width)) or not (cells or proven):
                proven = 0
                break
            proven += bool(cells)
        lines.undo()
        return proven > 0 and self._budget > 0

    def _leniently(self, lines: Sequence[str], width: int) -> list[str] | None:
        """Read lines as one record with stray quotes; None if that takes an open quote or does not fit."""
        for dialect in self._dialects:
            source = Counted(lines)
            try:
                # What could be a record of its own may be one, broken too: better rejected than swallowed.
                if any(len(dialect.parse([line], strict=False)) == width for line in lines[1:]):
                    return None
                cells = _fitted(dialect.parse(source, strict=False), width)
            except (csv.Error, StopIteration):
                continue
            if cells and source.count == len(lines) and not source.exhausted:
                return cells
        return None


def _fitted(cells: list[str], width: int) -> list[str] | None:
    """Cut empty cells beyond the header's; None if the number is still another."""
    if len(cells) > width and not any(cells[width:]):
        cells = cells[:width]
    return cells if len(cells) == width else None


def _has_lone_backslash(lines: Sequence[str]) -> bool:
    text = "".join(lines)
    return "\\" in text and _LONE_BACKSLASH.search(text) is not None


def _could_start(cells: list[str], raw: str, width: int) -> bool:
    # A quote inside a bare cell is the end of one that began before this line.
    torn = '""' not in raw and "\\" not in raw and any('"' in cell for cell in cells)
    return not torn and _fitted(cells, width) is not None


def _problem(line: int, cells: Sequence[str], width: int, *, unclosed: bool, too_long: bool) -> str:
    if too_long:
        return f"line {line}: the record has more than {MAX_RECORD:,} characters (is a quote left open?)"
    if unclosed:
        return f"line {line}: a quote is opened and never closed"
    if len(cells) == width:
        return f"line {line}: quotes stand where they cannot"
    return f"line {line}: expected {width} fields, found {len(cells)}"
