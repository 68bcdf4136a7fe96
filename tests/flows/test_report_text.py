from __future__ import annotations

import json
import unicodedata
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from flows.plain_text import plain
from flows.report_page import json_in_html, page
from flows.report_text import MOST_CHARACTERS, marked_lines, shown, web_address

#: Text that tries to leave its place: pieces that HTML, JavaScript or JSON read as more than text.
HOSTILE = st.lists(
    st.sampled_from(
        ["</script>", "<script>", "<!--", "-->", "<img src=x onerror=", "]]>", "\u2028", "\u2029", "\u202e", "\x00",
         '"', "'", "\\", "</SCRIPT ", "{{7*7}}", "{% raw %}", "${1}", "`", "&lt;", "javascript:", "\ud800",
         "=1+1", "\n", "a "]
    ) | st.text(max_size=6),
    max_size=12,
).map("".join)  # fmt: skip

SPANS = st.lists(st.tuples(st.integers(0, 80), st.integers(0, 80)), max_size=8)


def empty_page(**more: Any) -> dict[str, Any]:
    counts = {"jobs": 1, "listed": 1, "texts": 1, "part": 40}
    return {"page": {"counts": counts, **more}, "details": [[more]]}


@given(HOSTILE)
def test_no_text_leaves_the_element_that_holds_the_data(text: str) -> None:
    text = plain(text)  # as everything that comes here
    written = str(json_in_html({"title": text}))
    assert not set("<>&\u2028\u2029") & set(written)
    tree = LexborHTMLParser(page(empty_page(title=text)))
    scripts = tree.css("script")
    assert [script.attributes.get("type") for script in scripts] == ["application/json"] * 2 + [None]
    assert json.loads(scripts[0].text())["title"] == text
    assert json.loads(scripts[1].text()) == [{"title": text}]


@given(HOSTILE, st.integers(1, 40))
def test_a_shown_text_is_one_line_that_prints(text: str, most: int) -> None:
    line = shown(text, most)
    assert line.isprintable()
    assert len(line) <= most
    assert not any(unicodedata.bidirectional(char) in ("RLO", "LRO", "RLE", "LRE", "RLI", "LRI") for char in line)


@given(st.text(alphabet="ab .\n\u202e-", max_size=80), SPANS, SPANS)
def test_marking_loses_no_word_and_marks_no_other(
    text: str, duties: list[tuple[int, int]], others: list[tuple[int, int]]
) -> None:
    lines = marked_lines(text, duties, [(start, end, "company") for start, end in others])
    written = [("".join(words for words, _ in pieces)) for kind, pieces in lines if kind != "gap"]
    assert written == [plain(line) for line in text.split("\n") if line.strip()]
    whole = [plain(line) for line in text.split("\n")]
    for number, (start, end) in enumerate(duties, start=1):
        marked = "".join(words for _, pieces in lines for words, duty in pieces if duty == number)
        assert marked.replace(" ", "") in "".join(whole).replace(" ", "")
        assert len(marked) <= max(0, end - start)
        if len(duties) == 1:
            assert marked.split() == " ".join(plain(part) for part in text[start:end].split("\n")).split()


def test_lines_are_told_apart() -> None:
    text = "About us\nWe make films.\n\n\nDuties\n- Build timelines and chase approvals"
    lines = marked_lines(text, [(35, 50), (55, 70)], [(9, 23, "company")])
    assert [kind for kind, _ in lines] == ["heading", "company", "gap", "heading", "duty"]
    assert lines[-1][1] == [("- ", 0), ("Build timelines", 1), (" and ", 0), ("chase approvals", 2)]


def test_a_text_without_end_is_cut_and_says_so() -> None:
    lines = marked_lines("word " * MOST_CHARACTERS, [(0, 10**6)], [])
    assert sum(len(words) for _, pieces in lines for words, _ in pieces) < MOST_CHARACTERS + 100
    assert lines[-1] == ("cut", [("… cut here: the text has 100,000 characters", 0)])


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)", "java\nscript:alert(1)",
     "data:text/html,<b>",
     "vbscript:x", "file:///etc/passwd", "//example.com", "https:example.com", "https://user:pw@example.com",
     "https://example.com/\u202egpj.exe", 'https://example.com/"onclick=', "https://example.com/<b>", "ftp://example.com",
     "https://example.com/ a", "https://" + "a" * 3_000, "blob:https://example.com/1", "https://example.com\\@evil.example"],
)  # fmt: skip
def test_an_address_that_is_none_of_the_web_is_no_link(url: str) -> None:
    assert web_address(url) == ""


@given(HOSTILE | st.builds("https://{}".format, HOSTILE) | st.builds("{}://example.com".format, HOSTILE))
def test_what_becomes_a_link_leads_to_the_web(url: str) -> None:
    found = web_address(url)
    if found:
        assert urlsplit(found).scheme in ("http", "https")
        assert found.isprintable()
        assert not set("\"'<>\\ @") & set(found)
