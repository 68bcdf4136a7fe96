"""CVs of tests in the formats that people send: Word documents and PDFs made of plain lines."""

from __future__ import annotations

import textwrap
import zipfile
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

CVS = Path(__file__).resolve().parent / "data" / "cvs"

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def write_docx(path: Path, lines: Sequence[str]) -> Path:
    """Write lines as a Word document: list items as such, lines with tabs as rows of a table."""
    body = "".join(map(_paragraph, lines))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", f"<w:document {_W}><w:body>{body}</w:body></w:document>")
    return path


def _paragraph(line: str) -> str:
    if "\t" in line:
        cells = "".join(f"<w:tc>{_paragraph(cell)}</w:tc>" for cell in line.split("\t"))
        return f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>"
    item = line.startswith(("- ", "* "))
    said, listed = (line[2:], '<w:pPr><w:numPr><w:ilvl w:val="0"/></w:numPr></w:pPr>') if item else (line, "")
    half = len(said) // 2  # Word cuts a sentence into runs wherever it likes
    runs = "".join(f'<w:r><w:t xml:space="preserve">{escape(part)}</w:t></w:r>' for part in (said[:half], said[half:]))
    return f"<w:p>{listed}{runs}</w:p>"


def write_pdf(path: Path, lines: Sequence[str], width: int = 84) -> Path:
    """Write lines as a PDF, broken at a margin as a word processor breaks them."""
    broken = [part for line in lines for part in textwrap.wrap(line, width) or [""]]
    pages = [broken[first : first + 60] for first in range(0, len(broken), 60)]
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", ""]
    font = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
    kids = []
    for page in pages:
        shown = "".join(f"({_escaped(line)}) Tj T*\n" for line in page)
        stream = f"BT /F1 9 Tf 11 TL 50 800 Td\n{shown}ET"
        objects.append(f"<< /Length {len(stream.encode('cp1252'))} >>\nstream\n{stream}\nendstream")
        kids.append(f"{len(objects) + 1} 0 R")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {len(objects)} 0 R"
            f" /Resources << /Font << /F1 {font} >> >> >>"
        )
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    data, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(data))
        data += f"{number} 0 obj\n{content}\nendobj\n".encode("cp1252")
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    data += (
        f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
        f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(data)}\n%%EOF\n"
    ).encode("cp1252")
    path.write_bytes(data)
    return path


def _escaped(line: str) -> str:
    return line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def written(name: str, folder: Path) -> Path:
    """Give one of the six CVs as the file its owner would send."""
    if name == "am_with_pm":
        return CVS / "am_with_pm.md"
    source = CVS / f"{name}.txt"
    lines = source.read_text(encoding="utf-8").splitlines()
    if name in ("senior_am", "designer"):
        return write_docx(folder / f"{name}.docx", lines)
    if name in ("creative_pm", "nurse"):
        return write_pdf(folder / f"{name}.pdf", lines)
    return source
