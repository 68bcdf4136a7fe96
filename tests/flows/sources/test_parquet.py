"""Parquet: nested columns, foreign names, and files that are damaged."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flows.sources import ReadOptions, Rejection, UnreadableInput, check_inputs, open_source, read_listings
from flows.sources.parquet import BATCH_ROWS, ParquetSource
from tests.flows.sources.accounting import accounted, check_any, read_all
from tests.fuzz.targets import CORPUS

ROW: dict[str, Any] = {
    "job_title": "Producer",
    "employer": {"name": "Aba", "size": 12},
    "city": "Leeds",
    "tasks": ["Run shoots.", "Brief crews."],
    "requirements": "Calm.",
    "posted_at": dt.datetime(2026, 5, 3, 9, 30),
    "remote": True,
    "min_salary": 42000,
    "job_id": 17,
    "__index_level_0__": 0,
}


def save(path: Path, rows: list[dict[str, Any]], schema: pa.Schema | None = None) -> Path:
    pq.write_table(pa.Table.from_pylist(rows, schema), path)
    return path


def test_nested_columns_under_foreign_names(tmp_path: Path):
    path = save(tmp_path / "a", [ROW])
    assert open_source(path).name == "Parquet"
    (found,) = read_all(path)[0]
    assert (found.title, found.company, found.location, found.source_id) == ("Producer", "Aba", "Leeds", "17")
    assert found.description == "## Tasks\nRun shoots.\nBrief crews.\n\n## Requirements\nCalm."
    assert (found.date_posted, found.is_remote, found.salary_min) == ("2026-05-03", True, 42000.0)
    assert "company <- employer.name" in check_inputs([path], ReadOptions())[0]


def test_more_rows_than_a_batch(tmp_path: Path):
    rows = [{"title": f"Job {n}", "text": "Plan." if n % 2 else None} for n in range(3 * BATCH_ROWS + 1)]
    found = read_all(save(tmp_path / "a", rows))[0]
    assert [item.title for item in found] == [row["title"] for row in rows]


def test_a_large_part_is_read_step_by_step_to_the_same_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = save(tmp_path / "a", [ROW | {"job_id": n, "requirements": f"Calm {n}." * 99} for n in range(200)])
    whole = read_all(path)[0]
    monkeypatch.setattr("flows.sources.parquet.MOST_AT_ONCE", 0)
    assert read_all(path)[0] == whole
    assert len(whole) == 200


def test_what_a_damaged_file_says_of_its_size_takes_no_memory(tmp_path: Path):
    """Found by fuzzing: 2 KB whose page says that it has 2 GB took as much. Nor do columns that are not all there."""
    path = save(tmp_path / "a", [ROW | {"requirements": f"{n} {n * n}" * 9} for n in range(99_999)])
    content = path.read_bytes()
    assert len(content) > 3 << 19
    (tmp_path / "b").write_bytes(b"PAR1" + content[-int.from_bytes(content[-8:-4], "little") - 8 :])
    pool = pa.default_memory_pool()
    peak = pool.max_memory()
    for damaged in (CORPUS / "parquet" / "page_of_2_gb", tmp_path / "b"):
        with pytest.raises(UnreadableInput, match="damaged"):
            read_all(damaged)
    assert pool.max_memory() < peak + (1 << 20)


def test_empty_rows_are_rejected(tmp_path: Path):
    path = save(tmp_path / "a", [{"title": None, "text": ""}, {"title": "B", "text": None}])
    listings, rejected = read_all(path)
    assert (len(listings), dict(rejected)) == (1, {"no-title-and-description": 1})


def test_the_records_of_a_board_in_parquet(tmp_path: Path):
    jobs = [
        {"title": "A", "jobUrl": "https://jobs.ashbyhq.com/Aba/1", "isListed": True, "descriptionPlain": "Plan."},
        {"title": "B", "jobUrl": "https://jobs.ashbyhq.com/Aba/2", "isListed": False, "descriptionPlain": "Plan."},
    ]
    listings, rejected = read_all(save(tmp_path / "a", jobs))
    assert [item.company for item in listings] == ["Aba"]
    assert dict(rejected) == {"not-listed": 1}


def test_a_value_that_python_cannot_hold_costs_its_row(tmp_path: Path):
    schema = pa.schema([("title", pa.string()), ("text", pa.string()), ("seen", pa.timestamp("us"))])
    titles = pa.array(["A", "B", "C"])
    times = pa.array([0, 10**18, 0], pa.int64()).cast(pa.timestamp("us"))
    pq.write_table(pa.Table.from_arrays([titles, titles, times], schema=schema), tmp_path / "a")
    items = list(read_listings([tmp_path / "a"]))
    accounted(items)
    assert isinstance(items[1], Rejection)
    assert [getattr(item, "title", "") for item in items] == ["A", "", "C"]


def test_bytes_and_lists_of_sections(tmp_path: Path):
    row = {"title": b"A", "text": "Büro".encode("cp1252")}
    (found,) = read_all(save(tmp_path / "a", [row]))[0]
    assert (found.title, found.description) == ("A", "Büro")


def test_no_text(tmp_path: Path):
    with pytest.raises(UnreadableInput, match=r"'title', 'wage'.*--map description=COLUMN"):
        read_all(save(tmp_path / "a", [{"title": "A", "wage": 3}]))


def test_no_rows(tmp_path: Path):
    schema = pa.schema([("title", pa.string()), ("text", pa.string())])
    with pytest.raises(UnreadableInput, match="no listing in it"):
        read_all(save(tmp_path / "a", [], schema))


@pytest.mark.parametrize("cut", [4, 30, 200])
def test_a_file_that_breaks_off_ends_in_one_clear_line(cut: int, tmp_path: Path):
    path = save(tmp_path / "a", [ROW])
    path.write_bytes(path.read_bytes()[:-cut])
    with pytest.raises(UnreadableInput, match="this Parquet file is damaged"):
        read_all(path)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(st.integers(4, 10_000), st.binary(min_size=1, max_size=6))
def test_any_damage_is_accounted_for(tmp_path: Path, at: int, junk: bytes):
    good = tmp_path / "good"
    if not good.exists():
        save(good, [ROW] * 3)
    data = good.read_bytes()
    at %= len(data)
    check_any(tmp_path / "any", data[:at] + junk + data[at + len(junk) :], ParquetSource())
