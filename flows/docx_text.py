"""The text of a Word document: paragraphs as lines, list items and headings marked as in Markdown.

python-docx is not used: it needs lxml, a parser in C, for what is one XML file in a ZIP archive.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

#: Largest text of a document, in bytes of XML: that of a CV of four pages has 200 KB.
MAX_XML = 16 * 1024 * 1024

_BODY = "word/document.xml"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
#: Parts that say again what stands beside them, or what was deleted.
_SKIPPED = ("{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback", f"{_W}del", f"{_W}moveFrom")
# What a damaged archive raises, by where the damage is.
_DAMAGED = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, KeyError, NotImplementedError, RuntimeError,
    ValueError,
)  # fmt: skip
_BREAKS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}


class DocxError(ValueError):
    """A file that is no Word document, or one that is not read; the message says why."""


def is_docx(path: Path) -> bool:
    """Say whether a ZIP archive is a Word document."""
    try:
        with zipfile.ZipFile(path) as archive:
            return _BODY in archive.namelist()
    except _DAMAGED:
        return False


def docx_text(path: Path) -> str:
    """Read the text of a Word document.

    Raises
    ------
    DocxError
        If it is damaged, locked or too large.
    """
    try:
        with zipfile.ZipFile(path) as archive, archive.open(_BODY) as packed:
            data = packed.read(MAX_XML + 1)
    except _DAMAGED as error:
        raise DocxError("the Word document is damaged or locked") from error
    if len(data) > MAX_XML:
        raise DocxError(f"its text has more than {MAX_XML // 2**20} MB")
    try:
        body = fromstring(data, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise DocxError("the Word document is damaged") from error
    return "\n".join(_lines(body))


def _lines(root: Element) -> Iterator[str]:
    """Give the lines of a document: each paragraph one, the cells of a table's row one where they are short."""
    stack = [root]
    while stack:
        element = stack.pop()
        if element.tag in _SKIPPED:
            continue
        if element.tag == f"{_W}p":
            yield _mark(element) + _said(element)
            stack.extend(reversed(list(element.iter(f"{_W}txbxContent"))))
        elif element.tag == f"{_W}tr" and (row := _short_row(element)) is not None:
            yield row
        else:
            stack.extend(reversed(list(element)))


def _short_row(row: Element) -> str | None:
    """Join a row whose cells have one paragraph each: dates beside a title are one heading."""
    cells = [[p for p in cell.iter(f"{_W}p") if _said(p).strip()] for cell in row.findall(f"{_W}tc")]
    if any(len(paragraphs) > 1 for paragraphs in cells):
        return None
    return "\t".join(_said(paragraph) for paragraphs in cells for paragraph in paragraphs)


def _mark(paragraph: Element) -> str:
    properties = paragraph.find(f"{_W}pPr")
    if properties is None:
        return ""
    style = properties.find(f"{_W}pStyle")
    name = "" if style is None else style.get(f"{_W}val", "").lower()
    if name.startswith(("heading", "title", "berschrift", "überschrift")):
        return "## "
    return "- " if properties.find(f"{_W}numPr") is not None or "list" in name else ""


def _said(paragraph: Element) -> str:
    said: list[str] = []
    stack = list(reversed(list(paragraph)))
    while stack:
        element = stack.pop()
        if element.tag == f"{_W}t":
            said.append(element.text or "")
        elif element.tag in _BREAKS:
            said.append(_BREAKS[element.tag])
        elif element.tag not in (*_SKIPPED, f"{_W}pPr", f"{_W}txbxContent"):
            stack.extend(reversed(list(element)))
    return "".join(said)
