from __future__ import annotations

from typing import Any

import pandas as pd
import pyarrow as pa
import pytest

from flows.tables import RANKED, REJECTED, SIGHTINGS, TableError, empty, to_table

# The contract of ranked.csv, spelled out once more: a column that moves or goes is a broken promise.
CONTRACT = (
    "rank fit_score role role_confidence p_account_management p_creative_pm p_hybrid p_out_of_scope decision "
    "client_share operations_share seniority title company location is_remote salary_min salary_max salary_currency "
    "salary_interval date_posted matched_skills gap_skills top_duties why job_url other_urls site source_id "
    "other_source_ids other_dates source_file source_row posting_id copies model_version profile "
    "status score_change first_seen last_seen"
)

SCHEMA = pa.schema(
    [("t", pa.string()), ("n", pa.int32()), ("f", pa.float64()), ("b", pa.bool_()), ("l", pa.list_(pa.string()))]
)
GOOD: dict[str, Any] = {"t": "x", "n": 1, "f": 0.5, "b": True, "l": ["a"]}


def test_the_ranked_table_has_the_columns_of_the_contract_in_its_order() -> None:
    assert " ".join(RANKED.names) == CONTRACT


def test_records_become_a_table_of_exactly_the_schema() -> None:
    table = to_table(({**GOOD, "other": object()} for _ in range(2)), SCHEMA)
    assert table.schema == SCHEMA
    assert table.to_pylist() == [GOOD, GOOD]


def test_no_records_become_an_empty_table() -> None:
    assert to_table([], SCHEMA) == empty(SCHEMA) == to_table(empty(SCHEMA).to_pandas(), SCHEMA)


def test_a_table_survives_pandas_with_what_is_unknown_in_it() -> None:
    rows = [GOOD, {"t": "", "n": 2, "f": None, "b": None, "l": []}]
    table = to_table(rows, SCHEMA)
    assert to_table(table.to_pandas(), SCHEMA) == table
    assert to_table(table, SCHEMA) == table


@pytest.mark.parametrize("unknown", [None, float("nan"), pd.NA])
def test_an_unknown_number_is_null(unknown: object) -> None:
    assert to_table([{**GOOD, "f": unknown}], SCHEMA)["f"].to_pylist() == [None]


@pytest.mark.parametrize(
    ("column", "value"),
    [("t", 1), ("t", None), ("t", ["x"]), ("t", b"x"), ("t", float("nan")), ("t", "\ud800"), ("n", "1"), ("n", 1.5),
     ("n", True), ("n", None), ("n", 2**40), ("f", "0.5"), ("f", True), ("b", 1), ("b", "yes"), ("l", "ab"), ("l", [1]),
     ("l", None)],
)  # fmt: skip
def test_a_value_of_another_kind_is_refused_by_the_name_of_its_column(column: str, value: object) -> None:
    with pytest.raises(TableError, match=f"column '{column}'"):
        to_table([{**GOOD, column: value}], SCHEMA)


@pytest.mark.parametrize("kind", ["records", "frame", "table"])
def test_a_missing_column_is_named(kind: str) -> None:
    rows: Any = [{"posting_id": "a"}]
    if kind == "frame":
        rows = pd.DataFrame(rows)
    elif kind == "table":
        rows = pa.table({"posting_id": ["a"]})
    with pytest.raises(TableError, match="column 'number': missing"):
        to_table(rows, SIGHTINGS)


def test_one_record_without_a_column_is_enough_to_refuse_all() -> None:
    full = dict.fromkeys(REJECTED.names, "") | {"source_row": 1, "number": 1}
    with pytest.raises(TableError, match="'excerpt'"):
        to_table([full, {name: value for name, value in full.items() if name != "excerpt"}], REJECTED)
