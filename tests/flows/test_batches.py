from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from flows.batches import Workplace, extract_batch, score_batch
from flows.champion import champion_manifest, read_profile
from flows.ingest import ingest
from flows.profile_key import profile_key
from flows.settings import Settings
from flows.sources import read_listings
from flows.store import Store, StoreDamaged

ROLES = ("account_management", "creative_pm", "hybrid", "out_of_scope")


@pytest.fixture
def place(home: Path) -> Workplace:
    settings = Settings(home=home)
    manifest = champion_manifest(settings)
    assert manifest is not None
    return Workplace(settings.store, settings.registry, manifest.version, manifest.extractor)


@pytest.fixture
def batch(place: Workplace, sample_records: Any, write_listings: Any, tmp_path: Path) -> str:
    six = write_listings(tmp_path / "six.csv", sample_records[:6])
    (name,) = ingest(read_listings([six]), Store(place.store), "r").batches
    return name


@pytest.fixture
def profile(home: Path) -> Any:
    return read_profile(Settings(home=home), "account_manager")


def written(place: Workplace) -> dict[str, int]:
    """The files of the store but the postings, and when each was written."""
    return {
        str(path.relative_to(place.store)): path.stat().st_mtime_ns
        for path in place.store.rglob("*.parquet")
        if path.relative_to(place.store).parts[0] not in ("postings", "runs")
    }


def test_offsets_of_duties_point_into_the_text(place: Workplace, batch: str) -> None:
    assert extract_batch(place, batch) == 6
    store = Store(place.store)
    texts = {row["posting_id"]: row["text"] for row in store.read(place.facts, batch).to_pylist()}
    duties = store.read(place.duties, batch).to_pylist()
    assert len(texts) == 6
    assert len(duties) > 20
    for duty in duties:
        text = texts[duty["posting_id"]]
        assert text[duty["start"] : duty["end"]] == duty["text"]
        assert text[duty["line_start"] :].startswith(duty["line"])
        assert 0.5 <= duty["probability"] <= 1


def test_duties_and_other_lines_never_overlap(place: Workplace, batch: str) -> None:
    extract_batch(place, batch)
    store = Store(place.store)
    taken: dict[str, set[int]] = {}
    for duty in store.read(place.duties, batch).to_pylist():
        taken.setdefault(duty["posting_id"], set()).update(range(duty["start"], duty["end"]))
    for row in store.read(place.facts, batch).to_pylist():
        spans = zip(row["other_lines"][::2], row["other_lines"][1::2], strict=True)
        assert all(taken.get(row["posting_id"], set()).isdisjoint(range(start, end)) for start, end in spans)


def test_what_exists_is_not_done_again(
    place: Workplace, batch: str, profile: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = profile_key(profile)
    extract_batch(place, batch)
    assert score_batch(place, batch, profile, key) == 6
    before = written(place)
    assert set(before) == {
        f"{dataset}/{batch}.parquet"
        for dataset in (place.duties, place.facts, place.readings, place.judged, place.scores(key))
    }
    monkeypatch.setattr("flows.batches._finder", None)
    monkeypatch.setattr("flows.batches.load_model", None)
    assert extract_batch(place, batch) == 6
    assert score_batch(place, batch, profile, key) == 0
    assert written(place) == before


@pytest.mark.parametrize("kept", ["nothing", "another batch's"])
def test_texts_are_read_again_where_no_reading_of_them_is_kept(
    kept: str, place: Workplace, batch: str, profile: Any
) -> None:
    store = Store(place.store)
    extract_batch(place, batch)
    score_batch(place, batch, profile, "key")
    before = {dataset: store.read(dataset, batch) for dataset in (place.readings, place.judged, place.scores("key"))}
    for dataset in before:
        store.path(dataset, batch).unlink()
    if kept != "nothing":
        others = before[place.readings].set_column(0, "posting_id", pa.array([["another"]]))
        store.write(place.readings, batch, others)
    score_batch(place, batch, profile, "key")
    assert all(store.read(dataset, batch).equals(table) for dataset, table in before.items())


@pytest.mark.parametrize("lost", ["duties", "facts"])
def test_half_a_result_is_no_result(lost: str, place: Workplace, batch: str) -> None:
    extract_batch(place, batch)
    store = Store(place.store)
    whole = {dataset: store.read(dataset, batch) for dataset in (place.duties, place.facts)}
    store.path(getattr(place, lost), batch).unlink()
    extract_batch(place, batch)
    for dataset, table in whole.items():
        assert store.read(dataset, batch).equals(table)


def test_scores_say_nothing_about_a_posting_without_text(
    place: Workplace, profile: Any, write_listings: Any, tmp_path: Path
) -> None:
    record = {"title": "Producer", "company": "Aba", "location": "Leeds", "description": ""}
    store = Store(place.store)
    (batch,) = ingest(read_listings([write_listings(tmp_path / "a.csv", [record])]), store, "r").batches
    extract_batch(place, batch)
    score_batch(place, batch, profile, "key")
    (row,) = store.read(place.scores("key"), batch).to_pylist()
    assert (row["role"], row["decision"], row["why"]) == ("", "no-text", "The listing has no text to judge.")
    for column in ("fit_score", "role_confidence", "client_share", "operations_share", *(f"p_{r}" for r in ROLES)):
        assert row[column] is None, column


def test_every_duty_is_judged(place: Workplace, batch: str, profile: Any) -> None:
    extract_batch(place, batch)
    score_batch(place, batch, profile, "key")
    store = Store(place.store)
    duties, judged = store.read(place.duties, batch).to_pylist(), store.read(place.judged, batch).to_pylist()
    assert [(row["posting_id"], row["duty"]) for row in judged] == [(row["posting_id"], row["duty"]) for row in duties]
    weights: dict[str, float] = {}
    for row in judged:
        weights[row["posting_id"]] = weights.get(row["posting_id"], 0) + row["weight"]
        assert bool(row["side"]) == bool(row["competencies"])
    assert all(total == pytest.approx(1, abs=0.01) for total in weights.values())


def test_a_batch_that_is_not_there_is_named(place: Workplace) -> None:
    with pytest.raises(StoreDamaged, match=r"nowhere\.parquet is missing"):
        extract_batch(place, "nowhere")
