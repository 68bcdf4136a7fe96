"""The data that ships: what the cards beside it say of it is true."""

from __future__ import annotations

import csv
import hashlib
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from features.lines import LINE_KINDS, read_text
from features.taxonomy import competencies

DATA = Path(__file__).resolve().parents[1] / "data"
LABELED = DATA / "labeled"


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def lines_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def duties_of(record: dict[str, Any]) -> list[dict[str, Any]]:
    return [line for line in record["lines"] if line["section"] == "duty"]


def letters(text: str) -> str:
    return "".join(char.lower() for char in text if char.isalpha())


@pytest.fixture(scope="module")
def records() -> list[dict[str, Any]]:
    return [record for path in sorted(LABELED.glob("*.jsonl")) for record in lines_of(path)]


@pytest.fixture(scope="module")
def card() -> str:
    return (LABELED / "README.md").read_text(encoding="utf-8")


def test_every_labelled_file_has_the_checksum_beside_it() -> None:
    lines = (LABELED / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    sums = {name: digest for digest, name in (line.split("  ") for line in lines)}
    assert sums == {path.relative_to(LABELED).as_posix(): sha256(path) for path in LABELED.rglob("*.jsonl")}


def test_the_card_counts_what_the_labelled_data_holds(records: list[dict[str, Any]], card: str) -> None:
    duties = sum(len(duties_of(record)) for record in records)
    assert f"{len(records):,} job postings in English with {duties:,} labelled duties" in card


@pytest.mark.parametrize("path", sorted(LABELED.glob("*.jsonl")), ids=lambda path: path.name)
def test_the_cards_table_counts_each_file(path: Path, card: str) -> None:
    (header, row) = (
        next(line for line in card.splitlines() if line.startswith(f"| {name}"))
        for name in ("file |", f"`{path.name}`")
    )
    said = dict(zip(*([cell.strip() for cell in line.strip("|").split("|")] for line in (header, row)), strict=True))
    found = lines_of(path)
    roles = Counter(record["role"] for record in found)
    assert {name: said[name] for name in roles} == {name: str(count) for name, count in roles.items()}
    assert said["postings"] == f"{len(found):,}"
    assert said["duties"] == f"{sum(len(duties_of(record)) for record in found):,}"


def test_labelled_postings_are_distinct_and_name_known_things(records: list[dict[str, Any]]) -> None:
    ids = [record["id"] for record in records]
    assert len(set(ids)) == len(ids)
    assert {code for record in records for duty in duties_of(record) for code in duty["competencies"]} == set(
        competencies()
    )


def test_a_twin_has_one_counterpart(records: list[dict[str, Any]]) -> None:
    """Pairs carry a mark in common, so that a split can keep both on one side."""
    pairs = Counter(record["twin"] for record in records if record.get("twin"))
    assert len(pairs) >= 30
    assert set(pairs.values()) == {2}


def test_every_line_is_labelled_and_stands_where_it_should(records: list[dict[str, Any]]) -> None:
    """The lines of a posting, one after the other, spell its cleaned text but for bullet marks and numbers."""
    wrong = []
    for record in records:
        text = read_text(record["description"])
        whole = letters(" ".join(line.text for line in text.lines))
        if letters(" ".join(line["text"] for line in record["lines"])) != whole:
            wrong.append(record["id"])
    assert wrong == []


def test_sections_are_those_of_the_card(records: list[dict[str, Any]]) -> None:
    found = Counter(line["section"] for record in records for line in record["lines"])
    assert set(found) == {"heading", *LINE_KINDS}
    assert min(found.values()) > 1_000
    assert all(line["section"] == "duty" for r in records for line in r["lines"] if "competencies" in line)


def test_the_sample_is_the_one_that_its_card_describes() -> None:
    card = (DATA / "raw" / "README.md").read_text(encoding="utf-8")
    path = DATA / "raw" / "sample_listings.csv"
    assert set(re.findall(r"\b[0-9a-f]{64}\b", card)) == {sha256(path)}
    assert f"{path.stat().st_size:,} bytes" in card
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, escapechar="\\"))
    assert len(rows) == 60
    assert len(rows[0]) == 34
    sites = Counter(row["site"] for row in rows)
    assert "Indeed 19, LinkedIn 16, Google 10, ZipRecruiter 8, Glassdoor 7" in card
    assert sites == {"indeed": 19, "linkedin": 16, "google": 10, "zip_recruiter": 8, "glassdoor": 7}


def test_the_sample_repeats_no_labelled_sentence(records: list[dict[str, Any]]) -> None:
    """The model has not seen what it is shown on."""
    with (DATA / "raw" / "sample_listings.csv").open(encoding="utf-8", newline="") as file:
        sample = " ".join(" ".join(row["description"].split()) for row in csv.DictReader(file, escapechar="\\"))
    known = {duty["text"] for record in records for duty in duties_of(record) if len(duty["text"]) > 60}
    assert len(known) > 1_000
    assert [text for text in known if text in sample] == []
