"""One broken record costs itself and no other."""

from __future__ import annotations

import csv
import io
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.sources.base import MAX_RECORD
from flows.sources.dialects import Dialect
from flows.sources.records import Broken, Record, RecordReader

LITERAL, ESCAPED = Dialect(), Dialect(escapes=True)


def read(text: str, width: int, *dialects: Dialect) -> list[Record | Broken]:
    reader = RecordReader(io.StringIO(text, newline=""), dialects or (LITERAL, ESCAPED))
    return list(reader.records(width))


def cells(text: str, width: int, *dialects: Dialect) -> list[list[str] | None]:
    """Cells of each record, None for a broken one."""
    return [item.cells if isinstance(item, Record) else None for item in read(text, width, *dialects)]


def test_blank_lines_are_no_records():
    assert cells("\n1,a\r\n\r\n2,b\n\n", 2) == [["1", "a"], ["2", "b"]]


def test_wrong_number_of_fields_is_named_with_its_line():
    _, broken, _ = read('1,"a\nb",c\n2,b\n3,c,d\n', 3)
    assert isinstance(broken, Broken)
    assert broken.detail == "line 3: expected 3 fields, found 2"
    assert broken.text == "2,b\n"


def test_empty_cells_beyond_the_header_do_not_count():
    assert cells("1,a,,\n2,b,,x\n", 2) == [["1", "a"], None]


@pytest.mark.parametrize("others", [1, 2, 30])
@pytest.mark.parametrize(
    "row",
    [
        "{n},t{n},plain text",
        '{n},"t{n}","quoted, text"',
        '"{n}","t{n}","two\nlines, and ""more"""',
        '{n},t{n},"- a\n- b, c\n"',
    ],
)
def test_an_open_quote_takes_no_other_row_with_it(row: str, others: int):
    before = row.format(n=0) + "\n"
    after = "".join(row.format(n=n) + "\n" for n in range(2, 2 + others))
    expected = cells(before + after, 3)
    for broken in ('1,t,"never closed\n', '1,t,"never closed\nsecond line, of it\n'):
        found = cells(before + broken + after, 3)
        assert [item for item in found if item] == expected
        assert found[1] is None
        assert len(found) == len(expected) + 1


def test_an_open_quote_in_the_last_row_is_rejected_and_not_read():
    *_, last = read('1,a,b\n2,a,"b\n', 3)
    assert isinstance(last, Broken)
    assert "never closed" in last.detail


def test_two_open_quotes_do_not_make_one_record():
    # The second closes what the first opened, and the fields are three.
    assert cells('1,t,"never closed\n2,t,"nor this\n3,t,x\n', 3) == [None, ["3", "t", "x"]]


def test_prose_in_a_record_with_too_many_fields_is_no_record():
    # The second line alone has three fields, as a record would.
    assert cells('1,t,"first line\nbriefs, budgets, and dates\nlast line",extra\n2,t,x\n', 3) == [
        None,
        ["2", "t", "x"],
    ]


def test_the_end_of_a_quoted_cell_is_no_record():
    # So has the second line here, but for the quote that closes.
    assert cells('1,t,"first line\nbriefs, budgets",extra\n2,t,x\n', 3) == [None, ["2", "t", "x"]]


def test_stray_quotes_cost_nothing_where_the_fields_are_right():
    assert cells('1,the "big" one,c\n2,"the "big" one",c\n3,b,c\n', 3) == [
        ["1", 'the "big" one', "c"],
        ["2", 'the big" one"', "c"],
        ["3", "b", "c"],
    ]


def test_escaped_quotes_are_read_where_doubled_ones_do_not_fit():
    text = '1,"say \\"go\\", then",c\n2,b,c\n'
    assert cells(text, 3) == [["1", 'say "go", then', "c"], ["2", "b", "c"]]


def test_a_record_over_the_limit_is_one_rejection_and_reading_goes_on():
    line = 20 * "a line of it " + "\n"
    long = '1,t,"' + line * (MAX_RECORD // len(line) + 5) + '"\n'
    after = "".join(f'{n},t,"x\ny"\n' for n in range(2, 7))
    found = read("0,t,x\n" + long + after, 3)
    assert isinstance(found[0], Record)
    assert isinstance(found[1], Broken)
    assert found[1].too_long
    assert [item.cells[0] for item in found[2:] if isinstance(item, Record)] == ["2", "3", "4", "5", "6"]
    assert len(found) == 7


def test_a_line_over_the_limit_is_one_rejection_and_reading_goes_on():
    found = cells("0,t,x\n1,t," + "x" * (MAX_RECORD + 5) + "\n2,t,x\n3,t,y\n", 3)
    assert found == [["0", "t", "x"], None, ["2", "t", "x"], ["3", "t", "y"]]


def test_a_hostile_file_of_beginnings_ends_in_time(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("flows.sources.records.SEARCH_BUDGET", 2_000_000)
    found = read('"a","b\n' * 50_000, 3)
    assert found
    assert all(isinstance(item, Broken) for item in found)


def test_once_the_search_is_over_nothing_broken_is_believed(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("flows.sources.records.SEARCH_BUDGET", 0)
    # Read leniently, this is one record of three fields that hides the second and third.
    assert cells('1,t,"open\n2,t,x\n3,t,"y"\n', 3) == [None]


words = st.text(alphabet=string.ascii_letters + ' ,"\n\r\\;äß\t', max_size=12)


@given(st.lists(st.tuples(words, words, words), max_size=6), st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]))
def test_what_csv_writes_is_read(rows: list[tuple[str, str, str]], quoting: int):
    file = io.StringIO(newline="")
    csv.writer(file, quoting=quoting).writerows(rows)
    assert cells(file.getvalue(), 3) == [list(row) for row in rows]


@given(st.text(alphabet='a,"\n\\', max_size=60), st.integers(1, 4))
def test_any_text_is_read_to_its_end(text: str, width: int):
    for item in read(text, width):
        if isinstance(item, Record):
            assert len(item.cells) == width
