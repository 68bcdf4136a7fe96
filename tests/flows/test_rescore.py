"""After a promotion the store says what ranking the same listings again would say, and nothing was parsed for it."""

from __future__ import annotations

import copy
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import flows.batches
from flows.rescore import rescore_store
from flows.runs import finished_runs
from flows.settings import Settings
from flows.store import Store
from models.registry import Registry
from models.training import Trained


def _no_parsing(*args: object) -> None:
    raise AssertionError("something was parsed")


def _challenger(home: Path, small_model: Trained) -> str:
    """Save a model that finds the same duties and judges otherwise."""
    judge = copy.deepcopy(small_model.judge)
    judge.fit.points_ = judge.fit.points_ * np.array([0.5, 1, 1, 1, 1, 1])
    judge.roles.temperature = 3.0
    registry = Registry(Settings(home=home).registry)
    return registry.save(replace(small_model, judge=judge), "2" * 64, promote=False).version


def _kept(store: Store) -> list[Any]:
    """What the newest run left in the store, names of runs aside."""
    run = finished_runs(store)[-1]
    tables = [store.read(kind, run.name) for kind in ("ranked", "jobs", "seen")]
    rows = [store.read(run.sightings, part) for part in store.batches(run.sightings)]
    return [*tables, *rows, run.counts, run.listings, run.drift, run.compared.date, bool(run.compared.scores)]


def test_a_promotion_leaves_what_ranking_again_would_leave(
    sample_home: Path, sample: Path, small_model: Trained, tmp_path: Path, rolefit: Callable[..., Any],
    rank: Callable[..., Any], monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    version = _challenger(sample_home, small_model)
    other = Path(shutil.copytree(sample_home, tmp_path / "other"))
    assert "The next `rolefit rank`" in rolefit(other, "models", "promote", version, "--no-rescore").out
    monkeypatch.setattr(flows.batches, "extract_batch", _no_parsing)
    monkeypatch.setattr(flows.batches, "_finder", _no_parsing)
    ranked = rank(other, tmp_path / "ranked", sample)
    said = rolefit(sample_home, "models", "promote", version).out
    assert "57 stored postings judged by it in " in said
    one, two = (Store(Settings(home=home).store) for home in (sample_home, other))
    assert _kept(one) == _kept(two)
    scores = one.read("ranked", finished_runs(one)[-1].name, ["model_version", "score_change", "status"]).to_pylist()
    assert {row["model_version"] for row in scores} == {version}
    assert any(row["score_change"] for row in scores)
    # The next run finds all judged, and says the same again.
    monkeypatch.setattr("models.judge.Judge.judge_read", _no_parsing)  # the report's few jobs are judged by `judge`
    again = rank(sample_home, tmp_path / "again", sample)
    assert [again.rows(f"{n}.csv") for n in ("ranked", "gone")] == [ranked.rows(f"{n}.csv") for n in ("ranked", "gone")]


def test_giving_a_model_up_shows_its_predecessor_again(
    sample_home: Path, sample_run: Any, small_model: Trained, rolefit: Callable[..., Any]
) -> None:
    version = _challenger(sample_home, small_model)
    settings = Settings(home=sample_home)
    store = Store(settings.store)
    rolefit(sample_home, "models", "promote", version)
    rows = rolefit(sample_home, "query", "--csv").out
    assert version in rows
    again = rescore_store(settings)
    assert (again.postings, again.run) == (0, "")  # nothing is left to do
    said = rolefit(sample_home, "models", "rollback").out
    assert "It had judged all stored postings before" in said
    before, after = store.batches("ranked")[0], store.batches("ranked")[-1]
    same = ["posting_id", "rank", "fit_score", "role", "why", "status", "first_seen", "model_version"]
    assert store.read("ranked", before, same).equals(store.read("ranked", after, same))
    assert (
        f"posting {sample_run.outputs.ranked[0]['posting_id']}"
        in rolefit(sample_home, "explain", sample_run.outputs.ranked[0]["posting_id"]).out
    )


def test_a_model_that_finds_other_duties_leaves_the_parsing_to_the_next_run(
    sample_home: Path, small_model: Trained, rolefit: Callable[..., Any]
) -> None:
    settings = Settings(home=sample_home)
    lines = copy.deepcopy(small_model.lines)
    lines.C *= 2
    other = Registry(settings.registry).save(replace(small_model, lines=lines), "3" * 64, promote=False).version
    before = sorted(path for path in settings.store.rglob("*") if path.is_file())
    said = rolefit(sample_home, "models", "promote", other)
    assert (said.code, "the next `rolefit rank` parses the listings again" in said.out) == (0, True)
    assert sorted(path for path in settings.store.rglob("*") if path.is_file()) == before


def test_a_store_in_use_does_not_keep_a_model_from_being_used(
    sample_home: Path, small_model: Trained, rolefit: Callable[..., Any]
) -> None:
    settings = Settings(home=sample_home)
    version = _challenger(sample_home, small_model)
    with Store(settings.store).locked():
        said = rolefit(sample_home, "models", "promote", version)
    assert (said.code, "another run uses" in said.out) == (0, True)
    assert Registry(settings.registry).champion() == version
    assert "57 stored postings judged" in rolefit(sample_home, "models", "promote", version).out  # the same again


def test_a_home_without_a_store_has_nothing_to_judge(home: Path) -> None:
    assert rescore_store(Settings(home=home)).note == "nothing was ranked yet"
