"""Bytes of every encoding that listings come in, with and without what says so."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.sources import Listing, read_listings
from flows.sources.encoding import binary_kind, decode_head, decode_page

TABLE = "title,company,description\nProducer,Café Köln,“Run” the shoots – all of them.\n"
ENCODED = {
    "UTF-8": TABLE.encode(),
    "UTF-8 with mark": TABLE.encode("utf-8-sig"),
    "UTF-16 with mark": TABLE.encode("utf-16"),
    "UTF-16 LE with mark": codecs.BOM_UTF16_LE + TABLE.encode("utf-16-le"),
    "UTF-16 BE with mark": codecs.BOM_UTF16_BE + TABLE.encode("utf-16-be"),
    "UTF-16 LE without mark": TABLE.encode("utf-16-le"),
    "UTF-16 BE without mark": TABLE.encode("utf-16-be"),
    "UTF-32": TABLE.encode("utf-32"),
    "Windows-1252": TABLE.encode("cp1252"),
    "stuck together": TABLE.encode("cp1252").replace(b"Caf\xe9", "Café".encode()),
}


@pytest.mark.parametrize("name", ENCODED)
def test_a_table_is_read_whatever_its_encoding(tmp_path: Path, name: str) -> None:
    path = tmp_path / "jobs"
    path.write_bytes(ENCODED[name])
    (found,) = read_listings([path])
    assert isinstance(found, Listing)
    assert (found.title, found.company, found.description) == (
        "Producer",
        "Café Köln",
        "“Run” the shoots – all of them.",
    )


def test_cyrillic_without_a_mark_is_known_by_its_line_ends_and_tags() -> None:
    page = "<p>Менеджер проектов</p>\n<p>Москва</p>\n" * 5
    assert decode_head(page.encode("utf-16-le")) == page
    assert binary_kind(page.encode("utf-16-be")) == ""


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b'<meta charset="iso-8859-1">\x93Caf\xe9\x94', "“Café”"),
        (b'<meta http-equiv="Content-Type" content="text/html; charset=windows-1251">\xcc\xe5\xed', "Мен"),
        (b"<meta charset='shift_jis'>" + "制作".encode("shift_jis"), "制作"),
        # The page was saved anew as UTF-8 and still says what it was.
        ("<meta charset=windows-1252>Café".encode(), "Café"),
        (b"<meta charset=no-such-thing>Caf\xe9", "Café"),
        (b"<meta charset=rot13>Caf\xe9", "Café"),
        (b"<meta charset=utf-16>Caf\xe9", "Café"),
    ],
)
def test_a_page_may_say_its_encoding_and_be_wrong(data: bytes, text: str) -> None:
    assert decode_page(data).partition(">")[2] == text


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"\0" * 300, "a binary file"),
        (b"\0\1" * 300, "a binary file"),
        (b"a" * 257 + b"ustar\0", "a tar archive"),
        (b"{\\rtf1 x}", "a rich-text file"),
    ],
)
def test_what_is_no_text_is_named(head: bytes, kind: str) -> None:
    assert binary_kind(head) == kind


@given(st.binary(max_size=200))
def test_any_bytes_are_decoded(data: bytes) -> None:
    decode_head(data).encode("utf-8")
    decode_page(data).encode("utf-8")


@given(
    st.text(alphabet=st.characters(codec="ascii", exclude_categories=["Cc"]), min_size=4, max_size=60),
    st.sampled_from(["utf-16-le", "utf-16-be", "utf-8"]),
)
def test_plain_text_survives(text: str, encoding: str) -> None:
    assert decode_page(text.encode(encoding)) == text
