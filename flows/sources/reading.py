"""Files and folders to one stream of listings and rejections."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TypeVar

from flows.sources.base import FORMATS, Listing, ReadOptions, Rejection, Source, UnreadableInput
from flows.sources.columns import ColumnMapping, check_options
from flows.sources.hidden import HIDDEN_DETAIL, is_hidden
from flows.sources.registry import cause, open_source

#: Mappings shown before a run; a folder may hold thousands of files.
MAX_NOTES = 10

_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class _Planned:
    """One file to read: by a source, or not at all and why."""

    path: Path
    named: bool
    source: Source | None
    refusal: UnreadableInput | None


def check_inputs(paths: Sequence[Path], options: ReadOptions) -> list[str]:
    """Look at the inputs before anything is read.

    Parameters
    ----------
    paths : sequence of Path
        Files and folders.
    options : ReadOptions
        How they will be read.

    Returns
    -------
    list of str
        What each file is read as: its format where that fixes the names, else what is read from which column.

    Raises
    ------
    UnreadableInput
        If a file named directly cannot be read, a folder has no listings, or a mapped column is in no file.
    """
    notes: dict[str, list[Path]] = {}
    used: set[str] = set()
    seen: dict[str, None] = {}
    for planned in _plan(paths, options):
        if planned.source is None:
            continue
        mapping = _mapping(planned, options)
        if mapping is None:
            notes.setdefault(f"read as {planned.source.name}", []).append(planned.path)
        else:
            notes.setdefault(mapping.describe(), []).append(planned.path)
            used |= mapping.overridden
            seen.update(dict.fromkeys(name for name in mapping.columns if name))
    for ours, theirs in options.columns.items():
        if ours not in used:
            columns = ", ".join(repr(name[:60]) for name in list(seen)[:40]) or "none"
            detail = f"no file has a column {theirs!r}. Columns found: {columns}"
            raise UnreadableInput("no-such-column", f"--map {ours}={theirs}", detail)
    lines = [f"{_files(files)}: {note}" for note, files in notes.items()]
    return (
        lines
        if len(lines) <= MAX_NOTES
        else [*lines[:MAX_NOTES], f"… and {len(lines) - MAX_NOTES} more kinds of files"]
    )


def read_listings(paths: Sequence[Path], options: ReadOptions | None = None) -> Iterator[Listing | Rejection]:
    """Read files and folders, one record at a time.

    Parameters
    ----------
    paths : sequence of Path
        Files, and folders that are walked in sorted order. A file reached twice is read once; a hidden file or folder
        is a rejection.
    options : ReadOptions, optional
        How to read.

    Returns
    -------
    iterator of Listing or Rejection
        Every record is one or the other; a file of a folder that cannot be read is one rejection with row 0.

    Raises
    ------
    UnreadableInput
        At once, if a file named directly cannot be read as listings or a folder holds none.
    """
    options = options or ReadOptions()
    return _read(_plan(paths, options), options)


def chunks(items: Iterable[_Item], size: int) -> Iterator[list[_Item]]:
    """Cut a stream into lists.

    Examples
    --------
    >>> list(chunks("abcde", 2))
    [['a', 'b'], ['c', 'd'], ['e']]
    """
    if size < 1:
        raise ValueError("size must be at least 1")
    iterator = iter(items)
    while chunk := list(islice(iterator, size)):
        yield chunk


def _read(plan: Sequence[_Planned], options: ReadOptions) -> Iterator[Listing | Rejection]:
    for planned in plan:
        if planned.source is None:
            if planned.refusal:
                yield planned.refusal.as_rejection()
            continue
        number = 0
        try:
            for item in planned.source.read(planned.path, options):
                number += 1
                yield item
        except UnreadableInput as error:
            if number:
                yield _stopped(planned.path, number, error.detail)
            elif planned.named:
                raise
            else:
                yield error.as_rejection()
        except OSError as error:
            yield _stopped(planned.path, number, cause(error))


def _stopped(path: Path, number: int, detail: str) -> Rejection:
    """Say that what was read before stays, and that the rest of the file is missing."""
    return Rejection(str(path), 0, "not-readable", f"reading stopped after {number:,} records: {detail}")


def _plan(paths: Sequence[Path], options: ReadOptions) -> list[_Planned]:
    check_options(options)
    plan: list[_Planned] = []
    seen: set[Path] = set()
    for path in paths:
        folder = path.is_dir()
        if folder:
            found = [
                _Planned(file, False, None, refusal) if refusal else _look(file, named=False, options=options)
                for file, refusal in _walk(path)
            ]
        else:
            found = [_look(path, named=True, options=options)]
        if folder and not any(planned.source for planned in found):
            count = f"none of its {len(found)} files holds listings" if found else "there are no files in it"
            raise UnreadableInput("not-recognised", path, f"{count}; {FORMATS}")
        for planned in found:
            real = planned.path.resolve()
            if real not in seen:
                seen.add(real)
                plan.append(planned)
    return plan


def _look(path: Path, *, named: bool, options: ReadOptions) -> _Planned:
    try:
        source = open_source(path)
        _check(source, path, options)
    except UnreadableInput as error:
        if named:
            raise
        return _Planned(path, named, None, error)
    return _Planned(path, named, source, None)


def _check(source: Source, path: Path, options: ReadOptions) -> None:
    """Refuse now what would be refused at the first record: no description column, no record."""
    try:
        source.mapping(path, options)
        records = source.read(path, options)
        if next(records, None) is None:
            raise UnreadableInput(
                "empty-file", path, "there is no listing in it: a header and no rows, or an empty list"
            )
    except OSError as error:
        raise UnreadableInput("not-readable", path, f"cannot be read: {cause(error)}") from error


def _mapping(planned: _Planned, options: ReadOptions) -> ColumnMapping | None:
    return planned.source.mapping(planned.path, options) if planned.source else None


def _walk(folder: Path) -> Iterator[tuple[Path, UnreadableInput | None]]:
    """Give the files of a folder, and those that are not read with the reason."""
    for root, folders, names in os.walk(folder):
        for name in sorted(folders):
            path = Path(root, name)
            if is_hidden(name):
                yield path, UnreadableInput("hidden-file", path, HIDDEN_DETAIL)
            elif path.is_symlink():
                yield path, UnreadableInput("not-readable", path, "a link to another folder, which is not followed")
        folders[:] = sorted(name for name in folders if not is_hidden(name))
        for name in sorted(names):
            path = Path(root, name)
            if is_hidden(name):
                yield path, UnreadableInput("hidden-file", path, HIDDEN_DETAIL)
            elif not path.is_file():
                yield path, UnreadableInput("not-readable", path, "this is no file, or a link that leads nowhere")
            else:
                yield path, None


def _files(files: Sequence[Path]) -> str:
    return str(files[0]) + (f" and {len(files) - 1} more" if len(files) > 1 else "")
