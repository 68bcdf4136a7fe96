"""What the shell is offered, the order in which help shows the commands, and the version."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import pytest
import typer.main

from flows.cli import app
from flows.command_group import PANELS
from flows.completion import LISTS, VALUES
from flows.tables import RANKED

ROOT = Path(__file__).resolve().parents[2]

Complete = Callable[..., list[str]]


@pytest.fixture
def complete(rolefit: Any, monkeypatch: pytest.MonkeyPatch) -> Complete:
    """Press the key at the end of a line: ``complete(home, "query", "--role", "h")``."""

    def press(home: Path, *words: str) -> list[str]:
        monkeypatch.setenv("_ROLEFIT_COMPLETE", "complete_bash")
        monkeypatch.setenv("COMP_WORDS", " ".join(["rolefit", *words]))
        monkeypatch.setenv("COMP_CWORD", str(len(words)))
        ran = rolefit(home, "anything")
        assert (ran.code, ran.err) == (0, "")
        found: list[str] = ran.out.split()
        return found

    return press


def test_commands_are_offered_in_the_order_of_use(complete: Complete, home: Path) -> None:
    found = complete(home, "")
    assert found[0] == "rank"
    assert found.index("report") < found.index("label") < found.index("models") < found.index("deploy")
    assert complete(home, "label", "n") == ["next"]
    assert "--retry-rejected" in complete(home, "rank", "--")


def test_values_are_those_of_the_home(complete: Complete, sample_run: Any) -> None:
    home = sample_run.home
    assert complete(home, "rank", "--profile", "") == ["account_manager"]
    assert complete(home, "query", "--role", "h") == ["hybrid"]
    assert complete(home, "query", "--decision", "r") == ["review"]
    assert complete(home, "query", "--skill", "scope") == ["scope_control"]
    assert complete(home, "query", "--columns", "title,comp") == ["title,company"]
    assert complete(home, "query", "--sort", "fit") == ["fit_score"]
    (champion,) = complete(home, "models", "show", "m")
    assert complete(home, "evaluate", "--model", champion[:4]) == [champion]
    assert complete(home, "label", "next", "--format", "lab") == ["label-studio"]
    assert complete(home, "deploy", "re") == ["retrain"]
    best = sample_run.outputs.ranked[0]["posting_id"]
    assert complete(home, "explain", "")[0] == best
    assert complete(home, "explain", best[:12]) == [best]
    (run,) = complete(home, "report", "--run", "")
    assert run.startswith("20")


def test_a_profile_and_a_query_of_ones_own_are_offered(complete: Complete, home: Path) -> None:
    profiles = home / "data" / "profiles"
    shutil.copy(profiles / "account_manager.toml", profiles / "mine.toml")
    assert complete(home, "report", "--profile", "m") == ["mine"]


def test_an_empty_or_damaged_home_offers_nothing_and_says_nothing(complete: Complete, tmp_path: Path) -> None:
    for words in (("explain", ""), ("rank", "--profile", ""), ("models", "show", ""), ("report", "--run", "")):
        assert complete(tmp_path, *words) == []
    (tmp_path / "data" / "store" / "ranked").mkdir(parents=True)
    (tmp_path / "data" / "store" / "ranked" / "20260101.parquet").write_bytes(b"PAR1")
    assert complete(tmp_path, "explain", "") == []


def test_what_is_completed_exists() -> None:
    """A parameter that was renamed would silently no longer be completed."""
    group: Any = typer.main.get_command(app)
    found = set()
    for root, command in group.commands.items():
        below = [command, *getattr(command, "commands", {}).values()]
        found |= {f"{root}.{parameter.name}" for one in below for parameter in one.params}
    names = {name.rpartition(".")[2] for name in found}
    ours = {name for name in (*VALUES, *LISTS) if name.partition(".")[0] not in ("profile", "queries", "query")}
    assert {name for name in ours if name not in found | names} <= {"count_by"}
    assert {"title", "posting_id"} <= set(RANKED.names)


def test_bash_itself_completes(home: Path, tmp_path: Path, process: Any) -> None:
    bash = shutil.which("bash")
    if bash is None:
        pytest.skip("no bash here")
    # A home directory of the test's own: bash's settings are written there, not to the user's.
    user = tmp_path / "user"
    user.mkdir()
    env = {"HOME": str(user), "SHELL": bash, "_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"}
    shown = process(home, "--show-completion", "bash", env=env)
    assert shown.code == 0, shown.err
    command = tmp_path / "rolefit"
    command.write_text(
        f"#!/bin/sh\nPYTHONPATH={ROOT} ROLEFIT_HOME={home} exec {sys.executable} -c "
        "'from flows.cli import main; main()' \"$@\"\n"
    )
    command.chmod(0o755)
    script = f"{shown.out}\nCOMP_WORDS=(rolefit label add --r) COMP_CWORD=3\n_rolefit_completion {command}\n"
    ran = subprocess.run(
        [bash, "--norc", "-c", script + 'echo "${COMPREPLY[@]}"'], capture_output=True, text=True, check=False
    )
    assert (ran.stdout, ran.stderr) == ("--replace\n", "")


# -- help and version -------------------------------------------------------------------------------------------------


def test_help_shows_the_way_and_every_command(rolefit: Any, home: Path) -> None:
    ran = rolefit(home, "--help")
    assert ran.code == 0
    places = [ran.out.index(f"─ {panel} ─") for panel in PANELS]
    assert places == sorted(places)
    group: Any = typer.main.get_command(app)
    for name in group.commands:
        assert f"│ {name} " in ran.out
    assert ran.out.index("By example") < ran.out.index("rolefit rank listings.csv --out results")


def test_examples_of_the_help_are_commands(rolefit: Any, home: Path) -> None:
    lines = [line.strip() for line in rolefit(home, "--help").out.splitlines()]
    names = {line.split()[1] for line in lines if line.startswith("rolefit ")}
    assert names >= {"rank", "query", "label", "doctor"}
    for name in names:
        assert rolefit(home, name, "--help").code == 0


def test_the_version_is_the_packages(rolefit: Any, home: Path) -> None:
    try:
        expected = version("rolefit")
    except PackageNotFoundError:
        expected = "(not installed)"
    ran = rolefit(home, "--version")
    assert (ran.code, ran.out) == (0, f"rolefit {expected}\n")
