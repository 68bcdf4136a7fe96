from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from rich.console import Console

from flows.answer import Answer
from flows.query import QueryError, answer, run_query
from flows.query_conditions import since_date
from flows.query_formats import show_table, write_csv, write_json, write_parquet
from flows.question import Question
from flows.tables import RANKED
from tests.flows.ranked_jobs import TODAY, titles, write_jobs

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def ranked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_jobs(tmp_path_factory.mktemp("runs") / "ranked.parquet")


# -- filters ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ["best", "hourly", "unknown", "hunter", "empty"]),
        ({"role": ["hybrid"]}, ["best"]),
        ({"role": ["hybrid", " Creative-PM"]}, ["best", "hourly"]),
        ({"decision": ["review", "no-text"]}, ["hourly", "empty"]),
        ({"min_fit": 70}, ["best", "hourly", "unknown"]),
        ({"min_fit": 10.5, "max_fit": 70}, ["hourly", "unknown", "hunter"]),
        ({"remote": True}, ["best"]),
        ({"remote": False}, ["hourly", "hunter"]),
        ({"since": "14d"}, ["best", "hourly"]),
        ({"since": "13d"}, ["best"]),
        ({"since": "2w"}, ["best", "hourly"]),
        ({"since": "2026-01-31"}, ["best", "hourly", "hunter"]),
        ({"salary_from": 60_000}, ["best", "hourly"]),  # 30 an hour is 62,400 a year
        ({"salary_from": 62_401}, []),  # 90,000 of an unknown interval is not known to be enough
        ({"place": "london"}, ["best", "empty"]),
        ({"place": "ZURICH"}, ["hourly"]),
        ({"place": "%"}, []),
        ({"place": "lond"}, ["best", "empty"]),
        ({"place": "ond"}, []),
        ({"place": "UK"}, ["best"]),
        ({"place": "Great Britain"}, ["best"]),
        ({"place": "(?:"}, []),
        ({"place": "", "company": ""}, ["best", "hourly", "unknown", "hunter", "empty"]),
        ({"company": "aba"}, ["best", "hunter"]),
        ({"not_company": ["aba"]}, ["hourly", "unknown", "empty"]),
        ({"not_company": ["sales", "zürcher"]}, ["best", "unknown", "empty"]),
        ({"skill": ["scope_control"]}, ["best", "hourly"]),
        ({"skill": ["scope_control", "resourcing"]}, ["best"]),
        ({"min_fit": 70, "remote": False, "where": "title = 'hourly'", "skill": ["scope_control"]}, ["hourly"]),
        ({"top": 2}, ["best", "hourly"]),
        ({"sort": ["fit_score"]}, ["hunter", "hourly", "unknown", "best", "empty"]),
        ({"sort": ["-fit_score", "-title"]}, ["best", "unknown", "hourly", "hunter", "empty"]),
        ({"sort": ["-date_posted"], "top": 1, "role": ["creative-pm"]}, ["hourly"]),
    ],
)
def test_filters(ranked: Path, asked: dict[str, Any], found: list[str]) -> None:
    assert titles(ranked, **asked) == found


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ("fit_score between 60 and 95 and not is_remote", ["hourly"]),
        ("is_remote is null", ["unknown", "empty"]),
        ("title like 'h%' or company ilike '%STUDIO'", ["best", "hourly", "hunter"]),
        ("role in ('hybrid', 'creative-pm')", ["best", "hourly"]),
        ("'scope_control' in gap_skills", ["hourly"]),
        ("len(matched_skills) > 1 and matched_skills[1] = 'scope_control'", ["best"]),
        ("list_contains(matched_skills, 'creative_brief')", ["best"]),
        ("lower(location) = 'leeds'", ["hunter"]),
        ("date_posted <> '' and date_posted < '2026-03-01'", ["hunter"]),
        ("try_cast(date_posted as date) > current_date - interval 100 years", ["best", "hourly", "hunter"]),
        ("case when role = 'hybrid' then true else fit_score < 20 end", ["best", "hunter"]),
        ("regexp_matches(title, '^h')", ["hourly", "hunter"]),
        ("ranked.title = 'best'", ["best"]),
        ("\"title\" = 'best' -- only this one", ["best"]),
        ("why like '%; nothing else -- really'", ["hunter"]),
        ("FIT_SCORE >= 70 AND Fit_Score % 20 = 10 AND (salary_max - salary_min) / 2 > 1", ["best"]),
        ("fit_score > 0 /* with a comment */", ["best", "hourly", "unknown", "hunter"]),
        ("null", []),
    ],
)
def test_expressions(ranked: Path, where: str, found: list[str]) -> None:
    assert titles(ranked, where=where) == found


def test_an_expression_meets_the_filters_as_a_whole(ranked: Path) -> None:
    assert titles(ranked, where="title = 'best' or true", role=["creative-pm"]) == ["hourly"]


def test_columns_come_in_the_order_asked_for_and_keep_their_types(ranked: Path) -> None:
    table = run_query(ranked, columns=["title", "Matched_Skills", "fit_score", "rank"], top=1)
    assert table.column_names == ["title", "matched_skills", "fit_score", "rank"]
    assert table.schema.field("matched_skills").type == pa.list_(pa.string())
    assert table.to_pylist() == [
        {"title": "best", "matched_skills": ["scope_control", "creative_brief"], "fit_score": 90.0, "rank": 1}
    ]
    assert run_query(ranked).schema.equals(RANKED)


def test_an_answer_is_read_part_by_part_in_its_own_order(
    ranked: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts = tmp_path / "parts.parquet"
    pq.write_table(pq.read_table(ranked), parts, row_group_size=2)
    monkeypatch.setattr("flows.spill.SLICE_RANKS", 2)
    for asked in ({}, {"sort": ["-title"]}, {"sort": ["company"], "where": "rank <> 2"}, {"where": "false"}):
        given = answer(parts, Question(columns=("title", "top_duties", "title"), **asked))
        assert isinstance(given, Answer)
        tables = list(given.parts())
        assert max(map(len, tables)) <= 2
        assert pa.concat_tables(tables) == run_query(ranked, columns=["title", "top_duties", "title"], **asked)
        assert sum(map(len, tables)) == len(given)


# -- mistakes ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"columns": ["titel"]}, "no column 'titel'; did you mean title?"),
        ({"sort": ["-fitscore"]}, "no column 'fitscore'; did you mean fit_score?"),
        ({"role": ["hybird"]}, "no role 'hybird'; did you mean hybrid?"),
        ({"role": ["x"]}, "no role 'x'; there are: account-management, creative-pm, hybrid, out-of-scope"),
        ({"decision": ["decide"]}, "did you mean decided?"),
        ({"skill": ["scope-controll"]}, "no skill 'scope-controll'; did you mean scope_control?"),
        ({"where": "compny = 'x'"}, "no column 'compny'; did you mean company?"),
        ({"where": "role = hybrid"}, "text stands in single quotes"),
        ({"where": 'role = "hybrid"'}, "text stands in single quotes"),
        ({"where": "uper(role) = 'X'"}, "no function 'uper'; did you mean upper?"),
        ({"where": "other.title = 'x'"}, "no column 'other.title'"),
        ({"where": "(select 1) = 1"}, "no subquery is allowed"),
        ({"where": "rank() over () = 1"}, "no window is allowed"),
        ({"where": "true) group by (1"}, "write one expression, without SQL clauses around it"),
        ({"where": "true) having (true"}, "write one expression, without SQL clauses around it"),
        ({"where": "1 = 1; select 1"}, "syntax error"),
        ({"where": "true); copy ranked to 'x'; select (1"}, "write one expression, without ; and another statement"),
        ({"where": ""}, "--where"),
        ({"where": "fit_score >"}, "syntax error"),
        ({"where": "title = 'unclosed"}, "unterminated"),
        ({"where": "title > 5"}, "--where"),
        ({"where": "title::int = 5"}, "Could not convert string 'best' to INT32"),
        ({"where": "date_posted::date < current_date"}, "try_cast(… as …) gives null instead"),
        ({"where": "title"}, "Could not convert string"),
        ({"since": "yesterday"}, "--since 'yesterday': write 14d, 3w or a date like 2026-10-31"),
        ({"since": "2026-13-01"}, "--since"),
        ({"since": "12345d"}, "--since"),
        ({"top": 0}, "--top 0: give a number from 1"),
    ],
)
def test_a_mistake_is_told_in_one_line_that_helps(ranked: Path, asked: dict[str, Any], message: str) -> None:
    with pytest.raises(QueryError) as raised:
        run_query(ranked, **asked)
    assert message in str(raised.value)
    assert "\n" not in str(raised.value)
    assert "row number" not in str(raised.value)


@pytest.mark.parametrize("content", [None, b"", b"PAR1 not a table PAR1"])
def test_a_table_that_cannot_be_read_is_told_in_one_line(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "ranked.parquet").write_bytes(content)
    with pytest.raises(QueryError, match="cannot be read; run `rolefit rank` again"):
        run_query(tmp_path / "ranked.parquet")


def test_since_counts_from_today() -> None:
    assert since_date("1D", TODAY) == date(2026, 11, 24)
    assert since_date(" 0d ", TODAY) == TODAY


# -- forms ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def hostile() -> pa.Table:
    return pa.table(
        {
            "title": ["=cmd|' /C calc'!A0", "[red]Lead[/red]\x1b[31m"],
            "fit_score": [71.25, None],
            "is_remote": [None, False],
            "matched_skills": pa.array([["a", "b"], []], pa.list_(pa.string())),
        }
    )


def test_csv_is_as_harmless_as_that_of_a_run(hostile: pa.Table) -> None:
    stream = io.StringIO(newline="")
    write_csv(hostile, stream)
    rows = list(csv.reader(io.StringIO(stream.getvalue(), newline="")))
    assert rows == [
        ["title", "fit_score", "is_remote", "matched_skills"],
        ["'=cmd|' /C calc'!A0", "71.2", "", "a | b"],
        ["[red]Lead[/red][31m", "", "False", ""],
    ]


def test_json_keeps_values_and_tells_unknown_from_false(hostile: pa.Table) -> None:
    stream = io.StringIO()
    write_json(hostile, stream)
    assert json.loads(stream.getvalue()) == hostile.to_pylist()
    empty = io.StringIO()
    write_json(hostile.slice(0, 0), empty)
    assert json.loads(empty.getvalue()) == []


def test_json_has_no_number_that_json_does_not_know() -> None:
    stream = io.StringIO()
    write_json(pa.table({"fit_score": [float("nan"), float("inf"), 1.5]}), stream)
    assert json.loads(stream.getvalue()) == [{"fit_score": None}, {"fit_score": None}, {"fit_score": 1.5}]


def test_parquet_comes_back_as_it_was(hostile: pa.Table, tmp_path: Path) -> None:
    write_parquet(hostile, tmp_path / "answer.parquet")
    assert pq.read_table(tmp_path / "answer.parquet") == hostile


def test_a_table_shows_markup_as_text_and_no_control_codes(hostile: pa.Table) -> None:
    stream = io.StringIO()
    show_table(hostile, Console(file=stream, width=120, force_terminal=False))
    shown = stream.getvalue()
    assert "[red]Lead[/red]" in shown
    assert "\x1b" not in shown


# -- weight -----------------------------------------------------------------------------------------------------------


def test_a_question_loads_neither_prefect_nor_spacy_nor_scikit_learn(ranked: Path) -> None:
    code = f"""
import sys
from pathlib import Path
from flows.query import run_query
from flows.query_formats import write_csv
answer = run_query(Path({str(ranked)!r}), skill=["scope_control"], salary_from=1, where="fit_score > 1")
write_csv(answer, sys.stdout)
sys.exit(" ".join({{"prefect", "spacy", "sklearn", "rensa"}} & set(sys.modules)) or 0)
"""
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    assert run.stdout.startswith("rank,fit_score,")


@pytest.mark.bench
def test_a_question_to_a_hundred_thousand_jobs_takes_under_a_second_and_a_half(ranked: Path, tmp_path: Path) -> None:
    from time import perf_counter

    path = tmp_path / "many.parquet"
    pq.write_table(pa.concat_tables([pq.read_table(ranked)] * 20_000), path)
    started = perf_counter()
    answer = run_query(
        path, role=["hybrid"], min_fit=70, place="london", skill=["scope_control"], where="title ilike '%e%'", top=50
    )
    assert len(answer) == 50
    assert perf_counter() - started < 1.5
