"""Personio's XML feed: ``<workzag-jobs>`` with one ``<position>`` a job."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from flows.sources.base import MAX_RECORD, Listing, ReadOptions, Rejection, excerpt
from flows.sources.boards import places
from flows.sources.columns import FIELDS, ColumnMapping, resolve
from flows.sources.descriptions import join_pieces
from flows.sources.encoding import decode_head, open_text
from flows.sources.listings import to_listing

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_ROOT = re.compile(r"\s*(?:<\?xml\b[^>]*>\s*)?(?:<!--.*?-->\s*)*<workzag-jobs[\s/>]", re.S)
_OPENING = re.compile(r"<position(?=[\s>])")
_NAME = re.compile(r"<name>([^<]{1,100})</name>")
_CLOSING = re.compile(r"</position\s*>")
# What XML 1.0 does not allow, and pasted text contains.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")

_CHUNK = 1 << 16
#: Longest tag that a chunk may cut in two.
_TAG = len("</position>") + 8


class PersonioSource:
    """Personio's feed; each position is cut out and parsed alone, so that a broken one costs itself."""

    name = "Personio feed"

    def recognises(self, path: Path, head: bytes) -> bool:
        """Say whether the outermost element is Personio's; see :class:`~flows.sources.base.Source`."""
        return _ROOT.match(decode_head(head).lstrip("\ufeff")) is not None

    def mapping(self, path: Path, options: ReadOptions) -> ColumnMapping | None:
        """Give None: the format fixes the names."""
        return None

    def read(self, path: Path, options: ReadOptions) -> Iterator[Listing | Rejection]:
        """Give a listing or a rejection for each position; see :class:`~flows.sources.base.Source`."""
        with open_text(path) as file:
            for number, (text, closed) in enumerate(_positions(file), start=1):
                yield _read_position(text, str(path), number, closed=closed)


def _positions(file: TextIO) -> Iterator[tuple[str, bool]]:
    """Give the text of each position, and whether it ends with its tag; never more than a record's length."""
    buffer, begun, at = "", False, 0  # the position begins at 0 if it has begun; nothing before `at` is of interest
    while chunk := file.read(_CHUNK):
        buffer, at = (buffer + chunk, at) if begun else (buffer[at:] + chunk, 0)
        start = 0
        while found := (_CLOSING if begun else _OPENING).search(buffer, at):
            if begun:
                yield buffer[start : found.end()], True
                at = found.end()
            else:
                start = at = found.start()
            begun = not begun
        if begun:
            buffer = buffer[start:]
            if len(buffer) > MAX_RECORD + 2 * _CHUNK:  # its beginning, which is shown, and where a tag may be cut
                buffer = buffer[: MAX_RECORD + _CHUNK] + buffer[-_TAG:]
            at = max(0, len(buffer) - _TAG)
        else:
            at = max(at, len(buffer) - _TAG)
    if begun:
        yield buffer, False


def _read_position(text: str, source_file: str, number: int, *, closed: bool) -> Listing | Rejection:
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import ParseError, fromstring

    def reject(reason: str, detail: str) -> Rejection:
        name = _NAME.search(text[:MAX_RECORD])
        return Rejection(source_file, number, reason, detail, excerpt(f"{name[1]} | {text}" if name else text))

    if len(text) > MAX_RECORD:
        return reject("too-long", f"the position has more than {MAX_RECORD:,} characters")
    if not closed:
        return reject("broken-row", "the file ends in the middle of this position")
    try:
        position = fromstring(_CONTROLS.sub("", text), forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, RecursionError) as error:
        return reject("not-xml", f"not valid XML: {error}"[:300])
    ours = _adapt(position)
    return to_listing([ours.get(name, "") for name in FIELDS], resolve(FIELDS), source_file, number)


def _adapt(position: Element) -> dict[str, str]:
    """Give a position under our names. Its address is made of the account's name, which the feed lacks."""
    offices = [position.findtext("office"), *(found.text for found in position.iterfind("additionalOffices/office"))]
    pieces = [
        ((part.findtext("name") or "").strip(), (part.findtext("value") or "").strip())
        for part in position.iterfind("jobDescriptions/jobDescription")
    ]
    return {
        "title": position.findtext("name") or "",
        "company": position.findtext("subcompany") or "",
        "location": places(*offices),
        "description": join_pieces([piece for piece in pieces if piece[1]]),
        "source_id": position.findtext("id") or "",
        "site": "personio",
        "date_posted": position.findtext("createdAt") or "",
    }
