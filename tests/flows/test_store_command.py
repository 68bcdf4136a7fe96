"""``rolefit store``: every kind of damage is found and mended, and the next run gives the bytes it would have given."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from flows.runs import runs
from flows.store import Store


def only(home: Path, pattern: str) -> Path:
    (found,) = (home / "data" / "store").glob(pattern)
    return found


def cut(home: Path, pattern: str) -> None:
    path = only(home, pattern)
    path.write_bytes(path.read_bytes()[:-200])


def without(home: Path, pattern: str, column: str) -> None:
    path = only(home, pattern)
    pq.write_table(pq.read_table(path).drop_columns(column), path)


def fewer(home: Path, pattern: str) -> None:
    path = only(home, pattern)
    pq.write_table(pq.read_table(path)[1:], path)


def drop(home: Path, pattern: str) -> None:
    only(home, pattern).unlink()


def leftover(home: Path) -> None:
    (home / "data" / "store" / "duties" / ".b1.parquet.4194999-0123abcd.tmp").write_text("half")


def orphan(home: Path) -> None:
    path = only(home, "facts/*/*.parquet")
    shutil.copy(path, path.with_name("0123456789abcdef.parquet"))


def garbled_record(home: Path) -> None:
    only(home, "runs/*/run.json").write_text("{")


#: How to do the damage, and what the check says of it.
DAMAGE: dict[str, tuple[Callable[[Path], None], str]] = {
    "duties cut short": (lambda home: cut(home, "duties/*/*.parquet"), "cannot be read -> removed"),
    "facts of another version": (lambda home: without(home, "facts/*/*.parquet", "trade"), "another schema (trade)"),
    "facts lost": (lambda home: drop(home, "facts/*/*.parquet"), "its facts are missing -> removed"),
    "facts of fewer postings": (lambda home: fewer(home, "facts/*/*.parquet"), "is not about its postings"),
    "duties and facts lost": (
        lambda home: (drop(home, "duties/*/*.parquet"), drop(home, "facts/*/*.parquet"))[0],
        "duties and facts are missing -> 57 parsed",
    ),
    "judged duties of others": (lambda home: fewer(home, "judged/*/*.parquet"), "does not belong to its duties"),
    "scores cut short": (lambda home: cut(home, "scores/*/*/*.parquet"), "cannot be read -> removed"),
    "facts of no postings": (orphan, "its postings are not in the store -> removed"),
    "postings cut short": (lambda home: cut(home, "postings/*.parquet"), "cannot be read -> set aside as "),
    "postings of another name": (lambda home: fewer(home, "postings/*.parquet"), "other postings than its name says"),
    "a ranked table cut short": (lambda home: cut(home, "ranked/*.parquet"), "its run is forgotten"),
    "what was seen is lost": (lambda home: drop(home, "seen/*.parquet"), "its tables seen are missing -> removed"),
    "sightings cut short": (lambda home: cut(home, "runs/*/sightings/*.parquet"), "cannot be read -> set aside as "),
    "a garbled record": (garbled_record, "run.json: cannot be read -> set aside as "),
    "a leftover": (leftover, "1 temporary files of a killed run: removed"),
}


@pytest.mark.parametrize("case", DAMAGE)
def test_damage_is_found_and_mended_and_the_next_run_is_as_it_would_have_been(
    case: str, sample_run: Any, sample_home: Path, sample: Path, rank: Any, rolefit: Any, tmp_path: Path
) -> None:
    damage, words = DAMAGE[case]
    damage(sample_home)
    if case not in ("a leftover", "duties and facts lost"):
        dry = rolefit(sample_home, "store", "check", "--dry-run")
        assert (dry.code, dry.err) == (1, "")
        assert "nothing changed" in dry.out
        assert words.split(" -> ")[0] in dry.out or "forgotten" in words
    mended = rolefit(sample_home, "store", "check")
    assert (mended.code, mended.err) == (0, "")
    assert words in mended.out, mended.out
    again = rolefit(sample_home, "store", "check")
    assert again.code == 0
    assert "The store is whole" in again.out
    if case.startswith("postings"):
        assert f"Postings were lost; rank these files again: {sample}" in mended.out
        assert (sample_home / "data" / "store" / "damaged" / "postings").is_dir()
    assert rank(sample_home, tmp_path / "out", sample).bytes == sample_run.outputs.bytes


@pytest.mark.parametrize("kind", ["postings/*.parquet", "judged/*/*.parquet"])
def test_a_run_that_meets_damage_says_what_to_do_and_leaves_the_old_outputs(
    kind: str, sample_home: Path, sample: Path, rank: Any, rolefit: Any, tmp_path: Path
) -> None:
    out = rank(sample_home, tmp_path / "out", sample)
    old = out.bytes
    cut(sample_home, kind)
    ran = rolefit(sample_home, "rank", sample, "--out", out.folder, "--workers", 1, "--quiet")
    assert ran.code == 1
    (line,) = ran.err.splitlines()
    assert "is damaged; run `rolefit store check`, then `rolefit rank` on the same listings again" in line
    assert out.bytes == old
    out.check_accounts()


def test_a_file_that_is_none_of_the_stores_is_left_alone(sample_home: Path, rolefit: Any) -> None:
    own = sample_home / "data" / "store" / "notes"
    own.mkdir()
    (own / "mine.parquet").write_text("not Parquet")
    assert rolefit(sample_home, "store", "check").code == 0
    assert (own / "mine.parquet").read_text() == "not Parquet"


def test_pruning_keeps_the_newest_runs_and_what_they_are_compared_with(
    sample_run: Any, sample_home: Path, sample: Path, sample_records: Any, write_listings: Any, rank: Any, rolefit: Any,
    tmp_path: Path,
) -> None:  # fmt: skip
    def week(n: int) -> Path:
        """Eight listings, each at another address than the week before."""
        records = [{**r, "job_url": f"https://jobs.example.com/{n}/{r['id']}"} for r in sample_records[n : n + 8]]
        return Path(write_listings(tmp_path / f"{n}.csv", records))

    weeks = [week(n) for n in range(4)]
    first, *_, last = [rank(sample_home, tmp_path / "out", week, "--date", f"2026-12-0{n + 1}")
                       for n, week in enumerate(weeks)]  # fmt: skip
    bytes_of_last, store = last.bytes, Store(sample_home / "data" / "store")
    names = [run.name for run in runs(store)]
    whole = shutil.copytree(sample_home, tmp_path / "whole")
    pruned = rolefit(sample_home, "store", "prune", "--keep", 1)
    assert (pruned.code, pruned.err) == (0, "")
    # The sample's own run is the newest of another folder; the last of the weeks needs the one before it.
    assert [run.name for run in runs(store)] == [names[0], *names[-2:]]
    assert "2 runs forgotten, 3 kept" in pruned.out
    assert set(store.batches("ranked")) == set(store.batches("seen")) == {names[0], *names[-2:]}
    assert rank(sample_home, tmp_path / "out", weeks[-1], "--date", "2026-12-04").bytes == bytes_of_last
    # What was first seen in a forgotten run is still known to be old.
    again = rank(sample_home, tmp_path / "out", weeks[1])
    rows = {row["source_id"]: row for row in again.ranked}
    assert {row["first_seen"] for row in rows.values()} == {"2026-11-25"}
    # And under which addresses: an old scrape gives the bytes of a store that was never pruned.
    shared = sample_records[3]["id"]
    assert {f"https://jobs.example.com/{n}/{shared}" for n in (0, 2, 3)} < {*rows[shared]["other_urls"].split(" | ")}
    bytes_of_pruned = again.bytes
    rank(whole, tmp_path / "out", weeks[-1], "--date", "2026-12-04")
    assert rank(whole, tmp_path / "out", weeks[1]).bytes == bytes_of_pruned
    assert first.folder == last.folder
    assert rolefit(sample_home, "store", "check").code == 0


def test_the_store_shows_its_runs(sample_home: Path, rolefit: Any, sample_run: Any) -> None:
    shown = rolefit(sample_home, "store", "show")
    assert (shown.code, shown.err) == (0, "")
    assert "57 postings" in shown.out
    assert any({"60", "55", "2026-11-25"} <= set(line.split()) for line in shown.out.splitlines())


@pytest.mark.parametrize("command", ["show", "check", "prune"])
def test_a_store_that_is_not_there_is_no_error(command: str, home: Path, rolefit: Any) -> None:
    ran = rolefit(home, "store", command)
    assert (ran.code, ran.err) == (0, "")
    assert "holds nothing yet" in "".join(ran.out.split("\n")).replace("  ", " ")
    assert not (home / "data" / "store").exists()


@pytest.mark.parametrize("command", ["check", "prune"])
def test_a_store_in_use_is_not_touched(command: str, sample_home: Path, rolefit: Any) -> None:
    with Store(sample_home / "data" / "store").locked():
        ran = rolefit(sample_home, "store", command)
    assert ran.code == 1
    assert "another run uses" in ran.err


def test_keeping_no_run_is_refused(sample_home: Path, rolefit: Any) -> None:
    assert rolefit(sample_home, "store", "prune", "--keep", "0").code == 2
