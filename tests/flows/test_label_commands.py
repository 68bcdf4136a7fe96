"""The way of a label through files, as a user goes it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from flows.label_ask import ask
from flows.label_candidates import Offer
from flows.label_files import read_label_files
from flows.settings import Settings
from flows.training_data import read_labelled


def sheet(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def fill(path: Path, rows: Sequence[dict[str, str]]) -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def records(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def added(home: Path) -> dict[str, tuple[str, float | None]]:
    folder = home / "data" / "labeled" / "added"
    found = [record for path in sorted(folder.glob("*.jsonl")) for record in records(path)]
    return {record["id"]: (record["role"], record["fit"]) for record in found}


def test_a_sheet_goes_out_and_comes_back(sample_home: Path, tmp_path: Path, rolefit: Callable[..., Any]) -> None:
    out = tmp_path / "to-label.csv"
    ran = rolefit(sample_home, "label", "next", "-n", 8, "--out", out)
    assert (ran.code, ran.err) == (0, "")
    assert f"rolefit label add {out}" in ran.out
    assert out.read_bytes().startswith(b"\xef\xbb\xbfrole_label,fit_label,title,")
    rows = sheet(out)
    assert rows[0]["posting_id"] == "#guide 1"
    assert all(role in rows[0]["role_label"] for role in ("account-management", "creative-pm", "hybrid"))
    assert len(rows) == 9
    assert all(row["duties"] and row["title"] for row in rows)
    assert {row["role_label"] + row["fit_label"] for row in rows[1:]} == {""}
    assert "guess_role" not in rows[0]
    again = rolefit(sample_home, "label", "next", "--out", out)  # somebody may have labelled in it
    assert (again.code, "may hold labels" in again.err) == (2, True)

    rows[1] |= {"role_label": "hybrid", "fit_label": "3"}
    rows[2] |= {"role_label": "O"}
    rows[3] |= {"role_label": "boss"}
    rows[4] |= {"role_label": "hybrid", "title": rows[5]["title"] + " x"}
    rows[6] |= {"role_label": "hybrid", "fit_label": "71.3"}
    fill(out, [rows[0], *reversed(rows[1:])])  # sorted in the spreadsheet
    ran = rolefit(sample_home, "label", "add", out, "--by", "kim")
    assert ran.code == 0
    assert "2 labels added as batch b0001: 1 hybrid, 1 out-of-scope" in ran.out
    assert "3 rows without a label passed over" in ran.out
    complaints = ran.err.splitlines()
    assert [line.split(": ")[0] for line in complaints] == [f"{out}, row {row}" for row in (5, 7, 8)]
    assert added(sample_home) == {rows[1]["posting_id"]: ("hybrid", 3.0), rows[2]["posting_id"]: ("out-of-scope", None)}
    batch = sample_home / "data" / "labeled" / "added" / "b0001.jsonl"
    first = records(batch)[-1]
    assert first["description"]
    assert first["labelled"] | {"at": ""} == {"by": "kim", "at": "", "guide": "1", "from": "to-label.csv, row 10"}

    status = rolefit(sample_home, "label", "status").out
    assert "2 added" in status
    assert "by kim: 1 hybrid, 1 out-of-scope; the model has not seen it" in status
    rest = rolefit(sample_home, "label", "next", "-n", 99, "--out", tmp_path / "rest.csv")
    assert rest.code == 0
    assert not {row["posting_id"] for row in sheet(tmp_path / "rest.csv")} & added(sample_home).keys()

    known = rolefit(sample_home, "label", "add", out)
    assert (known.code, "2 labels known already" in known.out) == (2, True)
    undone = rolefit(sample_home, "label", "undo")
    assert (undone.code, added(sample_home)) == (0, {})
    kept = sample_home / "data" / "labeled" / "undone" / "b0001.jsonl"
    assert str(kept) in undone.out
    assert rolefit(sample_home, "label", "add", kept).code == 0
    assert len(added(sample_home)) == 2
    assert rolefit(sample_home, "label", "undo").code == 0
    assert rolefit(sample_home, "label", "undo").code == 2


def test_a_ranked_csv_typed_into_is_taken(sample_home: Path, sample_run: Any, tmp_path: Path, rolefit: Any) -> None:
    rows = [{**row, "role_label": "", "fit_label": ""} for row in sample_run.outputs.ranked]
    for row in rows[:5]:
        row["role_label"] = row["role"]
    path = fill(tmp_path / "ranked.csv", rows)
    ran = rolefit(sample_home, "label", "add", path)
    assert (ran.code, ran.err) == (0, "")
    assert added(sample_home) == {row["posting_id"]: (row["role"], None) for row in rows[:5]}
    batch = next((sample_home / "data" / "labeled" / "added").iterdir())
    assert all(record["labelled"]["by"] is None for record in records(batch))
    assert len(read_labelled(Settings(home=sample_home).labeled)) > 5

    rows[0]["role_label"] = "hybrid" if rows[0]["role"] != "hybrid" else "creative-pm"
    ran = rolefit(sample_home, "label", "add", fill(path, rows))
    assert (ran.code, "add it with --replace" in ran.err) == (2, True)
    ran = rolefit(sample_home, "label", "add", fill(path, rows), "--replace")
    assert (ran.code, added(sample_home)[rows[0]["posting_id"]][0]) == (0, rows[0]["role_label"])
    assert len(read_labelled(Settings(home=sample_home).labeled)) > 5  # and training reads both batches


def test_tasks_for_tools_carry_what_their_exports_need(sample_home: Path, tmp_path: Path, rolefit: Any) -> None:
    path = tmp_path / "tasks.json"
    assert rolefit(sample_home, "label", "next", "-n", 3, "--format", "label-studio", "--out", path).code == 0
    tasks = json.loads(path.read_text(encoding="utf-8"))
    assert all(task["data"]["duties"].startswith("• ") and "predictions" not in task for task in tasks)
    config = path.with_suffix(".xml").read_text(encoding="utf-8")
    assert '<Choice value="hybrid"' in config
    value = {"choices": ["hybrid"]}
    for task in tasks:
        task["annotations"] = [{"result": [{"from_name": "role_label", "type": "choices", "value": value}]}]
    path.write_text(json.dumps(tasks), encoding="utf-8")
    assert rolefit(sample_home, "label", "add", path).out.startswith("3 labels added")

    lines = tmp_path / "tasks.jsonl"
    assert rolefit(sample_home, "label", "next", "-n", 2, "--format", "prodigy", "--out", lines).code == 0
    done = [task | {"accept": ["hybrid", "fit-2"], "answer": "accept"} for task in records(lines)]
    lines.write_text("\n".join(map(json.dumps, done)), encoding="utf-8")
    assert rolefit(sample_home, "label", "add", lines).out.startswith("2 labels added")
    assert list(added(sample_home).values()) == [("hybrid", None)] * 3 + [("hybrid", 2.0)] * 2


def test_a_workbook_has_drop_downs_and_comes_back(sample_home: Path, tmp_path: Path, rolefit: Any) -> None:
    from openpyxl import load_workbook

    path = tmp_path / "a.xlsx"
    assert rolefit(sample_home, "label", "next", "-n", 3, "--out", path, "--show-guess").code == 0
    workbook = load_workbook(path)
    page = workbook["label"]
    choices = {str(rule.sqref): rule.formula1 for rule in page.data_validations.dataValidation}
    assert choices == {
        "A3:A5": '"account-management,creative-pm,hybrid,out-of-scope"', "B3:B5": '"4,3,2,1,0"',
    }  # fmt: skip
    assert [cell.value for cell in page[1]][-2:] == ["guess_role", "guess_confidence"]
    assert all(cell.data_type == "s" for row in page.iter_rows(min_row=2) for cell in row if cell.value)
    page["A3"], page["B3"] = "hybrid", 3
    workbook.save(path)
    assert rolefit(sample_home, "label", "add", path).out.startswith("1 label added")


def test_before_anything_is_ranked_it_says_so(home: Path, tmp_path: Path, rolefit: Any) -> None:
    for args in (["label", "next", "--out", tmp_path / "a.csv"], ["label", "next", "--ask"]):
        ran = rolefit(home, *args)
        assert (ran.code, "run `rolefit rank FILE` first" in ran.err) == (2, True)
    assert rolefit(home, "label", "next", "--format", "pdf").code == 2


OFFERS = [
    Offer(f"p{n}", f"Title {n}", "Aba", "", "", (f"Duty \x1b[31m{n}",), f"Text {n}", "hybrid", 0.5) for n in range(3)
]


def answers(keys: str, **options: Any) -> tuple[list[tuple[str, str, str]], str]:
    shown = io.StringIO()
    pressed = iter(keys)
    found = ask(OFFERS, lambda: next(pressed, ""), Console(file=shown, width=100), **options)
    return [(answer.offer.posting_id, answer.role, answer.fit) for answer in found], shown.getvalue()


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ("h3a\rc0", [("p0", "hybrid", "3"), ("p1", "account-management", ""), ("p2", "creative-pm", "0")]),
        ("sh2q", [("p1", "hybrid", "2")]),
        ("h3uo0q", [("p0", "out-of-scope", "0")]),  # taken back and given anew
        ("suuh1", [("p0", "hybrid", "1")]),
        ("huc1q", [("p0", "creative-pm", "1")]),  # back from the grade to the role
        ("xz?H4q", [("p0", "hybrid", "4")]),
        ("hq", [("p0", "hybrid", "")]),
        ("q", []),
        ("", []),
        ("h3\x03", [("p0", "hybrid", "3")]),
    ],
)
def test_keys_label_and_take_back(keys: str, expected: list[tuple[str, str, str]]) -> None:
    assert answers(keys)[0] == expected


def test_the_prompt_shows_duties_and_no_guess_and_obeys_no_scraped_text() -> None:
    _, shown = answers("tq")
    assert "Duty" in shown
    assert "Text 0" in shown
    assert "\x1b" not in shown
    assert "The model says" not in shown
    assert "The model says hybrid (50%)." in answers("q", show_guess=True)[1]


def test_answers_in_the_terminal_are_added(sample_home: Path, rolefit: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("h3so\nq"))
    ran = rolefit(sample_home, "label", "next", "--ask", "-n", 5)
    assert ran.code == 0
    assert "2 labels added as batch b0001: 1 hybrid, 1 out-of-scope" in ran.out
    assert list(added(sample_home).values()) == [("hybrid", 3.0), ("out-of-scope", None)]


def test_labelling_never_imports_prefect_or_spacy(sample_home: Path, tmp_path: Path, process: Any) -> None:
    before = "import atexit, sys; atexit.register(lambda: print('BAD', {'prefect', 'spacy'} & set(sys.modules)))"
    ran = process(sample_home, "label", "next", "-n", 2, "--out", tmp_path / "a.csv", before=before)
    assert ran.code == 0, ran.err
    assert "BAD set()" in ran.out
    assert len(read_label_files([tmp_path / "a.csv"]).given) == 2
