from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.publish import LostRowsError, _one_row_a_job, prepare_folder
from flows.store import StoreError


def sightings_of(seen: list[tuple[int, str, str]]) -> pd.DataFrame:
    """Sightings in reading order: number of the posting, source id, address."""
    return pd.DataFrame(
        [
            {"posting_id": f"p{posting}", "source_id": source, "site": "", "job_url": url, "date_posted": "",
             "source_file": "a.csv", "source_row": row}
            for row, (posting, source, url) in enumerate(seen, start=1)
        ]
    )  # fmt: skip


def postings_of(jobs: dict[int, int]) -> pd.DataFrame:
    """Postings and the one that stands for the job of each."""
    return pd.DataFrame([{"posting_id": f"p{n}", "job": f"p{job}", "title": f"T{n}"} for n, job in jobs.items()])


def one_row_a_job(
    jobs: dict[int, int], seen: list[tuple[int, str, str]], before: list[tuple[int, str, str, str]] = ()
) -> pd.DataFrame:
    """Join postings with the run's sightings, and with how earlier runs saw them: job, date, source id, address."""
    postings = postings_of(jobs)
    rows = sightings_of(seen)
    rows["job"] = rows["posting_id"].map(dict(zip(postings["posting_id"], postings["job"], strict=True)))
    earlier = pd.DataFrame(before, columns=["job", "date_posted", "source_id", "job_url"])
    earlier["job"] = [f"p{job}" for job in earlier["job"]]
    standing = postings[postings["posting_id"] == postings["job"]].drop(columns="job")
    return _one_row_a_job(standing, rows, earlier)


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


@given(runs())
def test_no_sighting_is_lost_and_none_counted_twice(
    run: tuple[dict[int, int], list[tuple[int, str, str]]],
) -> None:
    jobs, seen = run
    rows = one_row_a_job(jobs, seen).set_index("posting_id")
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
    (row,) = one_row_a_job({0: 0, 1: 0}, seen).to_dict("records")
    assert (row["source_id"], row["source_row"], row["title"]) == ("own", 2, "T0")
    assert row["other_source_ids"] == ["own again", "copy"]
    assert row["other_urls"] == ["u1", "u3"]


def test_what_earlier_runs_saw_of_a_job_is_kept_and_not_counted() -> None:
    seen = [(1, "copy", "u1"), (1, "copy", "u4")]
    before = [
        (0, "2024-02-01", "own", "u2"),
        (0, "2024-01-01", "copy", "u1"),
        (0, "", "", "u4"),
        (0, "2024-02-01", "x", ""),
    ]
    (row,) = one_row_a_job({0: 0, 1: 0}, seen, before).to_dict("records")
    # The fullest text was seen before only: its words, and the address at which the job stands now.
    assert (row["title"], row["job_url"], row["source_row"], row["copies"]) == ("T0", "u1", 1, 1)
    assert row["other_urls"] == ["u2", "u4"]
    assert row["other_source_ids"] == ["copy", "own", "x"]
    assert row["other_dates"] == ["2024-01-01", "2024-02-01"]


def test_a_run_without_a_single_job_has_lists_all_the_same() -> None:
    none = sightings_of([(0, "", "")]).iloc[:0].assign(job=pd.Series([], dtype="str"))
    jobs = _one_row_a_job(postings_of({0: 0}).iloc[:0].drop(columns="job"), none, none)
    assert list(jobs["other_urls"]) == []
    assert jobs["other_urls"].dtype == object


def test_rows_that_went_missing_stop_the_run_before_anything_is_written(
    sample_home: Path, sample: Path, rolefit: Any, prefect_api: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import flows.publish

    whole = flows.publish._one_row_a_job
    monkeypatch.setattr(flows.publish, "_one_row_a_job", lambda *tables: whole(*tables).iloc[1:])
    ran = rolefit(sample_home, "rank", sample, "--out", tmp_path / "out", "--workers", 1, "--quiet")
    assert ran.code == 1
    assert ran.err.startswith("rolefit: rows went missing, nothing was written")
    assert ran.err.count("\n") == 1
    assert list((tmp_path / "out").iterdir()) == []
    assert issubclass(LostRowsError, RuntimeError)


def test_a_row_lost_between_reading_and_publishing_stops_the_run(
    sample_home: Path, sample: Path, rolefit: Any, prefect_api: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import flows.publish

    whole = flows.publish._read_all

    def one_short(store: Any, dataset: str, *rest: Any) -> pd.DataFrame:
        frame = whole(store, dataset, *rest)
        return frame.iloc[:-1] if dataset.endswith("/sightings") else frame

    monkeypatch.setattr(flows.publish, "_read_all", one_short)
    ran = rolefit(sample_home, "rank", sample, "--out", tmp_path / "out", "--workers", 1, "--quiet")
    assert (ran.code, list((tmp_path / "out").iterdir())) == (1, [])
    assert ran.err.startswith("rolefit: rows went missing, nothing was written")


@pytest.mark.parametrize("name", ["file", "file/below"])
def test_a_folder_that_cannot_be_made_is_named(name: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match=r"cannot write .*file"):
        prepare_folder(tmp_path / name)


def test_a_folder_that_may_not_be_written_to_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.access", lambda path, mode: False)  # for root, who may write anywhere
    with pytest.raises(StoreError, match="choose a folder that you may write to"):
        prepare_folder(tmp_path / "new" / "out")
