"""A scrape a week later: what is new, seen, changed and gone, and by how much scores moved."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

LATER = ("--date", "2026-12-02")


@pytest.fixture
def week_later(sample_records: Any, write_listings: Any, tmp_path: Path) -> Path:
    """Twelve listings of the sample, one of them edited, and one that was never there."""
    records = [dict(record) for record in sample_records[:12]]
    records[3]["description"] += "\n* Own the annual plan of the largest client, from budget to review"
    new = {**records[0], "id": "new-1", "job_url": "https://jobs.example.com/new-1", "company": "Wren & Wick"}
    new["title"] = "Client Partner"
    return Path(write_listings(tmp_path / "later.csv", [*records, new]))


def test_a_later_scrape_says_of_each_job_what_became_of_it(
    sample_run: Any, sample_home: Path, sample_records: Any, week_later: Path, rank: Any, rolefit: Any, tmp_path: Path
) -> None:
    before = {row["source_id"]: row for row in sample_run.outputs.ranked}
    assert {row["status"] for row in before.values()} == {"new"}
    assert {row["score_change"] for row in before.values()} == {""}
    out = rank(sample_home, tmp_path / "out", week_later, *LATER)
    rows = {row["source_id"]: row for row in out.ranked}
    edited = rows[sample_records[3]["id"]]
    assert (edited["status"], edited["first_seen"], edited["last_seen"]) == ("changed", "2026-11-25", "2026-12-02")
    was, now = before[edited["source_id"]], edited
    assert edited["posting_id"] != was["posting_id"]
    assert float(edited["score_change"]) == pytest.approx(float(now["fit_score"]) - float(was["fit_score"]), abs=0.051)
    assert (rows["new-1"]["status"], rows["new-1"]["first_seen"], rows["new-1"]["score_change"]) == (
        "new", "2026-12-02", "",
    )  # fmt: skip
    others = [row for row in out.ranked if row["source_id"] not in ("new-1", edited["source_id"])]
    assert {row["status"] for row in others} == {"seen"}
    assert {row["first_seen"] for row in others} == {"2026-11-25"}
    assert {row["last_seen"] for row in out.ranked} == {"2026-12-02"}
    assert {row["score_change"] for row in others if row["fit_score"]} == {"0.0"}
    gone = out.rows("gone.csv")
    still = {edited["source_id"], *(row["source_id"] for row in others)}
    assert {row["source_id"] for row in gone} == before.keys() - still
    assert [row["source_id"] for row in gone] == [source for source in before if source not in still]  # by rank
    assert all(row["fit_score"] == before[row["source_id"]]["fit_score"] for row in gone)
    assert {row["last_seen"] for row in gone} == {"2026-11-25"}
    counts = out.summary["statuses"]
    assert counts == {"new": 1, "seen": len(others), "changed": 1, "gone": len(gone)}
    # Again, the same bytes: reading a scrape twice is not seeing its jobs twice.
    assert rank(sample_home, tmp_path / "again", week_later, "--date", "2026-12-02").bytes == out.bytes
    asked = rolefit(sample_home, "query", "--where", "status = 'changed'", "--columns", "source_id,first_seen")
    assert asked.out.splitlines()[1:] == [f"{edited['source_id']},2026-11-25"]


def test_an_edited_profile_shows_what_it_did_to_each_score(
    sample_run: Any, sample_home: Path, sample: Path, rank: Any, tmp_path: Path
) -> None:
    profile = sample_home / "data" / "profiles" / "account_manager.toml"
    profile.write_text(profile.read_text(encoding="utf-8").replace('seniority = "mid"', 'seniority = "director"'))
    out = rank(sample_home, tmp_path / "out", sample)
    before = {row["posting_id"]: row["fit_score"] for row in sample_run.outputs.ranked}
    moved = [row for row in out.ranked if row["fit_score"]]
    for row in moved:
        assert float(row["score_change"]) == pytest.approx(float(row["fit_score"]) - float(before[row["posting_id"]]))
    assert any(float(row["score_change"]) for row in moved)
    assert {row["status"] for row in out.ranked} == {"new"}  # the scrape is the same: it was not seen twice
    assert out.rows("gone.csv") == []
    assert rank(sample_home, tmp_path / "again", sample).bytes == out.bytes


def test_a_date_must_be_a_day(sample_home: Path, sample: Path, rolefit: Any, tmp_path: Path) -> None:
    ran = rolefit(sample_home, "rank", sample, "--out", tmp_path / "out", "--date", "yesterday")
    assert ran.code == 2
    assert "--date" in ran.err
    assert ran.err.count("\n") == 1
