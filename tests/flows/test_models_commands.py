from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from flows.champion import champion_manifest, train_champion
from flows.settings import Settings
from models.registry import Registry
from models.training import Trained


@pytest.fixture
def two(home: Path, small_model: Trained) -> tuple[Path, Registry, str, str]:
    """A home with a champion and a challenger, which say the same and were made of other data."""
    registry = Registry(Settings(home=home).registry)
    old = str(registry.champion())
    extra = home / "extra.jsonl"
    extra.write_text("{}\n")
    better = replace(small_model, metrics={**small_model.metrics, "role_macro_f1": 0.9})
    new = registry.save(better, "2" * 64, data={"added/b0001.jsonl": extra}, parent=old, note="more", promote=False)
    return home, registry, old, new.version


def test_a_model_is_promoted_and_given_up(two: tuple[Path, Registry, str, str], rolefit: Callable[..., Any]) -> None:
    home, registry, old, new = two
    listed = rolefit(home, "models", "list").out
    assert f"→  {old}" in listed
    assert f"   {new}" in listed
    ran = rolefit(home, "models", "promote", new, "--reason", "better at hybrids")
    assert (ran.code, registry.champion()) == (0, new)
    assert "in use already" in rolefit(home, "models", "promote", new).out
    shown = rolefit(home, "models", "show").out
    assert all(part in shown for part in (f"{new}: in use, whole", f"parent: {old}", "added/b0001.jsonl", "at hybrids"))
    ran = rolefit(home, "models", "rollback", "--reason", "regretted")
    assert (ran.code, registry.champion()) == (0, old)
    ran = rolefit(home, "models", "rollback")
    assert (ran.code, "no model was in use before" in ran.err, registry.champion()) == (2, True, old)


def test_two_models_are_compared(
    two: tuple[Path, Registry, str, str], small_model: Trained, rolefit: Callable[..., Any]
) -> None:
    home, _, old, new = two
    ran = rolefit(home, "models", "diff", old, new)
    assert ran.code == 0
    assert "role_macro_f1: " in ran.out
    assert "labelled data: differs; which files was not recorded" in ran.out  # of the first, which was saved without
    extra = home / "extra.jsonl"
    extra.write_text("{} {}")
    files = {"added/b0001.jsonl": extra, "added/b0002.jsonl": extra}
    third = Registry(Settings(home=home).registry).save(small_model, "3" * 64, data=files, promote=False).version
    ran = rolefit(home, "models", "diff", new, third)
    assert "labelled data, new: added/b0002.jsonl" in ran.out
    assert "labelled data, edited: added/b0001.jsonl" in ran.out
    assert "none that both have scored" in ran.out
    assert rolefit(home, "models", "diff", old, "m0000000000").code == 2


def test_the_comparison_names_postings_that_change(
    sample_home: Path, small_model: Trained, rolefit: Callable[..., Any]
) -> None:
    import pyarrow as pa

    from flows.store import Store

    registry = Registry(Settings(home=sample_home).registry)
    old = str(registry.champion())
    new = registry.save(small_model, "2" * 64, promote=False).version
    store = Store(Settings(home=sample_home).store)
    (key,) = [path.name for path in (store.root / "scores" / old).iterdir()]
    (batch,) = store.batches(f"scores/{old}/{key}")
    rows = store.read(f"scores/{old}/{key}", batch).to_pylist()
    changed = next(row for row in rows if row["role"] == "creative-pm")
    changed |= {"role": "hybrid", "fit_score": 100.0}
    store.write(f"scores/{new}/{key}", batch, pa.Table.from_pylist(rows))
    said = rolefit(sample_home, "models", "diff", old, new).out
    assert f"both scored: {len(rows)}; another role: 1" in said
    assert f"{changed['posting_id']} creative-pm → hybrid: " in said
    assert f"{changed['posting_id']} " in said.partition("moved furthest")[2]


def test_what_was_tampered_with_is_shown_and_not_promoted(
    two: tuple[Path, Registry, str, str], rolefit: Callable[..., Any]
) -> None:
    home, registry, old, new = two
    (registry.root / new / "judge.joblib").write_bytes(b"cos\nsystem\n(S'true'\ntR.")
    assert "tampered" in rolefit(home, "models", "show", new).out
    ran = rolefit(home, "models", "promote", new)
    assert (ran.code, "not the file its manifest describes" in ran.err, registry.champion()) == (1, True, old)


def test_pruning_asks_first(two: tuple[Path, Registry, str, str], rolefit: Callable[..., Any]) -> None:
    home, registry, old, new = two
    assert "Nothing to delete" in rolefit(home, "models", "prune").out
    assert f"Would be deleted: {new}" in rolefit(home, "models", "prune", "--keep", 0).out
    assert registry.versions() == sorted([old, new])
    assert f"Deleted: {new}" in rolefit(home, "models", "prune", "--keep", 0, "--yes").out
    assert registry.versions() == [old]


def test_a_model_of_other_libraries_is_trained_again_from_what_it_recorded(
    trained_home: Path, tmp_path: Path, rolefit: Callable[..., Any]
) -> None:
    settings = Settings(home=tmp_path / "home")
    lines = (trained_home / "data" / "labeled" / "postings.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    settings.labeled.mkdir(parents=True)
    settings.profiles.mkdir(parents=True)
    profile = (trained_home / "data" / "profiles" / "account_manager.toml").read_bytes()
    (settings.profiles / "account_manager.toml").write_bytes(profile)
    labelled = settings.labeled / "postings.jsonl"
    labelled.write_text("".join(lines[:45]), encoding="utf-8")
    first = train_champion(settings, lambda step, done: None)
    assert list(first.data) == ["postings.jsonl"]
    path = settings.registry / first.version / "manifest.json"
    manifest = json.loads(path.read_text())
    manifest["libraries"]["scikit-learn"] = "1.0.0"
    path.write_text(json.dumps(manifest))
    (settings.registry / first.version / "judge.joblib").write_bytes(b"never loaded")
    labelled.write_text("".join(lines[:60]), encoding="utf-8")
    assert champion_manifest(settings) is None
    ran = rolefit(settings.home, "models", "promote", first.version)
    assert ran.code == 0
    assert "made with scikit-learn 1.0.0: it is not loaded, but trained again" in ran.out
    again = champion_manifest(settings)
    assert again is not None
    assert again.metrics == first.metrics  # of 45 postings, as then, not of today's 60
    assert (again.data, again.data_sha256) == (first.data, first.data_sha256)
    assert "scikit-learn 1.0.0" in again.note
    assert again.parent != again.version
    Registry(settings.registry).load(again.version)
