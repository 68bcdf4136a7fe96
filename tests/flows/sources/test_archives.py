"""Gzip and ZIP: what is inside is read as if it lay there; what is hostile, damaged or too much is a row."""

from __future__ import annotations

import gzip
import io
import stat
import tempfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flows.sources import Listing, ReadOptions, Rejection, UnreadableInput, check_inputs, open_source, read_listings
from flows.sources import archives as archives_module

TABLE = b"title,description\nProducer,Run shoots\nEditor,Cut films\n"
LINES = b'{"title": "Planner", "text": "Plan."}\n'


def zipped(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def saved(folder: Path, content: bytes, name: str = "jobs.csv") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def rows(path: Path) -> list[tuple[str, int, str]]:
    """Give place within the archive, row, and title or reason."""
    found = read_listings([path])
    return [
        (
            item.source_file.removeprefix(str(path)),
            item.source_row,
            item.title if isinstance(item, Listing) else item.reason,
        )
        for item in found
    ]


@pytest.fixture(autouse=True)
def _no_litter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Nothing unpacked stays behind."""
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    yield
    assert list(scratch.iterdir()) == []


def test_gzip_is_its_content(tmp_path: Path) -> None:
    path = saved(tmp_path, gzip.compress(TABLE))
    assert open_source(path).name == "gzip archive"
    assert rows(path) == [("", 1, "Producer"), ("", 2, "Editor")]


def test_columns_inside_are_shown_and_can_be_mapped(tmp_path: Path) -> None:
    odd = b"what,body text\nProducer,Run shoots\n"
    options = ReadOptions({"title": "what", "description": "body text"})
    for content in (gzip.compress(odd), zipped({"a.txt": LINES[:0] + b"x", "odd.csv": odd})):
        path = saved(tmp_path, content)
        assert "title <- what, description <- body text" in check_inputs([path], options)[0]
        (found,) = [item for item in read_listings([path], options) if isinstance(item, Listing)]
        assert (found.title, found.description) == ("Producer", "Run shoots")


def test_zip_is_its_files_each_by_its_content(tmp_path: Path) -> None:
    files = {
        "b/any.name": TABLE,
        "a": LINES,
        "c.gz": gzip.compress(LINES),
        "notes.md": b"# Notes\n",
        "deep.zip": zipped({"x": LINES}),
    }
    assert rows(saved(tmp_path, zipped(files))) == [
        ("/b/any.name", 1, "Producer"),
        ("/b/any.name", 2, "Editor"),
        ("/a", 1, "Planner"),
        ("/c.gz", 1, "Planner"),
        ("/notes.md", 0, "not-recognised"),
        ("/deep.zip/x", 1, "Planner"),
    ]


def test_hidden_files_are_a_row_and_a_hidden_folder_is_one(tmp_path: Path) -> None:
    files = {"__MACOSX/._a": b"x", "__MACOSX/._b": b"y", "jobs/.DS_Store": b"z", "jobs/a": LINES}
    assert rows(saved(tmp_path, zipped(files))) == [
        ("/__MACOSX", 0, "hidden-file"),
        ("/jobs/.DS_Store", 0, "hidden-file"),
        ("/jobs/a", 1, "Planner"),
    ]


@pytest.mark.parametrize("name", ["../a.csv", "/etc/a.csv", "x/../../a.csv", "..\\a.csv", "C:\\a.csv", "C:a.csv"])
def test_a_name_that_leads_out_is_a_row_and_nothing_is_written(tmp_path: Path, name: str) -> None:
    inner = tmp_path / "inner"
    inner.mkdir()
    found = rows(saved(inner, zipped({name: TABLE, "good": LINES})))
    assert [(row, said) for _, row, said in found] == [(0, "unsafe-path"), (1, "Planner")]
    assert not (tmp_path / "a.csv").exists()


def test_a_link_and_an_encrypted_file_are_rows(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        link = zipfile.ZipInfo("link.csv")
        link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
        archive.writestr("secret.csv", TABLE)
        archive.writestr("good", LINES)
    data = bytearray(out.getvalue())
    # The flag of encryption, in the file's own head and in the directory.
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.index(mark, data.index(mark) + 1)
        data[place + offset] |= 1
    assert [said for _, _, said in rows(saved(tmp_path, bytes(data)))] == ["unsafe-path", "not-readable", "Planner"]


def test_a_bomb_is_one_row_and_what_was_read_before_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives_module, "SMALL", 512 * 1024)
    bomb = b"title,description\n" + b"\0" * 20_000_000
    path = saved(tmp_path, zipped({"a": LINES, "bomb": bomb, "after": LINES}))
    *before, last = read_listings([path])
    assert [item.source_row for item in before] == [1]
    assert isinstance(last, Rejection)
    assert last.reason == "too-large"
    assert "the 1 files after it" in last.detail
    with pytest.raises(UnreadableInput, match="unpacks to more than"):
        read_listings([saved(tmp_path, gzip.compress(bomb), "b.gz")])
    nested = zipped({"1": gzip.compress(bomb[:10_000_000]), "2": gzip.compress(bomb[:10_000_000])}, zipfile.ZIP_STORED)
    with pytest.raises(UnreadableInput, match="none of its 2 files"):
        read_listings([saved(tmp_path, nested, "c.zip")])


def test_archives_nested_deeply_are_refused(tmp_path: Path) -> None:
    content = LINES
    for _ in range(archives_module.MAX_DEPTH):
        content = zipped({"a": content})
    assert len(rows(saved(tmp_path, content))) == 1
    with pytest.raises(UnreadableInput, match="3 levels deep"):
        read_listings([saved(tmp_path, zipped({"a": content}))])


def test_damage_is_said(tmp_path: Path) -> None:
    good = gzip.compress(TABLE * 5_000)
    with pytest.raises(UnreadableInput, match="the gzip archive is damaged"):
        read_listings([saved(tmp_path, good[: len(good) // 2])])
    data = bytearray(zipped({"a.csv": TABLE * 100, "good": LINES}))
    data[60] ^= 0xFF
    assert {said for _, _, said in rows(saved(tmp_path, bytes(data)))} == {"not-readable", "Planner"}
    with pytest.raises(UnreadableInput) as caught:
        read_listings([saved(tmp_path, bytes(data)[:100])])
    assert caught.value.reason == "binary-file"


def test_an_archive_without_listings_is_refused_by_its_own_name(tmp_path: Path) -> None:
    path = saved(tmp_path, zipped({"notes.md": b"# Notes\n", "b.md": b"# More\n"}))
    with pytest.raises(UnreadableInput, match=r"jobs\.csv: none of its 2 files holds listings"):
        read_listings([path])
    with pytest.raises(UnreadableInput, match=r"jobs\.csv: this is a PDF"):
        read_listings([saved(tmp_path, gzip.compress(b"%PDF-1.7"))])


def test_an_office_document_is_no_archive_of_listings(tmp_path: Path) -> None:
    with pytest.raises(UnreadableInput) as caught:
        open_source(saved(tmp_path, zipped({"[Content_Types].xml": b"<x/>", "word/document.xml": b"<x/>"})))
    assert caught.value.reason == "binary-file"


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(
        st.text(alphabet="ab./\\_~$é\x01:", min_size=1, max_size=8),
        st.sampled_from([TABLE, LINES, b"", b"%PDF", b"# Notes\n", gzip.compress(LINES), zipped({"x": LINES})])
        | st.binary(max_size=60),
        max_size=4,
    ),
    st.integers(min_value=0, max_value=400),
    st.booleans(),
)
def test_any_archive_is_rows_or_refused(tmp_path: Path, files: dict[str, bytes], place: int, harm: bool) -> None:
    data = bytearray(zipped(files))
    if harm:
        data[place % len(data)] ^= 0x55
    path = saved(tmp_path, bytes(data))
    try:
        found = list(read_listings([path]))
    except UnreadableInput as error:
        assert "\n" not in error.detail
        return
    assert found
    for item in found:
        assert item.source_file.startswith(str(path))
        assert item.source_file.isprintable()
