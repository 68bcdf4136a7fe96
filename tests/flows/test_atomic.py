from __future__ import annotations

import errno
import os
import resource
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from flows.atomic import STALE_SECONDS, StoreError, sweep, together
from flows.store import Store
from tests.flows.stored_postings import IDS, files, fill, postings


@pytest.fixture
def filled(tmp_path: Path) -> Store:
    return fill(Store(tmp_path / "store"))


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


class Boom(BaseException):
    """What no handler of errors catches, as Ctrl-C is."""


@pytest.mark.parametrize("step", ["write_table", "fsync", "replace"])
@pytest.mark.parametrize("error", [Boom(), OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))])
def test_an_interrupted_write_leaves_the_old_batch_and_nothing_else(
    filled: Store, monkeypatch: pytest.MonkeyPatch, step: str, error: BaseException
) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        if step == "write_table":
            args[1].write(b"PAR1 and no more")  # type: ignore[attr-defined]
        raise error

    before, old = files(filled), filled.read("postings", "b1")
    target = {"write_table": (pq, "write_table"), "fsync": (os, "fsync"), "replace": (Path, "replace")}[step]
    with monkeypatch.context() as patch:
        patch.setattr(*target, fail)
        with pytest.raises((Boom, StoreError)) as raised:
            filled.write("postings", "b1", postings(IDS))
        with pytest.raises((Boom, StoreError)):
            filled.write("postings", "b9", postings(IDS))
    assert files(filled) == before
    assert filled.read("postings", "b1") == old
    if isinstance(error, OSError):
        assert "b1.parquet: No space left on device; free some space" in str(raised.value)


def test_a_write_that_the_system_breaks_off_in_the_middle_leaves_nothing(filled: Store) -> None:
    before, limits = files(filled), resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, limits[1]))
    try:
        with pytest.raises(StoreError, match=r"b9\.parquet: File too large"):
            filled.write("postings", "b9", postings([f"{number:016x}" for number in range(500)]))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert files(filled) == before


def test_only_leftovers_are_swept(tmp_path: Path) -> None:
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    kept = [".hidden.tmp", "x.tmp", f".b1.parquet.{os.getppid()}-0123abcd.tmp", f".b1.parquet.{dead.pid}.tmp", "b1"]
    # Of a dead process; of a dead one that had the number of this one; of a living one that took the number since.
    swept = [f".b{n}.parquet.{pid}-0123abcd.tmp" for n, pid in enumerate((dead.pid, os.getpid(), os.getppid()))]
    for name in kept + swept:
        (tmp_path / name).write_text("")
    old = (tmp_path / swept[2]).stat().st_mtime - STALE_SECONDS - 1
    os.utime(tmp_path / swept[2], (old, old))
    assert sweep(tmp_path.iterdir()) == len(swept)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(kept)


def test_what_this_process_is_writing_is_no_leftover(tmp_path: Path) -> None:
    with together(tmp_path) as files:
        files.open(tmp_path / "a").write(b"a")
        assert sweep(tmp_path.iterdir(), alone=True) == 0
    assert names(tmp_path) == ["a"]


def test_whoever_is_alone_sweeps_what_living_processes_seem_to_write(tmp_path: Path) -> None:
    (tmp_path / f".b1.parquet.{os.getppid()}-0123abcd.tmp").write_text("")
    assert sweep(tmp_path.iterdir()) == 0
    assert sweep(tmp_path.iterdir(), alone=True) == 1


def test_files_appear_together(tmp_path: Path) -> None:
    with together(tmp_path) as files:
        for name in ("a", "b/c"):
            files.open(tmp_path / name).write(name.encode())
        assert [path for path in tmp_path.rglob("*") if path.is_file() and not path.name.startswith(".")] == []
    assert [(tmp_path / name).read_bytes() for name in ("a", "b/c")] == [b"a", b"b/c"]


@pytest.mark.parametrize("step", ["write", "second fsync", "open"])
def test_files_stay_as_they_were_if_one_of_them_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    for name in "ab":
        (tmp_path / name).write_text("old")
    synced: list[int] = []

    def full(descriptor: int) -> None:
        synced.append(descriptor)
        if len(synced) == 2:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    if step == "second fsync":
        monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StoreError, match="cannot write"), together(tmp_path) as files:
        for name in "ab":
            files.open(tmp_path / name).write(b"new")
        if step == "open":
            files.open(tmp_path / "a" / "below")
        if step == "write":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    assert names(tmp_path) == ["a", "b"]
    assert [(tmp_path / name).read_text() for name in "ab"] == ["old", "old"]
