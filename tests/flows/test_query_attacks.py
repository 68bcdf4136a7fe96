from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.query import QueryError, run_query
from flows.where_clause import FUNCTIONS, MAX_LENGTH
from tests.flows.ranked_jobs import JOBS, titles, write_jobs


@pytest.fixture(scope="module")
def ranked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_jobs(tmp_path_factory.mktemp("runs") / "ranked.parquet")


ATTACKS = [
    "1=1; copy ranked to '{target}'",
    "true); copy ranked to '{target}'; select (1",
    "true) union all select 1 from read_text('{secret}') where (true",
    "title in (select content from read_text('{secret}'))",
    "exists (select * from read_csv('{secret}'))",
    "exists (from '{secret}')",
    "(select count(*) from glob('/*')) > 0",
    "title = (select content from read_blob('{secret}'))",
    "title = any(select content from read_text('{secret}'))",
    "fit_score > all(gap_skills)",
    "read_text('{secret}') is not null",
    "(table ranked) is not null",
    "array(select 1) is not null",
    "true) group by (1",
    "true) having (true",
    "true) order by (1",
    "true) limit (1",
    "true) offset (0",
    "true) qualify (true",
    "true) using sample (1",
    "true) window w as (partition by title",
    "true) window w as (order by (select 1 from read_text('{secret}'))",
    "true)) union (select (1",
    "true) --",
    "true) /*",
    "*/ true",
    "attach '{target}'",
    "true); attach '{target}' as x; select (1",
    "pragma database_list",
    "set enable_external_access = true",
    "true); set enable_external_access = true; select (1",
    "install httpfs",
    "load '{secret}'",
    "export database '{target}'",
    "getenv('HOME') is not null",
    "current_setting('home_directory') is not null",
    "nextval('s') = 1",
    "count(*) > 0",
    "sum(fit_score) over () > 0",
    "unnest(gap_skills) = 'x'",
    "list_filter(gap_skills, x -> true) is null",
    "len([x for x in gap_skills]) > 0",
    "len(repeat('x', 1000000000)) > 0",
    "len(range(1000000000)) > 0",
    "columns(*) is null",
    "* is null",
    "? = 1",
    "$1 = 1",
    "$x = 1",
    "#1 = 1",
    "default",
    "rowid = 1",
    '"row number" = 1',
    "information_schema.tables.table_name = 'x'",
    "ranked.title.x = 1",
    "other.title = 'x'",
    "json_execute_serialized_sql('x') is null",
    "query('select 1') is null",
    "sql is null",
    "sys is null",
    "title = 'x' collate de",
    "write_log('x') is null",
    "error('x') is null",
    "(" * 1_900 + "true" + ")" * 1_900,
    "not " * 950 + "true",
    "title = '" + "x" * MAX_LENGTH + "'",
    "\x00",
    "true\x00",
    "\ud800",
    "title = '\ud800'",
    ";",
    "true;",
    "true; true",
    ")",
    "())",
    "' or ''='",
    "\\",
    "`id`",
    "$(id)",
]


@pytest.mark.parametrize("attack", ATTACKS, ids=range(len(ATTACKS)))
def test_no_expression_reads_or_writes_anything(
    ranked: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, attack: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    secret = tmp_path / "secret.csv"
    secret.write_text("content\nbest\n")
    before = ranked.read_bytes()
    with pytest.raises(QueryError) as raised:
        run_query(ranked, where=attack.replace("{secret}", str(secret)).replace("{target}", str(tmp_path / "out")))
    assert "\n" not in str(raised.value)
    assert [path.name for path in tmp_path.iterdir()] == ["secret.csv"]
    assert ranked.read_bytes() == before


@pytest.mark.parametrize(
    "name", ["place", "company", "not_company", "since", "columns", "sort", "role", "skill", "decision"]
)
def test_no_other_option_is_taken_for_sql(ranked: Path, name: str) -> None:
    attack = "x'; drop table ranked; --"
    value = attack if name in ("place", "company", "since") else [attack]
    if name in ("place", "company"):
        assert titles(ranked, **{name: value}) == []
    elif name == "not_company":
        assert len(titles(ranked, not_company=value)) == len(JOBS)
    else:
        with pytest.raises(QueryError):
            run_query(ranked, **{name: value})


_WORDS = (
    "title fit_score ranked select from ( ) ' \" ; -- /* */ 1 = and or not in union read_text copy to -> [ ] { } : , ."
    " * :: lower $1 ?"
).split()


@given(where=st.lists(st.sampled_from(_WORDS) | st.text(max_size=4), max_size=14).map(" ".join))
def test_whatever_is_asked_is_answered_or_refused(ranked: Path, where: str) -> None:
    try:
        answer = run_query(ranked, where=where, columns=["title"])
    except QueryError as error:
        assert "\n" not in str(error)
    else:
        assert set(answer["title"].to_pylist()) <= set(JOBS)


def test_no_allowed_function_reaches_outside() -> None:
    forbidden = (
        "read",
        "write",
        "file",
        "glob",
        "csv",
        "parquet",
        "json",
        "query",
        "env",
        "setting",
        "nextval",
        "repeat",
    )
    assert [name for name in FUNCTIONS if any(part in name for part in forbidden)] == []
