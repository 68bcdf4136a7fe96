"""What may be wrong with what a user gives: one clear line and exit code 2, or a row in rejected.csv."""

from __future__ import annotations

import csv
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from flows.cli import main

GOOD = "title,company,location,description\nProducer,Aba,Leeds,Build timelines for every shoot.\n"


def one_line(text: str) -> str:
    (line,) = text.splitlines()
    assert line.startswith("rolefit: ")
    assert "Traceback" not in line
    return line


def made(folder: Path, name: str, content: bytes | str) -> Path:
    path = folder / name
    path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    return path


def folder_of(folder: Path, **files: bytes | str) -> Path:
    scrapes = folder / "scrapes"
    scrapes.mkdir()
    for name, content in files.items():
        made(scrapes, name, content)
    return scrapes


UNREADABLE: dict[str, tuple[Callable[[Path], Path], str]] = {
    "empty file": (lambda tmp: made(tmp, "a.csv", ""), "the file is empty"),
    "blank file": (lambda tmp: made(tmp, "a.csv", "\n \n\n"), "the file is empty"),
    "header only": (lambda tmp: made(tmp, "a.csv", GOOD.splitlines()[0]), "a header and no rows"),
    "missing file": (lambda tmp: tmp / "nowhere.csv", "no such file or folder"),
    "empty folder": (folder_of, "no files in it"),
    "folder without listings": (lambda tmp: folder_of(tmp, notes=b"\x00\x01\x02" * 99), "none of its 1 files"),
    "no description": (lambda tmp: made(tmp, "a.csv", "title,wage\nProducer,3\n"), "--map description=COLUMN"),
    "binary file": (lambda tmp: made(tmp, "a.csv", bytes(range(256)) * 40), "this is a binary file"),
    "workbook": (lambda tmp: made(tmp, "a.csv", b"PK\x03\x04" + bytes(400)), "an Excel workbook"),
}


@pytest.mark.parametrize("case", UNREADABLE)
def test_input_that_cannot_be_read_is_one_line_and_leaves_nothing(
    case: str, tmp_path: Path, home: Path, rolefit: Any
) -> None:
    make, words = UNREADABLE[case]
    path = make(tmp_path)
    ran = rolefit(home, "rank", path, "--out", tmp_path / "out")
    assert (ran.code, ran.out) == (2, "")
    line = one_line(ran.err)
    assert words in line
    assert str(path) in line
    assert not (tmp_path / "out").exists()
    assert not (home / "data" / "store").exists()


USAGE: dict[str, tuple[tuple[str, ...], str]] = {
    "no input": ((), "Missing argument 'inputs'"),
    "a map without =": (("a.csv", "--map", "nonsense"), "write OURS=THEIRS"),
    "a map of nothing": (("a.csv", "--map", "description="), "write OURS=THEIRS"),
    "a map of a column we lack": (("a.csv", "--map", "colour=Body"), "map one of: "),
    "a map to a column the file lacks": (("a.csv", "--map", "description=Body"), "no file has a column 'Body'"),
    "no workers": (("a.csv", "--workers", "0"), "greater than or equal to 1"),
    "workers that are no number": (("a.csv", "--workers", "two"), "valid integer"),
    "an unknown option": (("a.csv", "--outt", "x"), "--outt"),
    "an unknown profile": (("a.csv", "--profile", "nobody"), "no such profile (known: account_manager)"),
}


@pytest.mark.parametrize("case", USAGE)
def test_wrong_usage_is_one_line(
    case: str, tmp_path: Path, home: Path, rolefit: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    made(tmp_path, "a.csv", GOOD)
    args, words = USAGE[case]
    ran = rolefit(home, "rank", *args)
    assert (ran.code, ran.out) == (2, "")
    assert words in one_line(ran.err)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.csv", "home"]


def test_a_profile_with_a_slip_says_which_and_what_was_meant(tmp_path: Path, home: Path, rolefit: Any) -> None:
    profile = made(tmp_path, "mine.toml", 'name = "mine"\n[levels]\nscope_controll = 0.5\n')
    ran = rolefit(home, "rank", made(tmp_path, "a.csv", GOOD), "--profile", profile)
    assert ran.code == 2
    line = one_line(ran.err)
    assert str(profile) in line
    assert "did you mean 'scope_control'?" in line


def test_a_run_folder_that_is_a_file_is_refused_before_the_work(tmp_path: Path, home: Path, rolefit: Any) -> None:
    taken = made(tmp_path, "taken", "")
    ran = rolefit(home, "rank", made(tmp_path, "a.csv", GOOD), "--out", taken)
    assert ran.code == 1
    assert f"cannot write {taken}" in one_line(ran.err)
    assert not (home / "data" / "store").exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_run_folder_without_permission_is_refused(tmp_path: Path, home: Path, rolefit: Any) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)
    ran = rolefit(home, "rank", made(tmp_path, "a.csv", GOOD), "--out", closed)
    assert ran.code == 1
    assert "choose a folder that you may write to" in one_line(ran.err)


def test_a_model_that_was_changed_is_not_loaded(home: Path, rolefit: Any, prefect_api: str, tmp_path: Path) -> None:
    (artifact,) = (home / "models" / "registry").glob("*/judge.joblib")
    artifact.write_bytes(artifact.read_bytes() + b"x")
    ran = rolefit(home, "rank", made(tmp_path, "a.csv", GOOD), "--out", tmp_path / "out", "--workers", 1, "--quiet")
    assert ran.code == 1
    assert "judge.joblib: not the file its manifest describes" in one_line(ran.err)


def test_a_header_that_would_steer_the_terminal_is_shown_as_text(
    tmp_path: Path, home: Path, rolefit: Any, prefect_api: str
) -> None:
    file = made(tmp_path, "a.csv", "Job title,description,Pay\x1b[2J\x9b31mnote\nProducer,Build timelines.,x\n")
    ran = rolefit(home, "rank", file, "--out", tmp_path / "out", "--workers", 1)
    assert ran.code == 0
    assert "title <- Job title" in ran.err
    assert "Pay [2J" in ran.err
    assert all(line.isprintable() for line in ran.err.splitlines())


def test_rows_that_cannot_be_read_are_rejected_and_the_others_ranked(tmp_path: Path, home: Path, rank: Any) -> None:
    file = tmp_path / "a.csv"
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["title", "company", "location", "description"])
        writer.writerow(["Producer", "Aba", "Leeds", "Build timelines for every shoot."])
        stream.write("one cell too many,a,b,c,d\n")
        writer.writerow(["Page dump", "Aba", "Leeds", "word " * 1_000_000])
        writer.writerow(["", "", "", ""])
        writer.writerow(["Account Manager", "Aba", "Leeds", "Manage client relationships."])
        stream.write('Torn,"Aba,Leeds,never closed\n')
    out = rank(home, tmp_path / "out", file)
    assert sorted(row["title"] for row in out.ranked) == ["Account Manager", "Producer"]
    rejected = {int(row["source_row"]): row for row in out.rows("rejected.csv")}
    assert {number: row["reason"] for number, row in rejected.items()} == {
        2: "broken-row",
        3: "too-long",
        4: "no-title-and-description",
        6: "broken-row",
    }
    assert all(len(row["excerpt"]) <= 200 for row in rejected.values())
    assert "5,000,000 characters" in rejected[3]["detail"] or "4,999,999 characters" in rejected[3]["detail"]
    assert out.summary["rows"] == 6


def test_a_run_of_nothing_but_rejected_rows_ends_well(tmp_path: Path, home: Path, rank: Any, rolefit: Any) -> None:
    out = rank(home, tmp_path / "out", made(tmp_path, "a.csv", 'title,description\n"torn,row\n'))
    assert out.ranked == []
    assert out.rows("duties.csv") == []
    assert [row["reason"] for row in out.rows("rejected.csv")] == ["broken-row"]
    assert (out.summary["rows"], out.summary["rejected"]) == (1, 1)
    asked = rolefit(home, "query", "--columns", "rank,title")
    assert (asked.code, asked.out) == (0, "rank,title\n")


def test_text_of_any_encoding_is_read(tmp_path: Path, home: Path, rank: Any) -> None:
    """Each file in its own, and bytes of no encoding cost no row."""
    text = "title,company,location,description\nCafé producer,Zoë & Söhne {},Köln,Build “timelines” for every shoot.\n"
    encodings = ("utf-8-sig", "utf-16", "cp1252", "utf-32")
    files = [made(tmp_path, f"{name}.csv", text.format(name).encode(name)) for name in encodings]
    none = made(tmp_path, "none.csv", GOOD.encode() + b"\x81\x8d\xff,A,B,Lead\xfe calls\n")
    out = rank(home, tmp_path / "out", *files, none)
    found = {row["company"]: (row["title"], row["location"]) for row in out.ranked if row["source_file"] != str(none)}
    assert found == {f"Zoë & Söhne {name}": ("Café producer", "Köln") for name in encodings}
    rows = [row for row in out.ranked if row["source_file"] == str(none)]
    assert len(rows) == 2
    assert all(row["decision"] for row in rows)


def test_nothing_asked_gets_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        main([])
    assert end.value.code == 0
    assert "rank" in capsys.readouterr().out
