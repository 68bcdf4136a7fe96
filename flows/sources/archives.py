"""Gzip and ZIP archives: each file inside is unpacked, within bounds, to where its own source can read it.

Nothing is ever written under a name from the archive, so no name can lead out of the folder; names are only shown.
"""

from __future__ import annotations

import gzip
import re
import stat
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from flows.sources.base import FORMATS, Listing, ReadOptions, Rejection, Source, UnreadableInput
from flows.sources.columns import ColumnMapping
from flows.sources.hidden import HIDDEN_DETAIL, hidden_part

#: Archives in archives that are opened: a zip of gzip files is what people make, a zip of zips of zips is not.
MAX_DEPTH = 3

#: Files of one archive that are read.
MAX_MEMBERS = 20_000

#: An archive may unpack to this many times its size, but always to ``SMALL`` and never to more than ``LARGE`` bytes.
#: Listings shrink to a tenth, repetitive ones to a thirtieth; a bomb of zeros to a thousandth.
MAX_RATIO = 100
SMALL, LARGE = 64 * 1024 * 1024, 8 * 1024 * 1024 * 1024

#: Files of an archive whose columns are looked at before anything is read.
MAX_LOOKED_AT = 20

_STEP = 1024 * 1024
_UNSAFE = re.compile(r"^[/\\]|^[A-Za-z]:|(?:^|[/\\])\.\.(?:[/\\]|$)|[\x00-\x1f]")
_UNPACKING = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError)


class _TooMuchError(ValueError):
    """The archive unpacks to more than it may."""


class _Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


class _Budget:
    """Bytes that an archive, with all archives in it, may still unpack to."""

    def __init__(self, path: Path) -> None:
        self.allowed = min(LARGE, max(SMALL, MAX_RATIO * path.stat().st_size))
        self.left = self.allowed

    def unpack(self, packed: _Readable, to: Path) -> None:
        """Write a file's content, as far as the budget goes."""
        with to.open("wb") as out:
            while step := packed.read(_STEP):
                self.left -= len(step)
                if self.left < 0:
                    raise _TooMuchError
                out.write(step)


class GzipSource:
    """One file, compressed with gzip."""

    name = "gzip archive"
    reads_binary = True

    def recognises(self, path: Path, head: bytes) -> bool:
        """Say whether this is gzip; see :class:`~flows.sources.base.Source`."""
        return head.startswith(b"\x1f\x8b\x08")

    def mapping(self, path: Path, options: ReadOptions) -> ColumnMapping | None:
        """Give that of the file inside; see :class:`~flows.sources.base.Source`."""
        with tempfile.TemporaryDirectory(prefix="rolefit-") as folder:
            inside = self._unpacked(path, str(path), Path(folder), _Budget(path))
            return _source(inside, str(path)).mapping(inside, options)

    def read(self, path: Path, options: ReadOptions) -> Iterator[Listing | Rejection]:
        """Give what the file inside holds; see :class:`~flows.sources.base.Source`."""
        return self.read_inside(path, options, str(path), 1, _Budget(path))

    def read_inside(
        self, path: Path, options: ReadOptions, shown: str, depth: int, budget: _Budget
    ) -> Iterator[Listing | Rejection]:
        """Read as :meth:`read`, as part of an archive ``depth`` levels down."""
        with tempfile.TemporaryDirectory(prefix="rolefit-") as folder:
            yield from _read_file(self._unpacked(path, shown, Path(folder), budget), options, shown, depth, budget)

    def _unpacked(self, path: Path, shown: str, folder: Path, budget: _Budget) -> Path:
        inside = folder / "inside"
        try:
            with gzip.open(path) as packed:
                budget.unpack(packed, inside)
        except _TooMuchError:
            raise UnreadableInput("too-large", shown, _too_much(budget)) from None
        except _UNPACKING as error:
            raise UnreadableInput("not-readable", shown, f"the gzip archive is damaged: {_why(error)}") from error
        return inside


class ZipSource:
    """A ZIP archive of files of any kind that is read."""

    name = "ZIP archive"
    reads_binary = True

    def recognises(self, path: Path, head: bytes) -> bool:
        """Say whether this is a ZIP archive and no Office document; see :class:`~flows.sources.base.Source`."""
        if not head.startswith(b"PK\x03\x04") or not zipfile.is_zipfile(path):
            return False
        try:
            with zipfile.ZipFile(path) as archive:
                return not {"[Content_Types].xml", "mimetype"} & set(archive.namelist())
        except _UNPACKING:
            return False

    def mapping(self, path: Path, options: ReadOptions) -> ColumnMapping | None:
        """Give that of the first file with columns; see :class:`~flows.sources.base.Source`."""
        budget, looked = _Budget(path), 0
        with _opened(path, str(path)) as archive, tempfile.TemporaryDirectory(prefix="rolefit-") as folder:
            for info in _members(archive):
                if _refusal(info, str(path)) or hidden_part(info.filename):
                    continue
                looked += 1
                inside = Path(folder, "inside")
                try:
                    with archive.open(info) as packed:
                        budget.unpack(packed, inside)
                    if (mapping := _source(inside, info.filename).mapping(inside, options)) is not None:
                        return mapping
                except (UnreadableInput, *_UNPACKING):
                    pass
                if looked == MAX_LOOKED_AT:
                    break
        return None

    def read(self, path: Path, options: ReadOptions) -> Iterator[Listing | Rejection]:
        """Give what the files inside hold; see :class:`~flows.sources.base.Source`."""
        return self.read_inside(path, options, str(path), 1, _Budget(path))

    def read_inside(
        self, path: Path, options: ReadOptions, shown: str, depth: int, budget: _Budget
    ) -> Iterator[Listing | Rejection]:
        """Read as :meth:`read`, as part of an archive ``depth`` levels down."""
        refused: list[Rejection] | None = []
        for item in self._items(path, options, shown, depth, budget):
            # An archive without any listing is refused as a whole, as such a folder is.
            if refused is not None and isinstance(item, Rejection) and item.source_row == 0:
                refused.append(item)
                continue
            yield from refused or ()
            refused = None
            yield item
        if refused is not None:
            count = f"none of its {len(refused)} files holds listings" if refused else "there are no files in it"
            first = f" ({refused[0].detail})" if len(refused) == 1 else ""
            raise UnreadableInput("not-recognised", shown, f"{count}{first}; {FORMATS}")

    def _items(
        self, path: Path, options: ReadOptions, shown: str, depth: int, budget: _Budget
    ) -> Iterator[Listing | Rejection]:
        hidden: set[str] = set()
        with _opened(path, shown) as archive, tempfile.TemporaryDirectory(prefix="rolefit-") as folder:
            members = _members(archive)
            for number, info in enumerate(members):
                name = f"{shown}/{_printable(info.filename)}"
                if number == MAX_MEMBERS:
                    detail = f"an archive of {len(members):,} files; the first {MAX_MEMBERS:,} are read"
                    yield Rejection(shown, 0, "too-large", detail)
                    return
                if refusal := _refusal(info, name):
                    yield refusal
                    continue
                if part := hidden_part(info.filename):
                    if part not in hidden:
                        hidden.add(part)
                        yield Rejection(f"{shown}/{_printable(part)}", 0, "hidden-file", HIDDEN_DETAIL)
                    continue
                inside = Path(folder, "inside")
                try:
                    with archive.open(info) as packed:
                        budget.unpack(packed, inside)
                except _TooMuchError:
                    left = len(members) - number - 1
                    detail = _too_much(budget) + (f"; nor are the {left:,} files after it" if left else "")
                    yield Rejection(name, 0, "too-large", detail)
                    return
                except _UNPACKING as error:
                    yield Rejection(name, 0, "not-readable", f"cannot be unpacked: {_why(error)}")
                    continue
                try:
                    yield from _read_file(inside, options, name, depth, budget)
                except UnreadableInput as error:
                    yield error.as_rejection()


def _members(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """List the files of an archive; ``ZipInfo.is_dir`` would fail on one without a name."""
    return [info for info in archive.infolist() if not info.filename.endswith("/")]


def _opened(path: Path, shown: str) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except _UNPACKING as error:
        raise UnreadableInput("not-readable", shown, f"the ZIP archive is damaged: {_why(error)}") from error


def _read_file(
    path: Path, options: ReadOptions, shown: str, depth: int, budget: _Budget
) -> Iterator[Listing | Rejection]:
    """Read an unpacked file and name it as the archive does."""
    source = _source(path, shown)
    try:
        if isinstance(source, GzipSource | ZipSource):
            if depth >= MAX_DEPTH:
                raise UnreadableInput("too-large", shown, f"archives in archives are opened {MAX_DEPTH} levels deep")
            yield from source.read_inside(path, options, shown, depth + 1, budget)
            return
        for item in source.read(path, options):
            yield replace(item, source_file=shown)
    except UnreadableInput as error:
        raise UnreadableInput(error.reason, shown, error.detail) from error


def _source(path: Path, shown: str) -> Source:
    from flows.sources.registry import open_source  # which asks this module's sources too

    try:
        return open_source(path)
    except UnreadableInput as error:
        raise UnreadableInput(error.reason, shown, error.detail) from error


def _refusal(info: zipfile.ZipInfo, shown: str) -> Rejection | None:
    if _UNSAFE.search(info.filename):
        return Rejection(shown, 0, "unsafe-path", "its name would lead out of the archive's folder")
    if stat.S_ISLNK(info.external_attr >> 16):
        return Rejection(shown, 0, "unsafe-path", "a link to another file, which is not followed")
    if info.flag_bits & 1:
        return Rejection(shown, 0, "not-readable", "it is encrypted; unpack the archive with its password first")
    return None


def _too_much(budget: _Budget) -> str:
    size = f"{budget.allowed / 2**20:,.0f} MB"
    return f"not read: the archive unpacks to more than {size}, far more than listings do; unpack it if you trust it"


def _printable(name: str) -> str:
    return "".join(mark if mark.isprintable() else "?" for mark in name)[:300]


def _why(error: Exception) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__
