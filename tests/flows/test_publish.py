from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import pytest

from flows.publish import LostRowsError, prepare_folder
from flows.settings import Settings
from flows.store import Store, StoreError


def test_rows_that_went_missing_stop_the_run_before_anything_is_written(
    sample_home: Path, sample: Path, rolefit: Any, prefect_api: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import flows.ranked_tables

    whole = flows.ranked_tables.one_row_a_job
    monkeypatch.setattr(flows.ranked_tables, "one_row_a_job", lambda *tables: whole(*tables).iloc[1:])
    ran = rolefit(sample_home, "rank", sample, "--out", tmp_path / "out", "--workers", 1, "--quiet")
    assert ran.code == 1
    assert ran.err.startswith("rolefit: rows went missing, nothing was written")
    assert ran.err.count("\n") == 1
    assert list((tmp_path / "out").iterdir()) == []
    assert issubclass(LostRowsError, RuntimeError)


def test_a_row_lost_between_reading_and_publishing_stops_the_run(
    sample_home: Path, sample: Path, rolefit: Any, prefect_api: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import flows.publish

    whole = flows.publish.Store.read

    def one_short(store: Any, dataset: str, *rest: Any) -> Any:
        table = whole(store, dataset, *rest)
        return table[:-1] if dataset.endswith("/sightings") else table

    monkeypatch.setattr(flows.publish.Store, "read", one_short)
    ran = rolefit(sample_home, "rank", sample, "--out", tmp_path / "out", "--workers", 1, "--quiet")
    assert (ran.code, list((tmp_path / "out").iterdir())) == (1, [])
    assert ran.err.startswith("rolefit: rows went missing, nothing was written")


@pytest.mark.parametrize("name", ["file", "file/below"])
def test_a_folder_that_cannot_be_made_is_named(name: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match=r"cannot write .*file"):
        prepare_folder(tmp_path / name)


def test_a_folder_that_may_not_be_written_to_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.access", lambda path, mode: False)  # for root, who may write anywhere
    with pytest.raises(StoreError, match="choose a folder that you may write to"):
        prepare_folder(tmp_path / "new" / "out")


@pytest.mark.parametrize("step", ["the rows that were read", "the files of the run"])
def test_a_full_disk_is_one_line_and_leaves_the_old_outputs(
    step: str, sample_home: Path, sample: Path, rank: Any, rolefit: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = rank(sample_home, tmp_path / "out", sample)
    old, latest = out.bytes, Store(Settings(home=sample_home).store).latest_ranked()
    fsync, left = os.fsync, [2 if step == "the rows that were read" else 7]

    def full(descriptor: int) -> None:
        left[0] -= 1
        if left[0] == 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        fsync(descriptor)

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        ran = rolefit(sample_home, "rank", sample, "--out", out.folder, "--workers", 1, "--quiet")
    assert (ran.code, ran.out) == (1, "")
    (line,) = ran.err.splitlines()
    assert "cannot write " in line
    assert "No space left on device; free some space and run the same command again" in line
    assert out.bytes == old
    assert Store(Settings(home=sample_home).store).latest_ranked() == latest
    assert [path for folder in (sample_home, out.folder) for path in folder.rglob(".*.tmp")] == []
    assert rank(sample_home, out.folder, sample).bytes == old
