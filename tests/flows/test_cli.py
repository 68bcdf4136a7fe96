"""The command as a process: what it imports, how it ends, what a pipe sees."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from flows.errors import FAILED, WRONG_USAGE, exit_code, message
from flows.prefect_settings import prepare_prefect
from flows.sources import UnreadableInput
from flows.store import StoreError, UnknownPosting
from flows.tables import TableError
from models.profile import ProfileError

ROOT = Path(__file__).resolve().parents[2]

#: Runs commands one after the other in one process, each a line of arguments, and tells of each how it ended and which
#: of the slow libraries the process has imported by then.
TOLD = """
import io, json, os, shlex, sys
from contextlib import redirect_stderr, redirect_stdout
slow = ("prefect", "spacy", "sklearn", "pandas", "duckdb", "pyarrow")
for line in sys.stdin:
    from flows.cli import main
    out = io.StringIO()
    with redirect_stdout(out), redirect_stderr(io.StringIO()):
        try:
            main(shlex.split(line))
        except SystemExit as end:
            code = end.code
    told = {"code": code, "out": out.getvalue(), "imported": [name for name in slow if name in sys.modules]}
    sys.stdout.write(json.dumps(told) + chr(10))
"""


def told(home: Path, *commands: str) -> list[tuple[str, set[str]]]:
    """Run commands that end well; give of each its output, and what the process has imported by its end."""
    env = {**os.environ, "PYTHONPATH": str(ROOT), "ROLEFIT_HOME": str(home)}
    given = "".join(f"{command}\n" for command in commands)
    ran = subprocess.run(
        [sys.executable, "-c", TOLD], env=env, input=given, capture_output=True, text=True, timeout=120
    )
    assert ran.returncode == 0, ran.stderr
    found = [json.loads(line) for line in ran.stdout.splitlines()]
    assert [item["code"] for item in found] == [0] * len(commands)
    return [(item["out"], set(item["imported"])) for item in found]


def test_help_imports_nothing_heavy(tmp_path: Path) -> None:
    commands = ("", "rank", "query", "queries", "explain", "report", "evaluate")
    for out, imported in told(tmp_path, *(f"{command} --help" for command in commands)):
        assert imported == set()
        assert "Usage: rolefit" in out


def test_looking_at_results_needs_no_prefect_and_no_parser(sample_run: Any, tmp_path: Path) -> None:
    posting, again = sample_run.outputs.ranked[0]["posting_id"], tmp_path / "again.html"
    commands = ("query --columns rank", "store show", f"explain {posting}", f"report --out '{again}'")
    query, store, explain, report = told(sample_run.home, *commands)
    # Each with all before it: a query and a look at the store need no model either.
    assert query[1] & {"prefect", "spacy", "sklearn"} == set()
    assert store[1] & {"prefect", "spacy", "sklearn"} == set()
    assert explain[1] & {"prefect", "spacy"} == set()
    assert report[1] & {"prefect", "spacy"} == set()
    assert query[0].splitlines() == ["rank", *map(str, range(1, 56))]
    # Made in another process and from the store alone, it is the one that the run wrote.
    assert again.read_bytes() == (sample_run.outputs.folder / "report.html").read_bytes()


def test_a_closed_pipe_is_no_error(sample_run: Any) -> None:
    code = "import time; time.sleep(0.2); from flows.cli import main; main()"
    command = [sys.executable, "-c", code, "query"]
    env = {**os.environ, "PYTHONPATH": str(ROOT), "ROLEFIT_HOME": str(sample_run.home)}
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        said = running.stderr.read()
    assert "Traceback" not in said
    assert "rolefit:" not in said


@pytest.mark.parametrize(
    "args", [["nope"], ["--nope"], ["explain"], ["query", "--top", "x"], ["query", "extra"], ["query", "one", "two"]]
)
def test_wrong_usage_of_any_command_is_one_line(args: list[str], rolefit: Any, tmp_path: Path) -> None:
    ran = rolefit(tmp_path, *args)
    assert (ran.code, ran.out) == (2, "")
    (line,) = ran.err.splitlines()
    assert line.startswith("rolefit: ")
    assert line.endswith("--help`)")


def test_a_run_that_the_user_stops_says_how_to_go_on(
    home: Path, sample: Path, rolefit: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*args: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("flows.rank_command.check_inputs", stopped)
    ran = rolefit(home, "rank", sample, "--out", tmp_path / "out")
    assert ran.code == 130
    assert ran.err == "rolefit: stopped; run the same command to go on where it was\n"


# -- errors -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (UnreadableInput("empty-file", "a.csv", "the file is empty"), WRONG_USAGE),
        (ProfileError("years"), WRONG_USAGE),
        (UnknownPosting("no posting"), WRONG_USAGE),
        (StoreError("disk full"), FAILED),
        (TableError("column"), FAILED),
        (ValueError("of ours"), FAILED),
        (KeyError("x"), FAILED),
    ],
)
def test_whose_mistake_it_is_decides_the_code(error: Exception, code: int) -> None:
    assert exit_code(error) == code


def test_what_nobody_foresaw_names_itself_and_the_way_to_more() -> None:
    assert message(ZeroDivisionError("oops\n\n  twice")) == (
        "the run failed: ZeroDivisionError: oops twice (set ROLEFIT_DEBUG=1 for details)"
    )
    assert message(ValueError()).startswith("the run failed: ValueError: ValueError")


def test_a_message_never_steers_the_terminal() -> None:
    assert message(StoreError("cannot write \x1b[2J\x07x")) == "cannot write [2J x"


def test_details_on_demand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ROLEFIT_DEBUG", "1")
    try:
        raise ValueError("of ours")
    except ValueError as error:
        assert "Traceback" in message(error)
        assert "test_cli.py" in message(error)


# -- Prefect's settings -----------------------------------------------------------------------------------------------


@pytest.fixture
def no_prefect_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("PREFECT_")]:
        monkeypatch.delenv(name)
    # Whatever is set from here on goes away with the test.
    monkeypatch.setattr(os, "environ", dict(os.environ))


def test_prefect_keeps_to_the_home_and_sends_nothing(no_prefect_settings: None, tmp_path: Path) -> None:
    prepare_prefect(tmp_path)
    assert os.environ["PREFECT_HOME"] == str(tmp_path / ".prefect")
    assert os.environ["PREFECT_SERVER_ANALYTICS_ENABLED"] == "false"
    assert "PREFECT_API_URL" not in os.environ
    assert os.environ["PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL"] == "CRITICAL"


def test_a_users_own_settings_win(no_prefect_settings: None, tmp_path: Path) -> None:
    own = {"PREFECT_HOME": "/elsewhere", "PREFECT_LOGGING_LEVEL": "DEBUG", "PREFECT_API_URL": "http://example.com/api"}
    os.environ.update(own)
    prepare_prefect(tmp_path)
    assert {name: os.environ[name] for name in own} == own
    # Who asks for a log wants to see it.
    assert "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL" not in os.environ
