"""JSON Lines: foreign names, nested objects, and lines that are no JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from flows.sources import (
    Listing,
    ReadOptions,
    Rejection,
    UnreadableInput,
    check_inputs,
    open_source,
    read_listings,
)
from flows.sources.base import HEAD_BYTES, MAX_RECORD
from flows.sources.jsonlines import JsonLinesSource


def save(tmp_path: Path, *lines: object) -> Path:
    path = tmp_path / "jobs.txt"
    path.write_text(
        "".join((line if isinstance(line, str) else json.dumps(line)) + "\n" for line in lines),
        encoding="utf-8",
    )
    return path


def read(path: Path) -> list[Listing | Rejection]:
    return list(read_listings([path]))


def test_names_and_objects_one_level_deep(tmp_path: Path):
    job = {
        "jobTitle": "Producer",
        "company": {"name": "Aba", "size": 5},
        "location": {"city": "Leeds", "country": "UK"},
        "jobDescription": ["Run shoots.", "Brief crews."],
        "salary": {"min": 40000, "max": 5e4, "currency": "gbp", "unit": "YEAR"},
        "remote": True,
        "posted_at": 1777766400000,
        "id": 17,
        "url": "https://jobs.example.com/17",
        "tags": [{"deep": [1]}, ["x"]],
    }
    (found,) = read(save(tmp_path, job))
    assert found == Listing(
        title="Producer", company="Aba", location="Leeds, UK", description="Run shoots.\nBrief crews.",
        source_id="17", site="", job_url="https://jobs.example.com/17",
        date_posted="2026-05-03", is_remote=True, salary_min=40000.0, salary_max=50000.0,
        salary_currency="GBP", salary_interval="yearly",
        source_file=str(tmp_path / "jobs.txt"), source_row=1,
    )  # fmt: skip


def test_lines_need_not_have_the_same_names(tmp_path: Path):
    first, second, third = read(
        save(tmp_path, {"title": "A", "text": "x"}, {"position": "B", "body": "y"}, {"title": "C"})
    )
    assert [(item.title, item.description) for item in (first, second, third) if isinstance(item, Listing)] == [
        ("A", "x"),
        ("B", "y"),
        ("C", ""),
    ]


def test_bad_lines_are_rejected_with_their_number(tmp_path: Path):
    good = {"title": "A", "description": "x"}
    lines = [
        good,
        "",
        "{broken",
        "[1]",
        "null",
        {},
        '{"title": ' + "[" * 100_000,
        '{"id": ' + "9" * 5_000 + "}",
        good,
    ]
    found = read(save(tmp_path, *lines))
    assert [(item.source_row, getattr(item, "reason", "")) for item in found] == [
        (1, ""),
        (2, "not-json"),
        (3, "not-json"),
        (4, "not-json"),
        (5, "no-title-and-description"),
        (6, "not-json"),
        (7, "not-json"),
        (8, ""),
    ]


def test_a_line_over_the_limit_is_one_rejection(tmp_path: Path):
    path = save(
        tmp_path,
        {"title": "A", "text": "x"},
        '{"text": "' + "x" * MAX_RECORD + '"}',
        {"title": "B", "text": "y"},
    )
    first, second, third = read(path)
    assert isinstance(first, Listing)
    assert isinstance(second, Rejection)
    assert second.reason == "too-long"
    assert isinstance(third, Listing)
    assert third.source_row == 3


def test_values_that_are_nothing_stay_unknown(tmp_path: Path):
    (found,) = read(
        save(tmp_path, '{"title": "A\\ud83d", "text": null, "salary_min": NaN, "remote": null, "company": {}}')
    )
    assert isinstance(found, Listing)
    assert (found.title, found.description, found.salary_min, found.is_remote) == ("A?", "", None, None)


def test_a_line_longer_than_the_head_is_recognised(tmp_path: Path):
    path = save(tmp_path, {"title": "A", "text": "x" * (2 * HEAD_BYTES)})
    assert isinstance(open_source(path), JsonLinesSource)
    assert len(read(path)) == 1


@pytest.mark.parametrize(
    "document", ['{"jobs": [{"title": "A", "content": "B"}]}', '[{"title": "A"}]', '{\n"title": "A"\n}']
)
def test_other_json_is_not_json_lines(tmp_path: Path, document: str):
    assert open_source(save(tmp_path, document)).name == "JSON"


def test_objects_in_lists_and_records_of_boards(tmp_path: Path):
    lever = {"text": "Producer", "hostedUrl": "https://jobs.lever.co/aba/1", "descriptionPlain": "Run shoots."}
    job = {"title": "A", "text": "x", "locations": [{"name": "Leeds"}, {"name": "York"}]}
    first, second = read(save(tmp_path, job, lever))
    assert isinstance(first, Listing)
    assert isinstance(second, Listing)
    assert (first.location, second.title, second.company) == ("Leeds, York", "Producer", "aba")


def test_no_description_in_any_line(tmp_path: Path):
    with pytest.raises(UnreadableInput, match=r"'title', 'stuff'.*--map description=COLUMN"):
        read(save(tmp_path, {"title": "A", "stuff": "B"}, {"title": "C"}))


def test_the_users_mapping_reaches_into_objects(tmp_path: Path):
    path = save(tmp_path, {"title": "A", "data": {"long": "Run shoots."}})
    options = ReadOptions({"description": "data.long"})
    (found,) = read_listings([path], options)
    assert isinstance(found, Listing)
    assert found.description == "Run shoots."
    assert "description <- data.long" in check_inputs([path], options)[0]


@pytest.mark.real
def test_real_lines_are_read_whole(shared: Path):
    found = read(shared / "real" / "raw_samples" / "12_linkedin_2026.jsonl")
    assert len(found) == 13
    assert all(isinstance(item, Listing) and item.title and item.company and item.date_posted for item in found)
