"""The text of one JSON record to a listing: by its board if it is one's, else by its names."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from flows.sources.ashby import ASHBY
from flows.sources.base import MAX_RECORD, Listing, ReadOptions, Rejection, excerpt
from flows.sources.boards import Board
from flows.sources.columns import ColumnMapping, mapping_for, no_description
from flows.sources.greenhouse import GREENHOUSE
from flows.sources.lever import LEVER
from flows.sources.listings import to_listing
from flows.sources.nested import flat
from flows.sources.prose import with_text
from flows.sources.recruitee import RECRUITEE
from flows.sources.teamtailor import TEAMTAILOR

#: Boards whose records are known by their names.
BOARDS: tuple[Board, ...] = (GREENHOUSE, LEVER, ASHBY, RECRUITEE, TEAMTAILOR)


def board_of(names: Collection[str]) -> Board | None:
    """Find the board that writes records with these names."""
    return next((board for board in BOARDS if board.fits(names)), None)


def mapping_of(path: Path, records: Sequence[Mapping[str, Any]], options: ReadOptions) -> ColumnMapping | None:
    """Find what the names of some records mean; None if all are a board's.

    Parameters
    ----------
    path : Path
        The file, for the message.
    records : sequence of mapping
        The first ones.
    options : ReadOptions
        What the user says of the names.

    Raises
    ------
    UnreadableInput
        If no name is, and no text reads like, a description.
    """
    foreign = [dict(zip(*flat(record), strict=True)) for record in records if not board_of(record)]
    if records and not foreign:
        return None
    names = tuple(dict.fromkeys(name for record in foreign for name in record))
    rows = [[record.get(name, "") for name in names] for record in foreign]
    mapping = with_text(mapping_for(names, options), rows)
    if names and not mapping.has_description and len(foreign) == len(records):
        raise no_description(path, names)
    return mapping


def parse(text: str) -> Any:
    """Parse JSON as scrapers write it: ``NaN`` and raw line breaks inside texts are let through.

    Raises
    ------
    ValueError
        If it is no JSON, or nested too deeply.
    """
    try:
        return json.loads(text, strict=False)
    except RecursionError:
        raise ValueError("the object is nested too deeply") from None


def read_record(text: str, options: ReadOptions, source_file: str, number: int) -> Listing | Rejection:
    """Turn the text of one record into a listing.

    Parameters
    ----------
    text : str
        What should be one JSON object.
    options : ReadOptions
        Names that the user maps. Those of a board are fixed.
    source_file : str
        Path of the file.
    number : int
        Number of the record, from 1.
    """
    if len(text) > MAX_RECORD:
        return too_long(text, source_file, number)
    try:
        found = parse(text)
    except ValueError as error:
        return Rejection(source_file, number, "not-json", f"not valid JSON: {error}"[:300], excerpt(text))
    if not isinstance(found, dict):
        detail = f"expected an object, found {type(found).__name__}"
        return Rejection(source_file, number, "not-json", detail, excerpt(text))
    if board := _cached_board(frozenset(found)) if len(found) <= _MOST_NAMES else None:
        return board.read(found, source_file, number)
    names, cells = flat(found)
    return to_listing(cells, mapping_for(names, options), source_file, number)


def too_long(text: str, source_file: str, number: int) -> Rejection:
    """Reject a record that is not held in memory."""
    detail = f"the record has more than {MAX_RECORD:,} characters"
    return Rejection(source_file, number, "too-long", detail, excerpt(text))


#: Names of a board's record: Recruitee has 56.
_MOST_NAMES = 200

_cached_board = lru_cache(maxsize=256)(board_of)
