"""A process that is killed at a chosen step of its work on files, as by a power cut."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

#: Kills its own process before the file event of that number below a folder, or when the bytes are to reach the disk.
_WATCH = """
import os, signal, sys
from pathlib import Path
folder, step = Path(sys.argv[1]), sys.argv[2]
seen = 0
def die(*args):
    os.kill(os.getpid(), signal.SIGKILL)
def watch(event, args):
    global seen
    if event in ("open", "os.rename") and isinstance(args[0], (str, os.PathLike)):
        if os.fspath(args[0]).startswith(str(folder)):
            if str(seen) == step:
                die()
            seen += 1
def start():
    if step == "fsync":
        os.fsync = die
    sys.addaudithook(watch)
"""


def run_killed(folder: Path, step: str, code: str) -> bool:
    """Run code that calls ``start()`` and then works on ``folder``; return whether it was killed."""
    ended = subprocess.run(
        [sys.executable, "-c", _WATCH + textwrap.dedent(code), str(folder), step],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ended.returncode in (0, -9), ended.stderr
    return ended.returncode == -9
