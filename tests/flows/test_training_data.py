from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from flows.training_data import LabelledDataError, labelled_hash, read_labelled


def record(name: str, **other: Any) -> str:
    plain = {
        "id": name, "title": "Producer", "company": "Aba", "location": "", "description": "Run shoots.",
        "role": "creative-pm", "fit": 2, "duties": [{"text": "Run shoots", "competencies": ["production_delivery"]}],
    }  # fmt: skip
    return json.dumps({**plain, **other})


def write(folder: Path, name: str, *lines: str) -> Path:
    path = folder / name
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def test_all_files_are_read_in_name_order(tmp_path: Path) -> None:
    write(tmp_path, "b.jsonl", record("third"))
    write(tmp_path, "a.jsonl", record("first"), "", "   ", record("second"))
    write(tmp_path, "notes.txt", "not labelled")
    assert [posting.id for posting in read_labelled(tmp_path)] == ["first", "second", "third"]


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("{", "Expecting property name"),
        ("[1]", "not a JSON object"),
        ("3", "not a JSON object"),
        ("[" * 100_000, "recursion"),
        (record("x", role="boss"), "role 'boss' is none of"),
        (record("x", fit=9), "fit 9 is not between 0 and 4"),
        (record("x", fit="good"), "could not convert string to float: 'good'"),
        (record("x", duties=[{"competencies": []}]), "no 'text'"),
        (record("x", duties=5), "not iterable"),
        (record("x", duties=[{"text": "Run", "competencies": ["juggling"]}]), "unknown competencies juggling"),
        (record("x", title=None), "x: no title"),
        (record("one"), "the id one was labelled before"),
    ],
)
def test_a_line_that_is_no_labelled_posting_is_named(tmp_path: Path, line: str, complaint: str) -> None:
    path = write(tmp_path, "a.jsonl", record("one"), line)
    with pytest.raises(LabelledDataError, match=complaint) as error:
        read_labelled(tmp_path)
    assert str(error.value).startswith(f"{path}, line 2: ")


def test_bytes_that_are_no_text_are_named(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(b"\xff\xfe\x00{}")
    with pytest.raises(LabelledDataError, match=r"a\.jsonl, line 1: 'utf-8' codec"):
        read_labelled(tmp_path)


def test_a_byte_order_mark_is_no_mistake(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(f"\ufeff{record('one')}\r\n{record('two')}\r\n", encoding="utf-8")
    assert [posting.id for posting in read_labelled(tmp_path)] == ["one", "two"]


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LabelledDataError, match="no labelled postings"):
        read_labelled(tmp_path / "nowhere")


def test_the_hash_changes_with_any_byte_and_any_name(tmp_path: Path) -> None:
    path = write(tmp_path, "a.jsonl", record("one"))
    first = labelled_hash(tmp_path)
    assert labelled_hash(tmp_path) == first
    path.rename(tmp_path / "b.jsonl")
    assert labelled_hash(tmp_path) != first
    write(tmp_path, "b.jsonl", record("two"))
    second = labelled_hash(tmp_path)
    write(tmp_path, "c.jsonl")
    assert len({first, second, labelled_hash(tmp_path)}) == 3
