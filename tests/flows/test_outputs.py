from __future__ import annotations

import codecs
import csv
import errno
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.atomic import replacing
from flows.outputs import (
    DUTIES_COLUMNS,
    LIST_SEPARATOR,
    RANKED_COLUMNS,
    REJECTED_COLUMNS,
    cell,
    cells,
    csv_file,
    rank_order,
    write_run_json,
)
from flows.publish import prepare_folder
from flows.store import StoreError
from flows.tables import RANKED, to_table


def jobs(*changes: dict[str, Any]) -> pd.DataFrame:
    """Jobs as a run gives them to ``rank_order``: all columns but the rank, and some others."""
    plain: dict[str, Any] = {}
    for field in RANKED:
        is_list, is_text = pa.types.is_list(field.type), pa.types.is_string(field.type)
        plain[field.name] = [] if is_list else "" if is_text else 0 if pa.types.is_integer(field.type) else None
    del plain["rank"]
    return pd.DataFrame([{**plain, "posting_id": f"{n:016x}", "job": n, **change} for n, change in enumerate(changes)])


def write(path: Path, columns: Sequence[str], rows: pd.DataFrame, size: int = 1_000) -> None:
    """Write rows as CSV, so many at once."""
    with replacing(path) as raw, csv_file(raw, columns) as append:
        for start in range(0, len(rows), size):
            append({name: rows[name].iloc[start : start + size].tolist() for name in columns})


def write_ranked(path: Path, ranked: pd.DataFrame, size: int = 1_000) -> None:
    write(path, RANKED_COLUMNS, ranked, size)


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


# -- order ------------------------------------------------------------------------------------------------------------


def test_the_best_fit_comes_first_then_the_surest_then_the_lowest_id() -> None:
    ranked = rank_order(
        jobs(
            {"title": "no text", "fit_score": None, "role_confidence": None},
            {"title": "d", "fit_score": 60.0, "role_confidence": 0.9},
            {"title": "c", "fit_score": 70.0, "role_confidence": 0.5, "posting_id": "c"},
            {"title": "b", "fit_score": 70.0, "role_confidence": 0.5, "posting_id": "b"},
            {"title": "a", "fit_score": 70.0, "role_confidence": 0.6, "posting_id": "z"},
            {"title": "zero", "fit_score": 0.0, "role_confidence": 0.2},
        )
    )
    assert ranked["title"].tolist() == ["a", "b", "c", "d", "zero", "no text"]
    assert ranked["rank"].tolist() == [1, 2, 3, 4, 5, 6]
    assert set(ranked.columns) == {*RANKED_COLUMNS, "job"}


def test_the_order_of_the_input_does_not_matter() -> None:
    some = jobs(*({"fit_score": fit, "role_confidence": 0.5} for fit in (1.0, 3.0, None, 2.0, 3.0)))
    pd.testing.assert_frame_equal(rank_order(some), rank_order(some.iloc[::-1]))


def test_jobs_without_any_text_can_be_ranked() -> None:
    assert rank_order(jobs({}, {}))["rank"].tolist() == [1, 2]


# -- cells ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("unknown", [None, float("nan"), float("inf"), pd.NA, pd.NaT, "", [], ()])
def test_what_is_unknown_is_an_empty_cell(unknown: object) -> None:
    assert cell(unknown) == cell(unknown, 1) == ""


@pytest.mark.parametrize(
    ("value", "decimals", "written"),
    [(71.26, 1, "71.3"), (100.0, 1, "100.0"), (0.0, 1, "0.0"), (-0.04, 1, "0.0"), (0.12344, 4, "0.1234"), (1, 1, "1.0"),
     (60000.0, None, "60000"), (17.5, None, "17.5"), (100.0, None, "100"), (0.0, None, "0"), (-0.001, None, "0"),
     (-12.5, None, "-12.5"), (7, None, "7"), (True, None, "True"), (False, None, "False"), (2.0**60, None, str(2**60))],
)  # fmt: skip
def test_numbers_have_one_way_to_be_written(value: Any, decimals: int | None, written: str) -> None:
    assert cell(value, decimals) == written


def test_each_column_has_its_decimals() -> None:
    assert cells("fit_score", [71.0, None]) == ["71.0", ""]
    assert cells("p_hybrid", [0.5]) == ["0.5000"]
    assert cells("client_share", [0.5]) == ["0.500"]
    assert cells("salary_min", [52_000.0]) == ["52000"]


@pytest.mark.parametrize("kind", [list, tuple, lambda items: np.array(items, dtype=object)])
def test_lists_are_joined_whatever_they_are_kept_in(kind: Any) -> None:
    assert cell(kind(["scope_control", "creative_brief"])) == "scope_control | creative_brief"


@given(st.lists(st.text(alphabet=st.sampled_from("ab| \n/é"), max_size=8), max_size=5))
def test_a_joined_list_splits_into_as_many_items_as_it_had(items: list[str]) -> None:
    joined = cell(items)
    wanted = [" ".join(item.split()) for item in items if item.strip()]
    parts = joined.split(LIST_SEPARATOR) if joined else []
    assert len(parts) == len(wanted)
    for part, item in zip(parts, wanted, strict=True):
        assert part.removeprefix("'").replace("|", "/") == item.replace("|", "/")


def test_each_item_of_a_list_is_harmless() -> None:
    assert cell(["=1+1", "plan", "@x"]) == "'=1+1 | plan | '@x"


def test_a_value_that_no_column_has_is_an_error_and_not_a_cell() -> None:
    with pytest.raises(TypeError, match="no cell for a object"):
        cell(object())


# -- files ------------------------------------------------------------------------------------------------------------

HOSTILE = {
    "title": '=HYPERLINK("http://evil.example","Click")',
    "company": 'Aba, Béla & "Co"\n;Ltd',
    "location": "  +49",
    "fit_score": 71.25,
    "role_confidence": 0.9,
    "is_remote": True,
    "salary_min": 52_000.0,
    "top_duties": ["Run | shoots", "-2+3"],
    "other_urls": ["https://jobs.example.com/1?a=1&b=2"],
    "copies": 1,
}


def test_ranked_csv_reads_back_as_it_was_meant(tmp_path: Path) -> None:
    write_ranked(tmp_path / "ranked.csv", rank_order(jobs(HOSTILE, {"title": "Producer"})))
    first, second = rows_of(tmp_path / "ranked.csv")
    assert tuple(first) == RANKED_COLUMNS
    assert first["rank"] == "1"
    assert first["title"].startswith("'=HYPERLINK")
    assert first["company"] == 'Aba, Béla & "Co" ;Ltd'
    assert first["location"] == "'  +49"
    assert first["top_duties"] == "Run / shoots | '-2+3"
    assert (first["fit_score"], first["is_remote"], first["salary_min"], first["salary_max"]) == (
        "71.2",
        "True",
        "52000",
        "",
    )
    assert second["fit_score"] == second["is_remote"] == second["top_duties"] == ""
    frame = pd.read_csv(tmp_path / "ranked.csv")
    assert tuple(frame.columns) == RANKED_COLUMNS
    assert frame["fit_score"].dtype == "float64"


def test_every_job_is_one_line_that_ends_in_a_line_feed(tmp_path: Path) -> None:
    write_ranked(tmp_path / "ranked.csv", rank_order(jobs(*[HOSTILE | {"why": "a\r\nb\u2028c"}] * 3)))
    content = (tmp_path / "ranked.csv").read_bytes()
    assert content.count(b"\n") == 4
    assert b"\r" not in content
    assert content.startswith(codecs.BOM_UTF8 + b"rank,fit_score,")


def test_the_same_jobs_give_the_same_bytes_by_whatever_way_they_came(tmp_path: Path) -> None:
    ranked = rank_order(jobs(HOSTILE, {}, {"fit_score": 3.0, "role_confidence": 0.1}))
    write_ranked(tmp_path / "a.csv", ranked)
    write_ranked(tmp_path / "b.csv", to_table(ranked, RANKED).to_pandas())
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()


def test_the_size_of_parts_changes_no_byte(tmp_path: Path) -> None:
    ranked = rank_order(jobs(*({"fit_score": float(n), "role_confidence": 0.5} for n in range(25))))
    write_ranked(tmp_path / "whole.csv", ranked)
    write_ranked(tmp_path / "parts.csv", ranked, size=10)
    assert (tmp_path / "parts.csv").read_bytes() == (tmp_path / "whole.csv").read_bytes()
    assert len(rows_of(tmp_path / "parts.csv")) == 25


def test_duties_csv(tmp_path: Path) -> None:
    duty = {
        "posting_id": "a", "source_id": "in-1", "duty": 1, "text": "- Manage budgets", "verb": "manage",
        "object": "budgets", "section": "duties", "side": "shared", "weight": np.float32(0.33333334),
        "probability": 0.9,
        "competencies": np.array(["budget_tracking", "account_finance"], dtype=object),
    }  # fmt: skip
    write(tmp_path / "duties.csv", DUTIES_COLUMNS, pd.DataFrame([duty]))
    (row,) = rows_of(tmp_path / "duties.csv")
    assert tuple(row) == DUTIES_COLUMNS
    assert row["text"] == "'- Manage budgets"
    assert row["competencies"] == "budget_tracking | account_finance"
    assert row["weight"] == "0.3333"


def test_rejected_csv(tmp_path: Path) -> None:
    row = {
        "source_file": "a.csv",
        "source_row": 12,
        "reason": "broken-row",
        "detail": "3 fields, not 34",
        "excerpt": "=x\ty",
    }
    write(tmp_path / "rejected.csv", REJECTED_COLUMNS, pd.DataFrame([row]))
    assert rows_of(tmp_path / "rejected.csv") == [{**row, "source_row": "12", "excerpt": "'=x y"}]


def test_no_rows_give_a_file_with_a_header(tmp_path: Path) -> None:
    write(tmp_path / "rejected.csv", REJECTED_COLUMNS, pd.DataFrame(columns=REJECTED_COLUMNS))
    assert (tmp_path / "rejected.csv").read_text(
        encoding="utf-8-sig"
    ) == "source_file,source_row,reason,detail,excerpt\n"


def test_run_json(tmp_path: Path) -> None:
    with replacing(tmp_path / "run.json") as file:
        write_run_json(file, {"rows": 3, "inputs": ["Büro.csv"]})
    content = (tmp_path / "run.json").read_text(encoding="utf-8")
    assert json.loads(content) == {"rows": 3, "inputs": ["Büro.csv"]}
    assert "Büro" in content
    assert content.endswith("}\n")


def test_a_full_disk_leaves_the_old_file_and_one_clear_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    write_ranked(tmp_path / "ranked.csv", rank_order(jobs(HOSTILE)))
    old = (tmp_path / "ranked.csv").read_bytes()
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StoreError, match=r"cannot write .*ranked\.csv: No space left on device; free some space"):
        write_ranked(tmp_path / "ranked.csv", rank_order(jobs(HOSTILE, HOSTILE)))
    assert [path.name for path in tmp_path.iterdir()] == ["ranked.csv"]
    assert (tmp_path / "ranked.csv").read_bytes() == old


def test_a_fault_in_the_middle_of_a_file_leaves_the_old_one(tmp_path: Path) -> None:
    write_ranked(tmp_path / "ranked.csv", rank_order(jobs(HOSTILE)))
    old = (tmp_path / "ranked.csv").read_bytes()
    broken = rank_order(jobs(HOSTILE, {"why": object()}))
    with pytest.raises(TypeError):
        write_ranked(tmp_path / "ranked.csv", broken)
    with pytest.raises(KeyError):
        write_ranked(tmp_path / "ranked.csv", broken.drop(columns="why"))
    assert [path.name for path in tmp_path.iterdir()] == ["ranked.csv"]
    assert (tmp_path / "ranked.csv").read_bytes() == old


def test_what_a_killed_run_left_beside_the_file_is_cleared_away(tmp_path: Path) -> None:
    (tmp_path / ".ranked.csv.4194999-0123abcd.tmp").write_text("half")  # beyond the greatest process number
    (tmp_path / ".mine.tmp").write_text("not ours")
    prepare_folder(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [".mine.tmp"]
