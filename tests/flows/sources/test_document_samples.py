"""Real documents, and a written twin of the shape of each: the postings they give, with title, company and place."""

from __future__ import annotations

from pathlib import Path

import pytest

from features.markup import to_plain_text
from features.mojibake import undo_code_page
from flows.sources import Listing, Rejection, open_source, read_listings
from tests.flows.sources.expected_documents import REAL, TWIN, Expected

TWINS = Path(__file__).resolve().parents[1] / "data" / "documents"


def check(path: Path, expected: Expected) -> list[Listing]:
    assert open_source(path).name == expected.source
    found = list(read_listings([path]))
    assert [item.source_row for item in found] == list(range(1, expected.count + 1))
    assert not [item for item in found if isinstance(item, Rejection)]
    first = found[0]
    assert isinstance(first, Listing)
    assert (first.title, first.company, first.location) == (expected.title, expected.company, expected.location)
    text = to_plain_text(first.description)
    for words in expected.within:
        assert words in text
    for words in expected.without:
        assert words not in text
    return [item for item in found if isinstance(item, Listing)]


@pytest.mark.real
@pytest.mark.parametrize("name", REAL)
def test_a_real_document_gives_its_postings(name: str, shared: Path) -> None:
    check(shared / "real" / "raw_samples" / name, REAL[name])


@pytest.mark.parametrize("name", TWIN)
def test_a_twin_of_it_gives_its_postings(name: str) -> None:
    check(TWINS / name, TWIN[name])


def test_every_real_document_has_a_twin() -> None:
    assert len(TWIN) == len(REAL) == 12
    assert {path.name for path in TWINS.iterdir()} == set(TWIN)


def first(name: str) -> Listing:
    return check(TWINS / name, TWIN[name])[0]


def test_the_fields_beside_the_text() -> None:
    fence = first("bad_fence.markdown")
    assert (fence.date_posted, fence.job_url[-8:]) == ("2013-01-22", "rid=2770")
    front = first("json_front_matter.md")
    assert (front.source_id, front.job_url) == ("2059", "https://jobs.example.com/storygroup/4458")
    toml = first("toml_front_matter.md")
    assert (toml.date_posted, toml.salary_min) == ("2031-02-16", 60000)
    assert toml.job_url.endswith("/creative-production-manager")
    reader = first("reader_output.md")
    assert (reader.source_id, reader.job_url[-9:]) == ("12108", "gh_jid=82")
    assert first("json_ld_include.html").date_posted == "2031-11-15"
    assert first("text_dump_utf16.txt").job_url == "https://jobs.example.com/0?gh_jid=0"


def test_a_dump_through_a_console_is_readable_again() -> None:
    last = check(TWINS / "text_dump_utf16.txt", TWIN["text_dump_utf16.txt"])[2]
    assert undo_code_page(last.title) == "Spécialiste, Publicité"
    assert undo_code_page(last.location) == "Montréal, Canada"
    assert "l’équipe de création" in to_plain_text(last.description)
