"""Tables whose columns are called and cut otherwise: duties in columns, lists in cells, texts without a name."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from flows.sources import Listing, ReadOptions, check_inputs, read_listings
from flows.sources.columns import resolve
from flows.sources.delimited import DelimitedSource
from flows.sources.prose import MIN_LENGTH, with_text
from flows.sources.values import listed
from tests.flows.sources.accounting import DATA, check_any, read_all

PROSE = "Plan the shoots of a season and brief the crew on what each of them is for. " * 5


def table(path: Path, header: list[str], *rows: list[str]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return path


def test_duties_in_columns_become_sections_in_the_order_of_the_file():
    first, second, empty, untitled = read_all(DATA / "02_duties_in_columns.csv")[0]
    assert first.description == (
        "## Responsibilities\nKeep the client's plan.\nPresent results each month.\n\n"
        "## Minimum Qualifications\nThree years with clients.\n\n## Preferred Qualifications\nFrench."
    )
    assert "Preferred" not in second.description
    assert (empty.title, empty.description) == ("Program Manager", "")
    assert (untitled.title, untitled.description) == ("", "## Responsibilities\nOrder the catering for every shoot.")


def test_what_the_employer_says_of_itself_is_no_text_of_a_job():
    full, _, bare = read_all(DATA / "01_split_text_no_location.csv")[0]
    assert full.description.index("Requirements") < full.description.index("Company profile")
    assert (full.salary_min, full.salary_max, bare.salary_min) == (30000.0, 36000.0, None)
    empty, _, _, _ = read_all(DATA / "03_mostly_empty_descriptions.csv")[0]
    assert (empty.title, empty.description) == ("Senior  Producer &amp; Planner", "")


def test_german_names(tmp_path: Path):
    lead, planner = read_all(DATA / "german_headers.tsv")[0]
    assert (lead.title, lead.company, lead.location) == ("Kundenberaterin", "Aba Studio", "Köln")
    assert lead.description == (
        "## Aufgaben\nKunden betreuen\nAngebote schreiben\n\n## Anforderungsprofil\nZwei Jahre Erfahrung"
    )
    assert (lead.date_posted, lead.is_remote, lead.salary_currency) == ("2026-05-13", True, "EUR")
    assert (lead.salary_min, lead.salary_max) == (42000.0, 48000.0)
    assert planner.is_remote is False
    export, _ = read_all(DATA / "05_german_export.csv")[0]
    # When a row came into a database is not when a job was posted.
    assert (export.company, export.date_posted) == ("Aba Studio GmbH", "")


def test_a_text_is_found_where_no_column_is_named_so():
    path = DATA / "04_text_without_a_name.csv"
    first, second, _ = read_all(path)[0]
    assert first.description.splitlines()[2] == "Brief directors and check that they've read the brief"
    assert "present the work back" in second.description
    assert {item.title for item in (first, second)} == {""}
    (note,) = check_inputs([path], ReadOptions())
    assert "description <- jobs (the longest text: no column is named so)" in note


def test_the_users_word_beats_the_longest_text(tmp_path: Path):
    path = table(tmp_path / "a.csv", ["title", "blob", "short"], ["A", PROSE, "Run shoots."])
    (found,) = read_listings([path], ReadOptions({"description": "short"}))
    assert isinstance(found, Listing)
    assert found.description == "Run shoots."


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("company_bio", PROSE),
        ("About the firm", PROSE),
        ("link", "https://jobs.example.com/" + "x" * 600),
        ("note", "Call back on Monday. " * 3),
    ],
)
def test_what_is_no_text_of_a_job_is_not_taken_for_one(name: str, text: str):
    mapping = resolve(("title", name))
    assert not with_text(mapping, [["A", text]] * 5).has_description


def test_a_text_must_be_in_half_of_the_rows():
    mapping = resolve(("title", "blob"))
    assert with_text(mapping, [["A", PROSE], ["B", ""]]).by_content
    assert not with_text(mapping, [["A", PROSE], ["B", ""], ["C", ""]]).by_content
    assert len(PROSE) > MIN_LENGTH


def test_a_description_that_stands_empty_gives_way(tmp_path: Path):
    rows = [["A", "", "Run shoots.", "x"], ["B", "Lead calls.", "", "y"], ["C", "nan", "Plan weeks.", "z"]]
    path = table(tmp_path / "a.csv", ["title", "description", "body", "id"], *rows)
    assert [item.description for item in read_all(path)[0]] == ["Run shoots.", "Lead calls.", "Plan weeks."]
    assert "description <- description (where empty: body)" in check_inputs([path], ReadOptions())[0]
    unnamed = table(tmp_path / "b.csv", ["title", "description", "blob"], ["A", "", PROSE], ["B", "", PROSE])
    assert [item.description for item in read_all(unnamed)[0]] == [PROSE, PROSE]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("['Run shoots', 'Brief crews']", "Run shoots\nBrief crews"),
        ('["Run shoots", "Don\'t panic"]', "Run shoots\nDon't panic"),
        ("['Run shoots'\n 'Brief crews']", "Run shoots\nBrief crews"),  # numpy
        (r"['caf\xe9 \u2013 a\nb \\ \'c\'']", "café – a\nb \\ 'c'"),
        (r"['\U0001F600', '\ud83d', '\Uffffffff']", "\U0001f600\n?\n?"),
        ("['', ' ']", ""),
    ],
)
def test_a_list_in_a_cell_is_its_lines(cell: str, text: str):
    assert listed(cell) == text


@pytest.mark.parametrize(
    "cell", ["[Remote] Lead", "['Run' + 'x']", "[]", "['a', f()]", "['a'", "__import__('os')", "[1]"]
)
def test_what_is_no_list_of_texts_stays(cell: str):
    assert listed(cell) == cell


def test_many_quotes_cost_no_time():
    hostile = "['" + "\\'" * 200_000
    assert listed(hostile) == hostile


CELLS = st.text(alphabet="aB,;\"'\n\t[]\\ü|", max_size=12)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    st.sampled_from(
        ["title,description", "Titel;Aufgaben;Profil", "\ttitle\tbody", ",jobs,labels", "\ufefftitle|text"]
    ),
    st.lists(CELLS, max_size=12),
    st.binary(max_size=30),
)
@example("title,description", ['"', "a"], b"\x00\xff")
def test_any_table_is_accounted_for(tmp_path: Path, header: str, cells: list[str], tail: bytes):
    check_any(tmp_path / "any", "\n".join([header, *cells]).encode() + tail, DelimitedSource())
