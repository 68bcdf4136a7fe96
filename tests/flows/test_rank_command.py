"""Runs again: the same bytes, nothing done twice, and nothing lost when a run is stopped."""

from __future__ import annotations

import copy
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from flows.batches import extract_batch, score_batch
from flows.rank_command import MOST_WORKERS, default_workers
from flows.settings import Settings
from flows.store import Store
from flows.training_data import labelled_hash
from flows.workers import Workers
from models.registry import Registry

#: Columns of the listing that was read first of a job, which reposts may fill otherwise.
OF_THE_FIRST = (
    "source_file", "source_row", "job_url", "source_id", "site", "other_urls", "other_source_ids", "other_dates",
    "date_posted", "is_remote",
)  # fmt: skip


@dataclass
class Work:
    """Which batches were extracted and which scored, and how many postings were parsed for that."""

    extracted: list[str] = field(default_factory=list)
    scored: list[str] = field(default_factory=list)
    parsed: int = 0


@pytest.fixture
def work(prefect_api: str, monkeypatch: pytest.MonkeyPatch) -> Work:
    """Count the work that the flow asks for, and do it."""
    import features.extraction
    import flows.rank

    done = Work()

    def extracting(place: Any, batch: str) -> int:
        done.extracted.append(batch)
        return extract_batch(place, batch)

    def scoring(place: Any, batch: str, *profile: Any) -> int:
        done.scored.append(batch)
        return score_batch(place, batch, *profile)

    def parsing(postings: Any, finder: Any) -> Any:
        done.parsed += len(postings)
        return parse(postings, finder)

    parse = features.extraction.extract
    monkeypatch.setattr(features.extraction, "extract", parsing)
    monkeypatch.setattr(flows.rank, "extract_batch", extracting)
    monkeypatch.setattr(flows.rank, "score_batch", scoring)
    return done


# -- again ------------------------------------------------------------------------------------------------------------


def test_a_second_run_does_no_work_and_gives_the_same_bytes(
    sample_run: Any, sample_home: Path, sample: Path, rank: Any, work: Work, tmp_path: Path
) -> None:
    again = rank(sample_home, tmp_path / "again", sample)
    assert work == Work()
    assert again.bytes == sample_run.outputs.bytes
    assert again.summary["new_postings"] == 0


def test_small_batches_give_the_bytes_of_a_large_one(
    sample_run: Any, home: Path, sample: Path, rank: Any, work: Work, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flows.ingest.CHUNK_ROWS", 13)
    assert rank(home, tmp_path / "out", sample).bytes == sample_run.outputs.bytes
    assert len(work.extracted) == len(work.scored) == 5


def test_the_order_of_the_files_does_not_matter(
    home: Path, sample_records: Any, write_listings: Any, rank: Any, tmp_path: Path
) -> None:
    parts = [
        write_listings(tmp_path / f"{n}.csv", sample_records[first : first + 20]) for n, first in enumerate((0, 20, 40))
    ]
    one = rank(home, tmp_path / "one", *parts)
    shutil.rmtree(home / "data" / "store")
    other = rank(home, tmp_path / "other", *reversed(parts))

    def jobs(rows: list[dict[str, str]]) -> list[dict[str, str]]:
        return [{name: value for name, value in row.items() if name not in OF_THE_FIRST} for row in rows]

    assert jobs(one.ranked) == jobs(other.ranked)
    assert {row["source_file"] for row in one.ranked} == {str(part) for part in parts}


def test_only_new_listings_are_parsed(
    sample_home: Path, sample: Path, sample_records: Any, write_listings: Any, rank: Any, work: Work, tmp_path: Path
) -> None:
    new = [
        {**record, "id": f"new-{n}", "company": f"Wren & Wick {n}", "description": record["description"] + "\n* New"}
        for n, record in enumerate(sample_records[:3])
    ]
    more = write_listings(tmp_path / "more.csv", [*new, *sample_records[:5]])
    out = rank(sample_home, tmp_path / "out", sample, more)
    (batch,) = work.extracted
    assert work.scored == [batch]
    assert len(Store(Settings(home=sample_home).store).read("postings", batch)) == 3
    assert out.summary["new_postings"] == 3
    # The five seen before are copies of themselves.
    assert (len(out.ranked), out.summary["copies"], out.summary["rows"]) == (58, 10, 68)


def test_an_edited_profile_scores_again_without_parsing(
    sample_run: Any, sample_home: Path, sample: Path, rank: Any, work: Work, tmp_path: Path
) -> None:
    profile = sample_home / "data" / "profiles" / "account_manager.toml"
    profile.write_text(profile.read_text(encoding="utf-8").replace('seniority = "mid"', 'seniority = "director"'))
    out = rank(sample_home, tmp_path / "out", sample)
    assert len(work.scored) == 1
    assert work.parsed == 0
    before = {row["posting_id"]: row["fit_score"] for row in sample_run.outputs.ranked}
    assert any(before[row["posting_id"]] != row["fit_score"] for row in out.ranked)


def test_a_new_model_with_the_same_line_scorer_scores_again_without_parsing(
    sample_run: Any,
    sample_home: Path,
    sample: Path,
    small_model: Any,
    rank: Any,
    tmp_path: Path,
    work: Work,
) -> None:
    settings = Settings(home=sample_home)
    formula = copy.copy(small_model.judge.fit)
    formula.base_ += 3
    judge = replace(small_model.judge, fit=formula)
    before = Registry(settings.registry).champion()
    manifest = Registry(settings.registry).save(replace(small_model, judge=judge), labelled_hash(settings.labeled))
    assert manifest.version != before
    out = rank(sample_home, tmp_path / "out", sample)
    assert work.parsed == 0
    assert {row["model_version"] for row in out.ranked} == {manifest.version}
    best, best_before = float(out.ranked[0]["fit_score"]), float(sample_run.outputs.ranked[0]["fit_score"])
    assert best == pytest.approx(best_before + 3, abs=0.11)


def test_a_profile_is_the_file_that_was_asked_for_whatever_it_calls_itself(
    sample_run: Any, sample_home: Path, sample: Path, rank: Any, tmp_path: Path
) -> None:
    profiles = sample_home / "data" / "profiles"
    text = (profiles / "account_manager.toml").read_text(encoding="utf-8")
    (profiles / "mine.toml").write_text(text.replace('seniority = "mid"', 'seniority = "director"'), encoding="utf-8")
    out = rank(sample_home, tmp_path / "out", sample, "--profile", "mine")
    assert [row["fit_score"] for row in out.ranked] != [row["fit_score"] for row in sample_run.outputs.ranked]
    by_path = rank(sample_home, tmp_path / "path", sample, "--profile", profiles / "mine.toml")
    assert by_path.bytes == out.bytes


def test_quiet_is_quiet(sample_home: Path, sample: Path, rolefit: Any, prefect_api: str, tmp_path: Path) -> None:
    ran = rolefit(sample_home, "rank", sample, "--out", tmp_path / "out", "--workers", 1, "--quiet")
    assert (ran.code, ran.out, ran.err) == (0, "", "")


# -- stopped ----------------------------------------------------------------------------------------------------------

#: Runs in the process of the command: small batches, and the second to be extracted fails for good.
SECOND_BATCH_FAILS = """
import flows.ingest, flows.rank
flows.ingest.CHUNK_ROWS = 15
flows.rank.extract_task.retry_delay_seconds = 0
extract, good = flows.rank.extract_batch, []
def failing(place, batch):
    if good and batch not in good:
        raise RuntimeError("the disk\\n fell over")
    good.append(batch)
    return extract(place, batch)
flows.rank.extract_batch = failing
"""


def test_a_failed_run_says_so_in_one_line_and_the_next_one_goes_on(
    sample_run: Any, home: Path, sample: Path, forked: Any, rank: Any, work: Work, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    args = ("rank", sample, "--out", out, "--workers", 1, "--quiet")
    failed = forked(home, *args, before=SECOND_BATCH_FAILS)
    assert failed.code == 1
    (line,) = failed.err.splitlines()
    assert line.startswith("rolefit: the run failed: RuntimeError: the disk fell over")
    assert not (out / "ranked.csv").exists()
    assert rank(home, out, sample).bytes == sample_run.outputs.bytes
    assert len(work.extracted) == 3  # of four batches, one was done


def test_a_worker_that_dies_is_replaced(
    sample_run: Any, home: Path, sample: Path, rank: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = Workers.run
    deaths: list[str] = []

    def dying(self: Workers, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        if not deaths:
            deaths.append(function.__name__)
            return run(self, os._exit, 1)
        return run(self, function, *args, **kwargs)

    monkeypatch.setattr(Workers, "run", dying)
    monkeypatch.setattr(Workers, "warm_up", lambda *args: None)  # of processes that are about to die: 5 s for nothing
    assert rank(home, tmp_path / "out", sample, "--workers", 2).bytes == sample_run.outputs.bytes
    assert deaths == ["extract_batch"]


def test_of_two_runs_at_once_the_second_is_told_who_runs(
    home: Path, sample: Path, rolefit: Any, tmp_path: Path
) -> None:
    with Store(Settings(home=home).store).locked():
        second = rolefit(home, "rank", sample, "--out", tmp_path / "out", "--workers", 1)
    assert second.code == 1
    (line,) = second.err.splitlines()
    assert line.startswith("rolefit: another run uses ")
    assert f"process {os.getpid()}" in line
    assert not (tmp_path / "out" / "ranked.csv").exists()


# -- workers ----------------------------------------------------------------------------------------------------------


@pytest.mark.skipif(not hasattr(os, "sched_getaffinity"), reason="this system does not tell a process its cores")
@pytest.mark.parametrize(("cores", "workers"), [(1, 1), (2, 2), (64, MOST_WORKERS)])
def test_one_worker_a_core_but_never_many(cores: int, workers: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda pid: set(range(cores)))
    assert default_workers() == workers
