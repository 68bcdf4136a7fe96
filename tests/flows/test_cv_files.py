from __future__ import annotations

import zipfile
import zlib
from pathlib import Path

import pytest

from features.cv import read_cv
from flows import cv_files, docx_text
from flows.cv_files import read_cv_file
from flows.sources import UnreadableInput
from tests.cv_files import CVS, write_docx, write_pdf, written

SENIOR = (CVS / "senior_am.txt").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("name", ["senior_am", "creative_pm", "designer", "nurse"])
def test_word_and_pdf_read_as_the_text_they_were_made_of(name: str, tmp_path: Path) -> None:
    as_sent = read_cv(read_cv_file(written(name, tmp_path)))
    as_text = read_cv((CVS / f"{name}.txt").read_text(encoding="utf-8"))
    for sent, text in zip(as_sent.jobs, as_text.jobs, strict=True):
        assert (sent.title, sent.period is None) == (text.title, text.period is None)
        assert [line.text for line in sent.statements] == [line.text for line in text.statements]


def test_text_in_an_old_encoding_is_read(tmp_path: Path) -> None:
    cv = tmp_path / "cv.txt"
    cv.write_bytes("\r\n".join(SENIOR).encode("cp1252"))
    assert read_cv_file(cv).splitlines() == SENIOR


def test_the_name_does_not_decide_what_a_file_is(tmp_path: Path) -> None:
    assert "Northlight" in read_cv_file(write_docx(tmp_path / "cv.txt", SENIOR))
    assert "Northlight" in read_cv_file(write_pdf(tmp_path / "cv.docx", SENIOR))


def _refusal(path: Path) -> str:
    with pytest.raises(UnreadableInput) as refused:
        read_cv_file(path)
    assert "\n" not in str(refused.value)
    return str(refused.value)


def test_what_is_no_cv_is_refused_in_one_line(tmp_path: Path) -> None:
    assert "No such file" in _refusal(tmp_path / "none.pdf")
    files = {
        "photo.jpg": (b"\xff\xd8\xff\xe0" + b"x" * 100, "JPEG"),
        "old.doc": (b"\xd0\xcf\x11\xe0" + b"x" * 100, "old Excel or Word file"),
        "letter.rtf": (b"{\\rtf1 hello}", "rich-text"),
        "short.txt": (b"Candidate", "hardly any text"),
        "broken.pdf": (b"%PDF-1.7\n" + bytes(range(256)) * 20, "damaged"),
        "cut.pdf": (write_pdf(tmp_path / "whole.pdf", SENIOR).read_bytes()[:300], "PDF"),
        "cut.docx": (write_docx(tmp_path / "whole.docx", SENIOR).read_bytes()[:700], "ZIP"),
    }
    for name, (data, why) in files.items():
        (tmp_path / name).write_bytes(data)
        assert why in _refusal(tmp_path / name), name


def test_a_pdf_without_text_is_taken_for_a_scan(tmp_path: Path) -> None:
    assert "a scan?" in _refusal(write_pdf(tmp_path / "scan.pdf", [""]))


def test_a_pdf_that_takes_for_ever_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cv_files, "PDF_SECONDS", 0.05)
    assert "takes over" in _refusal(write_pdf(tmp_path / "cv.pdf", SENIOR))


def test_hostile_pdfs_are_refused_or_read_within_bounds(tmp_path: Path) -> None:
    whole = write_pdf(tmp_path / "cv.pdf", SENIOR).read_bytes()
    pages = whole.index(b"/Kids [") + 7
    ring = tmp_path / "ring.pdf"
    ring.write_bytes(whole[:pages] + b"2 0 R " + whole[pages:].replace(b"4 0 R]", b"]", 1))
    bomb = tmp_path / "bomb.pdf"
    packed = zlib.compress(b"(x) Tj " * 30_000_000, 9)
    start, end = whole.index(b"<< /Length"), whole.index(b"endstream")
    stream = b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\n" % (len(packed), packed)
    bomb.write_bytes(whole[:start] + stream + whole[end:])
    for path in (ring, bomb):
        assert "PDF" in _refusal(path)


def _docx(path: Path, xml: str) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", xml)
    return path


def test_documents_that_blow_up_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    entities = '<!DOCTYPE a [<!ENTITY b "cccccccccc"><!ENTITY d "&b;&b;&b;">]><a>&d;</a>'
    assert "damaged" in _refusal(_docx(tmp_path / "entities.docx", entities))
    assert "damaged" in _refusal(_docx(tmp_path / "torn.docx", "<a><b></a>"))
    monkeypatch.setattr(docx_text, "MAX_XML", 1_000_000)
    assert "more than" in _refusal(_docx(tmp_path / "bomb.docx", " " * 2_000_000))


def test_deeply_nested_documents_are_read_without_recursion(tmp_path: Path) -> None:
    w = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    deep = "<w:sdt>" * 20_000
    words = "".join(f"<w:p><w:r><w:t>word {n}</w:t></w:r></w:p>" for n in range(20))
    xml = f"<w:document {w}>{deep}{words}{'</w:sdt>' * 20_000}</w:document>"
    assert read_cv_file(_docx(tmp_path / "deep.docx", xml)).count("word") == 20
