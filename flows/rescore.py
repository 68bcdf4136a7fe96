"""After a promotion: the whole store is judged by the new model, and the last run's result shows it. Nothing is parsed.

Of a run only the judgement depends on the model. Which postings are one job, what was new, what copies filled in: all
that stays, so that the new result is the old one with other scores, in another order. It is the table that ranking the
same listings again would give; the run's folder is left alone, where somebody may be typing labels into its files.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from flows.atomic import together
from flows.batches import Workplace, score_batch
from flows.champion import DEFAULT_PROFILE, champion_manifest, read_profile
from flows.comparison import compare
from flows.outputs import rank_order
from flows.profile_key import profile_key
from flows.progress import Tell
from flows.run_portrait import run_drift
from flows.runs import Run, begin, finished_runs, record_of
from flows.settings import Settings
from flows.spill import SLICE_RANKS
from flows.store import Store
from flows.tables import RANKED, SCORES
from flows.workers import Workers

if TYPE_CHECKING:
    import pandas as pd

    from models.profile import SkillProfile

#: Batches for which a second process pays: it needs as long to start as one process needs to judge ten of them.
BATCHES_A_PROCESS = 20

_SCORES = tuple(name for name in SCORES.names if name != "posting_id")


@dataclass(frozen=True, slots=True)
class Rescored:
    """What re-scoring did.

    Attributes
    ----------
    postings, batches : int
        How many were judged; 0 where all of them had been.
    seconds : float
        How long all of it took.
    run : str
        Name of the run that shows the last run's jobs under the new model; empty if there is none.
    note : str
        Why there was nothing to do, for a person; empty otherwise.
    """

    postings: int = 0
    batches: int = 0
    seconds: float = 0.0
    run: str = ""
    note: str = ""


def rescore_store(
    settings: Settings,
    *,
    profile: str | None = None,
    workers: int = 1,
    progress: Tell = lambda step, done, total: None,
) -> Rescored:
    """Judge every stored posting with the model in use, and rank the last run's jobs by it.

    Parameters
    ----------
    settings : Settings
    profile : str, optional
        Name or path of a profile; by default the last run's.
    workers : int
        Worker processes at most; a small store is judged in this one.
    progress : callable
        Told of the step, how many batches are done and how many there are.

    Returns
    -------
    Rescored
        With a ``note`` and nothing done if nothing was ranked yet, or the model finds other duties than are stored.

    Raises
    ------
    flows.store.StoreError
        If another run holds the store, or a batch is damaged.
    models.profile.ProfileError
        If the profile cannot be read any more.
    """
    clock = perf_counter()
    manifest = champion_manifest(settings)
    if manifest is None:
        return Rescored(note="there is no model to judge with")
    store = Store(settings.store)
    if not store.root.is_dir():
        return Rescored(note="nothing was ranked yet")
    place = Workplace(settings.store, settings.registry, manifest.version, manifest.extractor)
    with store.locked():
        ended = finished_runs(store)
        if not ended:
            return Rescored(note="nothing was ranked yet")
        named = profile or profile_file(ended[-1])
        skills = read_profile(settings, named)
        parsed = [batch for batch in store.batches("postings") if _is_parsed(store, place, batch)]
        if not parsed:
            return Rescored(note="the new model finds other duties: the next `rolefit rank` parses the listings again")
        done = _score(store, place, parsed, skills, workers, progress)
        last = next((run for run in reversed(ended) if run.asked.profile == skills.name), None)
        run = _rank_again(store, place, last, ended[-1].name, parsed, skills, named) if last else ""
    progress("judging", 1, 1)
    return Rescored(sum(done), sum(map(bool, done)), perf_counter() - clock, run)


def profile_file(run: Run) -> str:
    """Name a run's profile as it can be read from any folder."""
    path = Path(run.asked.profile_file)
    return str(Path(run.asked.folder) / path) if path.suffix == ".toml" else run.asked.profile_file or DEFAULT_PROFILE


def _is_parsed(store: Store, place: Workplace, batch: str) -> bool:
    return store.exists(place.duties, batch) and store.exists(place.facts, batch)


def _score(
    store: Store, place: Workplace, batches: list[str], skills: SkillProfile, workers: int, progress: Tell
) -> list[int]:
    """Judge the batches that lack scores; give how many postings each had."""
    key = profile_key(skills)
    todo = [b for b in batches if not (store.exists(place.scores(key), b) and store.exists(place.judged, b))]
    processes = max(1, min(workers, len(todo) // BATCHES_A_PROCESS))
    done: list[int] = []
    progress("judging", 0, len(todo))
    with Workers(processes) as pool, ThreadPoolExecutor(processes) as threads:
        for count in threads.map(lambda batch: pool.run(score_batch, place, batch, skills, key), todo):
            done.append(count)
            progress("judging", len(done), len(todo))
    return done


def _rank_again(
    store: Store, place: Workplace, last: Run, newest: str, batches: list[str], skills: SkillProfile, profile: str
) -> str:
    """Give the last run's jobs their new scores, as a run of its own; return its name, or nothing if it is there."""
    key = profile_key(skills)
    if (last.asked.model, last.asked.profile_key) == (place.model, key):
        return ""
    before = store.read("ranked", last.name)
    scores = _scores_of(store, place.scores(key), batches, before["posting_id"])
    if scores is None:
        return ""  # some of its postings were parsed by another extractor only
    asked = replace(last.asked, model=place.model, profile_key=key, profile_file=profile, retries="")
    run = replace(begin(store, asked, datetime.now(UTC)), listings=last.listings)
    run = replace(run, compared=compare(store, run), finished=True, counts=last.counts)
    for mine, theirs in ((run.sightings, last.sightings), (run.rejected, last.rejected)):
        for part in store.batches(theirs):
            store.write(mine, part, store.read(theirs, part))
    run = replace(run, drift=run_drift(place, run, batches))
    with together(store.path("ranked", run.name)) as files:
        with Store.writer(files.open(store.path("ranked", run.name)), RANKED) as write:
            ranked = ranked_again(before, scores, place.model)
            for first in range(0, max(1, len(ranked)), SLICE_RANKS):
                write(ranked.slice(first, SLICE_RANKS))
        Store.write_into(files.open(store.path("jobs", run.name)), store.read("jobs", last.name))
        Store.write_into(files.open(store.path("seen", run.name)), store.read("seen", newest))
        files.open(store.root / "runs" / run.name / "run.json").write(record_of(run))
    return run.name


def _scores_of(store: Store, dataset: str, batches: list[str], jobs: pa.ChunkedArray) -> pa.Table | None:
    """Read the scores of jobs, in their order; None if one of them has none."""
    ids = pa.array(jobs.to_pylist(), pa.string())
    tables = (store.read(dataset, batch) for batch in batches)
    found = pa.concat_tables([table.filter(pc.is_in(table["posting_id"], ids)) for table in tables])
    places = pc.index_in(ids, found["posting_id"].combine_chunks())
    return None if places.null_count else found.take(places)


def ranked_again(before: pa.Table, scores: pa.Table, model: str) -> pa.Table:
    """Put a run's jobs in the order of new scores.

    Parameters
    ----------
    before : pyarrow.Table
        The ranked table of the run.
    scores : pyarrow.Table
        New scores of its jobs, in any order.
    model : str
        The version that they are from.

    Returns
    -------
    pyarrow.Table
        The ranked table with the new scores; ``score_change`` is from the old ones.
    """
    import pandas as pd

    narrow = scores.select(["posting_id", "fit_score", "role_confidence"]).to_pandas()
    order = rank_order(narrow)["posting_id"]
    old, new = (_rows_of(table, order) for table in (before, scores))
    changed = (new["fit_score"].to_pandas() - old["fit_score"].to_pandas()).round(1)
    columns = {
        **{name: old[name] for name in RANKED.names},
        **{name: new[name] for name in _SCORES},
        "rank": pa.array(range(1, len(order) + 1), pa.int64()),
        "model_version": pa.array([model] * len(order), pa.string()),
        "score_change": pa.Array.from_pandas(pd.Series(changed, dtype="float64")),
    }
    return pa.table([columns[name] for name in RANKED.names], schema=RANKED)


def _rows_of(table: pa.Table, ids: pd.Series[str]) -> pa.Table:
    places = pc.index_in(pa.array(ids.tolist(), pa.string()), table["posting_id"].combine_chunks())
    return table.take(places)
