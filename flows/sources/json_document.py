"""JSON of any shape: the records are found wherever they are, and read one at a time."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import islice
from pathlib import Path

from flows.sources.base import Listing, ReadOptions, Rejection, UnreadableInput, excerpt
from flows.sources.boards import Board
from flows.sources.columns import ColumnMapping, mapping_for, no_description
from flows.sources.delimited import head_text
from flows.sources.encoding import decode_head, open_text
from flows.sources.json_places import Found, describe, find_places
from flows.sources.json_records import parse, read_record, too_long
from flows.sources.json_walk import JsonWalk, Place, Seen
from flows.sources.nested import flat
from flows.sources.prose import text_option, with_text

#: Records that are looked at for a text where no name tells it.
SAMPLE = 25

#: How JSON begins; a list in TOML or Markdown begins otherwise.
_BEGINNING = re.compile(r'\s*(?:\{\s*["}]|\[\s*(?:[\[{"\]\d-]|null|true|false))')

#: How a list of dictionaries begins that was written with ``str`` or ``repr``.
_PYTHON = re.compile(r"\s*\[?\s*\{\s*'")

#: What may stand behind a whole document: the end, or another one.
_BEHIND = re.compile(r"[\s,]*(?:[\[{\x1e]|$)")


class JsonSource:
    """A JSON document, or several behind each other.

    Parameters
    ----------
    board : Board, optional
        Recognise only documents with this board's records.
    """

    def __init__(self, board: Board | None = None) -> None:
        self.name = board.name if board else "JSON"
        self._board = board

    def recognises(self, path: Path, head: bytes) -> bool:
        """Say whether the head is JSON, and the board's; see :class:`~flows.sources.base.Source`."""
        text = decode_head(head).lstrip("\ufeff")
        if not _BEGINNING.match(text):
            return False
        if self._board is None:
            return _is_alone(text)
        seen = objects_in(text).values()
        return any(self._board.fits(one.names) for one in seen) and _is_alone(text)

    def mapping(self, path: Path, options: ReadOptions) -> ColumnMapping | None:
        """Give what is read from which name; see :class:`~flows.sources.base.Source`."""
        return _mapping(path, options)

    def read(self, path: Path, options: ReadOptions) -> Iterator[Listing | Rejection]:
        """Give a listing or a rejection for each record; see :class:`~flows.sources.base.Source`.

        Values that are no objects, in a list of records, are rejected; so is the end of a file that breaks off.
        """
        mapping = _mapping(path, options)
        options = text_option(mapping, options) if mapping else options
        number, whole = 0, True
        with open_text(path) as file:
            walk = JsonWalk(file, {found.place for found in _places(path, options)})
            for number, element in enumerate(walk, start=1):
                if element.too_long:
                    yield too_long(element.text, str(path), number)
                elif not (whole := element.closed):
                    detail = "the file ends in the middle of this record"
                    yield Rejection(str(path), number, "broken-row", detail, excerpt(element.text))
                else:
                    yield read_record(element.text.strip(), options, str(path), number)
        if whole and not walk.complete:
            detail = f"the file breaks off after {number:,} records: its brackets stay open"
            yield Rejection(str(path), 0, "not-readable", detail)


@lru_cache(maxsize=2)  # each board asks
def objects_in(text: str) -> dict[Place, Seen]:
    """Give the objects of a JSON text, which may be cut off anywhere, by their places."""
    walk = JsonWalk(io.StringIO(text))
    for _ in walk:
        pass
    return walk.seen


def _mapping(path: Path, options: ReadOptions) -> ColumnMapping | None:
    """Give the mapping of all records that are no board's, None if there are none."""
    found = _places(path, options)
    foreign = [one for one in found if one.board is None]
    if found and not foreign:
        return None
    names = tuple(dict.fromkeys(name for one in foreign for name in one.names))
    mapping = mapping_for(names, options)
    if not mapping.has_description and foreign:
        mapping = with_text(mapping, _rows(path, foreign, names))
    if not mapping.has_description:
        if not names:
            raise UnreadableInput("not-recognised", path, _why_none(head_text(path)))
        raise no_description(path, names)
    places = [describe(one.place) for one in foreign[:3]]
    where = " and ".join(places) + (f" and {len(foreign) - 3} more" if len(foreign) > 3 else "")
    return replace(mapping, where=f"records in {where}") if foreign[0].place else mapping


def _why_none(head: str) -> str:
    """Say why a document holds no records, as far as its beginning tells."""
    if _PYTHON.match(head):
        return "this is Python's spelling of a list, not JSON: write it with json.dumps"
    seen = objects_in(head)
    by_column = [
        place for place, one in seen.items() if len(place) == 1 and one.names and all(map(str.isdigit, one.names))
    ]
    if len(by_column) > 1 or {"columns", "data"} <= (seen.get(()) or Seen()).names.keys():
        return "this is a table column by column: write it as records (in pandas: to_json(…, orient='records'))"
    return "this JSON holds no list of objects, and is no listing itself"


def _rows(path: Path, found: list[Found], names: tuple[str, ...]) -> list[list[str]]:
    rows = []
    with open_text(path) as file:
        for element in islice(JsonWalk(file, {one.place for one in found}), SAMPLE):
            try:
                record = parse(element.text)
            except ValueError:
                continue
            if isinstance(record, dict):
                cells = dict(zip(*flat(record), strict=True))
                rows.append([cells.get(name, "") for name in names])
    return rows


def _places(path: Path, options: ReadOptions) -> list[Found]:
    state = path.stat()
    return _find(str(path), state.st_mtime_ns, state.st_size, tuple(options.columns.items()))


# Planning, checking and reading ask in turn, and each answer takes a walk through the file.
@lru_cache(maxsize=64)
def _find(path: str, mtime: int, size: int, columns: tuple[tuple[str, str], ...]) -> list[Found]:
    with open_text(Path(path)) as file:
        walk = JsonWalk(file)
        for _ in walk:
            pass
    return find_places(walk.seen, ReadOptions(dict(columns)))


def _is_alone(text: str) -> bool:
    """Say whether nothing but JSON stands behind the first document: front matter has a page there."""
    walk = JsonWalk(io.StringIO(text), [()])
    first = next(iter(walk), None)
    if first is None or not first.closed or first.too_long:
        return True
    return _BEHIND.match(text, text.index(first.text) + len(first.text)) is not None
