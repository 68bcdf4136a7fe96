"""Files that hold one posting or a few as a document: read whole within bounds, their fields turned into a listing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from flows.sources.base import Listing, ReadOptions, Rejection, UnreadableInput
from flows.sources.columns import ColumnMapping, mapping_for
from flows.sources.encoding import decode_page
from flows.sources.listings import to_listing
from flows.sources.values import cell
from flows.sources.vocabulary import compact, vocabulary

#: Largest document, in bytes. A page saved with its pictures inside reaches 20 MB; the text of one takes 200 KB.
MAX_DOCUMENT = 32 * 1024 * 1024

#: Names that writers of documents give to our fields and that would be rash to believe of a table's column.
_ALSO = {
    "location": ("loc",),
    "description": ("desc", "markdown content"),
    "job_url": ("application uri", "apply", "meta.source", "url source", "canonical url"),
    "date_posted": ("created at", "sort date", "published time"),
    "source_id": ("short id",),
}

# Code of a server or a template that stands between the parts of a page: <?php … ?>, {% … %}, {{ … }}, {{< … >}}.
_SERVER_CODE = re.compile(r"<\?(?!xml\b)(?:(?!\?>).)*(?:\?>|$)|\{%[^%\n]{0,1000}%\}|\{\{[^{}\n]{0,1000}\}\}", re.S)
_WEB_ADDRESS = re.compile(r"https?://[^\s/]+\.[^\s]+$", re.I)


def read_document(path: Path) -> str:
    """Read a whole text file of unknown encoding, without the code of a server or a template.

    Raises
    ------
    UnreadableInput
        If it is too large to be a document.
    """
    with path.open("rb") as file:
        data = file.read(MAX_DOCUMENT + 1)
    if len(data) > MAX_DOCUMENT:
        detail = f"a page or text of more than {MAX_DOCUMENT // 2**20} MB; save the listings one by one, or as a table"
        raise UnreadableInput("too-long", path, detail)
    return without_server_code(decode_page(data).lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n"))


def without_server_code(text: str) -> str:
    """Take out what a server or a template would have replaced.

    Examples
    --------
    >>> without_server_code('<?php include("top.php") ?><h1>{{ page.title }}Producer</h1>')
    '<h1>Producer</h1>'
    """
    return _SERVER_CODE.sub("", text) if "<?" in text or "{" in text else text


def field_mapping(names: Sequence[str], options: ReadOptions) -> ColumnMapping:
    """Find what the fields of a document are, by more names than those of a table's columns."""
    mapping = mapping_for(tuple(names), options)
    more = {}
    places = {compact(name): name for name in names}
    for ours, aliases in _ALSO.items():
        theirs = next((places[compact(alias)] for alias in aliases if compact(alias) in places), None)
        if ours not in mapping.fields and theirs is not None:
            more[ours] = theirs
    return mapping_for(tuple(names), ReadOptions({**more, **options.columns})) if more else mapping


def document_listing(
    fields: Mapping[str, str], description: str, path: Path, row: int, options: ReadOptions
) -> Listing | Rejection:
    """Turn the fields and the text of one document into a listing.

    Parameters
    ----------
    fields : mapping of str to str
        As the document names them. One that holds a description is used where it says more than ``description``.
    description : str
        The document's own text.
    path : Path
        The file.
    row : int
        Number of the posting in it, from 1.
    options : ReadOptions
        How to read.
    """
    mapping = field_mapping(tuple(fields), options)
    names = [mapping.columns[place] for place in mapping.fields.get("description", ())]
    told = "\n\n".join(text for name in names if (text := cell(fields[name])))
    if len(told.split()) > len(description.split()):
        description = f"{told}\n\n{description}" if description.strip() else told
    ours = {name: text for name, text in fields.items() if name not in names}
    for place in mapping.fields.get("job_url", ()):
        ours[mapping.columns[place]] = _address(fields, mapping.columns[place])
    ours["description"] = description
    columns = {name: theirs for name, theirs in options.columns.items() if name != "description"}
    return to_listing(list(ours.values()), field_mapping(tuple(ours), ReadOptions(columns)), str(path), row)


def known_fields(names: Sequence[str]) -> frozenset[str]:
    """Say which of our fields a document has."""
    return frozenset(field_mapping(tuple(names), ReadOptions()).fields)


def _address(fields: Mapping[str, str], mapped: str) -> str:
    """Give the first whole web address under a name for the listing's; a path on an unknown site leads nowhere."""
    said = cell(fields[mapped])
    candidates = (cell(fields[name]) for name in fields if compact(name) in _address_names())
    found = next((text for text in (said, *candidates) if _WEB_ADDRESS.match(text)), None)
    return found or ("" if said.startswith("/") else said)


@cache
def _address_names() -> frozenset[str]:
    return frozenset(compact(name) for name in (*vocabulary()["fields"]["job_url"], *_ALSO["job_url"]))


def bulleted(items: Iterator[str] | Sequence[str]) -> str:
    r"""Write a list of texts as a list.

    Examples
    --------
    >>> bulleted(["Run shoots", "Book crews"]), bulleted(["One text"])
    ('- Run shoots\n- Book crews', 'One text')
    """
    texts = [text.strip() for text in items if text.strip()]
    return texts[0] if len(texts) == 1 else "\n".join(f"- {text}" for text in texts)
