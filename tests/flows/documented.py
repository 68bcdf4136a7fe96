"""The commands that README and docs show: found in their text, and what their words stand for in a test."""

from __future__ import annotations

import csv
import re
import shlex
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]

_FENCE = re.compile(r"^ *```(\w*)\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
_INLINE = re.compile(r"(?<!`)`(rolefit [^`]+)`(?!`)")
_OURS = re.compile(r"^\s*(\.venv/bin/)?rolefit ", re.MULTILINE)
_SETTING = re.compile(r"[A-Z_]+=")


@dataclass(frozen=True)
class Command:
    """A command as a document shows it."""

    document: Path
    line: int
    words: tuple[str, ...]

    @property
    def text(self) -> str:
        return shlex.join(self.words)

    @property
    def is_ours(self) -> bool:
        return self.words[0] == "rolefit"

    def __str__(self) -> str:
        return f"{self.document.name}:{self.line}: {self.text}"


def shown(document: Path) -> list[Command]:
    """Find the commands in blocks marked ``sh``, and ours in blocks not marked; what follows a # is a comment."""
    text = document.read_text(encoding="utf-8")
    found = []
    for fence in _FENCE.finditer(text):
        language, block = fence.groups()
        if language not in ("sh", ""):
            # Else a command that nobody runs could hide there.
            assert not _OURS.search(block), f"{document}: mark it as sh"
            continue
        first = text.count("\n", 0, fence.start(2)) + 1
        for number, line in enumerate(block.splitlines(), first):
            if not language and not _OURS.match(line):
                continue
            assert not line.rstrip().endswith("\\"), f"{document}:{number}: write a command on one line"
            found += [Command(document, number, words) for words in _parts(line)]
    return found


def _parts(line: str) -> Iterator[tuple[str, ...]]:
    """Split a line into its commands, without what they are piped into and the settings before them."""
    part: list[str] = []
    for word in [*shlex.split(line, comments=True), "&&"]:
        if word == "&&":
            words = part[: part.index("|")] if "|" in part else part
            while len(words) > 1 and _SETTING.match(words[0]):
                words = words[1:]
            if words:
                yield (words[0].removeprefix(".venv/bin/"), *words[1:])
            part = []
        else:
            part.append(word)


def spoken_of(document: Path) -> list[Command]:
    """Find the commands of ours that stand within a sentence, with the options they show."""
    text = document.read_text(encoding="utf-8")
    outside = _FENCE.sub(lambda fence: "\n" * fence.group(0).count("\n"), text)
    return [
        Command(document, outside.count("\n", 0, found.start()) + 1, tuple(found.group(1).replace("\n", " ").split()))
        for found in _INLINE.finditer(outside)
    ]


def filled_in(words: Sequence[str], meaning: Mapping[str, str]) -> list[str]:
    """Put values in place of words that stand for one; what stands in brackets may be left out, and is not here."""
    bare = [word.removeprefix("[").removesuffix("]") for word in words]
    return [meaning.get(word, word) for word in bare]


def prepare(folder: Path, sample: Path, ranked: Sequence[Mapping[str, str]]) -> None:
    """Lay out the files that the documents speak of as the reader's own."""
    shutil.copy(sample, folder / "listings.csv")
    for name in ("scrapes", "inbox"):
        (folder / name).mkdir()
        shutil.copy(sample, folder / name)
    for name in ("my_profile.toml", "me.toml"):
        shutil.copy(ROOT / "data" / "profiles" / "account_manager.toml", folder / name)
    label = [{**row, "role_label": row["role"], "fit_label": ""} for row in ranked if row["role"]]
    write_csv(folder / "labelled.csv", label)
    (folder / "cv.md").write_text(CV, encoding="utf-8")
    (folder / "cv.pdf").write_bytes(pdf(CV.replace("#", "").splitlines()))


#: A CV of nobody.
CV = """# Account Manager

## Experience

### Account Manager, an agency, 2021 to 2026

- Main contact for six retail clients; presented campaign results each quarter
- Wrote creative briefs and walked the designers through them
- Negotiated the scope of two redesigns and wrote the change requests
"""


def pdf(lines: Sequence[str]) -> bytes:
    """Write lines of plain letters as a PDF of one page."""
    shown = " ".join(f"({line.strip()}) Tj T*" for line in lines)
    page = f"BT /F1 11 Tf 14 TL 50 780 Td {shown} ET".encode("ascii")
    fonts = b"<< /Font << /F1 5 0 R >> >>"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources %s >>" % fonts,
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(page), page),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    file, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(file))
        file += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    end = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, len(file))
    return file + b"xref\n0 %d\n0000000000 65535 f \n%s%s" % (size, table, end)


def fill_sheet(sheet: Path) -> None:
    """Type labels into a sheet that ``label next`` wrote, as a person would."""
    with sheet.open(encoding="utf-8-sig", newline="") as file:
        rows: list[dict[str, Any]] = list(csv.DictReader(file))
    for row in rows[1:4]:
        row["role_label"] = "hybrid"
    write_csv(sheet, rows)


def write_csv(path: Path, rows: Sequence[Mapping[str, str]]) -> None:
    """Write rows as a spreadsheet does."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
