"""Versions side by side: lineage, promotion, rollback, pruning, and what a killed process leaves."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import joblib
import numpy as np
import pytest

from models.competencies import CompetencyClassifier
from models.demands import DemandsRegressor
from models.fit import FitFormula
from models.judge import Judge
from models.line_kinds import LineKindClassifier
from models.parts import dump
from models.pruning import STALE_SECONDS, prunable, prune
from models.registry import NoSuchModelError, Registry, RegistryError
from models.role import RoleClassifier
from models.training import Trained
from models.unseen import Unseen
from tests.killed import run_killed

#: Not fitted: what is asked here does not hang on what a model knows.
EMPTY = Trained(
    LineKindClassifier(),
    Judge(CompetencyClassifier(), RoleClassifier(), DemandsRegressor(), FitFormula()),
    {"f1": 0.5},
    Unseen.of([], np.zeros((0, 4)), np.zeros(0)),
)


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    return Registry(tmp_path / "registry")


def saved(registry: Registry, *numbers: int, promote: bool = True) -> list[str]:
    return [registry.save(EMPTY, f"{number:064d}", promote=promote).version for number in numbers]


def test_a_challenger_is_kept_without_being_used(registry: Registry) -> None:
    (champion,) = saved(registry, 1)
    (challenger,) = saved(registry, 2, promote=False)
    assert registry.champion() == champion
    assert registry.versions() == sorted([champion, challenger])


def test_lineage_is_recorded(registry: Registry, tmp_path: Path) -> None:
    labelled = tmp_path / "b0001.jsonl"
    labelled.write_bytes(b'{"id": "x"}\n')
    (parent,) = saved(registry, 1)
    found = registry.save(EMPTY, "2" * 64, data={"added/b0001.jsonl": labelled}, parent=parent, note="more labels")
    assert registry.manifest(found.version) == found
    assert (found.parent, found.note) == (parent, "more labels")
    labelled.write_bytes(b"changed since")
    assert registry.recorded_data(found.version) == {"added/b0001.jsonl": b'{"id": "x"}\n'}
    with pytest.raises(RegistryError, match="did not record"):
        registry.recorded_data(parent)


def test_recorded_data_that_was_changed_is_refused(registry: Registry, tmp_path: Path) -> None:
    labelled = tmp_path / "a.jsonl"
    labelled.write_bytes(b"one")
    version = registry.save(EMPTY, "1" * 64, data={"a.jsonl": labelled}).version
    (kept,) = (registry.root / "data").iterdir()
    labelled.write_bytes(b"two")
    other = registry.save(EMPTY, "2" * 64, data={"a.jsonl": labelled})
    kept.write_bytes((registry.root / "data" / f"{other.data['a.jsonl']}.gz").read_bytes())
    with pytest.raises(RegistryError, match="not what it is named after"):
        registry.recorded_data(version)
    kept.write_bytes(b"no gzip")
    with pytest.raises(RegistryError, match="cannot be read"):
        registry.recorded_data(version)


def test_promotion_and_rollback_are_remembered(registry: Registry) -> None:
    a, b = saved(registry, 1, 2)
    registry.promote(a, "better\nat hybrids")
    assert (registry.champion(), registry.rollback("regretted"), registry.champion()) == (a, b, b)
    assert [(event.version, event.kind, event.reason) for event in registry.history()] == [
        (a, "promote", ""), (b, "promote", ""), (a, "promote", "better at hybrids"), (b, "rollback", "regretted"),
    ]  # fmt: skip
    assert registry.rollback() == a
    with pytest.raises(NoSuchModelError, match="no model was in use before"):
        registry.rollback()


@pytest.mark.parametrize("name", ["m0123456789", "", "../m0123456789", "/etc", "m012345678g"])
def test_a_version_that_is_not_there_is_no_champion(registry: Registry, name: str) -> None:
    saved(registry, 1)
    before = registry.champion()
    with pytest.raises(NoSuchModelError):
        registry.promote(name)
    assert registry.champion() == before


def test_a_manifest_made_to_match_a_changed_artifact_is_refused(registry: Registry) -> None:
    good, bad = saved(registry, 1, 2)
    for name in ("judge.joblib", "lines.joblib"):
        (registry.root / bad / name).write_bytes(b"anything")
    path = registry.root / bad / "manifest.json"
    manifest = json.loads(path.read_text())
    sha256 = "8a7eb6ba4ba1a3dd42ce41ad1c2c2a2b0a5b6e44bf17a7d3ff5e6ad1dc8d4e4a"
    manifest |= {"judge_sha256": sha256, "lines_sha256": sha256, "extractor": manifest["extractor"][:3] + sha256[:8]}
    path.write_text(json.dumps(manifest))
    with pytest.raises(RegistryError, match="another model's"):
        registry.check(bad)
    (registry.root / bad).rename(registry.root / "gone")
    (registry.root / good).rename(registry.root / bad)
    with pytest.raises(RegistryError, match="another model's"):
        registry.promote(bad)


def test_equal_models_are_equal_bytes_whichever_texts_are_one_object(tmp_path: Path) -> None:
    """Whether an attribute ``C`` is the ``C`` of an array's order depends on what else a process has loaded."""
    order = "".join(["o", "rder"])
    for name, other in (("one", order), ("two", "".join(["or", "der"]))):
        dump([order, other, {order: np.arange(3.0)}, [other]], tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    texts, array = joblib.load(tmp_path / "two")[:2], joblib.load(tmp_path / "two")[2]["order"]
    assert (texts, array.tolist()) == (["order", "order"], [0.0, 1.0, 2.0])


def test_a_version_that_cannot_be_used_is_made_anew(registry: Registry) -> None:
    (version,) = saved(registry, 1)
    (registry.root / version / "judge.joblib").write_bytes(b"broken")
    assert saved(registry, 1) == [version]
    assert registry.check(version).version == version


def test_pruning_keeps_the_champion_the_one_before_it_and_the_newest(registry: Registry, tmp_path: Path) -> None:
    labelled = tmp_path / "a.jsonl"
    versions = []
    for number in range(5):
        labelled.write_bytes(b"%d" % number)
        found = registry.save(EMPTY, f"{number:064d}", data={"a.jsonl": labelled}, promote=number in (0, 1))
        path = registry.root / found.version / "manifest.json"
        path.write_text(path.read_text().replace(found.created, f"2026-11-2{number}T00:00:00+00:00"))
        versions.append(found.version)
    left = registry.root / ".saving-left"
    left.mkdir()
    old = time.time() - STALE_SECONDS - 1
    for path in (left, *(registry.root / "data").iterdir()):
        os.utime(path, (old, old))
    assert prunable(registry, 1) == sorted(versions[2:4])
    assert prunable(registry, 9) == []
    prune(registry, versions[2:4])
    assert registry.versions() == sorted([*versions[:2], versions[4]])
    assert not left.exists()
    assert len(list((registry.root / "data").iterdir())) == 3
    assert registry.recorded_data(versions[4]) == {"a.jsonl": b"4"}
    with pytest.raises(RegistryError, match="is in use and stays"):
        prune(registry, [versions[1]])
    assert registry.champion() == versions[1]


#: While the new champion file is written, before it takes the old one's place; then nothing is left to be killed at.
STEPS = {"fsync": True, "3": True, "9": False}


@pytest.mark.parametrize(("step", "is_killed"), STEPS.items())
def test_killed_at_any_step_of_a_promotion_the_champion_is_the_old_or_the_new(
    registry: Registry, step: str, is_killed: bool
) -> None:
    old, new = saved(registry, 1, 2)
    registry.promote(old)
    before = registry.history()
    code = f"""
        from models.registry import Registry
        registry = Registry(folder)
        registry.check = lambda version: None  # reads, and changes nothing
        start()
        registry.promote({new!r}, "why")
    """
    assert run_killed(registry.root, step, code) == is_killed
    history = registry.history()
    assert history[: len(before)] == before
    assert [event.version for event in history[len(before) :]] == ([] if is_killed else [new])
    registry.promote(new)
    assert registry.champion() == new
    assert not list(registry.root.glob(".*"))
