from __future__ import annotations

import shutil
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pyarrow as pa
import pytest

from features.fingerprint import fingerprint
from features.lines import read_text
from flows.batches import Workplace
from flows.same_jobs import SameJobs, same_jobs
from flows.sights import keep_sights, seen_earlier
from flows.store import Store
from flows.tables import FACTS, POSTINGS, SEEN, SIGHTINGS, to_table

TEXT = "- " + "\n- ".join(f"Plan campaign number{n} with designer{n} and writer{n} for client{n}" for n in range(20))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store")


@pytest.fixture
def place(store: Store) -> Workplace:
    return Workplace(store.root, store.root, "m1", "x1")


def row(schema: pa.Schema, **values: Any) -> dict[str, Any]:
    """Fill a row of a table with what stands for unknown."""
    blank = {
        field.name: [] if pa.types.is_list(field.type) else "" if field.type == pa.string() else None
        for field in schema
    }
    return blank | {field.name: 0 for field in schema if pa.types.is_integer(field.type)} | values


def keep(store: Store, place: Workplace, run: str, *seen: tuple[str, str], company: str = "Aba") -> tuple[str, ...]:
    """Store one batch of postings (id and text) as a run leaves it; give their ids."""
    ids = tuple(name for name, _ in seen)
    batch = Store.batch_id(ids)
    listings = [
        {"posting_id": name, "source_id": f"{run}-{name}", "job_url": f"https://{run}/{name}", "date_posted": run}
        for name in ids
    ]
    postings = [row(POSTINGS, title="Producer", company=company, location="Leeds", **listing) for listing in listings]
    store.write("postings", batch, to_table(postings, POSTINGS))
    facts = []
    for name, description in seen:
        text = read_text(description)
        taken = fingerprint(text.text, text.lines)
        hashes = {kind: getattr(taken, kind).tolist() for kind in ("triples", "words", "names")}
        facts.append(
            row(FACTS, posting_id=name, characters=len(text.text), marks=sorted(taken.marks),
                signature=list(taken.signature), **hashes)
        )  # fmt: skip
    store.write(place.facts, batch, to_table(facts, FACTS))
    sightings = [row(SIGHTINGS, source_row=1, **listing) for listing in listings]
    store.write(f"runs/{run}/sightings", "000000", to_table(sightings, SIGHTINGS))
    known = [{"key": name, "posting_id": name, "first_seen": run, "last_seen": run} for name in ids]
    store.write("seen", run, to_table([*known, known[0] | {"key": "r1"}], SEEN))
    return ids


@pytest.fixture(autouse=True)
def finished(monkeypatch: pytest.MonkeyPatch, store: Store) -> None:
    """All runs whose sightings are there ended well."""

    def runs(store: Store) -> list[Any]:
        names = sorted(path.parent.name for path in (store.root / "runs").glob("*/sightings"))
        return [SimpleNamespace(name=name, sightings=f"runs/{name}/sightings") for name in names]

    monkeypatch.setattr("flows.sights.finished_runs", runs)


def jobs(store: Store, place: Workplace, ids: tuple[str, ...], base: str = "2024-01") -> SameJobs:
    return same_jobs(store, place, [Store.batch_id(ids)], pa.array(ids), base)


def seen_as(store: Store, base: str, *postings: str) -> list[str]:
    tables = [table["job_url"].to_pylist() for table in seen_earlier(store, base, pa.array(postings, pa.string()))]
    return sorted(url for urls in tables for url in urls)


def test_an_earlier_posting_of_the_same_job_is_found_and_the_runs_own_text_stands(
    store: Store, place: Workplace
) -> None:
    keep(store, place, "2024-01", ("pa", TEXT + "\n- Write notes"), ("pz", TEXT[:300].upper()[::-1]))
    new = keep(store, place, "2024-02", ("pb", TEXT), ("pc", TEXT + "\n- Write"))
    assert jobs(store, place, new) == SameJobs({"pb": "pc", "pc": "pc"}, {"pa": "pc"})
    assert jobs(store, place, new, base="") == SameJobs({"pb": "pc", "pc": "pc"}, {})


def test_how_postings_were_seen_is_told_once_each(store: Store, place: Workplace) -> None:
    keep(store, place, "2024-01", ("pa", TEXT))
    again = row(SIGHTINGS, posting_id="pa", source_row=1, job_url="https://elsewhere", date_posted="2024-01")
    once = store.read("runs/2024-01/sightings", "000000").to_pylist()
    store.write("runs/2024-01/sightings", "000001", to_table([again, again, *once], SIGHTINGS))
    assert seen_as(store, "2024-01", "pa") == ["https://2024-01/pa", "https://elsewhere"]
    assert seen_as(store, "2024-01", "pb") == []
    assert seen_as(store, "", "pa") == []


def test_how_a_forgotten_run_saw_postings_is_still_told_and_in_its_time(store: Store, place: Workplace) -> None:
    for run in ("2024-01", "2024-02", "2024-03"):
        keep(store, place, run, ("pa", TEXT))
    told = {base: seen_as(store, base, "pa") for base in ("2024-01", "2024-02", "2024-03")}
    assert [len(urls) for urls in told.values()] == [
        2,
        3,
        3,
    ]  # and how it was stored at last
    for forgotten in ("2024-02", "2024-01"):
        keep_sights(store, [forgotten])
        assert {base: seen_as(store, base, "pa") for base in told} == told  # killed before it was forgotten
        shutil.rmtree(store.root / "runs" / forgotten)
        assert {base: seen_as(store, base, "pa") for base in told} == told
    assert store.batches("sights") == ["2024-01", "2024-02"]


def test_what_was_seen_after_the_run_compared_with_takes_no_part(store: Store, place: Workplace) -> None:
    new = keep(store, place, "2024-01", ("pa", TEXT))
    keep(store, place, "2024-03", ("pb", TEXT + "\n- Write notes"))
    assert jobs(store, place, new) == SameJobs({"pa": "pa"}, {})
    assert seen_as(store, "2024-01", "pa", "pb") == ["https://2024-01/pa"]


def test_what_another_version_extracted_takes_no_part(store: Store, place: Workplace) -> None:
    keep(store, Workplace(store.root, store.root, "m1", "x0"), "2024-01", ("pa", TEXT))
    assert jobs(store, place, keep(store, place, "2024-02", ("pb", TEXT))) == SameJobs({"pb": "pb"}, {})


def test_a_veto_holds_across_runs(store: Store, place: Workplace) -> None:
    keep(store, place, "2024-01", ("pa", TEXT), company="Bebe")
    assert jobs(store, place, keep(store, place, "2024-02", ("pb", TEXT))) == SameJobs({"pb": "pb"}, {})


def test_how_the_rows_were_shared_out_to_batches_does_not_matter(
    store: Store, place: Workplace, tmp_path: Path
) -> None:
    seen = [(f"p{n}", TEXT + "\n- Write notes" * (n % 3)) for n in range(6)]
    whole = jobs(store, place, keep(store, place, "2024-01", *seen), base="").job
    parts = Store(tmp_path / "parts")
    there = Workplace(parts.root, parts.root, "m1", "x1")
    batches = [Store.batch_id(keep(parts, there, "2024-01", *seen[n : n + 2])) for n in (4, 0, 2)]
    assert same_jobs(parts, there, batches, pa.array([name for name, _ in seen])).job == whole
    assert len(set(whole.values())) == 1


def test_a_run_without_postings_has_no_jobs(store: Store, place: Workplace) -> None:
    assert same_jobs(store, place, [], pa.array([], pa.string())) == SameJobs({}, {})
