"""Runs killed with `kill -9` go on where they were and end byte by byte as if they had never been stopped.

`make crash` does the same at 25 random moments over 3,000 listings.
"""

from __future__ import annotations

import random
import signal
from pathlib import Path
from typing import Any

import pytest

from benchmarks.crash import OF_THE_RUN
from flows.runs import runs
from flows.settings import Settings
from flows.store import Store

#: The process kills itself before its n-th step on the disk: bringing a file to it, or giving it its name. Before it
#: brings a file to the disk it leaves half of it.
KILLED_AT = """
import os, signal
from pathlib import Path
import flows.ingest, flows.spill
flows.ingest.CHUNK_ROWS = 15
flows.spill.SLICE_RANKS = 20
fsync, replace, steps = os.fsync, Path.replace, []
def step(descriptor=None):
    steps.append(descriptor)
    if len(steps) == {moment}:
        if descriptor is not None:
            os.truncate(descriptor, os.fstat(descriptor).st_size // 2)
        os.kill(os.getpid(), signal.SIGKILL)
def counted_fsync(descriptor):
    step(descriptor)
    fsync(descriptor)
def counted_replace(path, target):
    step()
    return replace(path, target)
os.fsync, Path.replace = counted_fsync, counted_replace
"""

#: Steps on the disk of this run, by what it does: reading (4 parts, 3 files each, and two records), judging (4 batches,
#: 4 files each), bringing 9 files to the disk at the end, renaming them.
READING, JUDGING, SYNCING, NAMING = range(1, 29), range(29, 61), range(61, 70), range(70, 79)

_rng = random.Random(20261125)
MOMENTS = {
    "reading": _rng.choice(READING),
    "judging": _rng.choice(JUDGING),
    "writing": _rng.choice(SYNCING),
    "naming the files": _rng.choice(NAMING[1:-1]),
}


@pytest.mark.parametrize("when", MOMENTS)
def test_a_run_that_was_killed_ends_as_if_it_had_not_been(
    when: str, sample_run: Any, home: Path, sample: Path, forked: Any, rank: Any, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    before = KILLED_AT.format(moment=MOMENTS[when])
    killed = forked(home, "rank", sample, "--out", out, "--workers", 1, before=before)
    assert killed.code == -signal.SIGKILL
    assert [path for folder in (home, out) for path in folder.rglob(".*.tmp")]
    store = Store(Settings(home=home).store)
    (stopped,) = runs(store)
    assert not stopped.finished
    # What was done until then; this holds the numbers above to what a run does.
    judged = len(list((store.root / "scores").rglob("*.parquet")))
    assert ("reading" if not stopped.listings else "judging" if judged < 4 else "later") == {
        "reading": "reading", "judging": "judging",
    }.get(when, "later")  # fmt: skip
    assert (out / "ranked.csv").exists() == (when == "naming the files")
    again = rank(home, out, sample)
    assert again.bytes == sample_run.outputs.bytes
    beside = OF_THE_RUN - {"run"}
    wanted = {**sample_run.outputs.summary, "run": stopped.name}
    assert {name: value for name, value in again.summary.items() if name not in beside} == {
        name: value for name, value in wanted.items() if name not in beside
    }
    assert [path for folder in (home, out) for path in folder.rglob(".*.tmp")] == []
