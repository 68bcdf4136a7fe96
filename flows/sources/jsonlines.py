"""JSON Lines: one object a line, with foreign names and nested objects."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from flows.sources.base import Listing, ReadOptions, Rejection
from flows.sources.columns import ColumnMapping
from flows.sources.delimited import head_text
from flows.sources.encoding import decode_head, open_text
from flows.sources.json_document import objects_in
from flows.sources.json_places import find_places
from flows.sources.json_records import mapping_of, parse, read_record
from flows.sources.physical_lines import Lines
from flows.sources.prose import text_option

#: Lines of the head that are looked at; a first line or two may be broken.
SAMPLE = 50


class JsonLinesSource:
    """One JSON object a line."""

    name = "JSON Lines"

    def recognises(self, path: Path, head: bytes) -> bool:
        """Say whether lines of the head are records; see :class:`~flows.sources.base.Source`.

        A document whose records lie deeper may stand on one line too: then it is none of these.
        """
        text = decode_head(head).strip()
        lines = sum(1 for _ in _objects(text))
        if not lines and ("\n" in text or not text.startswith("{")):
            return False
        places = {found.place for found in find_places(objects_in(text), ReadOptions())}
        return places == {()} or (lines > 1 and not places)

    def mapping(self, path: Path, options: ReadOptions) -> ColumnMapping | None:
        """Give what is read from which name of the first lines, None if all are a board's.

        See :class:`~flows.sources.base.Source`.
        """
        return mapping_of(path, list(_objects(head_text(path))), options)

    def read(self, path: Path, options: ReadOptions) -> Iterator[Listing | Rejection]:
        """Give a listing or a rejection for each line; see :class:`~flows.sources.base.Source`."""
        mapping = self.mapping(path, options)
        options = text_option(mapping, options) if mapping else options
        number = 0
        with open_text(path) as file:
            lines = Lines(file)
            while line := lines.read():
                if not line.strip():
                    continue
                number += 1
                yield read_record(line, options, str(path), number)


def _objects(head: str) -> Iterator[dict[str, Any]]:
    for line in head.lstrip("\ufeff").split("\n")[:SAMPLE]:
        if line.lstrip().startswith("{"):
            try:
                found = parse(line)
            except ValueError:
                continue
            if isinstance(found, dict):
                yield found
