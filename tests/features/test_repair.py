"""Damage that is undone, sound text that is left alone, and repair that has nothing left to do the second time."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from features.markup import to_plain_text
from features.mojibake import undo_code_page, undo_mojibake
from features.repair import repair, repair_line
from tests.features.annotated import cpu_seconds

DAMAGED = {
    "UTF-8 read as Windows-1252": (
        "weâ€™ll brief the clientâ€™s team â€“ all of it",
        "we’ll brief the client’s team – all of it",
    ),
    "UTF-8 read as Latin-1": ("we\u00e2\u0080\u0099ll eat cr\u00c3\u00a8me", "we’ll eat crème"),
    "twice": ("cafÃƒÂ©", "café"),
    "one line of two": ("Our café – here\ncrÃ¨me", "Our café – here\ncrème"),
    "Windows-1252 read as code page 437": (
        "WeÆre hiring û at lÆagence SpΘciale",
        "We’re hiring – at l’agence Spéciale",
    ),
    "control characters for quotes": ("\x93Run\x94 the client\x92s \x96 shoots", "“Run” the client’s – shoots"),
    "lost apostrophe": (
        "We\ufffdre sure you don\ufffdt mind the client\ufffds brief",
        "We’re sure you don’t mind the client’s brief",
    ),
    "lost apostrophe of three bytes": ("We\ufffd\ufffd\ufffdre", "We’re"),
    "lost dash": ("Leeds \ufffd York, 3\ufffd5 years", "Leeds – York, 3–5 years"),
    "lost quotes": ("our \ufffdcan do\ufffd spirit", "our “can do” spirit"),
    "lost bullets": ("\ufffd Run shoots\n \ufffd  Book crews", "• Run shoots\n• Book crews"),
    "asked apostrophe": ("a customer?s brief that we don?t know", "a customer’s brief that we don’t know"),
    "literal breaks": ("Run shoots.\\n\\nBook crews.\\r\\nWrap", "Run shoots.\n\nBook crews.\nWrap"),
    "literal breaks before small letters": ("run shoots\\nbook crews\\nwrap", "run shoots\nbook crews\nwrap"),
    "escaped breaks of escaped breaks": ("Run.\\\\nBook", "Run.\nBook"),
    "literal characters": (
        "the client\\u2019s caf\\xe9 \\ud83d\\ude00 at\\u00a0once",
        "the client’s café 😀 at\u00a0once",
    ),
    "half a literal pair": ("ok \\ud83d now", "ok   now"),
    "literal quotes and slashes": ('\\"can do\\" and\\/or', '"can do" and/or'),
    "double entities": ("R&amp;amp;D &amp;nbsp; &amp;#39;x", "R&amp;D &nbsp; &#39;x"),
    "hidden addresses": (f"see #URL_{'0a' * 32}#now", "see  now"),
}


@pytest.mark.parametrize("damage", DAMAGED)
def test_damage_is_undone_and_nothing_is_left_to_do(damage: str) -> None:
    before, after = DAMAGED[damage]
    assert repair(before) == after
    assert repair(after) == after


SOUND = [
    "Run shoots – “all of them” – for the client’s café in Köln, Århus and São Paulo.",
    "Ærø Bryghus A/S, Encyclopædia, cæsura; ΔT of 5 µm, 30 °C ± 1, Ω, π ≈ 3.14",
    "Île-de-France, à côté; Größe; ¿Qué? ¡Sí! Œuvre, naïve, 5 € / £ 6, « oui »",
    "Save it under C:\\new\\templates\\notes or \\\\server\\share",
    "brand development\\management, automation\\coding, CI\\CD",
    "https://x.example.com/apply?d=1&s=2 and /jobs?s=a or what?so",
    "R&amp;D, AT&amp;T; &lt;b&gt; &nbsp;",
    "Is it you? see more? re-think? Why?t",
    "Менеджер по работе с клиентами – Москва",
    "客户经理 – 上海",
    "C# and F#, #1 in URL_design #PHONE_x#",
    "any\ufffdthing may have stood here, caf\ufffd",
]


@pytest.mark.parametrize("text", SOUND)
def test_sound_text_is_left_alone(text: str) -> None:
    assert repair(text) == text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("  Producer&nbsp;&amp;amp; Editor\u200b  ", "Producer & Editor"),
        ("<b>Producer</b>\n(Leeds)", "Producer (Leeds)"),
        ("Account Manager \\- Retail \\& Food", "Account Manager - Retail & Food"),
        ("SpΘcialiste, SΘcuritΘ", "Spécialiste, Sécurité"),
        ("Producer <30h, C++ > C#", "Producer <30h, C++ > C#"),
        ("A\x00B\u202eC", "ABC"),
    ],
)
def test_a_title_is_one_line_without_markup(before: str, after: str) -> None:
    assert repair_line(before) == after


DAMAGE = [
    *"aeÆûΘ\ufffd\\nrtux&;#?'\" \n", "â€™", "Ã©", "&amp;",
    "amp;", "\\u2019", "\\ud83d", "\x92", "don", "re", "╞", "Ã", "Â", "nbsp;",
    "&lt;", "<b>", "\\x9",
]  # fmt: skip
PIECES = st.lists(st.sampled_from(DAMAGE) | st.text(max_size=4), max_size=14).map("".join)


@given(PIECES)
def test_repairing_twice_changes_nothing(text: str) -> None:
    once = repair(text)
    assert repair(once) == once
    line = repair_line(text)
    assert repair_line(line) == line
    assert "\n" not in line


@given(st.text(alphabet=st.characters(codec="ascii", exclude_characters="\\&?#\x00\x7f"), max_size=200))
def test_plain_ascii_is_never_touched(text: str) -> None:
    assert repair(text) == text


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyzABCDEFG éèüöß’–“”.,\n", max_size=60))
def test_what_was_decoded_wrongly_comes_back(text: str) -> None:
    """Whatever is undone gives the text that was there, or nothing is undone."""
    damaged = text.encode("utf-8").decode("cp1252", "replace")
    if "\ufffd" not in damaged:
        assert undo_mojibake(damaged) in (text, damaged, *(_mixtures(damaged, text)))


def _mixtures(damaged: str, text: str) -> list[str]:
    # Line by line: a line without certain signs stays.
    mended = [undo_mojibake(line) for line in damaged.split("\n")]
    good = text.split("\n")
    if all(
        line in (was, wanted) or undo_mojibake(line) == line
        for line, was, wanted in zip(mended, damaged.split("\n"), good, strict=False)
    ):
        return ["\n".join(mended)]
    return []


@given(st.text(alphabet="abcdeé’ –“”", max_size=30).map(lambda text: f"we’re {text}"))
def test_a_console_dump_comes_back_whole(text: str) -> None:
    assert undo_code_page(text.encode("cp1252").decode("cp437")) == text


@pytest.mark.parametrize(
    "text",
    [
        "\\" * 100_000,
        "&amp;" * 20_000,
        "\ufffd" * 100_000,
        "\ufffda" * 50_000,
        "\\u" * 50_000,
        "a?s" * 30_000,
        "Ã" * 100_000,
        "eÆ" * 50_000,
        "#URL_" * 20_000,
        "<b " * 30_000,
    ],
)
def test_hostile_text_costs_under_two_seconds(text: str) -> None:
    assert cpu_seconds(lambda: repair(text)) < 2
    assert cpu_seconds(lambda: repair_line(text[:20_000])) < 2


def test_a_description_is_repaired_before_it_is_cleaned() -> None:
    assert to_plain_text("WeÆre hiring\\n\\n* Run shoots\\n* Chase sign\\-off &amp;amp; notes") == (
        "We’re hiring\n- Run shoots\n- Chase sign-off & notes"
    )
