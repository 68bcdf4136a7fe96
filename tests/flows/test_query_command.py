from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from rich.console import Console

from flows.query import run_query
from flows.query_formats import TERMINAL_COLUMNS, show_table
from tests.flows.ranked_jobs import write_jobs


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("home")
    (home / "data" / "store" / "ranked").mkdir(parents=True)
    write_jobs(home / "data" / "store" / "ranked" / "run.parquet")
    return home


@pytest.mark.parametrize("asked", [("--role", "hybrid"), ("--count-by", "place,role")])
def test_every_form_says_the_same(home: Path, rolefit: Any, tmp_path: Path, asked: tuple[str, ...]) -> None:
    for name in ("out.csv", "new/out.json", "OUT.PARQUET"):
        ran = rolefit(home, "query", *asked, "--out", tmp_path / name)
        assert (ran.code, ran.out) == (0, "")
        assert ran.err.startswith(("1 job in", "5 groups in"))
    records = pq.read_table(tmp_path / "OUT.PARQUET").to_pylist()
    assert json.loads((tmp_path / "new" / "out.json").read_text(encoding="utf-8")) == records
    assert json.loads(rolefit(home, "query", *asked, "--json").out) == records
    content = (tmp_path / "out.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")  # Excel reads it as UTF-8
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert [row["role"] for row in rows] == [record["role"] for record in records]
    assert rolefit(home, "query", *asked, "--csv").out.splitlines() == content.decode("utf-8-sig").splitlines()


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (("--out", "x.xlsx"), "--out x.xlsx: give a name that ends in .csv, .json, .parquet"),
        (("--csv", "--json"), "give one of --csv, --json and --out"),
        (("hybrid",), "no saved query 'hybrid'; none is saved yet"),
        (("--sort", "fit"), "no column 'fit'; did you mean fit_score?"),
        (("--where", "place = 'x'"), "no column 'place'"),
        (("--columns", "salary"), "did you mean salary_currency or salary_interval or salary_max or salary_min?"),
        (("--count-by", "plaec"), "did you mean place?"),
        (("--min-fit", "nan"), "nan is no bound"),
    ],
)
def test_a_mistake_is_one_line(home: Path, rolefit: Any, asked: tuple[str, ...], message: str) -> None:
    ran = rolefit(home, "query", *asked)
    assert (ran.code, ran.out, ran.err.count("\n")) == (2, "", 1)
    assert message in ran.err


def test_place_is_another_name_of_location(home: Path, rolefit: Any) -> None:
    ran = rolefit(home, "query", "--columns", "place", "--sort=-place", "--top", 1)
    assert ran.out.splitlines() == ["location", "Zürich"]


def test_nothing_ranked_says_what_to_do(rolefit: Any, tmp_path: Path) -> None:
    assert "run `rolefit rank FILE` first" in rolefit(tmp_path, "query").err


def shown(home: Path, width: int, **asked: Any) -> list[str]:
    stream = io.StringIO()
    table = run_query(home / "data" / "store" / "ranked" / "run.parquet", **asked)
    show_table(table, Console(file=stream, width=width), brief=True, unknown="–")
    return stream.getvalue().splitlines()


def test_a_table_of_jobs_fits_a_narrow_terminal(home: Path) -> None:
    lines = shown(home, 80, columns=TERMINAL_COLUMNS)
    assert lines[0].split() == list(TERMINAL_COLUMNS)
    assert max(map(len, lines)) <= 80
    assert "account-" in " ".join(lines)
    assert "account-management" not in " ".join(lines)
    assert "account-management" in " ".join(shown(home, 140, columns=TERMINAL_COLUMNS))


def test_a_table_of_groups_fits_a_narrow_terminal(home: Path) -> None:
    lines = shown(home, 80, count_by=["role", "place"])
    assert len(lines) == 6  # one line each
    assert lines[0].split() == ["role", "place", "jobs", "share", "mean_fit", "decided_share", "best_job"]
    assert next(line for line in lines if line.startswith("–")).split()[:4] == ["–", "London", "1", "20.0%"]
