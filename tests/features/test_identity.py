import re
from html import escape

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from features.identity import ID_DIGITS, listing_reference, normalised, posting_id
from tests.features.annotated import cpu_seconds

words = st.lists(
    st.text(alphabet="abcdefghijklmnopqrstuvwxyzéüß0123456789", min_size=1, max_size=8), min_size=1, max_size=12
)


def dressings(text: str) -> list[str]:
    return [
        text.upper(),
        text.title(),
        f"  {text}\n",
        text.replace(" ", "\u00a0\n\t "),
        f"<p>{text.replace(' ', '<br/>')}</p>",
        "<ul>" + "".join(f"<li class='a'>{word}</li>" for word in text.split()) + "</ul>",
        "**" + text.replace(" ", "** _") + "_",
        "* " + text.replace(" ", "\n* ") + ".",
        text.replace(" ", " &amp; "),
        text.replace(" ", "&nbsp;"),
        text.replace(" ", ", "),
    ]


@given(words)
def test_markup_case_and_space_do_not_change_an_identity(parts: list[str]) -> None:
    text = " ".join(parts)
    wanted = posting_id("Producer", "Aba", "Leeds", text)
    for variant in dressings(text):
        if variant.casefold() != text.casefold() or variant.lower().casefold() == text.casefold():
            assert posting_id(" producer ", "ABA", "<b>Leeds</b>", variant) == wanted


@given(words, words)
def test_other_words_are_another_identity(one: list[str], other: list[str]) -> None:
    first, second = " ".join(one), " ".join(other)
    assume(first.casefold() != second.casefold())
    for place in range(4):
        fields = ["t", "c", "l", "d"]
        fields[place] = first
        changed = list(fields)
        changed[place] = second
        assert posting_id(*fields) != posting_id(*changed)


@given(words)
def test_a_word_moved_to_another_field_is_another_identity(parts: list[str]) -> None:
    text = " ".join(parts)
    ids = {
        posting_id(text, "", "", ""),
        posting_id("", text, "", ""),
        posting_id("", "", text, ""),
        posting_id("", "", "", text),
    }
    assert len(ids) == 4


@given(st.text(), st.text())
def test_an_identity_is_sixteen_hexadecimal_digits(title: str, description: str) -> None:
    assert re.fullmatch(f"p[0-9a-f]{{{ID_DIGITS}}}", posting_id(title, "", "", description))


@given(st.text())
def test_normalised_text_has_single_blanks_and_words_only(text: str) -> None:
    plain = normalised(text)
    assert plain == plain.strip()
    assert not re.search(r"[^\w ]|_|  ", plain)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Chase sign\\-off & fees", "chase sign off fees"),
        ("caf\u0065\u0301 ＡＢＣ ﬁne", "café abc fine"),
        ("5 < 6 and 7 > 3", "5 6 and 7 3"),
        ("<!-- hidden --><p>Run", "run"),
        ("", ""),
        ("***", ""),
    ],
)
def test_normalised(text: str, plain: str) -> None:
    assert normalised(text) == plain


def test_an_identity_never_changes_between_versions() -> None:
    # Stores are keyed by it: a change here makes every stored posting a new one.
    assert posting_id("Producer", "Aba", "Leeds", "Run shoots") == posting_id("producer", "aba", "leeds", "run SHOOTS")
    assert posting_id("Producer", "Aba", "Leeds", "Run shoots") == "p839f46ddf019caae"


def test_escaped_html_is_read_like_html() -> None:
    html = "<p>Run <b>shoots</b></p>"
    assert normalised(escape(html)) == normalised(html)


@pytest.mark.parametrize("unit", ["<", "<a ", "&", "_", "\u0301", "﷽", "<a", "&lt;p&gt;"])
def test_hostile_text_costs_under_two_seconds(unit: str) -> None:
    text = unit * (200_000 // len(unit))
    assert cpu_seconds(lambda: posting_id("", "", "", text)) < 2


def test_listings_without_text_are_told_apart_by_the_source_s_own_id() -> None:
    for empty in ("", "  ", "<p>&nbsp;</p>"):
        first, second = (posting_id("Producer", "", "Leeds", empty, reference) for reference in ("in-1", "in-2"))
        assert first != second
        assert first == posting_id("producer", "", "LEEDS", empty, "in-1")
    assert posting_id("Producer", "", "", "Run shoots", "in-1") == posting_id("Producer", "", "", "Run shoots", "in-2")


# -- references -------------------------------------------------------------------------------------------------------


def test_a_listing_keeps_its_reference_when_its_address_or_spelling_changes() -> None:
    reference = listing_reference("li-4166", "linkedin", "https://jobs.example.com/1?utm=2", "Aba Studio")
    assert reference == listing_reference(" li-4166 ", "LinkedIn", "https://jobs.example.com/9", "ABA  Studio")
    assert re.fullmatch(r"r[0-9a-f]{16}", reference)


@pytest.mark.parametrize(
    "other",
    [("li-4167", "linkedin", "", "Aba"), ("li-4166", "indeed", "", "Aba"), ("li-4166", "linkedin", "", "Baba")],
)
def test_another_id_site_or_company_is_another_listing(other: tuple[str, str, str, str]) -> None:
    assert listing_reference(*other) != listing_reference("li-4166", "linkedin", "", "Aba")


@pytest.mark.parametrize("number", ["0", "17", " 99999 "])
def test_a_row_number_names_no_listing(number: str) -> None:
    assert listing_reference(number, "", "", "Aba") == ""
    by_address = listing_reference("", "", "https://jobs.example.com/1", "Aba")
    assert listing_reference(number, "", "https://jobs.example.com/1", "Aba") == by_address != ""


def test_an_id_of_many_digits_is_an_id() -> None:
    assert listing_reference("4166888967", "", "", "") != listing_reference("4166888968", "", "", "") != ""


@given(st.text(), st.text(), st.text(), st.text())
def test_any_listing_has_a_reference_or_none(source_id: str, site: str, job_url: str, company: str) -> None:
    assert re.fullmatch(r"(r[0-9a-f]{16})?", listing_reference(source_id, site, job_url, company))
