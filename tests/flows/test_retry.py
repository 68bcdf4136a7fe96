"""Rejected rows: a run that allows none, and reading again what was mended."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from flows.ingest import Carried, ingest
from flows.retry import read_rejected_again
from flows.runs import Asked, begin
from flows.sources import read_listings
from flows.store import Store

HEAD = "title,company,location,description\n"
GOOD = HEAD + "Producer,Aba,Leeds,Build timelines for every shoot.\n"
TORN = HEAD + 'Account Manager,Aba,Leeds,"Manage clients.\nSenior Producer,Aba,Leeds,Run shoots.\n'
MENDED = TORN.replace("clients.", 'clients."')


@pytest.fixture
def scrapes(tmp_path: Path) -> Path:
    """A folder of which two files have rejected rows; the first in order is fine."""
    folder = tmp_path / "scrapes"
    folder.mkdir()
    (folder / "a.csv").write_text(GOOD)
    (folder / "b.csv").write_text(TORN)
    (folder / "c.csv").write_text("title,wage\nDesigner,3\n")
    (folder / "d.csv").write_text(GOOD.replace("Producer", "Designer"))
    return folder


def test_strict_fails_on_a_rejected_row_and_leaves_the_old_outputs(
    home: Path, scrapes: Path, rank: Any, rolefit: Any, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    first = rank(home, out, scrapes / "a.csv", "--strict")
    old = first.bytes
    ran = rolefit(home, "rank", scrapes, "--out", out, "--workers", 1, "--strict", "--quiet")
    assert (ran.code, ran.out) == (2, "")
    (line,) = ran.err.splitlines()
    assert line.startswith("rolefit: 2 of 5 rows were rejected, and --strict allows none: ")
    assert f"{scrapes / 'b.csv'} row 1 (broken-row: " in line
    assert f"{scrapes / 'c.csv'} (no-description-column: " in line
    assert rank(home, tmp_path / "other", scrapes / "a.csv").bytes == old
    assert first.bytes == old


def test_only_files_with_rejected_rows_are_read_again_and_the_result_is_that_of_the_whole(
    home: Path, scrapes: Path, rank: Any, rolefit: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import flows.retry

    out = tmp_path / "out"
    first = rank(home, out, scrapes)
    assert [row["reason"] for row in first.rows("rejected.csv")] == ["broken-row", "no-description-column"]
    (scrapes / "b.csv").write_text(MENDED)
    (scrapes / "a.csv").write_text("not read again, so this does not matter")
    read: list[Path] = []
    reading = flows.retry.read_listings

    def spy(paths: list[Path], *options: Any) -> Any:
        read.extend(paths)
        return reading(paths, *options)

    monkeypatch.setattr(flows.retry, "read_listings", spy)
    again = rank(home, out, "--retry-rejected", "--map", "description=wage")
    assert read == [scrapes / "b.csv", scrapes / "c.csv"]
    assert again.rows("rejected.csv") == []
    assert again.summary["rows"] == 5
    assert again.summary["inputs"] == [str(scrapes)]
    # As if the first run had read the mended files.
    assert {row["status"] for row in again.ranked} == {"new"}
    order = {row["title"]: (Path(row["source_file"]).name, row["source_row"]) for row in again.ranked}
    assert order["Senior Producer"] == ("b.csv", "2")
    (scrapes / "a.csv").write_text(GOOD)
    (scrapes / "c.csv").write_text("title,description\nDesigner,3\n")
    assert rank(home, tmp_path / "whole", scrapes).bytes == again.bytes
    nothing = rolefit(home, "rank", "--retry-rejected", "--out", out)
    assert nothing.code == 0
    assert "rejected nothing: nothing to read again" in nothing.err


def test_what_is_still_wrong_is_rejected_again_and_a_file_taken_away_is_no_row(
    home: Path, scrapes: Path, rank: Any, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    rank(home, out, scrapes)
    (scrapes / "c.csv").unlink()
    again = rank(home, out, "--retry-rejected")
    assert [row["reason"] for row in again.rows("rejected.csv")] == ["broken-row"]
    assert again.summary["rows"] == 4


WRONG: dict[str, tuple[tuple[str, ...], str]] = {
    "with files": (("a.csv", "--retry-rejected"), "give no files with it"),
    "before any run": (("--retry-rejected",), "no earlier run to read rows of again; run `rolefit rank FILE` first"),
    "before any run there": (("--retry-rejected", "--out", "other"), "no earlier run into other"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_retry_of_nothing_is_one_line(case: str, home: Path, rolefit: Any) -> None:
    args, words = WRONG[case]
    ran = rolefit(home, "rank", *args)
    assert ran.code == 2
    (line,) = ran.err.splitlines()
    assert words in line


def test_a_retry_from_another_folder_says_where_to_go(
    home: Path, scrapes: Path, rank: Any, rolefit: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    rank(home, tmp_path / "out", "scrapes")
    monkeypatch.chdir(scrapes)
    ran = rolefit(home, "rank", "--retry-rejected")
    assert ran.code == 2
    assert f"read scrapes from {tmp_path}: go there and try again" in ran.err


def test_a_retry_without_the_rows_of_the_last_run_is_refused(
    home: Path, scrapes: Path, rank: Any, rolefit: Any, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    first = rank(home, out, scrapes)
    old = first.bytes
    (part,) = (home / "data" / "store" / "runs").glob("*/sightings/*.parquet")
    part.unlink()
    ran = rolefit(home, "rank", "--retry-rejected", "--workers", 1)
    assert ran.code == 2
    assert "are no longer in the store: rank its files again" in ran.err
    assert first.bytes == old


def test_of_an_archive_all_of_it_is_read_again(tmp_path: Path) -> None:
    def pack(torn: str) -> Path:
        with zipfile.ZipFile(tmp_path / "scrapes.zip", "w") as archive:
            archive.writestr("a.csv", GOOD)
            archive.writestr("b.csv", torn)
        return tmp_path / "scrapes.zip"

    def rows(items: Iterable[Any]) -> list[tuple[str, int, str]]:
        rows = [item.row if isinstance(item, Carried) else asdict(item) for item in items]
        return [(row["source_file"], row["source_row"], row.get("reason", "")) for row in rows]

    store = Store(tmp_path / "store")
    other = tmp_path / "other.csv"
    other.write_text(GOOD)
    asked = Asked((str(other), str(pack(TORN))), str(tmp_path), "", "out", "p", "p-1", "p", "m")
    run = begin(store, asked, datetime(2026, 11, 25, tzinfo=UTC))
    read = ingest(read_listings([Path(path) for path in asked.inputs]), store, run.name)
    assert (read.rows, read.rejected) == (4, 1)
    pack(MENDED)
    again = list(read_rejected_again(store, run, {}))
    assert [isinstance(item, Carried) for item in again] == [True, False, False, False]
    assert rows(again) == rows(read_listings([Path(path) for path in asked.inputs]))
