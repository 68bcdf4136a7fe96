"""Excel workbooks: which sheet, which header, which values; and damaged ones."""

from __future__ import annotations

import datetime as dt
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from flows.sources import ReadOptions, UnreadableInput, check_inputs, open_source, read_listings
from flows.sources import workbook as workbook_module
from flows.sources.workbook import WorkbookSource
from tests.flows.sources.accounting import accounted, check_any, read_all

HEADER = [
    "Job title",
    "Company",
    "Location",
    "Responsibilities",
    "Requirements",
    "Posted",
    "Remote",
    "Salary min",
    "Id",
]
ROW = ["Producer", "Aba", "Leeds", "Run shoots.", "Calm.", dt.datetime(2026, 5, 3, 9, 30), True, 42000.0, 17]


def save(path: Path, *sheets: list[list[object]]) -> Path:
    book = Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets, start=1):
        sheet = book.create_sheet(f"Sheet{number}")
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def test_values_are_read_as_they_look(tmp_path: Path):
    (found,) = read_all(save(tmp_path / "a", [HEADER, ROW]))[0]
    assert (found.title, found.company, found.location) == ("Producer", "Aba", "Leeds")
    assert found.description == "## Responsibilities\nRun shoots.\n\n## Requirements\nCalm."
    assert (found.date_posted, found.is_remote, found.salary_min, found.source_id) == (
        "2026-05-03",
        True,
        42000.0,
        "17",
    )


def test_a_title_above_the_header_and_blank_rows_are_no_records(tmp_path: Path):
    path = save(tmp_path / "a", [["Export of Monday"], [], HEADER, ROW, [], [None, " "], ROW])
    listings, rejected = read_all(path)
    assert [item.source_row for item in listings] == [1, 2]
    assert not rejected


def test_every_sheet_of_listings_is_read_and_any_other_named(tmp_path: Path):
    path = save(
        tmp_path / "a", [["Key", "Value"], ["made", "today"]], [HEADER, ROW], [], [["Title", "Text"], ["B", "Plan."]]
    )
    items = list(read_listings([path]))
    assert [(item.source_row, getattr(item, "title", None)) for item in items] == [(0, None), (1, "Producer"), (2, "B")]
    assert getattr(items[0], "reason", "") == "no-description-column"
    assert "Sheet1" in getattr(items[0], "detail", "")
    (note,) = check_inputs([path], ReadOptions())
    assert "sheet Sheet2: title <- Job title" in note


def test_a_text_is_found_where_no_column_is_named_so(tmp_path: Path):
    path = save(tmp_path / "a", [["Nr", "Blob"], *[[n, "Run the shoots of a season. " * 20] for n in range(40)]])
    assert len(read_all(path)[0]) == 40


def test_the_users_mapping(tmp_path: Path):
    path = save(tmp_path / "a", [["x", "y"], ["Producer", "Plan."]])
    with pytest.raises(UnreadableInput, match=r"'x', 'y'.*--map description=COLUMN"):
        read_all(path)
    (found,) = read_all(path, ReadOptions({"title": "x", "description": "y"}))[0]
    assert (found.title, found.description) == ("Producer", "Plan.")


def test_nothing_in_it(tmp_path: Path):
    with pytest.raises(UnreadableInput) as caught:
        read_all(save(tmp_path / "a", []))
    assert caught.value.reason == "empty-file"


def replaced(path: Path, part: str, content: bytes) -> Path:
    """Write a workbook anew with one part of it replaced."""
    other = path.with_name("other")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(other, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, content if name == part else old.read(name))
    return other


def test_a_damaged_part_ends_in_one_clear_line(tmp_path: Path):
    good = save(tmp_path / "a", [HEADER, ROW])
    for part in ("xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml", "[Content_Types].xml"):
        with pytest.raises(UnreadableInput, match="damaged or protected"):
            read_all(replaced(good, part, b"<broken"))


def test_damage_below_keeps_the_rows_above(tmp_path: Path):
    good = save(tmp_path / "a", [HEADER, *[ROW] * 200])
    with zipfile.ZipFile(good) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    items = list(read_listings([replaced(good, "xl/worksheets/sheet1.xml", sheet[: len(sheet) * 3 // 4])]))
    listings = accounted(items)
    assert 20 < len(listings) < 200
    assert getattr(items[-1], "detail", "").startswith(f"reading stopped after {len(listings)} records")


def test_an_archive_bomb_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    good = save(tmp_path / "a", [HEADER, ROW])
    monkeypatch.setattr(workbook_module, "MAX_UNPACKED", 1000)
    with pytest.raises(UnreadableInput, match=r"at most 1,000 are read\. Save it as CSV"):
        read_all(good)


def test_a_row_number_out_of_this_world_ends_the_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    good = save(tmp_path / "a", [HEADER, ROW, ROW])
    with zipfile.ZipFile(good) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    monkeypatch.setattr(workbook_module, "MAX_ROWS", 5000)
    path = replaced(good, "xl/worksheets/sheet1.xml", sheet.replace(b'<row r="3"', b'<row r="99999999999"'))
    assert len(read_all(path)[0]) == 1


def test_another_archive_is_no_workbook(tmp_path: Path):
    path = tmp_path / "a"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("jobs.csv", "title,text\nA,B\n")
    assert not WorkbookSource().recognises(path, path.read_bytes())
    assert open_source(save(tmp_path / "b", [HEADER, ROW])).name == "Excel workbook"


CELL = st.none() | st.booleans() | st.integers(-10**9, 10**9) | st.floats(-1e9, 1e9) | st.dates() | st.sampled_from(
    ["title", "text", "Run shoots.", "['a', 'b']", "=1+1", "#N/A", "ü", " "]
)  # fmt: skip


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(st.lists(st.lists(CELL, max_size=4), max_size=6), st.integers(0, 5000), st.binary(max_size=6))
def test_any_sheet_and_any_damage_is_accounted_for(tmp_path: Path, rows: list[list[object]], at: int, junk: bytes):
    data = save(tmp_path / "a", [["title", "text"], *rows]).read_bytes()
    check_any(tmp_path / "any", data, WorkbookSource())
    at %= len(data)
    check_any(tmp_path / "any", data[:at] + junk + data[at + len(junk) :], WorkbookSource())
