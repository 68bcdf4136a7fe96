"""Rows of the store to the records that :mod:`features` and :mod:`models` work with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from features.extraction import RawPosting
from features.facts import Facts, Salary
from models.judge import DutyFeatures, OtherLine, PostingFeatures

if TYPE_CHECKING:
    import pyarrow as pa


def raw_posting(row: Mapping[str, Any]) -> RawPosting:
    """Build what extraction needs from a row of the postings table."""
    return RawPosting(
        title=row["title"],
        company=row["company"],
        location=row["location"],
        description=row["description"],
        is_remote=row["is_remote"],
        salary_min=row["salary_min"],
        salary_max=row["salary_max"],
        salary_currency=row["salary_currency"],
        salary_interval=row["salary_interval"],
    )


def posting_features(postings: pa.Table, facts: pa.Table, duties: pa.Table) -> list[PostingFeatures]:
    """Join the three tables of a batch into what a judge reads, in the order of ``postings``."""
    by_posting: dict[str, list[DutyFeatures]] = defaultdict(list)
    for row in duties.select(["posting_id", "text", "line", "line_start"]).to_pylist():
        by_posting[row["posting_id"]].append(DutyFeatures(row["text"], row["line"], row["line_start"]))
    fact_rows = {
        row["posting_id"]: row
        for row in facts.drop_columns(["signature", "triples", "words", "names", "marks"]).to_pylist()
    }
    found = []
    for posting in postings.to_pylist():
        row = fact_rows[posting["posting_id"]]
        offsets = row["other_lines"]
        found.append(
            PostingFeatures(
                posting_id=posting["posting_id"],
                title=posting["title"],
                location=posting["location"],
                duties=tuple(by_posting[posting["posting_id"]]),
                other_lines=tuple(
                    OtherLine(row["text"][start:end], kind)
                    for start, end, kind in zip(offsets[::2], offsets[1::2], row["other_kinds"], strict=True)
                ),
                facts=facts_of(row),
                trade=row["trade"],
                language=row["language"],
            )
        )
    return found


def facts_of(row: Mapping[str, Any]) -> Facts:
    """Build the facts of a posting from a row of the facts table."""
    salary = None
    if row["salary_basis"]:
        salary = Salary(
            min=row["salary_min"],
            max=row["salary_max"],
            currency=row["salary_currency"] or None,
            interval=row["salary_interval"] or None,
            annual_min=row["salary_annual_min"],
            annual_max=row["salary_annual_max"],
            basis=row["salary_basis"],
        )
    return Facts(
        seniority=row["seniority"] or None,
        seniority_basis=row["seniority_basis"],
        years_min=row["years_min"],
        years_max=row["years_max"],
        years_basis=row["years_basis"],
        salary=salary,
        workplace=row["workplace"] or None,
        is_remote=row["is_remote"],
        workplace_basis=row["workplace_basis"],
        tools=tuple(row["tools"]),
        employer_kind=row["employer_kind"] or None,
        employer_basis=row["employer_basis"],
    )
