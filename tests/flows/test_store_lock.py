from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from flows.store import Store, StoreError
from tests.flows.stored_postings import IDS, files, fill, postings

ROOT = Path(__file__).resolve().parents[2]


class Boom(BaseException):
    """What no handler of errors catches, as Ctrl-C is."""


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store")


@pytest.fixture
def filled(tmp_path: Path) -> Store:
    return fill(Store(tmp_path / "store"))


def test_a_second_run_is_told_who_holds_the_store(store: Store) -> None:
    told = rf"process {os.getpid()}, since 2\d\d\d-"
    with store.locked(), pytest.raises(StoreError, match=told), Store(store.root).locked():
        pytest.fail("two runs at once")
    with store.locked():
        pass


def test_the_lock_goes_with_a_run_that_fails(store: Store) -> None:
    with pytest.raises(Boom), store.locked():
        raise Boom
    with store.locked():
        pass


def test_a_killed_run_holds_nothing_and_the_next_clears_up_after_it(filled: Store) -> None:
    code = f"""
import sys, time
from pathlib import Path
from flows.atomic import replacing
from flows.store import Store
store = Store(Path({str(filled.root)!r}))
with store.locked(), replacing(store.path("postings", "b3")) as file:
    file.write(b"half a batch")
    file.flush()
    sys.stdout.write("written\\n")
    sys.stdout.flush()
    time.sleep(60)
"""
    with subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout is not None
        assert run.stdout.readline() == "written\n"
        with pytest.raises(StoreError, match=f"process {run.pid}"), filled.locked():
            pytest.fail("two runs at once")
        run.send_signal(signal.SIGKILL)
    assert any(name.endswith(".tmp") for name in files(filled))
    assert filled.batches("postings") == ["b1", "b2"]
    with filled.locked():
        assert files(filled) == [".lock", "postings/b1.parquet", "postings/b2.parquet"]


def test_a_process_started_under_the_lock_does_not_keep_it(store: Store) -> None:
    with store.locked():
        child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    try:
        with store.locked():
            pass
    finally:
        child.communicate(b"\n")


def test_threads_that_write_the_same_batch_leave_one_whole_one(store: Store) -> None:
    table = postings(IDS * 200)
    threads = [threading.Thread(target=store.write, args=("postings", "b1", table)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert files(store) == ["postings/b1.parquet"]
    assert store.read("postings", "b1") == table
