"""What a run's listings and judgements look like, read from the store batch by batch."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from features.language import is_readable
from features.taxonomy import competencies
from flows.batches import Workplace, load_model
from flows.jobs import judged_batch
from flows.readings_table import stored_ragged, stored_words
from flows.runs import Run, finished_runs
from flows.sights import postings_of
from flows.store import Store
from models.drift import findings
from models.labelled import ROLES
from models.portrait import DECISIONS, Portrait, fit_classes, length_classes

if TYPE_CHECKING:
    from numpy.typing import NDArray


def run_drift(place: Workplace, run: Run, batches: Sequence[str]) -> dict[str, Any]:
    """Say what a judged run looks like, and in what it is unlike the training and the run before, for its record.

    The run before is the newest one of other listings with the same model and profile, and of the same search: the
    shares of roles in two searches differ, and say nothing of the model.
    """
    drawn = run_portrait(place, run, batches)
    earlier = (
        other
        for other in reversed(finished_runs(Store(place.store)))
        if _judged_alike(other, run) and _one_search(other, run) and other.listings != run.listings and other.drift
    )
    before = next(earlier, None)
    found = findings(
        drawn,
        load_model(place.registry, place.model).judge.reference,
        Portrait.from_json(before.drift["portrait"]) if before else None,
    )
    return {
        "compared_with": before.name if before else "",
        "portrait": drawn.to_json(),
        "findings": [asdict(finding) for finding in found],
    }


def _judged_alike(one: Run, other: Run) -> bool:
    return (one.asked.model, one.asked.profile_key) == (other.asked.model, other.asked.profile_key)


def _one_search(one: Run, other: Run) -> bool:
    """Tell whether two runs are of one search: they read the same paths, or wrote into the same folder."""
    same_paths = (one.asked.folder, one.asked.inputs) == (other.asked.folder, other.asked.inputs)
    return same_paths or one.asked.out == other.asked.out


def run_portrait(place: Workplace, run: Run, batches: Sequence[str]) -> Portrait:
    """Draw a run whose batches are judged."""
    return portrait(place, batches, run.asked.profile_key, postings_of(Store(place.store), run))


def portrait(place: Workplace, batches: Sequence[str], profile_key: str, wanted: pa.Array) -> Portrait:
    """Draw the postings with these ids, which are in these batches."""
    store = Store(place.store)
    vocabulary = load_model(place.registry, place.model).judge.competencies.words_.vocabulary_
    found: Counter[str] = Counter()
    lengths: list[int] = []
    fits: list[float] = []
    known: list[float] = []
    for batch in batches:
        table = judged_batch(
            store, place, batch, profile_key,
            facts=("characters", "language"), scores=("role", "decision", "fit_score"),
        )  # fmt: skip
        mine = pc.is_in(table["posting_id"], wanted)
        readable = [is_readable(language) for language in table["language"].to_pylist()]
        shares = _known_shares(store, place, batch, len(table), vocabulary)
        known += [
            share for share, here, english in zip(shares, mine.to_pylist(), readable, strict=True)
            if here and english and share == share
        ]  # fmt: skip
        found["foreign"] += sum(here and not english for here, english in zip(mine.to_pylist(), readable, strict=True))
        table = table.filter(mine)
        found.update(table["role"].to_pylist())
        found.update(table["decision"].to_pylist())
        lengths += table["characters"].to_pylist()
        fits += table["fit_score"].drop_null().to_pylist()
        inside = table.filter(pc.is_in(table["role"], pa.array([role for role in ROLES if role != "out-of-scope"])))
        found["unsure"] += inside["decision"].to_pylist().count("review")
        judged = store.read(place.judged, batch, ["posting_id", "competencies"])
        named = judged.filter(pc.is_in(judged["posting_id"], inside["posting_id"].combine_chunks()))["competencies"]
        found.update(pc.list_flatten(named).to_pylist())
    return Portrait(
        postings=len(lengths),
        roles=tuple(found[role] for role in ROLES),
        decisions=tuple(found[decision] for decision in DECISIONS),
        fits=fit_classes(fits),
        lengths=length_classes(lengths),
        mix=tuple(found[code] for code in competencies()),
        unsure=found["unsure"],
        foreign=found["foreign"],
        known=round(float(np.mean(known)), 4) if known else 0.0,
    )


def _known_shares(
    store: Store, place: Workplace, batch: str, postings: int, vocabulary: dict[str, int]
) -> NDArray[np.float64]:
    """Give the share of each posting's duty words that the vocabulary has; not a number where it has no duties."""
    if not store.exists(place.readings, batch):  # judged by a former version of this code
        return np.full(postings, np.nan)
    table = store.read(place.readings, batch, ["words", "pieces", "pieces_lengths", "lines", "lines_lengths"])
    pieces, lines, words = stored_ragged(table, "pieces"), stored_ragged(table, "lines"), stored_words(table)
    has = np.fromiter((word in vocabulary for word in words), np.float64, len(words))
    known, number = pieces.sums @ has[pieces.values], pieces.lengths.astype(np.float64)
    known, number = (np.asarray(lines.sums @ counted[lines.values]) for counted in (known, number))
    with np.errstate(invalid="ignore"):
        result: NDArray[np.float64] = known / number
    return result
