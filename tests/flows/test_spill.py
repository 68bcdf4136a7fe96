from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows import spill
from flows.atomic import StoreError
from flows.spill import PLACE, Spill

SCHEMA = pa.schema([("text", pa.string()), ("words", pa.list_(pa.string()))])


def table(*texts: str) -> pa.Table:
    return pa.table({"text": list(texts), "words": [text.split() for text in texts]}, schema=SCHEMA)


@pytest.fixture(params=[3, 4_000])
def size(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(spill, "SLICE_RANKS", request.param)
    return int(request.param)


@given(parts=st.lists(st.lists(st.integers(0, 9), max_size=7), max_size=6), size=st.sampled_from([2, 3, 100]))
def test_rows_come_back_in_the_order_of_ranks_and_then_as_they_were_added(
    parts: list[list[int]], size: int, tmp_path_factory: Any
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(spill, "SLICE_RANKS", size)
        added: list[tuple[int, str]] = []
        with Spill(tmp_path_factory.getbasetemp(), SCHEMA, 10) as rows:
            for part in parts:
                texts = [f"{rank} {len(added) + n}" for n, rank in enumerate(part)]
                rows.add(table(*texts), np.array(part, dtype=np.int64))
                added += zip(part, texts, strict=True)
            slices = list(rows.slices())
    assert len(slices) == -(-10 // size)
    for number, found in enumerate(slices):
        assert {place // size for place in found[PLACE].to_pylist()} <= {number}
    got = [(row[PLACE], row["text"]) for found in slices for row in found.to_pylist()]
    assert got == sorted(added, key=lambda row: row[0])
    assert all(row["words"] == row["text"].split() for found in slices for row in found.to_pylist())


def test_no_rows_are_an_empty_table_of_the_schema(size: int, tmp_path: Path) -> None:
    for ranks in (0, 10):
        with Spill(tmp_path, SCHEMA, ranks) as rows:
            assert next(found.column_names for found in rows.slices()) == ["text", "words", PLACE]


def test_the_files_have_no_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spill, "SLICE_RANKS", 2)
    with Spill(tmp_path, SCHEMA, 6) as rows:
        rows.add(table(*"abcdef"), np.arange(6))
        assert list(tmp_path.iterdir()) == []
        assert len(rows._files) == 3  # so there are some
        assert [row for found in rows.slices() for row in found["text"].to_pylist()] == list("abcdef")


def test_a_full_disk_is_a_plain_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spill, "SLICE_RANKS", 2)

    def full(*args: object, **kwargs: object) -> Any:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(spill.tempfile, "TemporaryFile", full)
    with Spill(tmp_path, SCHEMA, 6) as rows, pytest.raises(StoreError, match="No space left on device; free some"):
        rows.add(table(*"abcdef"), np.arange(6))
