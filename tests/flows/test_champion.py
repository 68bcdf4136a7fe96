from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from flows.champion import champion_manifest, read_profile, train_champion
from flows.settings import Settings
from flows.training_data import LabelledDataError, labelled_hash
from models.profile import ProfileError
from models.registry import Registry
from models.training import TrainingError


@pytest.fixture
def bare(trained_home: Path, tmp_path: Path) -> Settings:
    """A home with profiles and labelled data and no model."""
    for name in ("labeled", "profiles"):
        shutil.copytree(trained_home / "data" / name, tmp_path / "bare" / "data" / name)
    return Settings(home=tmp_path / "bare")


def test_no_model_is_none(bare: Settings) -> None:
    assert champion_manifest(bare) is None


def test_training_makes_a_champion_and_tells_how_far_it_is(bare: Settings) -> None:
    labelled = bare.labeled / "postings.jsonl"
    labelled.write_text("".join(labelled.read_text(encoding="utf-8").splitlines(keepends=True)[:60]), encoding="utf-8")
    told: list[tuple[str, float]] = []
    manifest = train_champion(bare, lambda step, done: told.append((step, done)))
    assert champion_manifest(bare) == manifest
    assert manifest.data_sha256 == labelled_hash(bare.labeled)
    assert manifest.metrics["postings"] == 60
    amounts = [done for _, done in told]
    assert amounts == sorted(amounts)
    assert (amounts[0], amounts[-1]) == (0, 1)


@pytest.mark.parametrize(
    ("entry", "value"),
    [("libraries", {"scikit-learn": "0.1"}), ("artifact_version", 0), ("extractor", "x0-00000000")],
)
def test_a_champion_of_other_versions_counts_as_none(home: Path, entry: str, value: object) -> None:
    settings = Settings(home=home)
    version = Registry(settings.registry).champion()
    assert version is not None
    assert champion_manifest(settings) is not None
    path = settings.registry / version / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text(encoding="utf-8")), entry: value}), encoding="utf-8")
    assert champion_manifest(settings) is None


@pytest.mark.parametrize("content", ["", "{", "[]", '{"version": 1}'])
def test_a_damaged_manifest_counts_as_none(home: Path, content: str) -> None:
    settings = Settings(home=home)
    (settings.registry / str(Registry(settings.registry).champion()) / "manifest.json").write_text(content)
    assert champion_manifest(settings) is None


def test_training_without_data_says_where_it_looked(bare: Settings) -> None:
    (bare.labeled / "postings.jsonl").unlink()
    with pytest.raises(LabelledDataError, match=r"labeled: no labelled postings"):
        train_champion(bare, lambda step, done: None)


def test_training_on_a_handful_is_refused(bare: Settings) -> None:
    labelled = bare.labeled / "postings.jsonl"
    labelled.write_text("".join(labelled.read_text(encoding="utf-8").splitlines(keepends=True)[:9]), encoding="utf-8")
    with pytest.raises(TrainingError, match="9 labelled postings are too few"):
        train_champion(bare, lambda step, done: None)
    assert champion_manifest(bare) is None


def test_a_profile_is_found_by_name_and_by_path(bare: Settings, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere.toml"
    shutil.copy(bare.profiles / "account_manager.toml", elsewhere)
    assert read_profile(bare, "account_manager") == read_profile(bare, str(elsewhere))


def test_an_unknown_profile_names_the_known_ones(bare: Settings) -> None:
    shutil.copy(bare.profiles / "account_manager.toml", bare.profiles / "mine.toml")
    with pytest.raises(ProfileError, match=r"no such profile \(known: account_manager, mine\)"):
        read_profile(bare, "min")


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ('name = "a"\n[levels]\nscope_controll = 1', "did you mean 'scope_control'"),
        ('name = "a"\n[levels]\nscope_control = 7', r"levels\.scope_control = 7: give a number from 0 to 1"),
        ("name = ", r"broken\.toml, line 1: "),
        ("\udcff", "broken.toml: "),
        ("", "a profile needs a short name"),
    ],
)
def test_a_profile_with_a_mistake_names_file_and_mistake(bare: Settings, content: str, complaint: str) -> None:
    path = bare.profiles / "broken.toml"
    path.write_bytes(content.encode("utf-8", "surrogateescape"))
    with pytest.raises(ProfileError, match=complaint) as error:
        read_profile(bare, "broken")
    assert str(error.value).startswith(str(path))
