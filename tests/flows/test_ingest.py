from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from flows.ingest import ingest
from flows.sources import UnreadableInput, read_listings
from flows.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store")


def listing(title: str, **other: str) -> dict[str, str]:
    plain = {"id": f"id-{title}", "company": "Aba Studio", "location": "Leeds", "description": f"Lead {title} work."}
    return {"title": title, **plain, **other}


def read(store: Store, run: str, *files: Path) -> Any:
    return ingest(read_listings(files), store, run)


def rows(store: Store, dataset: str) -> list[dict[str, Any]]:
    return [row for batch in store.batches(dataset) for row in store.read(dataset, batch).to_pylist()]


def test_every_row_is_seen_or_rejected(store: Store, tmp_path: Path, write_listings: Any) -> None:
    file = write_listings(tmp_path / "a.csv", [listing("A"), listing("", description=""), listing("B"), listing("A")])
    found = read(store, "r1", file)
    assert (found.rows, found.rejected, found.new_postings) == (4, 1, 2)
    seen = rows(store, "runs/r1/sightings")
    assert [row["source_row"] for row in seen] == [1, 3, 4]
    assert seen[0]["posting_id"] == seen[2]["posting_id"] != seen[1]["posting_id"]
    (rejected,) = rows(store, "runs/r1/rejected")
    assert (rejected["source_row"], rejected["reason"]) == (2, "no-title-and-description")


def test_the_listing_read_first_gives_a_posting_its_columns(store: Store, tmp_path: Path, write_listings: Any) -> None:
    same = [listing("A", id="first", is_remote="True"), listing("a", id="second", is_remote="False")]
    read(store, "r1", write_listings(tmp_path / "a.csv", same))
    (posting,) = rows(store, "postings")
    assert (posting["source_id"], posting["title"], posting["is_remote"]) == ("first", "A", True)


def test_names_and_addresses_are_repaired_and_the_text_is_kept(
    store: Store, tmp_path: Path, write_listings: Any
) -> None:
    damaged = listing(
        "SpÃ©cialiste  &amp;amp; Producer",
        company="Caf\ufffds",
        job_url="https://x.example/7?id=7&utm_source=a",
        description="weâ€™ll",
    )
    sound = listing(
        "Spécialiste & Producer", company="Caf’s", job_url="https://x.example/7?id=7", description="weâ€™ll"
    )
    read(store, "r1", write_listings(tmp_path / "a.csv", [damaged, sound]))
    (posting,) = rows(store, "postings")
    assert (posting["title"], posting["company"]) == ("Spécialiste & Producer", "Caf’s")
    assert (posting["job_url"], posting["description"]) == ("https://x.example/7?id=7", "weâ€™ll")
    assert {row["job_url"] for row in rows(store, "runs/r1/sightings")} == {"https://x.example/7?id=7"}


def test_what_is_known_is_not_stored_again(store: Store, tmp_path: Path, write_listings: Any) -> None:
    first = read(store, "r1", write_listings(tmp_path / "a.csv", [listing("A"), listing("B")]))
    second = read(store, "r2", write_listings(tmp_path / "b.csv", [listing("C"), listing("B", id="again")]))
    assert second.new_postings == 1
    assert sorted(row["title"] for row in rows(store, "postings")) == ["A", "B", "C"]
    # The batch that holds B from before is part of this run, although A in it is not.
    assert set(first.batches) < set(second.batches)
    assert len(second.batches) == 2


@pytest.mark.parametrize("size", [1, 2, 3, 100])
def test_the_size_of_chunks_changes_no_count(
    size: int, store: Store, tmp_path: Path, write_listings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flows.ingest.CHUNK_ROWS", size)
    records = [listing("A"), listing("B"), listing("A"), listing("", description=""), listing("C")]
    found = read(store, "r1", write_listings(tmp_path / "a.csv", records))
    assert (found.rows, found.rejected, found.new_postings) == (5, 1, 3)
    assert len(rows(store, "runs/r1/sightings")) == 4
    assert sorted(row["title"] for row in rows(store, "postings")) == ["A", "B", "C"]


def test_the_same_listings_make_the_same_batches(tmp_path: Path, write_listings: Any) -> None:
    def batches(name: str, records: Sequence[dict[str, str]]) -> tuple[str, ...]:
        found: tuple[str, ...] = read(Store(tmp_path / name), "r", write_listings(tmp_path / f"{name}.csv", records))
        return found.batches  # type: ignore[attr-defined, no-any-return]

    a, b, c = listing("A"), listing("B"), listing("C")
    assert batches("one", [a, b, c]) == batches("two", [c, a, b, a])
    assert batches("one", [a, b, c]) != batches("three", [a, b])


def test_a_file_that_cannot_be_read_stops_the_reading(store: Store, tmp_path: Path) -> None:
    with pytest.raises(UnreadableInput, match="no such file"):
        read(store, "r1", tmp_path / "missing.csv")
    assert store.batches("postings") == []


def test_an_unreadable_file_of_a_folder_is_one_rejected_row(store: Store, tmp_path: Path, write_listings: Any) -> None:
    folder = tmp_path / "scrapes"
    folder.mkdir()
    write_listings(folder / "a.csv", [listing("A")])
    (folder / "b.bin").write_bytes(bytes(range(256)) * 8)
    found = read(store, "r1", folder)
    assert (found.rows, found.rejected) == (2, 1)
    (rejected,) = rows(store, "runs/r1/rejected")
    assert (Path(rejected["source_file"]).name, rejected["source_row"]) == ("b.bin", 0)
