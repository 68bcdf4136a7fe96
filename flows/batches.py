"""The work on one batch: postings -> duties and facts -> judgements. What exists in the store is not done again.

These functions take paths and names only, so that they can run in a worker process or on another machine.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from flows.features_to_tables import duty_rows, fact_row, judged_table, score_row
from flows.store import Store
from flows.tables import DUTIES, FACTS, SCORES, to_table
from flows.tables_to_features import CASE_FACTS, cases, posting_features, raw_posting

if TYPE_CHECKING:
    from collections.abc import Sequence

    from features.duties import DutyFinder
    from models.judge import Judgement
    from models.profile import SkillProfile
    from models.readings import Readings, Texts
    from models.registry import Model

#: Postings whose lines are parsed together, see ``features.duties.LINES_PER_BATCH``.
POSTINGS_PER_PARSE = 32


@dataclass(frozen=True, slots=True)
class Workplace:
    """Where a batch's inputs and outputs are, and by which versions it is worked on; it names their datasets."""

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
            duties.extend(duty_rows(row["posting_id"], record))
            facts.append(fact_row(row["posting_id"], record))
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
    [judgements] = judge_batch(place, batch, [profile], keep=True)
    store.write(place.judged, batch, judged_table(judgements))
    store.write(place.scores(profile_key), batch, to_table([score_row(j) for j in judgements], SCORES))
    return len(judgements)


def judge_batch(
    place: Workplace, batch: str, profiles: Sequence[SkillProfile], *, keep: bool = False
) -> list[list[Judgement]]:
    """Judge all postings of a batch for each profile from its stored features.

    Nothing is written, except what was read of texts that a former version of this code extracted, if ``keep``.
    """
    store = Store(place.store)
    postings = store.read("postings", batch, columns=["posting_id", "title", "location"])
    duties = store.read(place.duties, batch, ["posting_id", "text"])
    asked = cases(postings, store.read(place.facts, batch, [*CASE_FACTS]), duties)
    readings = _readings(store, place, batch, postings, duties, keep=keep)
    judge = load_model(place.registry, place.model).judge
    return [judge.judge_read(readings, asked, profile) for profile in profiles]


def _readings(
    store: Store, place: Workplace, batch: str, postings: pa.Table, duties: pa.Table, *, keep: bool
) -> Readings:
    """Take what extraction has read; read the texts again where a former version of this code extracted them."""
    from flows.readings_table import readings_table, stored_readings
    from models.readings import read

    ids = postings["posting_id"].to_pylist()
    kept = stored_readings(store, place.readings, batch, ids)
    if kept is not None and len(kept.duties.values) == len(duties):
        return kept
    features = posting_features(postings, store.read(place.facts, batch), store.read(place.duties, batch))
    readings = read([posting.texts for posting in features])
    if keep:
        store.write(place.readings, batch, readings_table(ids, readings))
    return readings


def warm_up(place: Workplace) -> None:
    """Load parser and models in this process, so that the first batch does not wait for them."""
    _finder(place)


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
