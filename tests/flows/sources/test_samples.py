"""The table of docs/sources.md: each real sample gives what it says there, and each has a twin that does the same."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from tests.flows.sources.accounting import DATA, read_all

ROOT = Path(__file__).resolve().parents[3]

_ROW = re.compile(r"^\| (\d\d_\S+) \| [^|]* \| ([\d,]+) \| ([\d,]+) \| ([^|]*) \|")


def table() -> dict[str, tuple[int, int, Counter[str]]]:
    """Sample to rows read, postings, and reasons: ``2 not-listed, 1 broken-row`` or ``0``."""
    found = {}
    for line in (ROOT / "docs" / "sources.md").read_text(encoding="utf-8").splitlines():
        if match := _ROW.match(line):
            reasons = Counter({reason: int(count) for count, reason in re.findall(r"(\d+) ([a-z-]+)", match[4])})
            found[match[1]] = (int(match[2].replace(",", "")), int(match[3].replace(",", "")), reasons)
    return found


@pytest.mark.parametrize("sample", table())
def test_the_table_adds_up(sample: str):
    rows, postings, reasons = table()[sample]
    assert rows == postings + sum(reasons.values())


@pytest.mark.real
@pytest.mark.parametrize("sample", table())
def test_a_real_sample_gives_what_the_table_says(sample: str, shared: Path):
    rows, postings, reasons = table()[sample]
    listings, rejected = read_all(shared / "real" / "raw_samples" / sample)
    assert (len(listings) + sum(rejected.values()), len(listings), rejected) == (rows, postings, reasons)


#: Twin, its listings, its rejections.
TWINS: dict[str, tuple[int, dict[str, int]]] = {
    "01_split_text_no_location.csv": (3, {}),
    "02_duties_in_columns.csv": (4, {}),
    "03_mostly_empty_descriptions.csv": (4, {}),
    "04_text_without_a_name.csv": (3, {}),
    "05_german_export.csv": (2, {}),
    "06_greenhouse.json": (2, {}),
    "07_lever.json": (2, {}),
    "08_ashby.json": (2, {"not-listed": 1}),
    "09_recruitee.json": (2, {"not-listed": 1}),
    "10_teamtailor.json": (2, {}),
    "11_personio.xml": (2, {"not-xml": 1}),
    "12_linkedin.jsonl": (3, {}),
}


@pytest.mark.parametrize("twin", TWINS)
def test_a_twin_is_read_whole(twin: str):
    postings, reasons = TWINS[twin]
    listings, rejected = read_all(DATA / twin)
    assert (len(listings), dict(rejected)) == (postings, reasons)


def test_each_structured_sample_has_a_twin():
    assert {name[:2] for name in table() if name[:2] <= "12"} == {name[:2] for name in TWINS}


@pytest.mark.parametrize("twin", TWINS)
def test_no_name_is_needed_to_recognise_it(twin: str, tmp_path: Path):
    nameless = tmp_path / "download"
    nameless.write_bytes((DATA / twin).read_bytes())
    assert len(read_all(nameless)[0]) == TWINS[twin][0]
