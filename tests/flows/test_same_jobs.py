from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from features.fingerprint import fingerprint
from features.lines import read_text
from flows.batches import Workplace
from flows.same_jobs import Jobs, jobs_of_run
from flows.store import Store
from flows.tables import DUTIES, FACTS, JUDGED, POSTINGS, SCORES, SIGHTINGS, empty, to_table

TEXT = "- " + "\n- ".join(f"Plan campaign number{n} with designer{n} and writer{n} for client{n}" for n in range(20))
KEY = "profile"


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


def keep(
    store: Store, place: Workplace, run: str, *seen: tuple[str, str], scored: bool = True, company: str = "Aba"
) -> tuple[str, ...]:
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
    store.write(place.duties, batch, empty(DUTIES))
    if scored:
        store.write(place.judged, batch, empty(JUDGED))
        store.write(place.scores(KEY), batch, empty(SCORES))
    sightings = [row(SIGHTINGS, source_row=1, **listing) for listing in listings]
    store.write(f"runs/{run}/sightings", "000000", to_table(sightings, SIGHTINGS))
    return ids


def jobs(store: Store, place: Workplace, run: str, ids: tuple[str, ...]) -> Jobs:
    return jobs_of_run(store, place, run, [Store.batch_id(ids)], KEY, ids)


def test_a_job_of_an_earlier_run_joins_and_its_fuller_text_stands_for_it(store: Store, place: Workplace) -> None:
    old = keep(
        store, place, "2024-01", ("pa", TEXT + "\n- Write notes"), ("pz", "Another job " + TEXT[:300].upper()[::-1])
    )
    new = keep(store, place, "2024-02", ("pb", TEXT))
    found = jobs(store, place, "2024-02", new)
    assert found.job == {"pa": "pa", "pb": "pa"}
    assert set(found.batches) == {Store.batch_id(old), Store.batch_id(new)}
    seen = found.earlier[["job", "source_id", "job_url", "date_posted"]].to_dict("split")["data"]
    assert ["pa", "2024-01-pa", "https://2024-01/pa", "2024-01"] in seen
    assert not [item for item in seen if "pz" in item[1]]


def test_a_fuller_text_of_this_run_takes_over(store: Store, place: Workplace) -> None:
    keep(store, place, "2024-01", ("pa", TEXT))
    new = keep(store, place, "2024-02", ("pb", TEXT + "\n- Write notes"))
    found = jobs(store, place, "2024-02", new)
    assert found.job == {"pa": "pb", "pb": "pb"}
    assert found.batches == (Store.batch_id(new),)
    assert "https://2024-01/pa" in set(found.earlier["job_url"])


def test_what_was_not_scored_for_the_profile_lends_its_address_and_not_its_text(store: Store, place: Workplace) -> None:
    keep(store, place, "2024-01", ("pa", TEXT + "\n- Write notes"), scored=False)
    new = keep(store, place, "2024-02", ("pb", TEXT))
    found = jobs(store, place, "2024-02", new)
    assert found.job == {"pa": "pb", "pb": "pb"}
    assert found.batches == (Store.batch_id(new),)
    assert "https://2024-01/pa" in set(found.earlier["job_url"])


def test_what_another_version_extracted_takes_no_part(store: Store, place: Workplace) -> None:
    keep(store, Workplace(store.root, store.root, "m1", "x0"), "2024-01", ("pa", TEXT))
    assert jobs(store, place, "2024-02", keep(store, place, "2024-02", ("pb", TEXT))).job == {"pb": "pb"}


def test_a_veto_holds_across_runs(store: Store, place: Workplace) -> None:
    keep(store, place, "2024-01", ("pa", TEXT), company="Bebe")
    found = jobs(store, place, "2024-02", keep(store, place, "2024-02", ("pb", TEXT)))
    assert found.job == {"pb": "pb"}
    assert set(found.earlier["job_url"]) == {"https://2024-02/pb"}


def test_later_runs_are_not_looked_at(store: Store, place: Workplace) -> None:
    first = keep(store, place, "2024-01", ("pa", TEXT))
    before = jobs(store, place, "2024-01", first)
    store.write("runs/2024-03/sightings", "000000", store.read("runs/2024-01/sightings", "000000"))
    assert jobs(store, place, "2024-01", first).earlier.equals(before.earlier)


def test_how_the_rows_were_shared_out_to_batches_does_not_matter(
    store: Store, place: Workplace, tmp_path: Path
) -> None:
    seen = [(f"p{n}", TEXT + "\n- Write notes" * (n % 3)) for n in range(6)]
    ids = keep(store, place, "2024-01", *seen)
    whole = jobs(store, place, "2024-01", ids).job
    parts = Store(tmp_path / "parts")
    there = Workplace(parts.root, parts.root, "m1", "x1")
    batches = [Store.batch_id(keep(parts, there, "2024-01", *seen[n : n + 2])) for n in (4, 0, 2)]
    assert jobs_of_run(parts, there, "2024-01", batches, KEY, ids).job == whole
    assert len(set(whole.values())) == 1


def test_a_run_without_postings_has_no_jobs(store: Store, place: Workplace) -> None:
    found = jobs_of_run(store, place, "2024-01", [], KEY, [])
    assert found.job == {}
    assert found.batches == ()
    assert found.earlier.empty
