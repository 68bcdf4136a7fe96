from __future__ import annotations

import csv
import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from flows.csv_safety import MAX_CELL, defuse

TRIGGERS = "=+-@＝＋－＠"

# Text as a hostile listing might have it: anything, with what matters here much more often than chance would have it.
hostile = st.lists(
    st.sampled_from([*TRIGGERS, "|", ";", " ", "\t", "\r", "\n", '"', "'", "\u200b", "\ufeff", "\u202e", "cmd", " | "])
    | st.characters(),
    max_size=30,
).map("".join)


@pytest.mark.parametrize("trigger", [*TRIGGERS, "|", "%"])
@pytest.mark.parametrize("before", ["", " ", "\u00a0", '"', ' "', "\u200b", "\t", "\r\n", "\x00", "\ufeff", "\u202e"])
def test_a_formula_gets_an_apostrophe_whatever_hides_it(before: str, trigger: str) -> None:
    assert defuse(f"{before}{trigger}cmd|' /C calc'!A0").startswith("'")


@pytest.mark.parametrize(
    "text",
    ["Account Manager", "Client-side lead", "C++ not asked", "a = b", "R&D @ Leeds", "50% travel",
     "–5 °C", "• Run shoots", "https://jobs.example.com/?a=1&b=-2", "Zürich", "東京", "12", "'tis the season", ""],
)  # fmt: skip
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    assert defuse(text) == text


@pytest.mark.parametrize("text", ["Run shoots | =1+1", "Run shoots |=1+1", "a;=1+1", "a; @SUM(A1)", "a | \u200b+1"])
def test_what_a_spreadsheet_may_cut_off_is_harmless_too(text: str) -> None:
    cut = defuse(text).replace(";", "|").split("|")[1]
    assert cut.strip(" ").startswith("'")


def test_a_cell_stays_on_one_line_without_control_characters() -> None:
    assert defuse("Lead\r\nthe\tteam\u2028now\x1b[31m\x07") == "Lead the team now[31m"


def test_halves_of_surrogate_pairs_are_dropped_so_that_the_file_can_be_written() -> None:
    assert defuse("caf\ud83d\u00e9").encode("utf-8") == "café".encode()


@pytest.mark.parametrize("text", ["x" * 40_000, "🎬" * 20_000, "a" + "🎬" * 20_000, "=" + "x" * 32_766, " |=" * 20_000])
def test_no_cell_is_longer_than_excel_shows(text: str) -> None:
    cut = defuse(text)
    assert len(cut.encode("utf-16-le")) // 2 <= MAX_CELL
    assert cut.endswith("…")
    assert defuse(cut) == cut


def test_the_longest_cell_that_fits_is_not_cut() -> None:
    assert defuse("x" * MAX_CELL) == "x" * MAX_CELL


@given(hostile)
@example("'=1")
@example("| '=1")
@example("|  =1")
@example('"\u200b"=1')
@example("\ufffe=1")
def test_after_a_round_trip_no_cell_starts_as_a_formula(text: str) -> None:
    file = io.StringIO()
    csv.writer(file, lineterminator="\n").writerow([defuse(text), "end"])
    file.seek(0)
    (row,) = csv.reader(file)
    for start in row[0].replace(";", "|").split("|"):
        assert not start.lstrip(' \t"\u00a0\u200b').startswith(tuple(TRIGGERS))
    assert row[0][:1] not in ("\t", "\r", "\n")


@given(hostile)
def test_defusing_twice_changes_nothing_more(text: str) -> None:
    assert defuse(defuse(text)) == defuse(text)


@given(st.text(alphabet=st.characters(categories=("L", "Nd", "Zs")), max_size=60))
def test_letters_and_digits_are_never_lost(text: str) -> None:
    assert defuse(text) == text


def test_a_long_row_of_separators_takes_no_longer_than_its_length() -> None:
    # Quadratic matching would take minutes here; the test would then not end.
    assert defuse("|" + " " * 200_000 + "x").startswith("'|")
    assert defuse("; " * 100_000).startswith("; ;")
