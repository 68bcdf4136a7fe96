"""One small model, one Prefect API and one ranked sample serve all tests of the flows."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import joblib
import pytest

from flows.prefect_settings import prepare_prefect
from models.training import Trained
from tests.flows.forked import run_forked
from tests.flows.shared_server import shared_server
from tests.once import common_folder, made_once

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "data" / "raw" / "sample_listings.csv"


@dataclass(frozen=True)
class Ran:
    """How a command ended and what it said."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Listings:
    """A run's folder, read back."""

    folder: Path

    def rows(self, name: str) -> list[dict[str, str]]:
        with (self.folder / name).open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))

    @property
    def ranked(self) -> list[dict[str, str]]:
        return self.rows("ranked.csv")

    @property
    def summary(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.folder / "run.json").read_text(encoding="utf-8"))
        return found

    @property
    def bytes(self) -> tuple[bytes, ...]:
        """What a promise of equal bytes is about."""
        names = ("ranked.csv", "duties.csv", "rejected.csv", "gone.csv", "report.html")
        return tuple((self.folder / name).read_bytes() for name in names)

    def check_accounts(self) -> None:
        """Every row that was read is a ranked row, a copy of one, or rejected; in the files as in the summary."""
        summary, ranked, rejected = self.summary, self.ranked, self.rows("rejected.csv")
        copies = sum(int(row["copies"]) for row in ranked)
        assert summary["rows"] == len(ranked) + copies + len(rejected)
        assert (summary["ranked"], summary["copies"], summary["rejected"]) == (len(ranked), copies, len(rejected))
        for status in ("new", "seen", "changed"):
            assert summary["statuses"][status] == sum(row["status"] == status for row in ranked)
        assert summary["statuses"]["gone"] == len(self.rows("gone.csv"))
        assert not list(self.folder.glob(".*.tmp"))


@dataclass(frozen=True)
class SampleRun:
    """The sample listings ranked once, in one process; read it, do not write to it."""

    home: Path
    outputs: Listings
    ran: Ran


def _call(home: Path, *args: object) -> Ran:
    from flows.cli import main

    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(out), redirect_stderr(err):
        patch.setenv("ROLEFIT_HOME", str(home))
        with pytest.raises(SystemExit) as end:
            main([str(arg) for arg in args])
    return _accounted(Ran(int(end.value.code or 0), out.getvalue(), err.getvalue()), args)


def _accounted(ran: Ran, args: Sequence[object]) -> Ran:
    """Check, of whatever run of whatever test, that no row went missing."""
    if args[0] == "rank" and "--out" in args and ran.code == 0 and "nothing to read again" not in ran.err:
        Listings(Path(str(args[args.index("--out") + 1]))).check_accounts()
    return ran


@pytest.fixture(scope="session")
def prefect_api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a Prefect API that lives as long as the tests and serves all their processes."""
    prepare_prefect(tmp_path_factory.mktemp("prefect"))  # before the import, as the command does it
    with shared_server(common_folder(tmp_path_factory)) as api:
        from prefect.context import _temporary_global_settings_context, get_settings_context
        from prefect.settings import PREFECT_API_URL, PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings

        import flows.rank

        # A run that sends heartbeats waits for the thread that does at its end, 0.6 s for each run of each test.
        with (
            temporary_settings({PREFECT_API_URL: api, PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}),
            _temporary_global_settings_context(get_settings_context()),
            pytest.MonkeyPatch.context() as patch,
        ):
            for task in (flows.rank.extract_task, flows.rank.score_task):
                patch.setattr(task, "retry_delay_seconds", 0)
            yield api
            _say_the_last()


def _say_the_last() -> None:
    """Let what Prefect says on threads of its own reach the server before that stops."""
    from prefect.events.worker import EventsWorker
    from prefect.logging.handlers import APILogWorker

    with suppress(RuntimeError):  # nothing was logged
        APILogWorker.instance().drain()
    EventsWorker.drain_all()


@pytest.fixture(scope="session")
def rolefit() -> Callable[..., Ran]:
    """Run a command in this process: ``rolefit(home, "explain", posting_id)``."""
    return _call


@pytest.fixture(scope="session")
def rank(prefect_api: str) -> Callable[..., Listings]:
    """Rank in this process and expect it to succeed: ``rank(home, out, file, …, "--workers", 2)``."""

    def run(home: Path, out: Path, *args: object) -> Listings:
        ran = _call(home, "rank", *args, "--out", out, *([] if "--workers" in args else ["--workers", 1]))
        assert ran.code == 0, ran.err
        return Listings(out)

    return run


@pytest.fixture(scope="session")
def process() -> Callable[..., Ran]:
    """Run a command in a process of its own; ``before`` is code that runs there first."""

    def run(home: Path, *args: object, before: str = "", env: Mapping[str, str] | None = None) -> Ran:
        code = f"{before}\nfrom flows.cli import main\nmain()"
        found = subprocess.run(
            [sys.executable, "-c", code, *map(str, args)],
            env={**os.environ, "PYTHONPATH": str(ROOT), "ROLEFIT_HOME": str(home), **(env or {})},
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )
        return _accounted(Ran(found.returncode, found.stdout, found.stderr), args)

    return run


@pytest.fixture(scope="session")
def forked(prefect_api: str, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Ran]:
    """Run a command as ``process`` does, in a copy of a process that has loaded Prefect and spaCy already."""

    def run(home: Path, *args: object, before: str = "") -> Ran:
        folder = tmp_path_factory.mktemp("forked")
        ran = run_forked(list(map(str, args)), before, {"ROLEFIT_HOME": str(home)}, folder, prefect_api)
        return _accounted(Ran(*ran), args)

    return run


@pytest.fixture(scope="session")
def small_model(trained_home: Path) -> Trained:
    """The models that are the champion of ``trained_home``."""
    found: Trained = joblib.load(trained_home.with_name("small_model"))
    return found


@pytest.fixture
def home(trained_home: Path, tmp_path: Path) -> Path:
    """A home of the test's own: model and profiles, nothing in the store."""
    return Path(shutil.copytree(trained_home, tmp_path / "home"))


@pytest.fixture(scope="session")
def sample_run(trained_home: Path, prefect_api: str, tmp_path_factory: pytest.TempPathFactory) -> SampleRun:
    """The sample listings ranked once; ``sample_home`` gives a copy that may be written to."""

    def make(folder: Path) -> None:
        home = Path(shutil.copytree(trained_home, folder / "home"))
        ran = _call(home, "rank", SAMPLE, "--out", folder / "out", "--workers", 1)
        assert ran.code == 0, ran.err
        (folder / "ran.json").write_text(json.dumps(asdict(ran)), encoding="utf-8")

    folder = made_once(tmp_path_factory, "sample", make)
    ran = Ran(**json.loads((folder / "ran.json").read_text(encoding="utf-8")))
    return SampleRun(folder / "home", Listings(folder / "out"), ran)


@pytest.fixture
def sample_home(sample_run: SampleRun, tmp_path: Path) -> Path:
    """A copy of a home in which the sample listings are ranked already."""
    return Path(shutil.copytree(sample_run.home, tmp_path / "sample-home"))


@pytest.fixture(scope="session")
def sample() -> Path:
    """The sample listings that ship with the project."""
    return SAMPLE


@pytest.fixture(scope="session")
def sample_records(sample: Path) -> list[dict[str, str]]:
    """The records of the sample listings."""
    with sample.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, escapechar="\\"))


@pytest.fixture(scope="session")
def write_listings() -> Callable[[Path, Sequence[Mapping[str, str]]], Path]:
    """Write records as a plain CSV file."""

    def write(path: Path, records: Sequence[Mapping[str, str]]) -> Path:
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(records[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(records)
        return path

    return write
