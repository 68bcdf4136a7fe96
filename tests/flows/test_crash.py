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
#: 5 files each), bringing 10 files to the disk at the end, renaming them. A file takes two: to the disk, and its name.
READING, JUDGING, SYNCING, NAMING = range(1, 29), range(29, 69), range(69, 79), range(79, 89)

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


#: The process kills itself where it would begin to name the files of the run, or when all have their names.
KILLED_AROUND_NAMING = """
import os, signal
from pathlib import Path
import flows.rank
replace, publish = Path.replace, flows.rank.publish
def killing(path, target):
    if target.parent.name == "out":
        os.kill(os.getpid(), signal.SIGKILL)
    return replace(path, target)
def published(*args):
    publish(*args)
    os.kill(os.getpid(), signal.SIGKILL)
if {before}:
    Path.replace = killing
else:
    flows.rank.publish = published
"""


def test_the_files_of_a_run_are_the_old_ones_until_all_are_the_new_ones(
    sample_run: Any, sample_home: Path, sample: Path, sample_records: Any, write_listings: Any, forked: Any, rank: Any,
    tmp_path: Path,
) -> None:  # fmt: skip
    """The report among them, which takes as long to make as all the others."""
    out = tmp_path / "out"
    few = write_listings(tmp_path / "few.csv", sample_records[:5])
    old = rank(sample_home, out, few, "--date", "2026-11-20")
    before = old.bytes
    args = (sample_home, "rank", sample, "--out", out, "--workers", 1)
    assert forked(*args, before=KILLED_AROUND_NAMING.format(before=True)).code == -signal.SIGKILL
    assert len(list(out.glob(".report.html.*.tmp"))) == 1
    assert old.bytes == before
    assert forked(*args, before=KILLED_AROUND_NAMING.format(before=False)).code == -signal.SIGKILL
    old.check_accounts()
    assert old.summary["ranked"] == 55
    written = old.bytes
    assert written[-1] != before[-1]
    assert rank(sample_home, out, sample).bytes == written
