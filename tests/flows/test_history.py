from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.history import Changes, changes
from flows.runs import Comparison
from flows.store import Store
from flows.tables import JOBS, RANKED, to_table


@dataclass
class Week:
    """What one run sees: the jobs of postings, the references of postings, the scores of jobs."""

    jobs: Mapping[str, str]
    references: list[tuple[str, str]] = field(default_factory=list)
    scores: Mapping[str, float | None] = field(default_factory=dict)


def single(*postings: str, **references: str) -> Week:
    """A week in which each posting is a job of its own; ``r1="b"`` says that listing r1 is posting b."""
    return Week({posting: posting for posting in postings}, [(p, r) for r, p in references.items()])


def compare(
    store: Store, compared: Comparison, newest: str, week: Week, earlier: Mapping[str, str] | None = None
) -> Changes:
    postings = pd.DataFrame({"posting_id": list(week.jobs), "job": list(week.jobs.values())}, dtype="str")
    ids = list(dict.fromkeys(week.jobs.values()))
    jobs = pd.DataFrame({"posting_id": ids, "fit_score": [week.scores.get(job) for job in ids]})
    references = [*week.references, *((posting, "") for posting in week.jobs)]
    seen = pd.DataFrame(references, columns=["posting_id", "reference"], dtype="str")
    return changes(store, compared, newest, jobs, postings, seen, earlier)


def remember(store: Store, run: str, week: Week, found: Changes) -> None:
    """Keep a run as publishing does."""
    plain = {f.name: [] if pa.types.is_list(f.type) else "" if f.type == pa.string() else None for f in RANKED}
    numbers = {f.name: 0 for f in RANKED if pa.types.is_integer(f.type)}
    rows = [
        {**plain, **numbers, "posting_id": job, "fit_score": week.scores.get(job)}
        for job in dict.fromkeys(week.jobs.values())
    ]
    store.write("ranked", run, to_table(rows, RANKED))
    store.write("jobs", run, to_table([{"posting_id": p, "job": j} for p, j in week.jobs.items()], JOBS))
    store.write("seen", run, found.seen)


def live(store: Store, *weeks: Week, first: int = 0) -> list[Changes]:
    """Compare each week with the one before it; the weeks are days of a month."""
    found: list[Changes] = []
    for day, week in enumerate(weeks, start=1):
        before = f"run{day - 1}" if day > 1 else ""
        compared = Comparison(f"2026-11-{day:02}", before, before, before)
        found.append(compare(store, compared, before, week))
        remember(store, f"run{day}", week, found[-1])
    return found


def statuses(found: Changes) -> dict[str, str]:
    return dict(found.jobs["status"])


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store")


def test_in_a_first_run_all_is_new_and_nothing_compared(store: Store) -> None:
    (found,) = live(store, Week({"a": "a", "b": "b"}, scores={"a": 50.0, "b": None}))
    assert statuses(found) == {"a": "new", "b": "new"}
    assert found.jobs["score_change"].isna().all()
    assert set(found.jobs["first_seen"]) == set(found.jobs["last_seen"]) == {"2026-11-01"}
    assert (found.gone, found.new_postings) == ((), 2)


def test_what_was_there_before_is_seen_what_is_missing_is_gone(store: Store) -> None:
    _, found = live(store, single("a", "b"), single("b", "c"))
    assert statuses(found) == {"b": "seen", "c": "new"}
    assert found.gone == ("a",)
    assert found.new_postings == 1
    assert found.jobs.loc["b", ["first_seen", "last_seen"]].tolist() == ["2026-11-01", "2026-11-02"]


def test_a_job_that_comes_back_is_not_new_and_keeps_its_first_day(store: Store) -> None:
    *_, found = live(store, single("a", "b"), single("b"), single("a", "b"))
    assert statuses(found) == {"a": "seen", "b": "seen"}
    assert found.jobs.loc["a", ["first_seen", "last_seen"]].tolist() == ["2026-11-01", "2026-11-03"]
    assert found.gone == ()


def test_a_listing_with_another_text_is_changed_and_not_gone(store: Store) -> None:
    old = Week({"a": "a"}, [("a", "r1")], {"a": 50.0})
    edited = Week({"b": "b"}, [("b", "r1")], {"b": 53.5})
    _, found = live(store, old, edited)
    assert statuses(found) == {"b": "changed"}
    assert found.jobs.loc["b", ["score_change", "first_seen"]].tolist() == [3.5, "2026-11-01"]
    assert found.gone == ()


def test_an_edited_listing_that_is_edited_again_is_compared_with_its_last_text(store: Store) -> None:
    weeks = [Week({p: p}, [(p, "r1")], {p: score}) for p, score in (("a", 10.0), ("b", 20.0), ("c", 50.0))]
    *_, found = live(store, *weeks)
    assert statuses(found) == {"c": "changed"}
    assert found.jobs.loc["c", "score_change"] == 30.0


def test_an_edited_listing_that_goes_back_to_its_old_text_is_seen(store: Store) -> None:
    weeks = [Week({p: p}, [(p, "r1")], {p: score}) for p, score in (("a", 10.0), ("b", 20.0), ("a", 10.0))]
    *_, found = live(store, *weeks)
    assert statuses(found) == {"a": "seen"}
    assert found.jobs.loc["a", "score_change"] == -10.0  # of the run before, where the listing said b
    assert found.gone == ()


def test_an_address_that_several_jobs_share_tells_nothing(store: Store) -> None:
    page = [("a", "page"), ("b", "page")]
    _, found = live(store, Week({"a": "a", "b": "b"}, page), Week({"c": "c", "d": "d"}, [("c", "page"), ("d", "page")]))
    assert statuses(found) == {"c": "new", "d": "new"}
    assert sorted(found.gone) == ["a", "b"]


def test_an_address_that_one_jobs_copies_share_tells_that_job(store: Store) -> None:
    one = Week({"a": "a", "b": "a"}, [("a", "r1"), ("b", "r1")])
    _, found = live(store, one, single("c", r1="c"))
    assert statuses(found) == {"c": "changed"}
    assert found.gone == ()


def test_a_job_whose_copy_was_there_is_seen_though_a_new_text_stands_for_it(store: Store) -> None:
    before = Week({"a": "a"}, scores={"a": 40.0})
    after = Week({"a": "z", "z": "z"}, scores={"z": 45.0})
    _, found = live(store, before, after)
    assert statuses(found) == {"z": "seen"}
    assert found.jobs.loc["z", ["score_change", "first_seen"]].tolist() == [5.0, "2026-11-01"]
    assert found.gone == ()


def test_a_repost_of_a_job_that_only_earlier_runs_held_is_seen_since_its_first_day(store: Store) -> None:
    live(store, Week({"a": "a"}, scores={"a": 40.0}), Week({"a": "a", "x": "x"}, scores={"a": 42.0}))
    repost = Week({"z": "z", "y": "y"}, scores={"z": 45.0})
    compared = Comparison("2026-11-03", "run2", "run2", "run2")
    found = compare(store, compared, "run2", repost, earlier={"a": "z"})
    assert statuses(found) == {"z": "seen", "y": "new"}
    assert found.jobs.loc["z", ["score_change", "first_seen", "last_seen"]].tolist() == [
        3.0,
        "2026-11-01",
        "2026-11-03",
    ]
    assert found.gone == ("x",)
    kept = {row["key"]: (row["first_seen"], row["last_seen"]) for row in found.seen.to_pylist()}
    assert kept["a"] == ("2026-11-01", "2026-11-02")  # the first listing itself was not seen again
    assert kept["z"] == ("2026-11-03", "2026-11-03")


def test_a_job_is_still_there_if_any_of_its_listings_is(store: Store) -> None:
    _, found = live(store, Week({"a": "a", "b": "a"}), single("b"))
    assert statuses(found) == {"b": "seen"}
    assert found.gone == ()


def test_scores_and_listings_may_be_compared_with_different_runs(store: Store) -> None:
    week = Week({"a": "a"}, scores={"a": 50.0})
    live(store, single("b"), week)
    again = Week({"a": "a"}, scores={"a": 61.2})
    found = compare(store, Comparison("2026-11-02", "run1", "run1", "run2"), "run2", again)
    assert statuses(found) == {"a": "new"}
    assert found.jobs.loc["a", "score_change"] == 11.2
    assert found.gone == ("b",)
    assert found.new_postings == 0  # though new in this comparison: a run has parsed it


def test_a_score_that_is_not_there_is_no_change(store: Store) -> None:
    _, found = live(store, Week({"a": "a", "b": "b"}, scores={"b": 3.0}), Week({"a": "a", "b": "b"}, scores={"a": 3.0}))
    assert found.jobs["score_change"].isna().all()


def test_listings_of_an_earlier_day_read_later_put_the_first_day_back(store: Store) -> None:
    live(store, single("x"), single("a", "b"))
    found = compare(store, Comparison("2026-10-01", "run2", "", ""), "run2", single("a"))
    assert found.jobs.loc["a", ["first_seen", "last_seen"]].tolist() == ["2026-10-01", "2026-11-02"]
    kept = {row["key"]: (row["first_seen"], row["last_seen"]) for row in found.seen.to_pylist()}
    assert kept["a"] == ("2026-10-01", "2026-11-02")
    assert kept["x"] == ("2026-11-01", "2026-11-01")


def test_a_run_that_was_pruned_since_counts_as_none(store: Store) -> None:
    live(store, single("a"))
    found = compare(store, Comparison("2026-11-02", "gone0", "run1", ""), "gone1", single("a"))
    assert statuses(found) == {"a": "new"}
    assert found.gone == ()


def test_a_run_without_a_single_job_makes_all_gone(store: Store) -> None:
    _, found, again = live(store, single("a", "b", r1="a"), Week({}), single("a", r1="a"))
    assert len(found.jobs) == 0
    assert sorted(found.gone) == ["a", "b"]
    assert statuses(again) == {"a": "seen"}


POSTINGS = st.dictionaries(st.sampled_from("abcdef"), st.sampled_from("abcdef"), max_size=6)


@st.composite
def weeks(draw: st.DrawFn) -> list[Week]:
    found = []
    for _ in range(draw(st.integers(2, 3))):
        chosen = draw(POSTINGS)
        # A representative represents itself.
        jobs = {p: job if chosen.get(job) == job else p for p, job in chosen.items()}
        references = [(p, draw(st.sampled_from(["", "r1", "r2", "r3"]))) for p in jobs]
        found.append(Week(jobs, references, {p: draw(st.floats(0, 100)) for p in jobs}))
    return found


@settings(max_examples=20)  # each writes a dozen files
@given(lived=weeks())
def test_every_job_of_the_run_before_is_still_there_or_gone(lived: list[Week], tmp_path_factory: Any) -> None:
    store = Store(tmp_path_factory.mktemp("h") / "store")
    found = live(store, *lived)
    ever: set[str] = set()
    for before, week, now in zip([Week({}), *lived], lived, found, strict=False):
        was, has = set(before.jobs.values()), set(now.jobs.index)
        assert has == set(week.jobs.values())
        assert set(now.gone) <= was
        # A job of which a posting is still there is never gone, and never called new.
        assert not {before.jobs[p] for p in week.jobs if p in before.jobs} & set(now.gone)
        for posting, job in week.jobs.items():
            assert now.jobs.loc[job, "status"] != "new" or posting not in ever
        ever |= set(week.jobs)
        assert {row["key"] for row in now.seen.to_pylist() if row["key"] == row["posting_id"]} == ever
        assert (now.jobs["first_seen"] <= now.jobs["last_seen"]).all()
