from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from flows.comparison import compare
from flows.runs import (
    OF_A_RUN,
    Asked,
    Comparison,
    Run,
    begin,
    files_hash,
    finished_runs,
    forget,
    read_run,
    runs,
    write_run,
)
from flows.store import Store, StoreDamaged
from flows.tables import JOBS, empty

NOW = datetime(2026, 11, 25, 8, 30, tzinfo=UTC)
ASKED = Asked(("a.csv",), "/home", "f1", "/out", "account_manager", "account_manager-1", "account_manager", "m1")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store")


class Diary:
    """Runs one after the other, each compared and finished."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.day = 0

    def rank(self, listings: str, **asked: Any) -> Run:
        """Rank listings, known by their hash, on the next day; give the run as it was compared."""
        self.day += 1
        run = begin(self.store, replace(ASKED, files=f"f{self.day}", **asked), NOW + timedelta(days=self.day))
        run = replace(run, listings=listings)
        run = replace(run, compared=compare(self.store, run), finished=True)
        for kind in OF_A_RUN:
            self.store.write(kind, run.name, empty(JOBS))
        write_run(self.store, run)
        return run


@pytest.fixture
def diary(store: Store) -> Diary:
    return Diary(store)


# -- what a run is compared with --------------------------------------------------------------------------------------


def test_the_first_run_is_compared_with_nothing(diary: Diary) -> None:
    assert diary.rank("X").compared == Comparison("2026-11-26")


def test_a_run_of_other_listings_is_compared_with_the_one_before(diary: Diary) -> None:
    first, second = diary.rank("X"), diary.rank("Y")
    assert second.compared == Comparison("2026-11-27", first.name, first.name, first.name)


def test_the_same_listings_ranked_again_are_compared_as_they_were_the_first_time(diary: Diary) -> None:
    first = diary.rank("X")
    assert [diary.rank("X").compared for _ in range(2)] == [first.compared] * 2
    second = diary.rank("Y")
    assert diary.rank("Y").compared == second.compared
    third = diary.rank("X")  # which is another state of the store: X was scraped after Y
    assert third.compared.previous == third.compared.base > second.name


@pytest.mark.parametrize("other", [{"model": "m2"}, {"profile_key": "account_manager-2"}])
def test_the_same_listings_judged_otherwise_keep_their_status_and_compare_their_scores(
    diary: Diary, other: dict[str, str]
) -> None:
    first, second = diary.rank("X"), diary.rank("Y")
    judged = diary.rank("Y", **other)
    assert judged.compared == replace(second.compared, scores=second.name)
    assert diary.rank("Y", **other).compared == judged.compared
    assert first.name not in (judged.compared.scores,)


def test_another_profile_is_another_series(diary: Diary) -> None:
    first = diary.rank("X")
    other = diary.rank("X", profile="producer", profile_key="producer-1")
    # The listings are the same and seen but once; there is no run whose scores or jobs could be compared.
    assert other.compared == first.compared
    third = diary.rank("Y")
    assert (third.compared.previous, third.compared.scores, third.compared.base) == (first.name, first.name, other.name)
    assert diary.rank("X", profile="producer", profile_key="producer-1").compared == other.compared


def test_two_searches_into_two_folders_do_not_take_each_others_jobs_for_gone(diary: Diary) -> None:
    london, _ = diary.rank("L1", out="/london"), diary.rank("P1", out="/paris")
    paris = diary.rank("P2", out="/paris")
    next_london = diary.rank("L2", out="/london")
    assert next_london.compared.previous == london.name
    assert next_london.compared.base == paris.name  # what is new is new to all
    assert diary.rank("L2", out="/london").compared == next_london.compared


def test_a_new_folder_goes_on_from_the_newest_run(diary: Diary) -> None:
    diary.rank("X", out="/monday")
    tuesday = diary.rank("Y", out="/tuesday")
    assert diary.rank("Z", out="/wednesday").compared.previous == tuesday.name


def test_rejected_rows_read_again_belong_to_the_run_that_rejected_them(diary: Diary) -> None:
    diary.rank("X")
    second = diary.rank("Y")
    again = diary.rank("Y and more", retries=second.name)
    assert again.compared == second.compared
    assert diary.rank("Z").compared.previous == again.name


def test_a_day_that_the_user_names_counts(diary: Diary) -> None:
    assert diary.rank("X", date="2026-01-31").compared.date == "2026-01-31"
    assert diary.rank("X").compared.date == "2026-01-31"  # the same listings were seen then
    assert diary.rank("X", date="2026-02-01").compared == Comparison("2026-02-01")


def test_a_run_whose_tables_are_lost_is_compared_with_no_more(diary: Diary, store: Store) -> None:
    first, second = diary.rank("X"), diary.rank("Y")
    store.path("seen", second.name).unlink()
    assert finished_runs(store) == [first]
    assert diary.rank("Z").compared.previous == first.name


# -- stopped and taken up again ---------------------------------------------------------------------------------------


def read_some(store: Store, run: Run) -> None:
    for dataset in (run.sightings, run.rejected):
        store.write(dataset, "000000", empty(JOBS))


def test_a_stopped_run_is_taken_up_with_its_name_and_day(store: Store) -> None:
    run = begin(store, ASKED, NOW)
    read_some(store, run)
    again = begin(store, ASKED, NOW + timedelta(days=3))
    assert again == run
    assert store.batches(run.sightings) == store.batches(run.rejected) == []


@pytest.mark.parametrize(
    "other", [{"files": "f2"}, {"out": "/other"}, {"model": "m2"}, {"date": "2026-11-01"}, {"columns": {"title": "x"}}]
)
def test_a_stopped_run_that_asked_otherwise_is_forgotten(store: Store, other: dict[str, Any]) -> None:
    run = begin(store, ASKED, NOW)
    read_some(store, run)
    new = begin(store, replace(ASKED, **other), NOW + timedelta(days=3))
    assert new.name > run.name
    assert new.compared.date == other.get("date", "2026-11-28")
    assert runs(store) == [new]
    assert not (store.root / "runs" / run.name).exists()


def test_a_finished_run_is_never_taken_up(store: Store, diary: Diary) -> None:
    run = diary.rank("X")
    assert begin(store, run.asked, NOW + timedelta(days=9)).name != run.name
    assert run in runs(store)


def test_runs_are_in_the_order_of_their_starts_even_if_the_clock_is_set_back(store: Store) -> None:
    names = []
    for hours in (5, 3, 3):
        run = begin(store, replace(ASKED, files=str(len(names))), NOW + timedelta(hours=hours))
        write_run(store, replace(run, finished=True))
        names.append(run.name)
    assert names == sorted(set(names))


def test_a_forgotten_run_leaves_nothing(store: Store, diary: Diary) -> None:
    run = diary.rank("X")
    read_some(store, run)
    forget(store, run.name)
    assert [path for path in store.root.rglob("*") if path.is_file()] == []


def test_a_record_comes_back_as_it_was_written(store: Store, diary: Diary) -> None:
    run = diary.rank("X", columns={"description": "Körper"})
    path = store.root / "runs" / run.name / "run.json"
    assert read_run(path) == run
    for damage in ("", "{", "[]", "{}", '{"name": "x", "asked": 3}'):
        path.write_text(damage, encoding="utf-8")
        with pytest.raises(StoreDamaged, match=r"run\.json is damaged; run `rolefit store check`"):
            runs(store)


def test_a_file_that_changed_is_another_input(tmp_path: Path) -> None:
    folder = tmp_path / "scrapes"
    folder.mkdir()
    hashes = [files_hash([str(folder)])]
    for change in (
        lambda: (folder / "a.csv").write_text("one"),
        lambda: (folder / "b.csv").write_text("two"),
        lambda: (folder / "b.csv").write_text("three"),
        lambda: os.utime(folder / "a.csv", (1, 1)),
        lambda: (folder / "a.csv").rename(folder / "c.csv"),
    ):
        change()
        hashes.append(files_hash([str(folder)]))
    assert len(set(hashes)) == len(hashes)
    assert files_hash([str(folder)]) == hashes[-1]
    assert files_hash([str(tmp_path / "nowhere")])
