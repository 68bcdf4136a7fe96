from __future__ import annotations

import shlex
import tomllib
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.question import Question
from flows.saved_queries import SavedQueries, command_line
from flows.where_clause import QueryError
from tests.flows.ranked_jobs import write_jobs

_TEXT = st.text(st.characters(codec="utf-8"), max_size=12)
_TEXTS = st.lists(_TEXT, max_size=3).map(tuple)
_NUMBER = st.none() | st.floats(allow_nan=False, allow_infinity=False)
_QUESTIONS = st.builds(
    Question, profile=st.none() | _TEXT, role=_TEXTS, min_fit=_NUMBER, remote=st.none() | st.booleans(),
    place=st.none() | _TEXT, where=st.none() | _TEXT, salary_from=_NUMBER, columns=_TEXTS, sort=_TEXTS,
    top=st.none() | st.integers(1, 10**9),
)  # fmt: skip


@pytest.fixture
def home(tmp_path: Path) -> Path:
    (tmp_path / "data" / "store" / "ranked").mkdir(parents=True)
    write_jobs(tmp_path / "data" / "store" / "ranked" / "run.parquet")
    return tmp_path


def lines(ran: Any) -> list[str]:
    assert ran.code == 0, ran.err
    found: list[str] = ran.out.splitlines()
    return found


@given(question=_QUESTIONS)
def test_a_question_comes_back_as_it_was(tmp_path_factory: pytest.TempPathFactory, question: Question) -> None:
    saved = SavedQueries(tmp_path_factory.getbasetemp() / "queries")
    saved.save("mine", question)
    assert saved.load(" Mine ") == question
    assert saved.names() == ["mine"]
    assert tomllib.loads((saved.folder / "mine.toml").read_text(encoding="utf-8")).keys() == question.given().keys()


def test_every_wish_has_an_option_of_its_name(rolefit: Any, tmp_path: Path) -> None:
    for field in fields(Question):
        name = "not-remote" if field.name == "remote" else field.name.replace("_", "-")
        assert f"--{name} " in rolefit(tmp_path, "query", "--help").out + " "


def test_a_query_is_kept_listed_asked_changed_and_deleted(home: Path, rolefit: Any) -> None:
    asked = [
        "--role",
        "hybrid",
        "--role",
        "creative-pm",
        "--where",
        "title <> 'x'",
        "--columns",
        "title",
        "--sort=-title",
    ]
    first = rolefit(home, "query", *asked, "--save", "Two-Roles")
    assert lines(first) == ["title", "hourly", "best"]
    assert "rolefit query Two-Roles" in first.err
    assert lines(rolefit(home, "query", "two-roles")) == lines(first)
    (listed,) = lines(rolefit(home, "queries"))
    name, *options = shlex.split(listed)
    assert name == "two-roles"
    assert lines(rolefit(home, "query", *options)) == lines(first)
    assert lines(rolefit(home, "queries", "list")) == [listed]

    assert lines(rolefit(home, "query", "two-roles", "--role", "hybrid", "--columns", "rank")) == ["rank", "1"]
    assert "replaced" in rolefit(home, "query", "two-roles", "--min-fit", 80, "--save", "two-roles").err
    assert lines(rolefit(home, "query", "two-roles")) == ["title", "best"]

    assert lines(rolefit(home, "query", "two-roles", "--where", "", "--columns", ""))[0].startswith("rank,")
    # Its columns are those of jobs, and groups have others.
    assert lines(rolefit(home, "query", "two-roles", "--count-by", "role"))[0].startswith("role,jobs,share,")

    assert rolefit(home, "queries", "delete", "two-roles").code == 0
    assert "no query is saved yet" in rolefit(home, "queries").out


def test_a_query_with_a_mistake_is_not_kept(home: Path, rolefit: Any) -> None:
    assert rolefit(home, "query", "--where", "titel = 'x'", "--save", "bad").code == 2
    assert not (home / "data" / "queries").exists()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("min_fit = 'high'", "mine.toml: min_fit: input should be a valid number"),
        ("minfit = 60", "mine.toml: no option 'minfit'; did you mean min_fit?"),
        ("role = [1, 2]", "mine.toml: role: input should be a valid string"),
        ("role = 'hybrid", "; mend it, or save the query anew"),
        ("min_fit = nan", "nan is no bound"),
        ("top = 0", "--top 0"),
        ("where = 'copy ranked to x'", "--where: "),
        ('where = "true -- \\u0000"', "--where: holds a character that is no text"),
    ],
)
def test_a_file_edited_wrongly_is_told_in_one_line(content: str, message: str, home: Path, rolefit: Any) -> None:
    (home / "data" / "queries").mkdir()
    (home / "data" / "queries" / "mine.toml").write_text(content)
    ran = rolefit(home, "query", "mine")
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert message in ran.err
    assert rolefit(home, "queries").code == 0


def test_a_person_may_write_the_keys_as_the_options_are_written(home: Path, rolefit: Any) -> None:
    (home / "data" / "queries").mkdir()
    (home / "data" / "queries" / "mine.toml").write_text("min-fit = 70\nremote = false\ncolumns = ['title']\n")
    assert lines(rolefit(home, "query", "mine")) == ["title", "hourly"]


@pytest.mark.parametrize("name", ["../out", "/etc/x", "a b", "", "é", "x" * 61, ".hidden", "-x", "con.toml", "a/b"])
def test_a_name_never_leaves_the_folder(name: str, tmp_path: Path) -> None:
    saved = SavedQueries(tmp_path / "queries")
    (tmp_path / "out.toml").write_text("role = ['hybrid']")
    with pytest.raises(QueryError, match="is no name for a query"):
        saved.save(name, Question())
    for use in (saved.load, saved.delete):
        with pytest.raises(QueryError, match="no saved query"):
            use(name)
    assert [path.name for path in tmp_path.iterdir()] == ["out.toml"]


def test_a_misspelt_name_gets_the_nearest(tmp_path: Path) -> None:
    saved = SavedQueries(tmp_path)
    saved.save("london-hybrid", Question())
    with pytest.raises(QueryError, match="did you mean london-hybrid"):
        saved.load("londn-hybrid")


def test_the_list_quotes_for_the_shell() -> None:
    question = Question(place="St. John's; rm -rf /", where="title = 'a' and \"title\" <> '$x'", top=3)
    given = dict(zip(*[iter(shlex.split(command_line(question)))] * 2, strict=True))
    assert given == {"--place": question.place, "--where": question.where, "--top": "3"}
