"""The text of a CV in a file: plain text, Markdown, a Word document or a PDF, read within bounds."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from flows.docx_text import DocxError, docx_text, is_docx
from flows.sources import UnreadableInput
from flows.sources.encoding import binary_kind, decode_page

#: Largest file, in bytes; a CV with a portrait has one or two megabytes.
MAX_BYTES = 20 * 1024 * 1024

#: Seconds that a PDF may take, whatever it does meanwhile; its processor time is bounded besides.
PDF_SECONDS = 60

#: Words without which a file holds no CV: a scan gives none at all.
MIN_WORDS = 20

_FORMATS = "give it as plain text, Markdown, DOCX or PDF"


def read_cv_file(path: Path) -> str:
    """Read the text of a CV.

    Parameters
    ----------
    path : Path
        What it is, its first bytes say, not its name.

    Returns
    -------
    str
        With list items marked; a PDF's lines as they were broken.

    Raises
    ------
    UnreadableInput
        If it cannot be read; the message says why and what to do.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise UnreadableInput("not-readable", path, error.strerror or str(error)) from error
    if len(data) > MAX_BYTES:
        raise UnreadableInput("too-long", path, f"more than {MAX_BYTES // 2**20} MB; {_FORMATS}")
    if data.lstrip()[:5] == b"%PDF-":
        text = _pdf(path)
    elif data.startswith(b"PK\x03\x04") and is_docx(path):
        try:
            text = docx_text(path)
        except DocxError as error:
            raise UnreadableInput("not-readable", path, f"{error}; {_FORMATS}") from error
    elif kind := binary_kind(data):
        raise UnreadableInput("not-readable", path, f"it is {kind}; {_FORMATS}")
    else:
        text = decode_page(data)
    if len(text.split()) < MIN_WORDS:
        raise UnreadableInput("no-text", path, f"there is hardly any text in it (a scan?); {_FORMATS}")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _pdf(path: Path) -> str:
    from flows.pdf_text import LOCKED

    command = [sys.executable, "-P", str(Path(__file__).with_name("pdf_text.py")), str(path.resolve())]
    try:
        read = subprocess.run(command, capture_output=True, timeout=PDF_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        raise UnreadableInput("not-readable", path, f"the PDF takes over {PDF_SECONDS} s to read; {_FORMATS}") from None
    if read.returncode == LOCKED:
        raise UnreadableInput("not-readable", path, "the PDF is locked with a password; save it without one")
    if read.returncode != 0:
        raise UnreadableInput("not-readable", path, f"the PDF is damaged or too large; {_FORMATS}")
    return read.stdout.decode("utf-8", "replace")
