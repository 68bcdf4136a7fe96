from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.query import QueryError, run_query
from flows.tables import RANKED
from tests.flows.ranked_jobs import TODAY, write_jobs


@pytest.fixture(scope="module")
def ranked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = write_jobs(tmp_path_factory.mktemp("runs") / "ranked.parquet")
    rows = pq.read_table(path).to_pylist()
    pq.write_table(pa.Table.from_pylist([{**row, "posting_id": row["title"]} for row in rows], schema=RANKED), path)
    return path


def groups(ranked: Path, **asked: Any) -> list[tuple[Any, ...]]:
    return [tuple(row.values()) for row in run_query(ranked, today=TODAY, **asked).to_pylist()]


@pytest.mark.parametrize(
    ("by", "found"),
    [
        ("role", [("", 1), ("account-management", 1), ("creative-pm", 1), ("hybrid", 1), ("out-of-scope", 1)]),
        ("decision", [("decided", 3), ("no-text", 1), ("review", 1)]),
        ("is_remote", [(False, 2), (None, 2), (True, 1)]),
        ("month", [("", 2), ("2026-11", 2), ("2026-01", 1)]),
        ("place", [("London", 2), ("", 1), ("Leeds", 1), ("Zurich", 1)]),
        ("gap_skills", [("", 3), ("resourcing", 1), ("scope_control", 1)]),
        ("skill", [("", 3), ("scope_control", 2), ("creative_brief", 1), ("resourcing", 1)]),
        (
            "place,is_remote",
            [("", None, 1), ("Leeds", False, 1), ("London", True, 1), ("London", None, 1), ("Zurich", False, 1)],
        ),
        (" Company ", [("", 2), ("Aba Sales", 1), ("Aba Studio", 1), ("Zürcher Werbung", 1)]),
    ],
)
def test_jobs_are_counted_and_none_is_missing(ranked: Path, by: str, found: list[tuple[Any, int]]) -> None:
    assert groups(ranked, count_by=by.split(","), columns=[*by.split(","), "jobs"]) == found


def test_a_group_says_its_share_its_mean_fit_how_sure_it_is_and_its_best_job(ranked: Path) -> None:
    assert groups(ranked, count_by=["place"], top=1) == [("London", 2, 0.4, 90.0, 0.5, "best")]
    assert groups(ranked, count_by=["decision"], decision=["no-text"]) == [("no-text", 1, 1.0, None, 0.0, "empty")]


def test_two_lists_are_crossed_not_laid_side_by_side(ranked: Path) -> None:
    found = groups(
        ranked, count_by=["matched_skills", "gap_skills"], role=["hybrid"], columns=["matched_skills", "gap_skills"]
    )
    assert found == [("creative_brief", "resourcing"), ("scope_control", "resourcing")]


def test_only_jobs_that_meet_the_conditions_are_counted(ranked: Path) -> None:
    asked = {"count_by": ["role"], "columns": ["role", "share"]}
    assert groups(ranked, min_fit=70, where="title <> 'best'", **asked) == [
        ("account-management", 0.5),
        ("creative-pm", 0.5),
    ]
    assert groups(ranked, min_fit=99, **asked) == []


def test_groups_are_sorted_and_cut_as_jobs_are(ranked: Path) -> None:
    asked = {"count_by": ["role"], "columns": ["role"]}
    assert groups(ranked, sort=["-mean_fit"], top=2, **asked) == [("hybrid",), ("account-management",)]
    assert groups(ranked, sort=["mean_fit", "-role"], **asked)[0] == ("out-of-scope",)
    assert groups(ranked, sort=["mean_fit"], **asked)[-1] == ("",)  # no fit at all


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"count_by": ["rol"]}, "no column 'rol'; did you mean role?"),
        ({"count_by": ["places"]}, "did you mean place?"),
        ({"count_by": ["fit_score"]}, "numbers are not counted by; narrow them, as in --where 'fit_score > 1'"),
        ({"count_by": ["role"], "sort": ["fit_score"]}, "no column 'fit_score'; did you mean mean_fit?"),
        ({"count_by": ["role"], "columns": ["title"]}, "no column 'title'; there are: best_job, decided_share"),
        ({"count_by": ["role"], "top": 0}, "--top 0"),
        ({"columns": ["jobs"]}, "no column 'jobs'"),
    ],
)
def test_a_mistake_in_a_grouping_is_told_in_one_line(ranked: Path, asked: dict[str, Any], message: str) -> None:
    with pytest.raises(QueryError) as raised:
        run_query(ranked, **asked)
    assert message in str(raised.value)
    assert "\n" not in str(raised.value)


_CELLS = st.sampled_from(
    ["", "London", "NYC", "New York, NY", "London or Paris", "Remote", "Texas", "|", "'", "São Paulo"]
)


@settings(max_examples=15)
@given(jobs=st.lists(st.tuples(_CELLS, st.none() | st.booleans(), st.lists(_CELLS, max_size=3)), max_size=8))
def test_no_job_is_lost_or_counted_twice_in_a_group(
    jobs: list[tuple[str, bool | None, list[str]]], ranked: Path
) -> None:
    pattern = pq.read_table(ranked).to_pylist()[0]
    rows = [
        {**pattern, "rank": rank, "location": cell, "is_remote": remote, "gap_skills": skills}
        for rank, (cell, remote, skills) in enumerate(jobs, start=1)
    ]
    path = ranked.with_name("drawn.parquet")
    pq.write_table(pa.Table.from_pylist(rows, schema=RANKED), path)
    for by in ("place", "gap_skills"):
        found = run_query(path, count_by=[by]).to_pylist()
        assert all(0 < group["jobs"] <= len(jobs) for group in found)
        assert sum(group["jobs"] for group in found) >= len(jobs)
        assert len({group[by] for group in found}) == len(found)
    by_skill = {group["gap_skills"]: group["jobs"] for group in run_query(path, count_by=["gap_skills"]).to_pylist()}
    assert all(by_skill[name] == sum(name in (skills or [""]) for *_, skills in jobs) for name in by_skill)
