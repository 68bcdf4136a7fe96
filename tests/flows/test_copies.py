from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.copies import PAY, one_row_a_job
from tests.examples import few

UNKNOWN: dict[str, Any] = {
    "title": "", "company": "", "location": "", "source_id": "", "site": "", "job_url": "", "date_posted": "",
    "is_remote": None, "salary_min": None, "salary_max": None, "salary_currency": "", "salary_interval": "",
    "source_file": "a.csv",
}  # fmt: skip


def sightings_of(seen: list[tuple[int, str, str]], more: list[dict[str, Any]] | None = None) -> pd.DataFrame:
    """Sightings in reading order: number of the posting, source id, address."""
    return pd.DataFrame(
        [
            UNKNOWN
            | {"posting_id": f"p{posting}", "source_id": source, "job_url": url, "source_row": row}
            | (more[row - 1] if more else {})
            for row, (posting, source, url) in enumerate(seen, start=1)
        ]
    )


def test_what_earlier_runs_saw_of_a_job_is_listed_and_not_counted() -> None:
    rows = sightings_of([(0, "own", "u1"), (1, "copy", "u4")], [{"date_posted": "2024-03-01"}] * 2)
    before = pd.DataFrame(
        [
            (0, "2024-02-01", "own", "u2"),
            (0, "2024-01-01", "copy", "u1"),
            (0, "2024-03-01", "x", "u4"),
            (1, "", "y", "u9"),
        ],
        columns=["place", "date_posted", "source_id", "job_url"],
    )
    (found,) = joined({0: 0, 1: 0}, rows, earlier=before).to_dict("records")
    assert (found["job_url"], found["copies"]) == ("u1", 1)
    assert found["other_urls"] == ["u2", "u4"]
    assert found["other_source_ids"] == ["copy", "x"]
    assert found["other_dates"] == ["2024-01-01", "2024-02-01"]


def joined(
    jobs: dict[int, int],
    sightings: pd.DataFrame,
    said: dict[int, dict[str, Any]] | None = None,
    earlier: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Join postings, the one that stands for the job of each, with what they were seen in."""
    places = {job: place for place, job in enumerate(sorted(set(jobs.values())))}
    table = pd.DataFrame(
        [
            UNKNOWN
            | {"posting_id": f"p{n}", "title": f"T{n}", "place": places[job], "stands": n == job}
            | (said or {}).get(n, {})
            for n, job in jobs.items()
        ]
    )
    by_id = table.set_index("posting_id")["place"]
    table = table[["posting_id", "place", "stands", "title", "company", "location", "is_remote", *PAY]]
    mine, copies = table[table["stands"]].drop(columns="stands"), table[~table["stands"]].drop(columns="stands")
    rows = sightings.assign(place=sightings["posting_id"].map(by_id)).drop(columns=["title", "company", "location"])
    return one_row_a_job(mine, rows, copies.drop(columns="place"), earlier)


@st.composite
def runs(draw: st.DrawFn) -> tuple[dict[int, int], list[tuple[int, str, str]]]:
    """Postings in groups, and sightings of which each posting has one at least."""
    count = draw(st.integers(1, 8))
    chosen = draw(st.lists(st.integers(0, count - 1), min_size=count, max_size=count))
    # A representative represents itself: whoever is chosen by another stands for its own job.
    jobs = {n: (n if n in chosen else chosen[n]) for n in range(count)}
    more = draw(st.lists(st.integers(0, count - 1), max_size=12))
    order = draw(st.permutations([*range(count), *more]))
    source = st.sampled_from(["", "x", "y", "z"])
    return jobs, [(posting, draw(source), draw(source)) for posting in order]


@few(40)
@given(runs())
def test_no_sighting_is_lost_and_none_counted_twice(
    run: tuple[dict[int, int], list[tuple[int, str, str]]],
) -> None:
    jobs, seen = run
    rows = joined(jobs, sightings_of(seen)).set_index("posting_id")
    assert len(rows) + rows["copies"].sum() == len(seen)
    assert set(rows.index) == {f"p{job}" for job in jobs.values()}
    for posting, row in rows.iterrows():
        mine = [item for item in seen if f"p{jobs[item[0]]}" == posting]
        own = next(item for item in mine if f"p{item[0]}" == posting)
        assert (row["source_id"], row["job_url"]) == own[1:]
        assert row["copies"] == len(mine) - 1
        mine.remove(own)
        assert sorted(row["other_source_ids"]) == sorted(source for _, source, _ in mine if source)
        assert row["other_urls"] == sorted({url for _, _, url in mine if url})


def test_the_first_sighting_of_the_representative_gives_the_row_its_source() -> None:
    seen = [(1, "copy", "u1"), (0, "own", "u2"), (0, "own again", "u3")]
    (row,) = joined({0: 0, 1: 0}, sightings_of(seen)).to_dict("records")
    assert (row["source_id"], row["source_row"], row["title"]) == ("own", 2, "T0")
    assert row["other_source_ids"] == ["own again", "copy"]
    assert row["other_urls"] == ["u1", "u3"]


def test_a_run_without_a_single_job_has_lists_all_the_same() -> None:
    rows = sightings_of([(0, "", "")]).assign(place=0).iloc[:0]
    jobs = rows[["posting_id", "place", "title", "company", "location", "is_remote", *PAY]]
    found = one_row_a_job(jobs, rows.drop(columns=["title", "company", "location"]), jobs.drop(columns="place"))
    assert list(found["other_urls"]) == []
    assert found["other_urls"].dtype == object


# -- what copies fill -------------------------------------------------------------------------------------------------

YEARLY = {"salary_min": 40_000.0, "salary_max": 50_000.0, "salary_currency": "GBP", "salary_interval": "yearly"}
HOURLY = {"salary_min": 25.0, "salary_max": None, "salary_currency": "USD", "salary_interval": "hourly"}


def only_row(jobs: dict[int, int], order: list[int], rows: list[dict[str, Any]], **said: dict[str, Any]) -> Any:
    seen = [(posting, f"s{n}", "") for n, posting in enumerate(order)]
    found = joined(jobs, sightings_of(seen, rows), {int(name[1:]): values for name, values in said.items()})
    (row,) = found.astype(object).where(found.notna(), None).to_dict("records")
    return row


def test_a_repost_fills_what_the_first_listing_left_open() -> None:
    row = only_row({0: 0}, [0, 0], [{}, YEARLY | {"is_remote": True, "date_posted": "2026-11-01"}])
    assert {name: row[name] for name in PAY} == YEARLY
    assert (row["is_remote"], row["date_posted"], row["copies"], row["source_id"]) == (True, "2026-11-01", 1, "s0")


def test_what_is_known_stays() -> None:
    row = only_row({0: 0}, [0, 0], [{"date_posted": "2026-10-01"}, YEARLY | {"is_remote": True, "date_posted": "x"}],
                   p0=HOURLY | {"is_remote": False})  # fmt: skip
    assert {name: row[name] for name in PAY} == HOURLY
    assert (row["is_remote"], row["date_posted"]) == (False, "2026-10-01")


def test_the_first_known_value_counts_own_reposts_before_copies() -> None:
    rows = [{"is_remote": False} | HOURLY, {}, YEARLY]
    row = only_row({0: 0, 1: 0}, [1, 0, 0], rows, p1={"company": "Aba", "is_remote": True})
    assert {name: row[name] for name in PAY} == YEARLY
    # The copy's listing says False before the text of its posting says True.
    assert (row["is_remote"], row["company"]) == (False, "Aba")


def test_a_pay_is_never_put_together_from_two_listings() -> None:
    row = only_row({0: 0}, [0, 0, 0], [{}, {"salary_currency": "EUR", "salary_interval": "daily"}, HOURLY])
    assert {name: row[name] for name in PAY} == HOURLY
    row = only_row({0: 0}, [0, 0], [{}, YEARLY], p0={"salary_min": 30.0})
    assert [row[name] for name in PAY] == [30.0, None, "", ""]


@pytest.mark.parametrize("nonsense", [{"salary_min": 0.0}, {"salary_min": -5.0, "salary_max": None}])
def test_what_is_no_pay_fills_nothing(nonsense: dict[str, Any]) -> None:
    row = only_row({0: 0}, [0, 0, 0], [{}, nonsense | {"salary_currency": "EUR"}, YEARLY])
    assert {name: row[name] for name in PAY} == YEARLY


def test_a_pay_of_a_column_reads_as_that_of_a_first_listing_does() -> None:
    turned = {"salary_min": 50_000.0, "salary_max": 40_000.0, "salary_currency": "gbp", "salary_interval": ""}
    assert {name: only_row({0: 0}, [0, 0], [{}, turned])[name] for name in PAY} == YEARLY


def test_one_jobs_copies_fill_no_other_job() -> None:
    found = joined({0: 0, 1: 1}, sightings_of([(0, "a", ""), (1, "b", ""), (1, "c", "")], [{}, {}, YEARLY]))
    assert found.set_index("posting_id")["salary_max"].astype(object).where(lambda v: v.notna(), None).tolist() == [
        None, 50_000.0,
    ]  # fmt: skip
