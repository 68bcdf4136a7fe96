"""The work on one batch: postings -> duties and facts -> judgements. What exists in the store is not done again.

These functions take paths and names only, so that they can run in a worker process or on another machine.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from flows.store import Store
from flows.tables import DUTIES, FACTS, JUDGED, SCORES, to_table
from flows.tables_to_features import CASE_FACTS, cases, posting_features, raw_posting

if TYPE_CHECKING:
    from collections.abc import Sequence

    from features.duties import DutyFinder
    from features.extraction import PostingRecord
    from models.judge import Judgement
    from models.profile import SkillProfile
    from models.readings import Readings, Texts
    from models.registry import Model

#: Postings whose lines are parsed together, see ``features.duties.LINES_PER_BATCH``.
POSTINGS_PER_PARSE = 32


@dataclass(frozen=True, slots=True)
class Workplace:
    """Where a batch's inputs and outputs are, and by which versions it is worked on.

    ``scores`` names the folder of a model and a profile (see :func:`score_key`).
    """

    store: Path
    registry: Path
    model: str
    extractor: str

    @property
    def duties(self) -> str:
        """Dataset of the extracted duties."""
        return f"duties/{self.extractor}"

    @property
    def facts(self) -> str:
        """Dataset of the extracted facts."""
        return f"facts/{self.extractor}"

    @property
    def readings(self) -> str:
        """Dataset of what was read of the texts."""
        from models.readings import readings_version

        return f"readings/{self.extractor}-{readings_version()}"

    @property
    def judged(self) -> str:
        """Dataset of the judged duties."""
        return f"judged/{self.model}"

    def scores(self, profile_key: str) -> str:
        """Dataset of the scores for a profile."""
        return f"scores/{self.model}/{profile_key}"


def extract_batch(place: Workplace, batch: str) -> int:
    """Extract duties and facts of a batch of postings; return how many postings it has."""
    from features.extraction import extract
    from flows.readings_table import readings_table
    from models.judge import PostingFeatures
    from models.readings import read

    store = Store(place.store)
    postings = store.read("postings", batch).to_pylist()
    if store.exists(place.facts, batch) and store.exists(place.duties, batch):
        return len(postings)
    finder = _finder(place)
    duties: list[dict[str, Any]] = []
    facts: list[dict[str, Any]] = []
    texts: list[Texts] = []
    for first in range(0, len(postings), POSTINGS_PER_PARSE):
        part = postings[first : first + POSTINGS_PER_PARSE]
        raw = [raw_posting(row) for row in part]
        for row, posting, record in zip(part, raw, extract(raw, finder), strict=True):
            texts.append(PostingFeatures.of(row["posting_id"], posting, record).texts)
            duties.extend(_duty_rows(row["posting_id"], record))
            facts.append(_fact_row(row["posting_id"], record))
    ids = [row["posting_id"] for row in postings]
    store.write(place.readings, batch, readings_table(ids, read(texts)))
    store.write(place.duties, batch, to_table(duties, DUTIES))
    store.write(place.facts, batch, to_table(facts, FACTS))
    return len(postings)


def score_batch(place: Workplace, batch: str, profile: SkillProfile, profile_key: str) -> int:
    """Judge a batch for a profile from its stored features; return how many postings it has."""
    store = Store(place.store)
    if store.exists(place.scores(profile_key), batch) and store.exists(place.judged, batch):
        return 0
    postings = store.read("postings", batch, columns=["posting_id", "title", "location"])
    duties = store.read(place.duties, batch, ["posting_id", "text"])
    facts = store.read(place.facts, batch, [*CASE_FACTS])
    readings = _readings(store, place, batch, postings, duties)
    judge = load_model(place.registry, place.model).judge
    judgements = judge.judge_read(readings, cases(postings, facts, duties), profile)
    store.write(place.judged, batch, _judged_table(judgements))
    store.write(place.scores(profile_key), batch, to_table([score_row(j) for j in judgements], SCORES))
    return len(judgements)


def _readings(store: Store, place: Workplace, batch: str, postings: pa.Table, duties: pa.Table) -> Readings:
    """Take what extraction has read; read the texts again where a former version of this code extracted them."""
    from flows.readings_table import readings_table, stored_readings
    from models.readings import read

    ids = postings["posting_id"].to_pylist()
    kept = stored_readings(store, place.readings, batch, ids)
    if kept is not None and len(kept.duties.values) == len(duties):
        return kept
    features = posting_features(postings, store.read(place.facts, batch), store.read(place.duties, batch))
    readings = read([posting.texts for posting in features])
    store.write(place.readings, batch, readings_table(ids, readings))
    return readings


def _judged_table(judgements: Sequence[Judgement]) -> pa.Table:
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


def warm_up(place: Workplace) -> None:
    """Load parser and models in this process, so that the first batch does not wait for them."""
    _finder(place)


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


def _duty_rows(posting_id: str, record: PostingRecord) -> list[dict[str, Any]]:
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


def _fact_row(posting_id: str, record: PostingRecord) -> dict[str, Any]:
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


@lru_cache(maxsize=1)
def load_model(registry: Path, version: str) -> Model:
    """Load a version's models, once a process."""
    from models.registry import Registry

    return Registry(registry).load(version)


@lru_cache(maxsize=1)
def _finder(place: Workplace) -> DutyFinder:
    from features.duties import DutyFinder
    from features.parser import load_parser, load_verb_index

    scorer = load_model(place.registry, place.model).lines.score_lines
    return DutyFinder(load_parser(), load_verb_index(), scorer=scorer)
