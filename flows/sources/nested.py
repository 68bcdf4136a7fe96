"""A nested record to one row: dotted names and texts, as if it were a line of a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flows.sources.descriptions import join_pieces
from flows.sources.encoding import decode_bytes, without_surrogates
from flows.sources.vocabulary import compact

#: Depth below which values are dropped. GraphQL wraps a schema.org address five deep.
MAX_DEPTH = 6

#: Names of one record, and characters of one name; more is no listing.
MAX_NAMES, MAX_NAME = 500, 200

#: Characters of a section's text, of at least one of them: places and tags have a name and a value too.
MIN_SECTION = 40

#: Names under which lists of sections keep their headings and texts (Lever's ``lists``, Personio's descriptions).
_HEADINGS = frozenset(compact(name) for name in ("text", "title", "heading", "header", "name", "label"))
_BODIES = frozenset(compact(name) for name in ("content", "body", "value", "html", "description", "items", "text"))


def flat(record: Mapping[str, Any]) -> tuple[tuple[str, ...], list[str]]:
    r"""Give a record's names and texts; an object's own names follow its name and a dot.

    Parameters
    ----------
    record : mapping
        As JSON or Parquet spell it. Of a list, each element is a line; a list of sections is one text with headings.

    Returns
    -------
    tuple of str
        Names, each once.
    list of str
        As many texts; ``""`` for null.

    Examples
    --------
    >>> flat({"title": "Producer", "location": {"city": "Leeds"}, "tasks": ["Brief crews", "Run shoots"]})
    (('title', 'location.city', 'tasks'), ['Producer', 'Leeds', 'Brief crews\nRun shoots'])
    """
    found: dict[str, str] = {}
    for name, text in _members(record, "", 1):
        if len(found) >= MAX_NAMES:
            break
        # Elements of a list of objects have the same names: one line each.
        found[name] = f"{found[name]}\n{text}" if found.get(name) and text else found.get(name) or text
    return tuple(found), list(found.values())


def as_text(value: object) -> str:
    r"""Give a value as text: lists one element a line, objects not at all.

    Examples
    --------
    >>> as_text(["a", None, 2, {"b": 3}]), as_text(True)
    ('a\n2', 'True')
    """
    if isinstance(value, str):
        return without_surrogates(value)
    if isinstance(value, bytes):
        return decode_bytes(value)
    if isinstance(value, Sequence):
        return "\n".join(text for item in value if not isinstance(item, list) and (text := as_text(item)))
    return "" if value is None or isinstance(value, Mapping) else str(value)


def _members(record: Mapping[str, Any], prefix: str, depth: int) -> Iterator[tuple[str, str]]:
    for name, value in record.items():
        if len(prefix) + len(str(name)) > MAX_NAME:
            continue
        full = prefix + without_surrogates(str(name))
        if isinstance(value, Mapping):
            if depth < MAX_DEPTH:
                yield from _members(value, f"{full}.", depth + 1)
            continue
        objects = [item for item in value if isinstance(item, Mapping)] if isinstance(value, list) else []
        if sections := _sections(objects):
            yield full, sections
        elif objects:
            for item in objects if depth < MAX_DEPTH else ():
                yield from _members(item, f"{full}.", depth + 1)
        else:
            yield full, as_text(value)


def _sections(objects: Sequence[Mapping[str, Any]]) -> str:
    """Join a list of sections, each a heading and a text; empty if it is a list of anything else."""
    pieces: list[tuple[str, str]] = []
    for item in objects:
        names = {compact(str(name)): value for name, value in item.items()}
        heading = next((names[name] for name in names if name in _HEADINGS and isinstance(names[name], str)), None)
        body = next((names[name] for name in names if name in _BODIES and names[name] is not heading), None)
        text = as_text(body) if isinstance(body, str | list) else ""
        if heading is None or not text.strip():
            return ""
        pieces.append((as_text(heading).strip()[:MAX_NAME], text))
    return join_pieces(pieces) if any(len(text) >= MIN_SECTION for _, text in pieces) else ""
