from __future__ import annotations

import errno
import os
import resource
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.atomic import STALE_SECONDS, sweep
from flows.store import Store, StoreDamaged, StoreError, UnknownPosting
from flows.tables import POSTINGS, RANKED, SIGHTINGS, to_table

ROOT = Path(__file__).resolve().parents[2]
IDS = ["aa00000000000001", "aa00000000000002", "bb00000000000003"]


def postings(ids: Sequence[str], sources: Sequence[str] | None = None) -> pa.Table:
    unknown = {field.name: "" if field.type == pa.string() else None for field in POSTINGS}
    return to_table(
        [
            {
                **unknown,
                "posting_id": posting_id,
                "source_id": source,
                "description": "Run shoots. " * 50,
                "source_row": row,
            }
            for row, (posting_id, source) in enumerate(zip(ids, sources or ids, strict=True), start=1)
        ],
        POSTINGS,
    )


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store")


@pytest.fixture
def filled(store: Store) -> Store:
    store.write("postings", "b1", postings(IDS[:2], ["in-1", "li-7"]))
    store.write("postings", "b2", postings(IDS[2:], ["in-1"]))
    return store


def files(store: Store) -> list[str]:
    return sorted(path.relative_to(store.root).as_posix() for path in store.root.rglob("*") if path.is_file())


# -- batches ----------------------------------------------------------------------------------------------------------


def test_a_batch_comes_back_as_it_was_written(store: Store) -> None:
    table = postings(IDS)
    store.write("postings", "b1", table)
    assert store.read("postings", "b1") == table
    assert store.read("postings", "b1", ["source_row", "posting_id"]).column_names == ["source_row", "posting_id"]


def test_a_store_never_written_is_empty(store: Store) -> None:
    assert store.batches("postings") == []
    assert not store.exists("postings", "b1")
    assert store.known_posting_ids() == {}
    assert store.latest_ranked() is None
    assert not store.root.exists()


def test_datasets_do_not_see_each_others_batches(store: Store) -> None:
    store.write("duties/x1", "b2", postings(IDS))
    store.write("duties/x1", "b1", postings(IDS))
    store.write("scores/m1/p-1", "b3", postings(IDS))
    assert store.batches("duties/x1") == ["b1", "b2"]
    assert store.batches("duties") == store.batches("scores/m1") == store.batches("duties/x2") == []
    assert store.exists("scores/m1/p-1", "b3")


@given(st.lists(st.from_regex(r"[0-9a-f]{16}", fullmatch=True), min_size=1, max_size=8, unique=True), st.randoms())
def test_a_batchs_name_depends_on_its_postings_and_not_on_their_order(ids: list[str], random: object) -> None:
    shuffled = list(ids)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert Store.batch_id(shuffled) == Store.batch_id(ids)
    assert Store.batch_id(ids[:-1]) != Store.batch_id(ids)


@pytest.mark.parametrize(
    ("dataset", "batch"),
    [("../x", "b"), ("postings", "../b"), ("postings", ""), ("a//b", "c"), ("/etc", "b"), ("a", ".b")],
)
def test_no_name_leads_out_of_the_store(store: Store, dataset: str, batch: str) -> None:
    with pytest.raises(ValueError, match="not a name in the store"):
        store.write(dataset, batch, postings(IDS))
    assert not store.root.exists()


# -- what goes wrong --------------------------------------------------------------------------------------------------


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


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_may_not_be_written_to_is_named(store: Store) -> None:
    store.root.mkdir()
    store.root.chmod(0o500)
    with pytest.raises(StoreError, match="choose a folder that you may write to"):
        store.write("postings", "b1", postings(IDS))


def test_a_file_where_a_folder_is_needed_is_a_plain_error(store: Store) -> None:
    store.root.write_text("")
    with pytest.raises(StoreError, match="cannot write"):
        store.write("postings", "b1", postings(IDS))
    with pytest.raises(StoreError, match="cannot write"), store.locked():
        pass


@pytest.mark.parametrize("share", [0.0, 0.01, 0.3, 0.6, 0.99])
def test_a_batch_cut_short_is_reported_with_what_to_do(filled: Store, share: float) -> None:
    path = filled.path("postings", "b1")
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    with pytest.raises(StoreDamaged, match=r"b1\.parquet is damaged; delete it, then run `rolefit rank`"):
        filled.read("postings", "b1")
    with pytest.raises(StoreDamaged, match=r"b1\.parquet"):
        filled.known_posting_ids()


def test_no_flipped_bit_is_read_as_another_value(filled: Store) -> None:
    path = filled.path("postings", "b1")
    content, table = path.read_bytes(), filled.read("postings", "b1")
    noticed = 0
    for place in range(4, len(content) - 8, 7):
        path.write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])
        try:
            read = filled.read("postings", "b1")
        except StoreDamaged:
            noticed += 1
        else:
            # A bit of the footer that nothing depends on, such as a statistic or the name of the writer.
            assert read.column_names != table.column_names or read.to_pylist() == table.to_pylist(), place
    assert noticed > 50


def test_a_batch_of_something_else_is_damaged(filled: Store) -> None:
    filled.path("postings", "b1").write_text("posting_id,title\n")
    with pytest.raises(StoreDamaged):
        filled.read("postings", "b1")


def test_a_missing_batch_and_a_missing_column_are_told_apart(filled: Store) -> None:
    with pytest.raises(StoreDamaged, match=r"b7\.parquet is missing; run `rolefit rank`"):
        filled.read("postings", "b7")
    with pytest.raises(StoreDamaged, match="lacks signature, trade: another version"):
        filled.read("postings", "b1", ["posting_id", "trade", "signature"])


# -- postings ---------------------------------------------------------------------------------------------------------


def test_known_postings_are_found_without_reading_their_texts(filled: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[Sequence[str] | None] = []
    original = Store.read

    def spy(self: Store, dataset: str, batch: str, columns: Sequence[str] | None = None) -> pa.Table:
        read.append(columns)
        return original(self, dataset, batch, columns)

    monkeypatch.setattr(Store, "read", spy)
    assert filled.known_posting_ids() == {IDS[0]: "b1", IDS[1]: "b1", IDS[2]: "b2"}
    assert read == [["posting_id"], ["posting_id"]]


@pytest.mark.parametrize("given", [IDS[2], "bb", "b", " BB00 "])
def test_a_posting_is_found_by_its_id_or_the_beginning_of_it(filled: Store, given: str) -> None:
    assert filled.find(given) == ("b2", IDS[2])


def test_a_whole_id_wins_over_longer_ones_that_begin_with_it(store: Store) -> None:
    store.write("postings", "b1", postings(["aa", "aab"]))
    assert store.find("aa") == ("b1", "aa")


def test_a_posting_is_found_by_its_sources_id(filled: Store) -> None:
    assert filled.find("li-7") == ("b1", IDS[1])


def test_a_posting_is_found_by_the_id_that_the_latest_run_saw_it_under(filled: Store) -> None:
    for run, source in (("r1", "gl-old"), ("r2", "gl-new")):
        sighting = dict.fromkeys(SIGHTINGS.names, "") | {"posting_id": IDS[0], "source_id": source, "source_row": 1}
        filled.write(f"runs/{run}/sightings", "000000", to_table([sighting], SIGHTINGS))
    assert filled.find("gl-new") == ("b1", IDS[0])
    with pytest.raises(UnknownPosting):
        filled.find("gl-old")


@pytest.mark.parametrize("given", ["cc", "", "  ", "in-", "*", "[a-z]"])
def test_an_id_that_no_posting_has_is_unknown(filled: Store, given: str) -> None:
    with pytest.raises(UnknownPosting, match=r"use a posting_id of ranked\.csv"):
        filled.find(given)


@pytest.mark.parametrize("given", ["aa", "in-1"])
def test_an_id_that_fits_several_postings_is_refused_with_their_ids(filled: Store, given: str) -> None:
    with pytest.raises(UnknownPosting, match=f"2 postings fit .*{IDS[0]}"):
        filled.find(given)


def test_the_latest_ranked_table_is_that_of_the_latest_run(store: Store) -> None:
    values = {
        field.name: [] if pa.types.is_list(field.type) else 1 if pa.types.is_integer(field.type) else None
        for field in RANKED
    }
    texts = {field.name: "" for field in RANKED if pa.types.is_string(field.type)}
    for run, title in (("20261125T2", "second"), ("20261125T1", "first")):
        store.write_ranked(run, pd.DataFrame([{**values, **texts, "title": title, "no column of it": 1}]))
    latest = store.latest_ranked()
    assert latest is not None
    table = pq.read_table(latest)
    assert table.schema.equals(RANKED)
    assert table["title"].to_pylist() == ["second"]
    assert table["fit_score"].to_pylist() == [None]


# -- two runs ---------------------------------------------------------------------------------------------------------


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


def test_only_leftovers_are_swept(tmp_path: Path) -> None:
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    kept = [
        ".hidden.tmp",
        "x.tmp",
        f".b1.parquet.{os.getpid()}-0123abcd.tmp",
        f".b1.parquet.{dead.pid}.tmp",
        "b1.parquet",
    ]
    swept = [f".b1.parquet.{dead.pid}-0123abcd.tmp", f".b2.parquet.{os.getpid()}-0123abcd.tmp"]
    for name in kept + swept:
        (tmp_path / name).write_text("")
    old = (tmp_path / swept[1]).stat().st_mtime - STALE_SECONDS - 1
    os.utime(tmp_path / swept[1], (old, old))
    assert sweep(tmp_path.iterdir()) == len(swept)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(kept)


def test_threads_that_write_the_same_batch_leave_one_whole_one(store: Store) -> None:
    table = postings(IDS * 200)
    threads = [threading.Thread(target=store.write, args=("postings", "b1", table)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert files(store) == ["postings/b1.parquet"]
    assert store.read("postings", "b1") == table
