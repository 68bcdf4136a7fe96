"""Labelled files in every shape that people have them in: what is read, what is left out, what is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from flows.evaluation_data import Case, LabelledCases, read_cases
from flows.settings import Settings
from flows.sources import UnreadableInput
from flows.training_data import LabelledDataError
from models.duty_figures import NamedDuty

TEXT = "You manage client budgets. You present status reports."
POSTING: dict[str, Any] = {"id": "a1", "title": "Producer", "company": "Aba", "location": "Leeds", "description": TEXT,
                           "role": "creative-pm", "fit": 2.5, "title_lies": True}  # fmt: skip
UNITS = {"id": "a1", "units": ["About", "Manage budgets", "Plan"], "duties": {"1": ["budget_tracking"], "2": []}}


def read(*paths: Path, home: Path | None = None) -> LabelledCases:
    return read_cases(paths, Settings(home=home or paths[0].parent))


def jsonl(path: Path, *records: object) -> Path:
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return path


def text(path: Path, content: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(content.encode(encoding))
    return path


def only(found: LabelledCases) -> Case:
    (case,) = found.cases
    return case


def test_a_posting_of_json_lines_keeps_all_its_labels(tmp_path: Path) -> None:
    duties = [{"text": "manage client budgets", "competencies": ["budget_tracking"]}, {"text": "present"}]
    case = only(read(jsonl(tmp_path / "a.jsonl", POSTING | {"duties": duties})))
    assert (case.id, case.title, case.company, case.location) == ("a1", "Producer", "Aba", "Leeds")
    assert (case.role, case.fit, case.title_lies) == ("creative-pm", 2.5, True)
    assert case.description == TEXT
    assert case.duties == (NamedDuty("manage client budgets", ("budget_tracking",)), NamedDuty("present", ()))


def test_lines_of_every_kind_give_their_duties(tmp_path: Path) -> None:
    lines = [{"text": "About us", "section": "heading"},
             {"text": "Manage budgets", "section": "duty", "competencies": ["budget_tracking"]},
             {"text": "You bring calm", "section": "requirement"}]  # fmt: skip
    case = only(read(jsonl(tmp_path / "a.jsonl", POSTING | {"lines": lines})))
    assert case.duties == (NamedDuty("Manage budgets", ("budget_tracking",)),)


@pytest.mark.parametrize("first", [0, 1])
def test_numbered_duties_find_their_posting_in_any_order_of_files(first: int, tmp_path: Path) -> None:
    files = [jsonl(tmp_path / "a.jsonl", POSTING), jsonl(tmp_path / "b.jsonl", UNITS, UNITS | {"id": "elsewhere"})]
    found = read(files[first], files[1 - first])
    assert only(found).duties == (NamedDuty("Manage budgets", ("budget_tracking",)), NamedDuty("Plan", ()))
    assert found.duties_alone == 1


def test_duties_not_labelled_are_not_duties_that_are_none(tmp_path: Path) -> None:
    scraped = POSTING | {"id": "a3", "duties": ["Manage budgets", "Plan"]}
    found = read(jsonl(tmp_path / "a.jsonl", POSTING, POSTING | {"id": "a2", "duties": []}, scraped)).cases
    assert [case.duties for case in found] == [None, (), None]


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        ("title,description,role_label,fit_label\nProducer,Run shoots,Hybrid,3\n", "utf-8-sig"),
        ("Job Title;Job Description;role;fit\nProducer;Run shoots;hybrid;3,0\n", "cp1252"),
        ("position\tbody\tROLE LABEL\tfit label\nProducer\tRun shoots\t hybrid \t3\n", "utf-16"),
    ],
)
def test_a_table_is_read_as_a_spreadsheet_writes_it(content: str, encoding: str, tmp_path: Path) -> None:
    case = only(read(text(tmp_path / "a.csv", content, encoding)))
    assert (case.title, case.description, case.role, case.fit) == ("Producer", "Run shoots", "hybrid", 3.0)
    assert case.title_lies is None


def test_a_role_may_be_written_with_capitals_and_blanks(tmp_path: Path) -> None:
    rows = "\n".join(
        f"T{n},words,{role}" for n, role in enumerate(["Account Management", "creative_PM", "OUT OF SCOPE"])
    )
    found = read(text(tmp_path / "a.csv", f"title,text,role\n{rows}\n"))
    assert [case.role for case in found.cases] == ["account-management", "creative-pm", "out-of-scope"]


def test_rows_without_a_label_are_counted_and_left_out(tmp_path: Path) -> None:
    rows = "title,text,role_label,title_lies\nA,words,hybrid,yes\nB,words,,\nC,words,  ,\n,,,\nD,words,hybrid,no\n"
    found = read(text(tmp_path / "a.csv", rows), jsonl(tmp_path / "b.jsonl", {"title": "E", "description": "words"}))
    assert [(case.title, case.title_lies) for case in found.cases] == [("A", True), ("D", False)]
    assert found.unlabelled == 4


def test_the_label_of_a_person_goes_before_what_a_model_said(tmp_path: Path) -> None:
    rows = "role,role_label,title,description,model_version\nhybrid,creative-pm,A,words,m1\nhybrid,,B,words,m1\n"
    found = read(text(tmp_path / "ranked.csv", rows))
    assert only(found).role == "creative-pm"
    assert found.unlabelled == 1


def test_what_a_model_said_is_no_label(tmp_path: Path) -> None:
    with pytest.raises(LabelledDataError, match=r"what a model said; put your own labels in a column role_label"):
        read(text(tmp_path / "ranked.csv", "role,title,description,model_version\nhybrid,A,words,m1\n"))


def test_a_labelled_ranked_csv_gets_its_texts_from_the_store(sample_run: Any, tmp_path: Path) -> None:
    rows = sample_run.outputs.ranked[:6]
    lines = [f"{row['posting_id']};{row['title'].replace(';', ',')};{row['role']};hybrid" for row in rows]
    path = text(tmp_path / "ranked.csv", "posting_id;title;role;role_label\n" + "\n".join(lines) + "\n")
    found = read(path, home=sample_run.home).cases
    assert [case.role for case in found] == ["hybrid"] * 6
    assert all(len(case.description) > 200 for case in found)
    path = text(tmp_path / "other.csv", "posting_id,title,role_label\np0000,A,hybrid\n")
    with pytest.raises(
        LabelledDataError, match="row 1: no text: posting p0000 is not in the store; rank its file first"
    ):
        read(path, home=sample_run.home)


BAD = {
    "hybird": (POSTING | {"role": "hybird"}, "role_label 'hybird' is no role; did you mean hybrid?"),
    "grade": (POSTING | {"fit": 5}, "fit_label '5' is no grade; write 0, 1, 2, 3 or 4"),
    "grade in words": (POSTING | {"fit": "good"}, "fit_label 'good' is no grade"),
    "not a number": (POSTING | {"fit": "nan"}, "fit_label 'nan' is no grade"),
    "no posting": ({"id": "a", "role": "hybrid"}, "neither a title nor a description"),
    "no text of a duty": (POSTING | {"duties": [{"start": 3}]}, "each of its duties needs a text"),
    "competency": (
        POSTING | {"duties": [{"text": "x", "competencies": ["juggling"]}]},
        "unknown competencies juggling",
    ),
    "duty number": (UNITS | {"duties": {"3": []}}, "duty '3' is none of its 3 units"),
    "duty word": (UNITS | {"duties": {"x": []}}, "duty 'x' is none of its 3 units"),
    "duty beyond all numbers": (UNITS | {"duties": {"9" * 5000: []}}, "is none of its 3 units"),
    "duties no table": (UNITS | {"duties": [1]}, "units need an id, and duties that name their numbers"),
    "list": ([1, 2], "no JSON object"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_row_is_named_by_file_line_and_reason(name: str, tmp_path: Path) -> None:
    record, reason = BAD[name]
    path = jsonl(tmp_path / "mine.jsonl", POSTING | {"id": "fine"}, record)
    with pytest.raises(LabelledDataError) as caught:
        read(path)
    assert str(caught.value).startswith(f"{path}, line 2: ")
    assert reason in str(caught.value)
    assert "\n" not in str(caught.value)


def test_all_bad_rows_are_counted_and_the_first_is_shown(tmp_path: Path) -> None:
    path = text(tmp_path / "a.csv", "title,text,role\nA,w,hybrid\nB,w,hybird\nC,w,pm\nD,w,am\n")
    with pytest.raises(LabelledDataError, match=r"row 2: role_label 'hybird' .*\(and 2 more rows with a mistake\)"):
        read(path)


def test_a_broken_line_of_json_does_not_hide_behind_the_others(tmp_path: Path) -> None:
    path = text(tmp_path / "a.jsonl", json.dumps(POSTING) + '\n{"id": "b", "title\n')
    with pytest.raises(LabelledDataError, match=r"a.jsonl, line 2: no JSON object: '\{\"id\": \"b\", \"title'"):
        read(path)


def test_one_posting_counts_once(tmp_path: Path) -> None:
    path = jsonl(tmp_path / "a.jsonl", POSTING)
    with pytest.raises(LabelledDataError, match="the id a1 was labelled before"):
        read(path, path)
    path = jsonl(tmp_path / "b.jsonl", UNITS, UNITS)
    with pytest.raises(LabelledDataError, match="the duties of a1 were labelled before"):
        read(path)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("title,description\nA,words\n", "no column role_label; add it, with one of account-management"),
        ("title,role_label\nA,hybrid\n", "no column"),
        ("title,description,role_label\nA,words,\n", "no row has a role"),
        ("just a letter to a friend\n", "neither a table nor JSON Lines"),
        ("", "neither a table nor JSON Lines"),
    ],
)
def test_a_file_that_cannot_be_used_says_what_it_lacks(content: str, says: str, tmp_path: Path) -> None:
    with pytest.raises((LabelledDataError, UnreadableInput), match=says):
        read(text(tmp_path / "a.csv", content))


def test_folders_and_files_that_are_not_there(tmp_path: Path) -> None:
    with pytest.raises(LabelledDataError, match=r"nope\.csv: no such file"):
        read(tmp_path / "nope.csv")
    with pytest.raises(LabelledDataError, match=r"no labelled postings \(\*\.jsonl\) in this folder"):
        read(tmp_path)
    jsonl(tmp_path / "a.jsonl", POSTING)
    assert only(read(tmp_path, home=tmp_path)).id == "a1"
