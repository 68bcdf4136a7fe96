"""Rows of the store to the records that :mod:`features` and :mod:`models` work with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from features.extraction import RawPosting
from features.facts import Facts, Salary
from models.judge import DutyFeatures, OtherLine, PostingFeatures
from models.verdicts import Case

if TYPE_CHECKING:
    import pyarrow as pa


#: Columns of the facts that judging reads beside readings; it needs no basis, nor what else is shown only.
CASE_FACTS = (
    "posting_id", "other_lines", "trade", "language", "seniority", "years_min", "salary_currency", "salary_annual_min",
    "salary_annual_max", "salary_basis", "workplace", "is_remote",
)  # fmt: skip
_SHOWN: dict[str, Any] = {
    **dict.fromkeys(("seniority_basis", "years_basis", "workplace_basis", "employer_kind", "employer_basis"), ""),
    **dict.fromkeys(("years_max", "salary_min", "salary_max", "salary_interval")),
    "tools": (),
}


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


def cases(postings: pa.Table, facts: pa.Table, duties: pa.Table) -> list[Case]:
    """Join of a batch what is judged beside its readings, in the order of ``postings``.

    Parameters
    ----------
    postings : pyarrow.Table
        ``posting_id`` and ``location``.
    facts : pyarrow.Table
        The columns :data:`CASE_FACTS`.
    duties : pyarrow.Table
        ``posting_id`` and ``text``.
    """
    texts: dict[str, list[str]] = defaultdict(list)
    for posting_id, text in zip(duties["posting_id"].to_pylist(), duties["text"].to_pylist(), strict=True):
        texts[posting_id].append(text)
    columns = zip(*(facts[name].to_pylist() for name in CASE_FACTS), strict=True)
    rows = {values[0]: _SHOWN | dict(zip(CASE_FACTS, values, strict=True)) for values in columns}
    found = []
    for posting_id, location in zip(postings["posting_id"].to_pylist(), postings["location"].to_pylist(), strict=True):
        row, own = rows[posting_id], texts[posting_id]
        has_text = bool(own or row["other_lines"])
        found.append(Case(posting_id, location, facts_of(row), row["trade"], row["language"], has_text, own))
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
