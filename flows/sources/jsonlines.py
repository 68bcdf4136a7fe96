"""JSON Lines: one object a line, with foreign names and objects one level deep."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from flows.sources.base import MAX_RECORD, Listing, ReadOptions, Rejection, excerpt
from flows.sources.columns import ColumnMapping, mapping_for, no_description
from flows.sources.delimited import head_text
from flows.sources.encoding import decode_head, open_text, without_surrogates
from flows.sources.listings import to_listing
from flows.sources.physical_lines import Lines

#: Lines of the head that are looked at; a first line or two may be broken.
SAMPLE = 50

#: The beginning of an object whose first value is no list and no object: a line too long for the head.
_OPEN_OBJECT = re.compile(r'\s*\{\s*"(?:[^"\\]|\\.){1,100}"\s*:\s*(?:"|-?\d|null|true|false)')


class JsonLinesSource:
    """One JSON object a line."""

    name = "JSON Lines"

    def recognises(self, path: Path, head: bytes) -> bool:
        """Say whether a line of the head is an object; see :class:`~flows.sources.base.Source`.

        A single object must have a title or a description: a whole JSON document may stand on one line too.
        """
        text = decode_head(head).strip()
        objects = list(_objects(text))
        if objects:
            known = mapping_for(_flat(objects[0])[0], ReadOptions()).fields
            return len(objects) > 1 or bool(known.keys() & {"title", "description"})
        return "\n" not in text and _OPEN_OBJECT.match(text) is not None

    def mapping(self, path: Path, options: ReadOptions) -> ColumnMapping:
        """Give what is read from which name of the first lines; see :class:`~flows.sources.base.Source`."""
        names: dict[str, None] = {}
        text = head_text(path)
        for found in _objects(text):
            names.update(dict.fromkeys(_flat(found)[0]))
        mapping = mapping_for(tuple(names), options)
        if names and not mapping.has_description:
            raise no_description(path, tuple(names))
        return mapping

    def read(self, path: Path, options: ReadOptions) -> Iterator[Listing | Rejection]:
        """Give a listing or a rejection for each line; see :class:`~flows.sources.base.Source`."""
        self.mapping(path, options)
        number = 0
        with open_text(path) as file:
            lines = Lines(file)
            while line := lines.read():
                if not line.strip():
                    continue
                number += 1
                yield _read_line(line, options, str(path), number)


def _read_line(line: str, options: ReadOptions, source_file: str, number: int) -> Listing | Rejection:
    if len(line) > MAX_RECORD:
        detail = f"the line has more than {MAX_RECORD:,} characters"
        return Rejection(source_file, number, "too-long", detail, excerpt(line))
    try:
        found = json.loads(line)
    except RecursionError:
        return Rejection(source_file, number, "not-json", "the object is nested too deeply", excerpt(line))
    except ValueError as error:
        return Rejection(source_file, number, "not-json", f"not valid JSON: {error}"[:300], excerpt(line))
    if not isinstance(found, dict):
        detail = f"expected an object, found {type(found).__name__}"
        return Rejection(source_file, number, "not-json", detail, excerpt(line))
    names, cells = _flat(found)
    return to_listing(cells, mapping_for(names, options), source_file, number)


def _flat(found: dict[str, Any]) -> tuple[tuple[str, ...], list[str]]:
    """Give names and texts; an object's own names follow its name and a dot."""
    flat: dict[str, str] = {}
    for name, value in found.items():
        if isinstance(value, dict):
            flat.update((f"{name}.{inner}", _text(deep)) for inner, deep in value.items())
        else:
            flat[name] = _text(value)
    return tuple(without_surrogates(name) for name in flat), list(flat.values())


def _text(value: object) -> str:
    if isinstance(value, str):
        return without_surrogates(value)
    if isinstance(value, list):
        return "\n".join(text for item in value if not isinstance(item, list) and (text := _text(item)))
    return "" if value is None or isinstance(value, dict) else str(value)


def _objects(head: str) -> Iterator[dict[str, Any]]:
    for line in head.lstrip("\ufeff").split("\n")[:SAMPLE]:
        if line.lstrip().startswith("{"):
            try:
                found = json.loads(line)
            except (ValueError, RecursionError):
                continue
            yield found
