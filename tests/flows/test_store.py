from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.store import Store, StoreDamaged, StoreError, UnknownPosting
from flows.tables import RANKED, SIGHTINGS, empty, to_table
from tests.flows.stored_postings import IDS, fill, postings


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store")


@pytest.fixture
def filled(store: Store) -> Store:
    return fill(store)


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
    with pytest.raises(StoreDamaged, match=r"b1\.parquet is damaged; run `rolefit store check`, then `rolefit rank`"):
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
    with pytest.raises(StoreDamaged, match=r"b7\.parquet is missing; run `rolefit store check`"):
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
        unknown = {field.name: "" if field.type == pa.string() else None for field in SIGHTINGS}
        sighting = unknown | {"posting_id": IDS[0], "source_id": source, "source_row": 1, "number": 0}
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
    assert store.latest_ranked() is None
    for run in ("20261125T2", "20261125T1"):
        store.write("ranked", run, empty(RANKED))
    assert store.latest_ranked() == store.path("ranked", "20261125T2")
