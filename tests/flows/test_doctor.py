"""A machine that is well, and machines that are not: each fault is found, named, and comes with what to do."""

from __future__ import annotations

import json
import shutil
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from flows import doctor
from flows.doctor import Finding, packages
from flows.doctor_home import model, store
from flows.settings import Settings
from flows.store import Store

PYPROJECT = '[project]\ndependencies = ["spacy>=3.8,<3.9", "numpy>=2,<3", "tomli>=2; python_version < \'3\'"]\n'
LOCK = (
    "# a comment\nspacy==3.8.18 \\\n    --hash=sha256:00\nnumpy==2.4.1 ; sys_platform != 'x' \\\n    --hash=sha256:01\n"
)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing slow is tried."""
    monkeypatch.setattr(doctor, "PROBES", {"Prefect": "print('3.8.8')"})


def project(folder: Path, pyproject: str = PYPROJECT, lock: str = LOCK) -> Path:
    (folder / "pyproject.toml").write_text(pyproject, encoding="utf-8")
    (folder / "requirements.lock").write_text(lock, encoding="utf-8")
    return folder


def installed(**versions: str) -> Any:
    def look(name: str) -> str:
        if name not in versions:
            raise PackageNotFoundError(name)
        return versions[name]

    return look


# -- the command ------------------------------------------------------------------------------------------------------


def test_this_machine_is_well(sample_home: Path, rolefit: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    ran = rolefit(sample_home, "doctor")
    assert (ran.code, ran.err) == (0, "")
    for line in ("ok    Python: 3.", "ok    model: m", "ok    store: ", "ok    English model: en core_web_sm"):
        assert line in ran.out
    assert f"ok    Prefect: {version('prefect')} with fastapi {version('fastapi')}" in ran.out
    assert "ok    word vectors: 256 numbers a word, offline" in ran.out
    assert ran.out.splitlines()[-1].startswith("All is well")


@pytest.mark.usefixtures("quick")
def test_what_fails_decides_the_code_and_says_what_to_do(
    sample_home: Path, rolefit: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:9/api")
    ran = rolefit(sample_home, "doctor", "--json")
    assert (ran.code, ran.err) == (1, "")
    found = {one["check"]: one for one in json.loads(ran.out)}
    assert [name for name, one in found.items() if one["status"] == "fail"] == ["Prefect server"]
    assert "unset PREFECT_API_URL" in found["Prefect server"]["do"]
    assert {one["status"] for one in found.values()} <= {"ok", "warn", "fail"}
    assert all(one["do"] for one in found.values() if one["status"] == "fail")
    ran = rolefit(sample_home, "doctor")
    assert "FAIL  Prefect server: nothing answers at http://127.0.0.1:9/api\n      -> start it" in ran.out
    assert "1 of 9 checks failed" in ran.out


@pytest.mark.usefixtures("quick")
def test_a_check_that_breaks_is_a_finding_too(home: Path, rolefit: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> Finding:
        raise ZeroDivisionError("oops\x1b[2J")

    monkeypatch.setattr(doctor, "packages", broken)
    ran = rolefit(home, "doctor")
    assert ran.code == 1
    assert "FAIL  packages: could not be looked at: ZeroDivisionError: oops [2J" in ran.out
    assert "ok    model: m" in ran.out


def test_probes_that_fail_say_why_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    probes = {"a": "raise ImportError('no module x')", "b": "import os; os._exit(7)", "c": "while True: pass"}
    monkeypatch.setattr(doctor, "PROBES", probes)
    monkeypatch.setattr(doctor, "IMPORT_PATIENCE", 1.0)
    found = list(doctor.probe_imports())
    assert [one.status for one in found] == ["fail"] * 3
    assert found[0].detail == "ImportError: no module x"
    assert found[1].detail == "the process ended with 7"
    assert "within 1 s" in found[2].detail


# -- the machine ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("found", "status"), [((3, 10), "fail"), ((3, 11), "ok"), ((3, 13), "ok"), ((3, 14), "fail")])
def test_python_must_be_one_that_the_lock_was_made_for(found: tuple[int, int], status: str) -> None:
    assert doctor.python_version(found).status == status


def test_packages_as_locked_are_well(tmp_path: Path) -> None:
    found = packages(project(tmp_path), installed(spacy="3.8.18", numpy="2.4.1"))
    assert (found.status, found.detail) == ("ok", "2 as in requirements.lock")


def test_a_package_other_than_locked_is_a_warning(tmp_path: Path) -> None:
    found = packages(project(tmp_path), installed(spacy="3.8.18", numpy="2.3.0"))
    assert (found.status, found.detail) == ("warn", "numpy 2.3.0 instead of 2.4.1: not what was tested")
    assert "make .venv" in found.do


@pytest.mark.parametrize("numpy", ["1.26.4", None])
def test_a_package_out_of_range_or_missing_fails(numpy: str | None, tmp_path: Path) -> None:
    have = {"spacy": "3.8.18"} | ({"numpy": numpy} if numpy else {})
    found = packages(project(tmp_path), installed(**have))
    assert found.status == "fail"
    assert found.detail == f"numpy {numpy or 'is missing'} (<3,>=2 is needed)"


def test_the_real_project_is_read(tmp_path: Path) -> None:
    assert packages().status != "fail"
    # Only what is needed counts: a package for development may be missing.
    assert packages(project(tmp_path, lock=LOCK + "ruff==0.17 \\\n"), installed(spacy="3.8.18", numpy="2.4.1")).do == ""


def test_a_home_that_cannot_be_written_to_fails(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for home in (tmp_path / "missing", tmp_path / "file"):
        found = doctor.home(Settings(home=home))
        assert (found.status, str(home) in found.detail) == ("fail", True)
        assert "ROLEFIT_HOME" in found.do
    assert not list(tmp_path.glob("missing"))


class Usage(NamedTuple):
    free: int


@pytest.mark.parametrize(("free", "status"), [(10**8, "fail"), (10**9, "warn"), (10**10, "ok")])
def test_a_full_disk_is_told_before_a_run(
    free: int, status: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(free))
    assert doctor.disk(Settings(home=tmp_path / "not" / "made")).status == status


def test_no_browser_is_no_fault() -> None:
    assert doctor.browser(lambda name: None).status == "ok"


# -- the home ---------------------------------------------------------------------------------------------------------


def test_a_model_that_was_changed_fails(home: Path) -> None:
    settings = Settings(home=home)
    assert model(settings).status == "ok"
    (artifact,) = (home / "models" / "registry").glob("m*/judge.joblib")
    artifact.write_bytes(artifact.read_bytes()[:-1])
    found = model(settings)
    assert found.status == "fail"
    assert "judge.joblib" in found.detail


def test_a_home_without_a_model_needs_something_to_train_one_from(home: Path) -> None:
    shutil.rmtree(home / "models")
    assert model(Settings(home=home)).status == "ok"
    shutil.rmtree(home / "data" / "labeled")
    assert model(Settings(home=home)).status == "fail"


def test_a_damaged_file_of_the_store_is_named(sample_home: Path) -> None:
    settings = Settings(home=sample_home)
    assert store(settings).status == "ok"
    path = next((sample_home / "data" / "store" / "facts").rglob("*.parquet"))
    path.write_bytes(path.read_bytes()[:-20])
    found = store(settings)
    assert (found.status, path.name in found.detail) == ("fail", True)
    assert "rolefit store check" in found.do


def test_a_run_under_way_is_named_and_not_disturbed(home: Path) -> None:
    settings = Settings(home=home)
    assert store(settings).detail == "nothing ranked yet"
    with Store(settings.store).locked():
        found = store(settings)
        assert found.status == "warn"
        assert "process " in found.detail
    assert store(settings).status == "ok"
