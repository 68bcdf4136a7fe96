"""Bytes to text: which files are no text at all, and how the others are decoded without losing a row."""

from __future__ import annotations

import codecs
import re
from pathlib import Path
from typing import TextIO

#: How files that are not text begin.
_MAGIC = {
    b"PK\x03\x04": "a ZIP archive or an Excel workbook",
    b"PK\x05\x06": "an empty ZIP archive",
    b"%PDF": "a PDF",
    b"{\\rtf": "a rich-text file",
    b"\x89PNG": "a PNG image",
    b"\xff\xd8\xff": "a JPEG image",
    b"GIF8": "a GIF image",
    b"\x1f\x8b": "a gzip archive",
    b"BZh": "a bzip2 archive",
    b"\xfd7zXZ": "an xz archive",
    b"7z\xbc\xaf": "a 7-Zip archive",
    b"\x28\xb5\x2f\xfd": "a Zstandard archive",
    b"SQLite format 3\x00": "an SQLite database",
    b"PAR1": "a Parquet file",
    b"\xd0\xcf\x11\xe0": "an old Excel or Word file",
    b"\x7fELF": "a program",
}

# UTF-32 first: its little-endian mark begins like that of UTF-16.
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

_CONTROLS = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1a\x1b"))

#: Share of control characters from which a file is not text. Random bytes have a tenth, UTF-16 without its
#: mark half; scraped text has a stray one now and then.
MAX_CONTROLS = 0.01

#: Share of zero bytes at every other place from which a text is UTF-16 without its mark, and at most at the places
#: between. Latin text has nearly 1 and 0, and so have a Cyrillic or Japanese page's blanks, line ends and tags.
UTF16_ZEROS, UTF16_OTHERS = 0.2, 0.01

#: Bytes looked at for it.
UTF16_SAMPLE = 4096

_CHARSET = re.compile(
    rb"""<(?:meta|\?xml)\b[^>]{0,300}?(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_:.-]{2,40})""", re.I
)

#: The error handler under which :func:`open_text` decodes.
_HANDLER = "rolefit-cp1252"


def binary_kind(head: bytes) -> str:
    r"""Name what a file is if it is not text, else give the empty string.

    Examples
    --------
    >>> binary_kind(b"%PDF-1.7 ...")
    'a PDF'
    >>> binary_kind("title;Ort\nBüro;Köln".encode("cp1252"))
    ''
    """
    if any(head.startswith(mark) for mark, _ in _BYTE_ORDER_MARKS) or _unmarked_utf16(head):
        return ""
    for magic, kind in _MAGIC.items():
        if head.startswith(magic):
            return kind
    if head[257:262] == b"ustar":
        return "a tar archive"
    controls = len(head) - len(head.translate(None, _CONTROLS))
    return "a binary file" if controls > MAX_CONTROLS * len(head) else ""


def decode_head(head: bytes) -> str:
    """Decode the beginning of a file as :func:`open_text` would; a character cut at the end is dropped."""
    encoding, errors = _decoding(head)
    return codecs.getincrementaldecoder(encoding)(errors).decode(head, final=False)


def open_text(path: Path, *, newline: str | None = None) -> TextIO:
    """Open a text file of unknown encoding.

    The byte order mark decides between UTF-8, UTF-16 and UTF-32. Without one, UTF-16 is known by its zero bytes;
    everything else is UTF-8, and every byte
    that is not valid UTF-8 is read as Windows-1252. That needs no guess from a sample: a Windows-1252 file
    whose first accent stands in its last row is read right, and so is a file stuck together from both.

    Parameters
    ----------
    path : Path
        The file.
    newline : str or None
        As for :func:`open`.
    """
    with path.open("rb") as file:
        encoding, errors = _decoding(file.read(UTF16_SAMPLE))
    return path.open(encoding=encoding, errors=errors, newline=newline)


def decode_page(data: bytes) -> str:
    """Decode a web page or another whole document, which may say itself how it is encoded.

    What the bytes show goes before what the page says: a page saved anew is often UTF-8 whatever its head tells.
    """
    encoding, errors = _decoding(data[:UTF16_SAMPLE])
    if encoding != "utf-8":
        return data.decode(encoding, errors)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        said = _CHARSET.search(data[:UTF16_SAMPLE])
        return data.decode(_known_encoding(said[1]) if said else "utf-8", errors)


def without_surrogates(text: str) -> str:
    r"""Replace halves of surrogate pairs, which JSON can spell but no file can hold.

    Examples
    --------
    >>> without_surrogates("caf\ud83d")
    'caf?'
    """
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode("utf-8")
    return text


def decode_bytes(data: bytes) -> str:
    """Decode text of unknown encoding as :func:`open_text` would."""
    encoding, errors = _decoding(data[:4])
    return data.decode(encoding, errors)


def _decoding(head: bytes) -> tuple[str, str]:
    for mark, encoding in _BYTE_ORDER_MARKS:
        if head.startswith(mark):
            return encoding, _HANDLER if encoding == "utf-8-sig" else "replace"
    if found := _unmarked_utf16(head):
        return found, "replace"
    return "utf-8", _HANDLER


def _unmarked_utf16(head: bytes) -> str:
    """Name the UTF-16 that a text without a byte order mark is in, if it is in one."""
    sample = head[:UTF16_SAMPLE]
    if len(sample) < 8 or b"\0" not in sample:
        return ""
    half = len(sample) // 2
    even, odd = sample[0 : 2 * half : 2].count(0) / half, sample[1 : 2 * half : 2].count(0) / half
    if odd >= UTF16_ZEROS and even <= UTF16_OTHERS:
        encoding = "utf-16-le"
    elif even >= UTF16_ZEROS and odd <= UTF16_OTHERS:
        encoding = "utf-16-be"
    else:
        return ""
    # Tables of small numbers have such zeros too.
    text = sample[: 2 * half].decode(encoding, "replace")
    strange = sum(mark == "\ufffd" or (mark < " " and mark not in "\t\n\r\v\f") for mark in text)
    return encoding if strange <= MAX_CONTROLS * len(text) else ""


def _known_encoding(name: bytes) -> str:
    """Give Python's name of the encoding a page says it has; Latin-1 is meant as browsers read it, Windows-1252."""
    try:
        found = codecs.lookup(name.decode("ascii")).name
        "".encode(found)
    except (LookupError, UnicodeError):
        return "utf-8"
    return "utf-8" if found in ("iso8859-1", "ascii", "cp1252") or found.startswith("utf") else found


def _as_cp1252(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    # One byte at a time: the next may begin a valid UTF-8 character.
    byte = error.object[error.start : error.start + 1]
    return byte.decode("cp1252", "replace"), error.start + 1


codecs.register_error(_HANDLER, _as_cp1252)
