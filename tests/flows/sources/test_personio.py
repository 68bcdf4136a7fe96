"""Personio's XML: parts under their names, and what hostile or broken XML costs."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from features.markup import to_plain_text
from flows.sources import Rejection, open_source, read_listings
from flows.sources.base import MAX_RECORD
from flows.sources.personio import PersonioSource
from tests.flows.sources.accounting import DATA, accounted, check_any, read_all

TWIN = DATA / "11_personio.xml"
GOOD = "<position><id>7</id><name>Producer</name></position>"


def save(tmp_path: Path, *positions: str, head: str = "<workzag-jobs>") -> Path:
    path = tmp_path / "feed"
    path.write_text(head + "\n".join(positions) + "</workzag-jobs>", encoding="utf-8")
    return path


def test_what_a_position_says():
    items = list(read_listings([TWIN]))
    lead, engineer = accounted(items)
    assert (lead.title, lead.company, lead.location) == ("Studio Lead", "Aba SE & Co. KG", "Köln | Bonn")
    assert (lead.source_id, lead.site, lead.date_posted, lead.job_url) == ("1834", "personio", "2024-11-13", "")
    assert to_plain_text(lead.description).splitlines() == [
        "## Your tasks", "- Plan the week of the studio", "- Call the suppliers & agree dates",
        "## Your profile", "Calm in a rush.",
    ]  # fmt: skip
    assert (engineer.title, engineer.description) == ("Data Engineer", "")
    # A bare ampersand is no XML.
    assert isinstance(items[2], Rejection)
    assert (items[2].source_row, items[2].reason) == (3, "not-xml")
    assert "Client & Partner Lead" in items[2].excerpt


@pytest.mark.parametrize(
    "bad",
    [
        "<position><name>A</position>",
        "<position><name>A&nbsp;B</name></position>",
        "<position><name>&x;</name></position>",
        "<position id=1><name>A</name></position>",
        "<position>" + "<a>" * 100_000 + "</position>",
    ],
)
def test_a_broken_position_costs_itself(bad: str, tmp_path: Path):
    items = list(read_listings([save(tmp_path, GOOD, bad, GOOD)]))
    accounted(items)
    assert [getattr(item, "reason", "") for item in items] == ["", "not-xml", ""]


def test_entities_are_not_expanded(tmp_path: Path):
    bomb = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><workzag-jobs>'
    path = save(tmp_path, GOOD, head=bomb)
    assert not PersonioSource().recognises(path, path.read_bytes())
    inside = save(tmp_path, "<position><!DOCTYPE x [<!ENTITY a 'b'>]><name>&a;</name></position>", GOOD)
    assert isinstance(next(read_listings([inside])), Rejection)


def test_control_characters_are_dropped(tmp_path: Path):
    (found, _) = read_all(save(tmp_path, "<position><name>Pro\x0bducer\x00</name></position>", GOOD * 5))[0][:2]
    assert found.title == "Producer"


def test_a_feed_that_breaks_off(tmp_path: Path):
    path = tmp_path / "feed"
    path.write_text(f"<workzag-jobs>{GOOD}<position><id>8</id><name>Lo", encoding="utf-8")
    items = list(read_listings([path]))
    accounted(items)
    assert [getattr(item, "reason", "") for item in items] == ["", "broken-row"]


def test_a_position_over_the_limit(tmp_path: Path):
    huge = f"<position><name>{'x' * (MAX_RECORD + 500_000)}</name></position>"
    items = list(read_listings([save(tmp_path, huge, GOOD)]))
    accounted(items)
    assert [getattr(item, "reason", "") for item in items] == ["too-long", ""]


@pytest.mark.parametrize(
    "head", ["<workzag-jobs>", "<?xml version='1.0'?>\n<!-- a feed -->\n<workzag-jobs >", "\ufeff<workzag-jobs>"]
)
def test_it_is_known_by_its_outermost_element(head: str, tmp_path: Path):
    assert open_source(save(tmp_path, GOOD, head=head)).name == "Personio feed"


def test_an_encoding_wrongly_declared(tmp_path: Path):
    path = tmp_path / "feed"
    text = "<?xml version='1.0' encoding='UTF-8'?><workzag-jobs><position><name>Büro</name></position></workzag-jobs>"
    path.write_bytes(text.encode("cp1252"))
    assert read_all(path)[0][0].title == "Büro"


PIECES = st.sampled_from(
    [GOOD, "<position>", "</position>", "<position ", "<name>A</name>", "<![CDATA[", "]]>", "<positions>", "&", "x"]
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.lists(PIECES, max_size=12), st.binary(max_size=20), st.integers(1, 30))
def test_any_feed_is_accounted_for(tmp_path: Path, pieces: list[str], tail: bytes, chunk: int):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("flows.sources.personio._CHUNK", chunk)
        check_any(tmp_path / "any", ("<workzag-jobs>" + "".join(pieces)).encode() + tail, PersonioSource())
