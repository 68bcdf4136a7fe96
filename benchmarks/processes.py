"""``rolefit rank`` as a process of its own, watched: when each step began, how much memory all its processes need."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

#: Seconds between two looks at the memory.
LOOK = 1.0


@dataclass
class Watched:
    """A run under way, or ended.

    Attributes
    ----------
    steps : dict of str to float
        Seconds from the start to the beginning of each step.
    peaks : dict of str to int
        Most bytes of all processes together during each step, shared pages counted once (PSS).
    """

    process: subprocess.Popen[str]
    began: float
    steps: dict[str, float] = field(default_factory=dict)
    peaks: dict[str, int] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def step(self) -> str:
        """The step under way."""
        return next(reversed(self.steps), "start")


@contextmanager
def watched(home: Path, *args: object, env: dict[str, str] | None = None, memory: bool = False) -> Iterator[Watched]:
    """Start ``rolefit`` in a session of its own; whatever of it still runs at the end is stopped.

    Parameters
    ----------
    home : Path
        Its ``ROLEFIT_HOME``.
    *args
        Arguments of the command.
    env : dict, optional
        More of its environment.
    memory : bool
        Look at the memory every second (Linux only).
    """
    command = [sys.executable, "-c", "from flows.cli import main; main()", *map(str, args)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "ROLEFIT_HOME": str(home), **(env or {})}
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
    )
    run = Watched(process, time.perf_counter())
    readers = [threading.Thread(target=_listen, args=(run,), daemon=True)]
    if memory:
        readers.append(threading.Thread(target=_look, args=(run,), daemon=True))
    for reader in readers:
        reader.start()
    try:
        yield run
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def finish(run: Watched) -> int:
    """Wait for the end; give the exit code."""
    code = run.process.wait()
    run.seconds = time.perf_counter() - run.began
    return code


def wait_for(condition: Callable[[], bool], seconds: float) -> bool:
    """Wait until something is so, at most so long; say whether it is."""
    until = time.perf_counter() + seconds
    while not condition():
        if time.perf_counter() > until:
            return False
        time.sleep(0.05)
    return True


def _listen(run: Watched) -> None:
    assert run.process.stdout is not None
    for line in run.process.stdout:
        run.said.append(line.rstrip())
        if line.rstrip().endswith("…"):
            run.steps[line.rstrip(" …\n")] = time.perf_counter() - run.began


def _look(run: Watched) -> None:
    while run.process.poll() is None:
        total = sum(_pss(pid) for pid in session(run.process.pid))
        run.peaks[run.step] = max(run.peaks.get(run.step, 0), total)
        time.sleep(LOOK)


def session(leader: int) -> list[int]:
    """Name the processes of a session, its leader's children and theirs."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError, ValueError, IndexError):
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
            if int(fields[3]) == leader and fields[0] != "Z":
                found.append(int(folder.name))
    return found


def _pss(pid: int) -> int:
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    except OSError:
        pass
    return 0
