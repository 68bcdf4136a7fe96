from __future__ import annotations

from pathlib import Path

import pytest

from flows.settings import Settings, find_home


def test_the_home_is_the_nearest_folder_with_labelled_postings(tmp_path: Path) -> None:
    (tmp_path / "data" / "labeled").mkdir(parents=True)
    inner = tmp_path / "inner"
    (inner / "data" / "labeled").mkdir(parents=True)
    deep = inner / "a" / "b"
    deep.mkdir(parents=True)
    assert find_home(deep) == inner
    assert find_home(tmp_path / "inner" / "..") == tmp_path


def test_outside_any_project_the_home_is_the_project_that_this_code_is_part_of(tmp_path: Path) -> None:
    assert find_home(tmp_path) == Path(__file__).resolve().parents[2]


def test_the_environment_names_the_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROLEFIT_HOME", str(tmp_path))
    settings = Settings()
    assert settings.store == tmp_path / "data" / "store"
    assert settings.labeled == tmp_path / "data" / "labeled"
    assert settings.profiles == tmp_path / "data" / "profiles"
    assert settings.registry == tmp_path / "models" / "registry"


def test_an_argument_wins_over_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROLEFIT_HOME", str(tmp_path / "other"))
    assert Settings(home=tmp_path).home == tmp_path


def test_an_empty_variable_is_no_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "data" / "labeled").mkdir(parents=True)
    (tmp_path / "sub").mkdir()
    monkeypatch.chdir(tmp_path / "sub")
    monkeypatch.setenv("ROLEFIT_HOME", "")
    assert Settings().home == tmp_path


def test_the_home_stays_where_it_is_when_the_working_folder_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    settings = Settings(home=Path("jobs"))
    monkeypatch.chdir("/")
    assert settings.store == tmp_path / "jobs" / "data" / "store"


def test_a_tilde_is_the_users_own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert Settings(home=Path("~/jobs")).home == tmp_path / "jobs"
