from __future__ import annotations

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import pytest

from flows.workers import Workers, limit_threads


def test_one_worker_is_this_process() -> None:
    with Workers(1) as workers:
        assert workers.run(os.getpid) == os.getpid()


def test_one_worker_does_one_thing_at_a_time() -> None:
    under_way, most = [0], [0]

    def step() -> None:
        under_way[0] += 1
        most[0] = max(most[0], under_way[0])
        time.sleep(0.01)
        under_way[0] -= 1

    with Workers(1) as workers, ThreadPoolExecutor(4) as threads:
        for future in [threads.submit(workers.run, step) for _ in range(8)]:
            future.result()
    assert most == [1]


def test_an_error_comes_back_as_it_was() -> None:
    for count in (1, 2):
        with Workers(count) as workers, pytest.raises(ZeroDivisionError):
            workers.run(divmod, 1, 0)


def test_a_process_that_dies_fails_its_call_and_the_next_call_gets_another() -> None:
    with Workers(2) as workers:
        first = workers.run(os.getpid)
        assert first != os.getpid()
        with pytest.raises(BrokenProcessPool):
            workers.run(os._exit, 1)
        assert workers.run(os.getpid) not in (first, os.getpid())


def test_warming_up_starts_processes_that_later_calls_use(tmp_path: Path) -> None:
    with Workers(1) as workers:
        workers.warm_up(os.mkdir, tmp_path / "none")  # nothing to warm: the work is done in this process
    assert not (tmp_path / "none").exists()
    with Workers(2) as workers:
        workers.warm_up(os.makedirs, tmp_path / "made", 0o777, True)
        workers.run(os.getpid)
    assert (tmp_path / "made").is_dir()


def test_workers_end_with_a_process_that_is_killed() -> None:
    code = """
import os, sys, time
from flows.workers import Workers
with Workers(2) as workers:
    pids = {workers.run(os.getpid) for _ in range(50)}
    sys.stdout.write(" ".join(map(str, pids)) + "\\n")
    sys.stdout.flush()
    workers.run(time.sleep, 600)
"""
    root = Path(__file__).resolve().parents[2]
    with subprocess.Popen([sys.executable, "-c", code], cwd=root, stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout is not None
        pids = [int(pid) for pid in run.stdout.readline().split()]
        assert pids
        run.kill()
    until = time.monotonic() + 30
    while any(map(is_running, pids)) and time.monotonic() < until:
        time.sleep(0.05)
    assert not any(map(is_running, pids))


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
        # A container without a process that reaps orphans keeps their names.
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_resting_workers_start_again() -> None:
    with Workers(2) as workers:
        first = workers.run(os.getpid)
        workers.rest()
        assert not is_running(first)
        assert workers.run(os.getpid) != first


def test_workers_never_import_prefect() -> None:
    with Workers(2) as workers:
        code = "import sys; import flows.batches; assert not {'prefect', 'flows.rank'} & set(sys.modules)"
        workers.run(exec, code, {})


def test_a_workers_linear_algebra_has_one_thread_unless_the_user_says_otherwise(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "3")
    monkeypatch.setenv("MKL_NUM_THREADS", "x")
    monkeypatch.delenv("MKL_NUM_THREADS")
    limit_threads()
    assert (os.environ["OMP_NUM_THREADS"], os.environ["MKL_NUM_THREADS"]) == ("3", "1")
