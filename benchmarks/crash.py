"""Runs killed at random moments, taken up again, and compared byte by byte with one that was never stopped.

    python -m benchmarks.crash [--rows 3000] [--moments 25] [--seed 1] [--workers 2] [--listings FILE]

A moment is a random time within one of the three steps of a run: half of them while it judges, the others while it
starts and reads, or while it writes, where most files are. Only the command itself is killed: that its worker
processes end too is part of what is checked. One Prefect server serves all runs.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.request import urlopen

from benchmarks.many_listings import write_listings
from benchmarks.processes import Watched, finish, session, wait_for, watched
from flows.champion import champion_manifest, train_champion
from flows.settings import Settings

#: Files whose bytes must not depend on whether a run was stopped.
SAME = ("ranked.csv", "duties.csv", "rejected.csv", "gone.csv", "report.html")

#: Of run.json: when and for how long it ran, and where its results are.
OF_THE_RUN = {"run", "started", "seconds", "out"}

#: Steps that begin with these lines, and how often a moment falls into each.
STEPS = {"starting": 0.25, "judging": 0.5, "writing": 0.25}

#: When the listings were scraped: said, since midnight may pass between two runs.
DAY = "2026-01-05"

#: Seconds that workers may take to notice that their run was killed.
PATIENCE = 20


def main(arguments: Sequence[str] | None = None) -> int:
    """Kill, go on, compare, report; returns 1 if any run ended otherwise than one never stopped."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=3_000)
    parser.add_argument("--moments", type=int, default=25)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--listings", type=Path)
    args = parser.parse_args(arguments)
    settings = Settings()
    if champion_manifest(settings) is None:
        train_champion(settings, lambda step, done: None)
    rng = random.Random(args.seed)
    with tempfile.TemporaryDirectory(prefix="rolefit-crash-") as folder, _server(Path(folder)) as api:
        root = Path(folder)
        listings = args.listings or root / "listings.csv"
        if args.listings is None:
            write_listings(listings, args.rows, args.seed)
        command = ("rank", listings, "--workers", args.workers, "--date", DAY)
        env = {"PREFECT_API_URL": api}
        with watched(_home(settings, root / "whole"), *command, "--out", root / "whole-out", env=env) as whole:
            if finish(whole):
                _say("\n".join(whole.said))
                return 1
        _say(f"never stopped: {whole.seconds:.1f} s, {_line(whole)}")
        wanted, wrong = _outputs(root / "whole-out"), 0
        for number in range(1, args.moments + 1):
            home, out = _home(settings, root / f"home{number}"), root / f"out{number}"
            said, done = _one(rng, whole, home, out, (*command, "--out", out), env)
            # Killed when all was written, it began anew: of a run's own listings none is unseen then.
            found = _faults(home, out, wanted, {"new_postings"} if done else set())
            wrong += bool(found)
            _say(f"{number:>3}  {said}  {'; '.join(found) or 'the same bytes, nothing temporary'}")
            shutil.rmtree(home)
            shutil.rmtree(out)
    _say(f"{args.moments - wrong} of {args.moments} runs ended as the one never stopped")
    return 1 if wrong else 0


def _one(
    rng: random.Random, whole: Watched, home: Path, out: Path, command: tuple[object, ...], env: dict[str, str]
) -> tuple[str, bool]:
    """Kill a run at a random moment and run it again to its end; say how it went, and if all was written."""
    step = rng.choices(tuple(STEPS), tuple(STEPS.values()))[0]
    after = rng.random() * _length(whole, step)
    with watched(home, *command, env=env) as run:
        wait_for(lambda: step in run.steps or run.process.poll() is not None, 600)
        time.sleep(after)
        late = run.process.poll() is not None
        with suppress(ProcessLookupError):
            os.kill(run.process.pid, signal.SIGKILL)
        run.process.wait()
        alone = wait_for(lambda: not session(run.process.pid), PATIENCE)
    left, done = len(_temporary(home, out)), (out / "run.json").exists()
    with watched(home, *command, env=env) as again:
        code = finish(again)
    parts = [f"{step} + {after:5.1f} s", f"{left} temporary files left", f"then {again.seconds:5.1f} s"]
    parts += ["had ended before the kill"] * late + ["WORKERS STAYED"] * (not alone) + [f"CODE {code}"] * bool(code)
    return ", ".join(parts + ["all was written"] * done), done


def _length(whole: Watched, step: str) -> float:
    starts = [*whole.steps.items(), ("end", whole.seconds)]
    begins = whole.steps[step]
    later = "judging" if step == "starting" else ""
    ends = next(at for name, at in starts if at > begins and (not later or name == later))
    return ends - begins


def _faults(home: Path, out: Path, wanted: dict[str, Any], beside: set[str]) -> list[str]:
    found = [f"{path.name} STAYED" for path in _temporary(home, out)]
    try:
        given = _outputs(out)
    except OSError as error:
        return [*found, str(error)]
    given["run.json"] |= {name: wanted["run.json"][name] for name in beside}
    return found + [f"{name} DIFFERS" for name, value in wanted.items() if given[name] != value]


def _outputs(out: Path) -> dict[str, Any]:
    found: dict[str, Any] = {name: (out / name).read_bytes() for name in SAME}
    told = json.loads((out / "run.json").read_text(encoding="utf-8"))
    return found | {"run.json": {name: value for name, value in told.items() if name not in OF_THE_RUN}}


def _temporary(*folders: Path) -> list[Path]:
    return [path for folder in folders for path in folder.rglob("*.tmp") if ".prefect" not in path.parts]


def _home(settings: Settings, home: Path) -> Path:
    shutil.copytree(settings.registry, home / "models" / "registry")
    shutil.copytree(settings.profiles, home / "data" / "profiles")
    return home


def _line(run: Watched) -> str:
    return next((line for line in run.said if "rows read" in line), "")


@contextmanager
def _server(folder: Path) -> Iterator[str]:
    """Start a Prefect server; gives its API's address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    env = {**os.environ, "PREFECT_HOME": str(folder / "prefect"), "PREFECT_SERVER_ANALYTICS_ENABLED": "false"}
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)]
    with (folder / "server.log").open("wb") as log:
        running = subprocess.Popen(command, env=env, stdout=log, stderr=log, start_new_session=True)
    try:
        if not wait_for(lambda: _up(f"http://127.0.0.1:{port}/api/health"), 180):
            raise RuntimeError("the Prefect server did not start")
        yield f"http://127.0.0.1:{port}/api"
    finally:
        os.killpg(running.pid, signal.SIGTERM)
        running.wait()


def _up(address: str) -> bool:
    try:
        with urlopen(address, timeout=2) as answer:  # of this machine
            return bool(answer.status == 200)
    except OSError:
        return False


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main())
