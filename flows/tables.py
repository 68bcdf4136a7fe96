"""The tables of the store: one Arrow schema each, checked at every write."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pyarrow as pa

_S, _F, _I, _B = pa.string(), pa.float64(), pa.int64(), pa.bool_()
_LIST = pa.list_(_S)


def _schema(**columns: pa.DataType) -> pa.Schema:
    return pa.schema([pa.field(name, kind) for name, kind in columns.items()])


#: Postings as read; an unknown text is empty, an unknown number or truth is null.
POSTINGS = _schema(
    posting_id=_S, source_id=_S, site=_S, job_url=_S, title=_S, company=_S, location=_S, is_remote=_B, salary_min=_F,
    salary_max=_F, salary_currency=_S, salary_interval=_S, date_posted=_S, description=_S, source_file=_S, source_row=_I,
)  # fmt: skip

#: Extracted duties. ``start``, ``end`` and ``line_start`` count characters of the posting's cleaned text.
DUTIES = _schema(
    posting_id=_S, duty=pa.int32(), text=_S, verb=_S, object=_S, section=_S, heading=_S, line=_S, line_start=pa.int32(),
    start=pa.int32(), end=pa.int32(), bullet=_B, probability=pa.float32(),
)  # fmt: skip

#: Extracted facts, one row a posting. ``other_lines`` holds start and end of each line that is no duty, in turn.
FACTS = _schema(
    posting_id=_S, text=_S, other_lines=pa.list_(pa.int32()), seniority=_S, seniority_basis=_S, years_min=_F, years_max=_F,
    years_basis=_S, salary_min=_F, salary_max=_F, salary_currency=_S, salary_interval=_S, salary_annual_min=_F,
    salary_annual_max=_F, salary_basis=_S, workplace=_S, is_remote=_B, workplace_basis=_S, tools=_LIST, employer_kind=_S,
    employer_basis=_S, trade=_S, trade_basis=_S, signature=pa.list_(pa.uint32()),
)  # fmt: skip

#: Judged duties, by model.
JUDGED = _schema(posting_id=_S, duty=pa.int32(), competencies=_LIST, side=_S, weight=_F)

#: Scores, by model and profile; numbers are null for a posting without text.
SCORES = _schema(
    posting_id=_S, role=_S, role_confidence=_F, p_account_management=_F, p_creative_pm=_F, p_hybrid=_F, p_out_of_scope=_F,
    decision=_S, client_share=_F, operations_share=_F, fit_score=_F, matched_skills=_LIST, gap_skills=_LIST,
    top_duties=_LIST, why=_S,
)  # fmt: skip

#: Every row of a run that became a posting.
SIGHTINGS = _schema(
    posting_id=_S, source_id=_S, site=_S, job_url=_S, date_posted=_S, source_file=_S, source_row=_I
)

#: Every row of a run that did not.
REJECTED = _schema(source_file=_S, source_row=_I, reason=_S, detail=_S, excerpt=_S)

#: A run's result, as ``ranked.csv`` has it; the order of the columns is a promise to users.
RANKED = _schema(
    rank=_I, fit_score=_F, role=_S, role_confidence=_F, p_account_management=_F, p_creative_pm=_F, p_hybrid=_F,
    p_out_of_scope=_F, decision=_S, client_share=_F, operations_share=_F, seniority=_S, title=_S, company=_S, location=_S,
    is_remote=_B, salary_min=_F, salary_max=_F, salary_currency=_S, salary_interval=_S, date_posted=_S,
    matched_skills=_LIST, gap_skills=_LIST, top_duties=_LIST, why=_S, job_url=_S, other_urls=_LIST, site=_S, source_id=_S,
    other_source_ids=_LIST, source_file=_S, source_row=_I, posting_id=_S, copies=_I, model_version=_S, profile=_S,
)  # fmt: skip


def to_table(rows: Iterable[Mapping[str, Any]], schema: pa.Schema) -> pa.Table:
    """Build a table of exactly these columns.

    Parameters
    ----------
    rows : iterable of mapping
        Records with at least the schema's names.
    schema : pyarrow.Schema

    Raises
    ------
    KeyError
        If a record lacks a column.
    pyarrow.ArrowInvalid, pyarrow.ArrowTypeError
        If a value is not of its column's type.
    """
    columns: dict[str, list[Any]] = {name: [] for name in schema.names}
    for row in rows:
        for name, values in columns.items():
            values.append(row[name])
    return pa.table(columns, schema=schema)
