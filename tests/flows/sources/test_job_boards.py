"""What Greenhouse, Lever, Ashby, Recruitee and Teamtailor say, under our names; and what they do not say."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from features.markup import to_plain_text
from flows.sources import Listing, ReadOptions, Rejection, check_inputs, open_source, read_listings
from flows.sources.boards import Board
from flows.sources.json_records import BOARDS, board_of
from tests.flows.sources.accounting import DATA, accounted, read_all

TWINS = {
    "Greenhouse": "06_greenhouse.json",
    "Lever": "07_lever.json",
    "Ashby": "08_ashby.json",
    "Recruitee": "09_recruitee.json",
    "Teamtailor": "10_teamtailor.json",
}


def facts(listing: Listing) -> dict[str, Any]:
    """What is known of a listing, without its text and its place in a file."""
    left_out = {"description", "source_file", "source_row"}
    return {name: value for name, value in asdict(listing).items() if name not in left_out and value not in ("", None)}


def records(board: str) -> list[dict[str, Any]]:
    document = json.loads((DATA / TWINS[board]).read_text(encoding="utf-8"))
    found: list[dict[str, Any]] = document if isinstance(document, list) else next(
        value for value in document.values() if isinstance(value, list)
    )  # fmt: skip
    return found


def test_greenhouse():
    first, second = read_all(DATA / TWINS["Greenhouse"])[0]
    assert facts(first) == {
        "title": "Account Manager", "company": "Aba Studio", "location": "Leeds, UK", "source_id": "101",
        "site": "greenhouse", "job_url": "https://job-boards.example.com/aba/jobs/101", "date_posted": "2026-07-16",
        "salary_min": 35000.0, "salary_max": 42000.0, "salary_currency": "GBP",
    }  # fmt: skip
    assert to_plain_text(first.description).splitlines() == [
        "Aba Studio plans campaigns.", "## You will",
        "- Run status calls with the client", "- Write briefs & timelines",
    ]  # fmt: skip
    # Two ranges are for two places; neither is the job's.
    assert (second.salary_min, second.salary_max) == (None, None)


def test_lever():
    first, second = read_all(DATA / TWINS["Lever"])[0]
    assert facts(first) == {
        "title": "(Contract) Client Partner", "company": "aba-studio", "location": "Leeds", "source_id": "a-1",
        "site": "lever", "job_url": "https://jobs.lever.co/aba-studio/a-1", "date_posted": "2025-11-27",
        "is_remote": True,
    }  # fmt: skip
    assert to_plain_text(first.description).splitlines() == [
        "Do you like clear plans?", "You will keep our clients' sites going.",
        "## How you'll contribute", "- Lead weekly calls with clients", "- Estimate small projects",
        "## Your background", "- Three years in an agency",
        "## About us", "We are twelve people.",
    ]  # fmt: skip
    assert (second.location, second.is_remote) == ("Leeds | York", None)
    assert (second.salary_min, second.salary_max, second.salary_interval) == (40000.0, 45000.0, "yearly")


def test_lever_without_html():
    job = records("Lever")[0]
    plain = {name: value for name, value in job.items() if name not in ("description", "additional")}
    board = board_of(plain)
    assert board is not None
    found = board.read(plain, "f", 1)
    assert isinstance(found, Listing)
    lines = to_plain_text(found.description).splitlines()
    assert lines[:2] == ["Do you like clear plans?", "You will keep our clients' sites going."]
    assert lines[-2:] == ["About us", "We are twelve people."]


def test_ashby():
    items = list(read_listings([DATA / TWINS["Ashby"]]))
    first, second = accounted(items)
    assert facts(first) == {
        "title": "Studio Manager", "company": "AbaStudio", "location": "Leeds", "source_id": "90fb-1", "site": "ashby",
        "job_url": "https://jobs.ashbyhq.com/AbaStudio/90fb-1", "date_posted": "2026-04-20", "is_remote": True,
    }  # fmt: skip
    # It says isRemote: true as well, but it is hybrid.
    assert (second.title, second.location, second.is_remote) == ("Traffic Manager", "Leeds | York", None)
    assert (second.salary_min, second.salary_max, second.salary_currency) == (41000.0, 47000.0, "GBP")
    assert second.salary_interval == "yearly"
    hidden = items[2]
    assert isinstance(hidden, Rejection)
    assert (hidden.source_row, hidden.reason, hidden.excerpt) == (3, "not-listed", "Secret Producer")
    assert "isListed: false" in hidden.detail


def test_recruitee():
    items = list(read_listings([DATA / TWINS["Recruitee"]]))
    first, second = accounted(items)
    assert facts(first) == {
        "title": "Producer (f/m/d)", "company": "Aba Studio", "location": "Köln, Nordrhein-Westfalen, Germany",
        "source_id": "11", "site": "recruitee", "job_url": "https://jobs.example.com/o/job-11",
        "date_posted": "2026-08-05", "salary_min": 42000.0, "salary_max": 50000.0, "salary_currency": "EUR",
        "salary_interval": "yearly",
    }  # fmt: skip
    assert to_plain_text(first.description).splitlines() == [
        "## How you help", "- Plan the shoots of a season", "- Brief the crew",
        "## What we expect", "- Three years in production",
    ]  # fmt: skip
    assert (second.location, second.is_remote) == ("Köln | Bonn", True)
    assert isinstance(items[2], Rejection)
    assert items[2].reason == "not-listed"


def test_teamtailor():
    first, second = read_all(DATA / TWINS["Teamtailor"])[0]
    assert facts(first) == {
        "title": "Account Executive", "company": "Aba Studio", "location": "Madrid, Europe, ES", "source_id": "20fa-1",
        "site": "teamtailor", "job_url": "https://career.example.com/jobs/1", "date_posted": "2026-02-04",
    }  # fmt: skip
    assert first.description == ""
    assert (second.company, second.location, second.is_remote) == (
        "Aba Nordic", "Stockholm, Europe, SE | København, Europe, DK", True,
    )  # fmt: skip
    assert (second.salary_min, second.salary_interval) == (40000.0, "monthly")
    assert "Lead the key clients" in second.description


@pytest.mark.parametrize("board", BOARDS, ids=lambda board: board.name)
def test_a_board_is_known_on_one_line_and_in_json_lines_and_in_a_list(board: Board, tmp_path: Path):
    jobs = records(board.name)
    expected = [asdict(item) | {"source_file": ""} for item in read_listings([DATA / TWINS[board.name]])]
    whole = json.loads((DATA / TWINS[board.name]).read_text(encoding="utf-8"))
    for name, text in {
        "one line": json.dumps(whole),
        "json lines": "\n".join(json.dumps(job) for job in jobs),
        "list": json.dumps(jobs),
        "inside": json.dumps({"fetched": "today", "answers": [{"status": 200, "body": whole}]}),
    }.items():
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        assert [asdict(item) | {"source_file": ""} for item in read_listings([path])] == expected, name


@pytest.mark.parametrize("board", BOARDS, ids=lambda board: board.name)
def test_the_user_is_told_which_board_it_is(board: Board):
    path = DATA / TWINS[board.name]
    assert open_source(path).name == board.name
    assert check_inputs([path], ReadOptions()) == [f"{path}: read as {board.name}"]


def test_no_board_takes_the_others_records():
    for board in BOARDS:
        assert {board_of(job) for job in records(board.name)} == {board}
    assert board_of(["title", "description", "url", "id", "date_published"]) is None


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(st.data())
@pytest.mark.parametrize("board", BOARDS, ids=lambda board: board.name)
def test_any_value_may_stand_anywhere(board: Board, data: st.DataObject):
    job = dict(data.draw(st.sampled_from(records(board.name))))
    for name in data.draw(st.lists(st.sampled_from(sorted(job)), max_size=4)):
        inside = job[name]
        if isinstance(inside, dict) and inside and data.draw(st.booleans()):
            job[name] = {**inside, data.draw(st.sampled_from(sorted(inside))): data.draw(JUNK)}
        else:
            job[name] = data.draw(JUNK)
    accounted([board.read(job, "f", 1)])
