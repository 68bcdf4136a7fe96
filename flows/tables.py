"""The tables of the store: one Arrow schema each, checked at every write."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.types as kinds

if TYPE_CHECKING:
    import pandas as pd

_S, _F, _I, _B = pa.string(), pa.float64(), pa.int64(), pa.bool_()
_LIST = pa.list_(_S)
_HASHES = pa.list_(pa.uint32())


def _schema(**columns: pa.DataType) -> pa.Schema:
    return pa.schema([pa.field(name, kind) for name, kind in columns.items()])


#: Postings as read; an unknown text is empty, an unknown number or truth is null.
POSTINGS = _schema(
    posting_id=_S, source_id=_S, site=_S, job_url=_S, title=_S, company=_S, location=_S, is_remote=_B, salary_min=_F,
    salary_max=_F, salary_currency=_S, salary_interval=_S, date_posted=_S, description=_S, source_file=_S,
    source_row=_I,
)  # fmt: skip

#: Extracted duties. ``start``, ``end`` and ``line_start`` count characters of the posting's cleaned text.
DUTIES = _schema(
    posting_id=_S, duty=pa.int32(), text=_S, verb=_S, object=_S, section=_S, heading=_S, line=_S, line_start=pa.int32(),
    start=pa.int32(), end=pa.int32(), bullet=_B, probability=pa.float32(),
)  # fmt: skip

#: Extracted facts, one row a posting. ``other_lines`` holds start and end of each line that is no duty, in turn,
#: ``other_kinds`` what each of them is; ``signature``, ``triples``, ``words``, ``names`` and ``marks`` are its
#: :class:`features.fingerprint.Fingerprint`.
FACTS = _schema(
    posting_id=_S, text=_S, characters=_I, other_lines=pa.list_(pa.int32()), other_kinds=_LIST, seniority=_S,
    seniority_basis=_S, years_min=_F, years_max=_F, years_basis=_S, salary_min=_F, salary_max=_F, salary_currency=_S,
    salary_interval=_S,
    salary_annual_min=_F, salary_annual_max=_F, salary_basis=_S, workplace=_S, is_remote=_B, workplace_basis=_S,
    tools=_LIST, employer_kind=_S, employer_basis=_S, trade=_S, trade_basis=_S, signature=_HASHES,
    triples=_HASHES, words=_HASHES, names=_HASHES, marks=_LIST, language=_S,
)  # fmt: skip

#: The ragged arrays of :class:`models.readings.Readings`.
RAGGED = ("pieces", "cues", "titles", "others", "demands", "lines", "duties", "duty_lines")

#: What was read of a batch's texts, in one row: each column is an array, see :mod:`flows.readings_table`.
READINGS = _schema(
    posting_id=_LIST, words=_LIST,
    **{name + part: pa.list_(pa.int32()) for name in RAGGED for part in ("", "_lengths")},
    title_meanings=pa.list_(pa.float32()), duty_meanings=pa.list_(pa.float32()),
)  # fmt: skip

#: Judged duties, by model.
JUDGED = _schema(posting_id=_S, duty=pa.int32(), competencies=_LIST, side=_S, weight=_F)

#: Scores, by model and profile; numbers are null for a posting without text.
SCORES = _schema(
    posting_id=_S, role=_S, role_confidence=_F, p_account_management=_F, p_creative_pm=_F, p_hybrid=_F,
    p_out_of_scope=_F, decision=_S, client_share=_F, operations_share=_F, fit_score=_F, matched_skills=_LIST,
    gap_skills=_LIST, top_duties=_LIST, why=_S,
)  # fmt: skip

#: Every row of a run that became a posting. ``number`` counts the run's rows in reading order, from 0, rejected ones
#: too; ``reference`` is :func:`features.identity.listing_reference`.
SIGHTINGS = _schema(
    number=_I, posting_id=_S, reference=_S, source_id=_S, site=_S, job_url=_S, date_posted=_S, is_remote=_B,
    salary_min=_F, salary_max=_F, salary_currency=_S, salary_interval=_S, source_file=_S, source_row=_I,
)  # fmt: skip

#: How a run saw postings, as far as later runs need it; kept of a run whose rows are forgotten.
SIGHTS = _schema(posting_id=_S, source_id=_S, job_url=_S, date_posted=_S)

#: Every row of a run that did not.
REJECTED = _schema(number=_I, source_file=_S, source_row=_I, reason=_S, detail=_S, excerpt=_S)

#: Every posting of a run, and the one that stands for its job.
JOBS = _schema(posting_id=_S, job=_S)

#: All that was ever seen up to a run: postings (``key`` is their id) and listings (``key`` is their reference,
#: ``posting_id`` what they said last), and the dates of the first and the last run that saw them.
SEEN = _schema(key=_S, posting_id=_S, first_seen=_S, last_seen=_S)

#: A run's result, as ``ranked.csv`` has it; the order of the columns is a promise to users.
RANKED = _schema(
    rank=_I, fit_score=_F, role=_S, role_confidence=_F, p_account_management=_F, p_creative_pm=_F, p_hybrid=_F,
    p_out_of_scope=_F, decision=_S, client_share=_F, operations_share=_F, seniority=_S, title=_S, company=_S,
    location=_S, is_remote=_B, salary_min=_F, salary_max=_F, salary_currency=_S, salary_interval=_S,
    date_posted=_S, matched_skills=_LIST, gap_skills=_LIST, top_duties=_LIST, why=_S, job_url=_S, other_urls=_LIST,
    site=_S, source_id=_S, other_source_ids=_LIST, other_dates=_LIST, source_file=_S, source_row=_I, posting_id=_S,
    copies=_I, model_version=_S, profile=_S, status=_S, score_change=_F, first_seen=_S, last_seen=_S,
)  # fmt: skip


class TableError(ValueError):
    """Rows that do not fit a schema; the message names the column."""


def empty(schema: pa.Schema) -> pa.Table:
    """Give a table of a schema without rows."""
    return schema.empty_table()


def to_table(rows: Iterable[Mapping[str, Any]] | pd.DataFrame | pa.Table, schema: pa.Schema) -> pa.Table:
    """Build a table of exactly these columns; nothing is guessed, cut or turned into text.

    Parameters
    ----------
    rows : iterable of mapping, pandas.DataFrame or pyarrow.Table
        Records with at least the schema's names. NaN and ``pandas.NA`` count as null.
    schema : pyarrow.Schema

    Raises
    ------
    TableError
        If a column is missing, holds values of another kind, or null where unknown is ``""`` or ``[]``.

    Examples
    --------
    >>> to_table([{"posting_id": "a", "duty": 1, "competencies": [], "side": "", "weight": 0.5}], JUDGED).num_rows
    1
    >>> to_table([{"posting_id": "a", "job": 1}], JOBS)
    Traceback (most recent call last):
    flows.tables.TableError: column 'job': holds int64, not string
    """
    columns = _columns_of(rows, schema.names)
    return pa.Table.from_arrays([_cast(field, columns[field.name]) for field in schema], schema=schema)


def _columns_of(rows: Any, names: Sequence[str]) -> dict[str, Any]:
    columns: dict[str, Any] = {}
    is_table = isinstance(rows, pa.Table) or hasattr(rows, "columns")  # to ask for DataFrame would import pandas
    records: Any = rows if is_table else list(rows)
    for name in names:
        try:
            columns[name] = records[name] if is_table else [record[name] for record in records]
        except KeyError as error:
            raise TableError(f"column {name!r}: missing") from error
    return columns


def _cast(field: pa.Field, values: Any) -> pa.Array | pa.ChunkedArray:
    """Convert one column, inferring its kind first: told the type at once, pyarrow reads "12" as 12 and 1.5 as 1."""
    if not len(values):
        return pa.array([], field.type)  # a column without values may have lost its kind on the way
    try:
        found = values if isinstance(values, pa.ChunkedArray) else pa.array(values, from_pandas=True)
        if not _same_kind(found.type, field.type):
            raise TableError(f"column {field.name!r}: holds {found.type}, not {field.type}")
        cast = found.cast(field.type)
    except (pa.ArrowException, UnicodeEncodeError, OverflowError) as error:
        reason = str(error).partition("\n")[0]
        raise TableError(f"column {field.name!r}: not {field.type}: {reason}") from error
    if cast.null_count and not (kinds.is_floating(field.type) or kinds.is_boolean(field.type)):
        raise TableError(f"column {field.name!r}: {cast.null_count} values are null; unknown is '' or []")
    return cast


def _same_kind(found: pa.DataType, wanted: pa.DataType) -> bool:
    if kinds.is_null(found):
        return True
    if kinds.is_list(wanted):
        is_list = kinds.is_list(found) or kinds.is_large_list(found)
        return is_list and _same_kind(found.value_type, wanted.value_type)
    if kinds.is_string(wanted):
        return bool(kinds.is_string(found) or kinds.is_large_string(found))
    if kinds.is_boolean(wanted):
        return bool(kinds.is_boolean(found))
    return bool(kinds.is_integer(found) or kinds.is_floating(found))
