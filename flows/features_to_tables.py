"""Records of :mod:`features` and :mod:`models` to rows of the store; back by :mod:`flows.tables_to_features`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa

from flows.tables import JUDGED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from features.extraction import PostingRecord
    from models.judge import Judgement


def duty_rows(posting_id: str, record: PostingRecord) -> list[dict[str, Any]]:
    """Turn the duties of a posting into rows of the duties table."""
    return [
        {
            "posting_id": posting_id,
            "duty": number,
            "text": duty.text,
            "verb": duty.verb,
            "object": duty.object,
            "section": duty.line.section,
            "heading": duty.line.heading,
            "line": duty.line.text,
            "line_start": duty.line.start,
            "start": duty.start,
            "end": duty.end,
            "bullet": duty.line.bullet,
            "probability": duty.probability,
        }
        for number, duty in enumerate(record.duties, start=1)
    ]


def fact_row(posting_id: str, record: PostingRecord) -> dict[str, Any]:
    """Turn what is known of a posting beside its duties into a row of the facts table; unknown is empty."""
    facts, salary = record.facts, record.facts.salary
    return {
        "posting_id": posting_id,
        "text": record.text,
        "characters": len(record.text),
        "other_lines": [offset for start, end, _ in record.other_lines for offset in (start, end)],
        "other_kinds": [kind for _, _, kind in record.other_lines],
        "seniority": facts.seniority or "",
        "seniority_basis": facts.seniority_basis,
        "years_min": facts.years_min,
        "years_max": facts.years_max,
        "years_basis": facts.years_basis,
        "salary_min": salary.min if salary else None,
        "salary_max": salary.max if salary else None,
        "salary_currency": (salary.currency or "") if salary else "",
        "salary_interval": (salary.interval or "") if salary else "",
        "salary_annual_min": salary.annual_min if salary else None,
        "salary_annual_max": salary.annual_max if salary else None,
        "salary_basis": salary.basis if salary else "",
        "workplace": facts.workplace or "",
        "is_remote": facts.is_remote,
        "workplace_basis": facts.workplace_basis,
        "tools": list(facts.tools),
        "employer_kind": facts.employer_kind or "",
        "employer_basis": facts.employer_basis,
        "trade": record.trade,
        "trade_basis": record.trade_basis,
        "signature": list(record.print.signature),
        "triples": record.print.triples.tolist(),
        "words": record.print.words.tolist(),
        "names": record.print.names.tolist(),
        "marks": sorted(record.print.marks),
        "language": record.language,
    }


def judged_table(judgements: Sequence[Judgement]) -> pa.Table:
    """Turn the judged duties of postings into a table, in the order of the duties table."""
    duties = [duty for judgement in judgements for duty in judgement.duties]
    counts = [len(judgement.duties) for judgement in judgements]
    columns = {
        "posting_id": [j.posting_id for j, count in zip(judgements, counts, strict=True) for _ in range(count)],
        "duty": [number for count in counts for number in range(1, count + 1)],
        "competencies": [duty.competencies for duty in duties],
        "side": [duty.side for duty in duties],
        "weight": [round(duty.weight, 4) for duty in duties],
    }
    return pa.table([pa.array(columns[field.name], field.type) for field in JUDGED], schema=JUDGED)


def score_row(judgement: Judgement) -> dict[str, Any]:
    """Turn a judgement into a row of the scores table; rounding makes equal what differs in the last bits only."""
    probability = judgement.probabilities
    has_text = judgement.fit is not None
    return {
        "posting_id": judgement.posting_id,
        "role": judgement.role,
        "role_confidence": round(judgement.confidence, 4) if has_text else None,
        **{
            f"p_{role.replace('-', '_')}": round(probability[role], 4) if has_text else None
            for role in ("account-management", "creative-pm", "hybrid", "out-of-scope")
        },
        "decision": judgement.decision,
        "client_share": round(judgement.client_share, 3) if has_text else None,
        "operations_share": round(judgement.operations_share, 3) if has_text else None,
        "fit_score": round(judgement.fit, 1) if judgement.fit is not None else None,
        "matched_skills": list(judgement.matched),
        "gap_skills": list(judgement.gaps),
        "top_duties": list(judgement.top_duties),
        "why": judgement.why,
    }
