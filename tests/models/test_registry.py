from __future__ import annotations

import json
import pickle
from pathlib import Path

import pytest

from models.judge import PostingFeatures
from models.profile import SkillProfile
from models.registry import Registry, RegistryError
from models.training import Trained


@pytest.fixture(scope="module")
def saved(trained: Trained, tmp_path_factory: pytest.TempPathFactory) -> tuple[Registry, str]:
    registry = Registry(tmp_path_factory.mktemp("home") / "registry")
    return registry, registry.save(trained, "0" * 64).version


def _copy(saved: tuple[Registry, str], target: Path) -> tuple[Registry, str]:
    registry, version = saved
    folder = target / "registry" / version
    folder.mkdir(parents=True)
    for file in (registry.root / version).iterdir():
        (folder / file.name).write_bytes(file.read_bytes())
    return Registry(target / "registry"), version


def test_a_saved_model_judges_as_before(
    saved: tuple[Registry, str], trained: Trained, some_features: list[PostingFeatures], profile: SkillProfile
) -> None:
    registry, version = saved
    assert registry.champion() == version
    assert registry.load(version).judge.judge(some_features, profile) == trained.judge.judge(some_features, profile)


def test_nothing_unfinished_stays_behind(saved: tuple[Registry, str]) -> None:
    registry, version = saved
    assert sorted(path.name for path in registry.root.iterdir()) == sorted(["champion", version])


def test_saving_the_same_models_again_gives_the_same_version(saved: tuple[Registry, str], trained: Trained) -> None:
    registry, version = saved
    assert registry.save(trained, "0" * 64).version == version


class _Trap:
    def __reduce__(self) -> tuple[object, ...]:
        return Path.touch, (Path("trap-sprung"),)


def test_a_tampered_artifact_is_refused_before_it_runs(
    saved: tuple[Registry, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    registry, version = _copy(saved, tmp_path)
    monkeypatch.chdir(tmp_path)
    (registry.root / version / "judge.joblib").write_bytes(pickle.dumps(_Trap()))
    with pytest.raises(RegistryError, match=r"judge\.joblib"):
        registry.load(version)
    assert not (tmp_path / "trap-sprung").exists()


def test_a_model_of_another_scikit_learn_is_not_loaded(saved: tuple[Registry, str], tmp_path: Path) -> None:
    registry, version = _copy(saved, tmp_path)
    path = registry.root / version / "manifest.json"
    manifest = json.loads(path.read_text())
    manifest["libraries"]["scikit-learn"] = "1.0.0"
    path.write_text(json.dumps(manifest))
    assert not registry.is_current(registry.manifest(version))
    with pytest.raises(RegistryError, match="other library versions"):
        registry.load(version)


@pytest.mark.parametrize("content", ["", "{}", '{"version": 1, "surprise": 2}', "\0"])
def test_a_broken_manifest_is_named(saved: tuple[Registry, str], tmp_path: Path, content: str) -> None:
    registry, version = _copy(saved, tmp_path)
    (registry.root / version / "manifest.json").write_text(content)
    with pytest.raises(RegistryError, match=r"manifest\.json"):
        registry.manifest(version)


def test_without_any_model_there_is_no_champion(tmp_path: Path) -> None:
    assert Registry(tmp_path / "none").champion() is None
