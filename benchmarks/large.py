"""Seconds and memory of a whole run over many listings, size by size: both should grow as slowly as they can.

    python -m benchmarks.large [SIZE ...] [--workers 2] [--seed 1]

Each size is ranked in a home of its own, then once more with nothing new to parse.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.many_listings import write_listings
from benchmarks.processes import Watched, finish, watched
from flows.champion import champion_manifest, train_champion
from flows.settings import Settings

SIZES = (10_000, 20_000, 40_000, 100_000)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and report; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sizes", type=int, nargs="*", default=SIZES)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args(arguments)
    settings = Settings()
    if champion_manifest(settings) is None:
        train_champion(settings, lambda step, done: None)
    _say("rows     run     seconds  s/1,000 rows  judging  writing  peak MB (judging, writing)")
    for rows in args.sizes:
        with tempfile.TemporaryDirectory(prefix="rolefit-large-") as folder:
            home, file = Path(folder) / "home", Path(folder) / "listings.csv"
            shutil.copytree(settings.registry, home / "models" / "registry")
            shutil.copytree(settings.profiles, home / "data" / "profiles")
            write_listings(file, rows, args.seed)
            for name in ("first", "second"):
                with watched(home, "rank", file, "--out", Path(folder) / "out", "--workers", args.workers,
                             memory=True) as run:  # fmt: skip
                    if finish(run):
                        _say("\n".join(run.said[-5:]))
                        return 1
                _report(rows, name, run)
    return 0


def _report(rows: int, name: str, run: Watched) -> None:
    judging, writing = run.steps["writing"] - run.steps["judging"], run.seconds - run.steps["writing"]
    peaks = [run.peaks.get(step, 0) / 1e6 for step in ("judging", "writing")]
    a_thousand = 1_000 * run.seconds / rows
    _say(
        f"{rows:<8,} {name:<7} {run.seconds:>7.1f}  {a_thousand:>12.2f}  {judging:>7.1f}  {writing:>7.1f}"
        f"  {max(run.peaks.values()) / 1e6:>7,.0f} ({peaks[0]:,.0f}, {peaks[1]:,.0f})"
    )
    _say("  " + next((line for line in run.said if "rows read" in line), ""))


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main())
