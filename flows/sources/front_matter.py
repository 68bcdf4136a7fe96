"""Pages of site generators (Jekyll, Hugo, Gatsby …): fields between fences, then the text in Markdown or HTML."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from features.markup import to_plain_text
from features.posting_signs import reads_like_posting
from flows.sources.base import Listing, ReadOptions, Rejection, UnreadableInput
from flows.sources.documents import (
    bulleted,
    document_listing,
    field_mapping,
    known_fields,
    read_document,
    without_server_code,
)
from flows.sources.encoding import decode_head
from flows.sources.markdown import split_title
from flows.sources.schema_org import is_job_posting, plain, posting_fields

#: Longest head of fields, in characters.
MAX_FIELDS = 200_000

# An opening fence, with what editors leave behind it.
_OPENING = re.compile(r"\s*(?:(-{3,})[ \t]*(?:yaml|json|toml|#[^\n]*)?|(\+{3,})|(;{3,}))[ \t]*\n", re.I)
# A closing one, right or nearly: a blank behind it, a dash too many or too few, a typographer's dash.
_CLOSING = {
    "-": re.compile(r"^ ?(?:-{2,}|[–—]-*|\.\.\.)[ \t]*$"),
    "+": re.compile(r"^ ?\+{2,}[ \t]*$"),
    ";": re.compile(r"^;{2,}[ \t]*$"),
}
# A line that can stand in a head of fields; the first that cannot ends one whose fence is missing.
_FIELD = re.compile(r"[ \t]|-[ \t]|#[^#]|[\w\"'][\w \t.@\"'/-]{0,60}[:=](?:[ \t]|$)|[\]}]|$")
_NAMED = re.compile(r"^[\"']?(\w[\w .@/-]{0,60}?)[\"']?[ \t]*[:=][ \t]*(.*)$")


@dataclass(frozen=True, slots=True)
class _Page:
    fields: Mapping[str, Any]
    body: str


class FrontMatterSource:
    """Markdown or HTML with YAML, TOML or JSON fields before it."""

    name = "page with front matter"

    def recognises(self, path: Path, head: bytes) -> bool:
        """Say whether there are fields of a posting in front; see :class:`~flows.sources.base.Source`."""
        page = _split(_head_text(head))
        return page is not None and _is_posting(page)

    def mapping(self, path: Path, options: ReadOptions) -> None:
        """Give None: the fields of each page are its own."""

    def read(self, path: Path, options: ReadOptions) -> Iterator[Listing | Rejection]:
        """Give the listing of the page; see :class:`~flows.sources.base.Source`."""
        page = _split(read_document(path))
        if page is None or not _is_posting(page):
            raise UnreadableInput("no-posting", path, "a page whose fields and text are those of no job posting")
        yield _listing(page, path, options)


def _listing(page: _Page, path: Path, options: ReadOptions) -> Listing | Rejection:
    if is_job_posting(page.fields):
        fields, text = posting_fields(page.fields)
        return document_listing(fields, page.body if len(page.body) > len(text) else text, path, 1, options)
    fields = _flat(page.fields)
    title, body = split_title(page.body)
    if "title" in known_fields(tuple(fields)):
        # The heading is the title again, or the text's own.
        body = body if title and title.casefold() in (text.casefold() for text in fields.values()) else page.body
    elif title:
        fields["title"] = title
    return document_listing(fields, body, path, 1, options)


def _is_posting(page: _Page) -> bool:
    if is_job_posting(page.fields):
        return True
    names = known_fields(tuple(_flat(page.fields)))
    if {"title", "company"} <= names and names & {"location", "job_url", "description"}:
        return True
    return reads_like_posting(to_plain_text("\n\n".join([*_flat(page.fields).values(), page.body])))


def _head_text(head: bytes) -> str:
    text = decode_head(head).lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return without_server_code(text)


def _split(text: str) -> _Page | None:
    """Cut a page into fields and body; None if no fields stand in front."""
    if text.lstrip().startswith("{"):
        return _json_in_front(text.lstrip())
    opening = _OPENING.match(text)
    if opening is None:
        return None
    kind = (opening[1] or opening[2] or opening[3])[0]
    lines = text[opening.end() :].split("\n")
    end = next((number for number, line in enumerate(lines) if _CLOSING[kind].match(line)), None)
    if end is None:
        end = next((number for number, line in enumerate(lines) if not _FIELD.match(line)), len(lines))
        body = lines[end:]
    else:
        body = lines[end + 1 :]
    head = "\n".join(lines[:end])
    fields = _fields(head, kind) if len(head) <= MAX_FIELDS else {}
    return _Page(fields, "\n".join(body)) if fields else None


def _json_in_front(text: str) -> _Page | None:
    try:
        found, end = json.JSONDecoder(strict=False).raw_decode(text)
    except (ValueError, RecursionError):
        return None
    body = text[end:].strip()
    # JSON after JSON is a file of data.
    if not isinstance(found, dict) or not body or body[0] in "{[,":
        return None
    return _Page(found, body)


def _fields(head: str, kind: str) -> dict[str, Any]:
    found: Any = None
    try:
        if head.lstrip().startswith("{"):
            found = json.loads(head, strict=False)
        elif kind == "+":
            found = tomllib.loads(head)
        else:
            found = yaml.load(head, Loader=_TextLoader)
    except (ValueError, RecursionError, yaml.YAMLError):
        found = None
    return found if isinstance(found, dict) else _line_by_line(head)


def _line_by_line(head: str) -> dict[str, str]:
    """Read the fields that stand on a line each, where the whole is not well formed ("title: Producer: Leeds")."""
    fields: dict[str, str] = {}
    last = ""
    for line in head.split("\n"):
        if found := _NAMED.match(line):
            last = found[1]
            fields[last] = found[2].strip().strip("\"'").strip(">|+-")
        elif last and line.strip():
            fields[last] = f"{fields[last]}\n{line.strip()}".strip()
    return fields


class _TextLoader(yaml.BaseLoader):
    """Makes texts, lists and dictionaries of texts; no dates, no numbers, no objects, and no copies of copies."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("aliases are not read: a few lines of them can stand for gigabytes")
        return super().compose_node(parent, index)


def _flat(fields: Mapping[str, Any]) -> dict[str, str]:
    """Give names and texts; the parts of an object are named after it."""
    flat: dict[str, str] = {}
    for name, value in fields.items():
        flat[str(name)] = plain(value)
        if isinstance(value, dict):
            flat.update((f"{name}.{inner}", plain(deep)) for inner, deep in value.items() if not isinstance(deep, dict))
    mapping = field_mapping(tuple(flat), ReadOptions())
    for place in mapping.parts:
        value = fields.get(mapping.columns[place])
        if isinstance(value, list):
            flat[mapping.columns[place]] = bulleted([plain(item) for item in value])
    return flat
