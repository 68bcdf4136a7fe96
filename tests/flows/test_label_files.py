from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from features.identity import posting_id
from flows.label_files import LabelFiles, read_label_files
from flows.sources import UnreadableInput

ID = "p0123456789abcdef"


def read(path: Path, content: str | bytes) -> LabelFiles:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_label_files([path])


def labels(files: LabelFiles) -> list[tuple[str, str, str, str]]:
    return [(given.place, given.posting_id, given.role, given.fit) for given in files.given]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_sheet_is_read_however_a_spreadsheet_saved_it(tmp_path: Path, encoding: str, delimiter: str) -> None:
    rows = [
        ["role_label", "fit_label", "title", "posting_id"],
        ["a, b", "0 to 4", "EXPLANATION", "#guide 1"],
        ["hybrid", "3", "Büroleiter", ID],
        ["", "", "", ""],
        ["", "", "Other", "p1"],
    ]
    quoted = "\r\n".join(delimiter.join(f'"{cell}"' for cell in row) for row in rows)
    found = read(tmp_path / "a.csv", quoted.encode(encoding))
    assert labels(found) == [("row 3", ID, "hybrid", "3"), ("row 5", "p1", "", "")]
    assert found.given[0].title == "Büroleiter"


def test_a_ranked_csv_takes_the_columns_typed_in_not_the_models_role(tmp_path: Path) -> None:
    found = read(tmp_path / "ranked.csv", f"rank,role,posting_id,Role_Label\n1,creative-pm,{ID},hybrid\n")
    assert labels(found) == [("row 2", ID, "hybrid", "")]


def test_a_workbook_is_read(tmp_path: Path) -> None:
    from openpyxl import Workbook

    workbook = Workbook()
    for row in (["role_label", "fit_label", "posting_id"], ["hybrid", 3, ID], [None, None, "p2"]):
        workbook.worksheets[0].append(row)
    workbook.save(tmp_path / "a.xlsx")
    assert labels(read_label_files([tmp_path / "a.xlsx"])) == [("row 2", ID, "hybrid", "3"), ("row 3", "p2", "", "")]


def studio(role: str, fit: Any, **other: Any) -> dict[str, Any]:
    result = [
        {"from_name": "role_label", "to_name": "duties", "type": "choices", "value": {"choices": [role]}},
        {"from_name": "fit_label", "to_name": "duties", "type": "choices", "value": fit},
    ]
    return {"result": result, **other}


def test_an_export_of_label_studio_is_read(tmp_path: Path) -> None:
    tasks = [
        {"data": {"posting_id": ID, "title": "A"}, "annotations": [studio("hybrid", {"choices": ["3"]})]},
        {"data": {"posting_id": "p1"}, "annotations": [studio("hybrid", {"rating": 2}, was_cancelled=True)]},
        {
            "data": {"posting_id": "p2"},
            "annotations": [
                studio("hybrid", {"rating": 2}, completed_by={"id": 7, "email": "x@example.com"}),
                studio("creative-pm", {"number": 1.0}, completed_by=8),
            ],
        },
        {"posting_id": "p3", "role_label": "hybrid", "fit_label": {"choices": ["1"]}, "annotator": 2},
        7,
        {"data": {"posting_id": "p4"}, "annotations": [{"result": [{"type": "choices"}]}]},
    ]
    found = read(tmp_path / "a.json", json.dumps(tasks))
    assert labels(found) == [
        ("task 1", ID, "hybrid", "3"),
        ("task 2", "p1", "", ""),
        ("task 3, annotation 1", "p2", "hybrid", "2"),
        ("task 3, annotation 2", "p2", "creative-pm", "1"),
        ("task 4", "p3", "hybrid", "1"),
    ]
    assert [given.by for given in found.given] == ["", "", "7", "8", "2"]  # numbers, never an address
    assert [refusal.given.place for refusal in found.unread] == ["task 5", "task 6"]


def test_an_export_of_prodigy_is_read(tmp_path: Path) -> None:
    records = [
        {"text": "t", "meta": {"posting_id": ID}, "accept": ["hybrid", "fit-3"], "answer": "accept"},
        {"text": "t", "meta": {"posting_id": "p1"}, "accept": ["hybrid"], "answer": "reject"},
        {"text": "t", "posting_id": "p2", "label": "creative-pm", "answer": "accept"},
        {"text": "t", "posting_id": "p3", "accept": ["hybrid", "creative-pm"], "answer": "accept"},
    ]
    found = read(tmp_path / "a.jsonl", "\n".join(map(json.dumps, records)))
    assert labels(found) == [
        ("line 1", ID, "hybrid", "3"),
        ("line 2", "p1", "", ""),
        ("line 3", "p2", "creative-pm", ""),
        ("line 4", "p3", "hybrid and creative-pm", ""),  # which is no role, and will be refused
    ]


def test_json_lines_bring_postings_of_their_own(tmp_path: Path) -> None:
    text = {"title": "Producer", "company": "Aba", "location": "", "description": "Run shoots."}
    own = posting_id(**text)
    lines = [
        json.dumps({**text, "id": "theirs-1", "role": "hybrid", "fit": 2.5}),
        json.dumps({**text, "id": own, "role": "hybrid", "fit": None}),
        json.dumps({**text, "id": ID, "role": "hybrid"}),
        "{broken",
        "",
        json.dumps({"posting_id": ID, "role_label": "h", "fit_label": 0}),
    ]
    found = read(tmp_path / "a.jsonl", "\ufeff" + "\n".join(lines))
    assert labels(found) == [
        ("line 1", own, "hybrid", "2.5"), ("line 2", own, "hybrid", ""), ("line 6", ID, "h", "0"),
    ]  # fmt: skip
    assert found.postings == {own: text}
    assert [(r.given.place, r.reason[:20]) for r in found.unread] == [
        ("line 3", "its text has changed"), ("line 4", "not readable JSON: E"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"%PDF-1.7", "this is a PDF"),
        (b"PK\x03\x04nothing", "workbook cannot be read"),
        (b"[{]", "not readable JSON"),
        (b"title,company\na,b\n", "no columns role_label and posting_id"),
        (b"role_label\nhybrid\n", "no columns role_label and posting_id"),
        (b"[" * 100_000, "not readable JSON"),
    ],
)
def test_what_holds_no_labels_says_what_it_is(tmp_path: Path, content: bytes, said: str) -> None:
    with pytest.raises(UnreadableInput, match=said):
        read(tmp_path / "a.csv", content)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableInput, match=r"none\.csv"):
        read_label_files([tmp_path / "none.csv"])


JSON = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["annotations", "data", "meta", "answer", "accept", "label", "role", "fit", "result", "value",
                 "from_name", "labelled", "completed_by", "posting_id", "title", "description"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)  # fmt: skip


@given(st.lists(JSON, max_size=4))
def test_any_json_is_read_or_refused_record_by_record(
    tmp_path_factory: pytest.TempPathFactory, tasks: list[Any]
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.json"
    found = read(path, json.dumps(tasks))
    places = {item.place.split(",")[0] for item in found.given} | {
        item.given.place.split(",")[0] for item in found.unread
    }
    assert places == {f"task {number}" for number in range(1, len(tasks) + 1)}
