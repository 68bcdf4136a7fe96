"""The main job as a Prefect flow: read, extract, score, publish, batch by batch.

Tasks are thin wrappers: they get names and paths, call one function of :mod:`flows.ingest`, :mod:`flows.batches` or
:mod:`flows.publish`, and give back counts. Importing this module imports Prefect (2 s); commands that orchestrate
nothing do not.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Any

from prefect import flow, task
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE
from prefect.futures import PrefectFuture, as_completed
from prefect.task_runners import ThreadPoolTaskRunner

from flows.batches import Workplace, extract_batch, score_batch
from flows.champion import read_profile
from flows.comparison import compare
from flows.ingest import Ingested, ingest, refuse_rejected
from flows.profile_key import profile_key
from flows.publish import publish
from flows.report_command import report_of
from flows.retry import read_rejected_again
from flows.run_portrait import run_drift
from flows.runs import Asked, Run, begin, files_hash, read_run, write_run
from flows.same_jobs import run_same_jobs
from flows.settings import Settings
from flows.sources import ReadOptions, read_listings
from flows.store import Store
from flows.summary import markdown_summary
from flows.workers import Workers
from models.registry import Registry

#: A task that fails is tried again this often: a worker process may have been killed, a disk may have been full.
RETRIES, RETRY_SECONDS = 2, 1

#: Tasks under way at once: enough to keep the workers busy while others wait for Prefect's API.
THREADS = 4


@dataclass(frozen=True, slots=True)
class RankRequest:
    """What to rank and how; plain values, so that a deployment can carry it as parameters."""

    inputs: tuple[str, ...]
    out: str
    home: str
    model: str
    profile: str = "account_manager"
    workers: int = 2
    columns: dict[str, str] = field(default_factory=dict)
    date: str = ""
    strict: bool = False
    retries: str = ""


@dataclass(frozen=True, slots=True)
class _Surroundings:
    """What a caller in this process lends a run: workers already warm, and someone to tell of progress."""

    workers: Workers | None = None
    progress: Callable[[str, int, int], None] = lambda step, done, total: None


_surroundings = _Surroundings()


@contextmanager
def surroundings(workers: Workers, progress: Callable[[str, int, int], None]) -> Iterator[None]:
    """Lend runs of :func:`rank` warm workers and a progress callback (step, done, total) for a while."""
    global _surroundings
    before, _surroundings = _surroundings, _Surroundings(workers, progress)
    try:
        yield
    finally:
        _surroundings = before


@task(name="ingest", cache_policy=NO_CACHE, persist_result=False)
def ingest_task(store: str, run: str) -> dict[str, Any]:
    """Read a run's listings into the store. Not retried: what cannot be read now cannot be read in a second."""
    kept = Store(Path(store))
    begun = _record(kept, run)
    asked = begun.asked
    if asked.retries:
        items = read_rejected_again(kept, _record(kept, asked.retries), asked.columns)
    else:
        items = read_listings([Path(path) for path in asked.inputs], ReadOptions(columns=asked.columns))
    read = ingest(items, kept, run)
    begun = replace(begun, listings=read.listings, counts={"rows": read.rows, "rejected": read.rejected})
    write_run(kept, replace(begun, compared=compare(kept, begun)))
    return asdict(read)


@task(
    name="extract",
    retries=RETRIES,
    retry_delay_seconds=RETRY_SECONDS,
    cache_policy=NO_CACHE,
    persist_result=False,
)
def extract_task(place: dict[str, str], batch: str) -> int:
    """Extract duties and facts of one batch."""
    return _workers().run(extract_batch, _place(place), batch)


@task(
    name="score",
    retries=RETRIES,
    retry_delay_seconds=RETRY_SECONDS,
    cache_policy=NO_CACHE,
    persist_result=False,
)
def score_task(place: dict[str, str], batch: str, home: str, profile: str) -> int:
    """Judge one batch for one profile."""
    skills = read_profile(Settings(home=Path(home)), profile)
    return _workers().run(score_batch, _place(place), batch, skills, profile_key(skills))


@task(name="publish", cache_policy=NO_CACHE, persist_result=False)
def publish_task(
    place: dict[str, str], run: str, batches: list[str], about: dict[str, Any], clock: float
) -> dict[str, Any]:
    """Write the run's outputs; ``clock`` is when it began."""
    workplace = _place(place)
    store = Store(workplace.store)
    record = _record(store, run)
    same = _workers().run(run_same_jobs, workplace, record, batches)
    _workers().rest()  # gives back the room of the fingerprints
    drift = _workers().run(run_drift, workplace, record, batches)
    record = replace(record, drift=drift)

    def about_now() -> dict[str, Any]:
        return {**about, "drift": drift, "seconds": round(perf_counter() - clock, 1)}

    skills = read_profile(Settings(home=store.root.parents[1]), record.asked.profile_file)

    def report(ranked: Path) -> bytes:
        return _workers().run(report_of, workplace, ranked, batches, skills)

    return publish(store, workplace, record, batches, same, about_now, report)


@flow(name="rank", task_runner=ThreadPoolTaskRunner(max_workers=THREADS), validate_parameters=False)  # type: ignore[arg-type]
def rank(request: dict[str, Any]) -> dict[str, Any]:
    """Rank listings by their fit to a profile.

    Parameters
    ----------
    request : dict
        The fields of a :class:`RankRequest`.

    Returns
    -------
    dict
        What ``run.json`` holds: counts, versions, seconds.
    """
    asked = RankRequest(**request)
    if _surroundings.workers is not None:
        return _rank(asked)
    # A command on the terminal holds the store and lends its workers; a deployment's run has neither.
    store = Store(Settings(home=Path(asked.home)).store)
    with store.locked(), Workers(asked.workers) as workers, surroundings(workers, _surroundings.progress):
        return _rank(asked)


def _rank(asked: RankRequest) -> dict[str, Any]:
    started, clock = datetime.now(UTC), perf_counter()
    settings = Settings(home=Path(asked.home))
    manifest = Registry(settings.registry).manifest(asked.model)
    place = {
        "store": str(settings.store),
        "registry": str(settings.registry),
        "model": manifest.version,
        "extractor": manifest.extractor,
    }
    store, skills = Store(settings.store), read_profile(settings, asked.profile)
    key = profile_key(skills)
    run = begin(
        store,
        Asked(
            inputs=tuple(asked.inputs),
            folder=os.getcwd(),  # noqa: PTH109 - a name to keep, not a path to use
            files=files_hash(asked.inputs),
            out=str(Path(asked.out).resolve()),
            profile=skills.name,
            profile_key=key,
            profile_file=asked.profile,
            model=manifest.version,
            columns=asked.columns,
            retries=asked.retries,
            date=asked.date,
        ),
        started,
    )
    progress = _surroundings.progress
    progress("reading", 0, 1)
    read = Ingested(**ingest_task(place["store"], run.name))
    if asked.strict:
        refuse_rejected(store, run.rejected, read.rows, read.rejected)
    batches = list(read.batches)
    todo = _unfinished(place, batches, key)
    pending: dict[PrefectFuture[int], PrefectFuture[int]] = {}
    for batch in todo:
        extracted = extract_task.submit(place, batch)
        scored = score_task.submit(place, batch, asked.home, asked.profile, wait_for=[extracted], return_state=False)
        pending[scored] = extracted
    progress("judging", 0, len(pending))
    for done, scored in enumerate(as_completed(list(pending)), start=1):
        # Of a batch that was not extracted, the score only says that it never began.
        pending[scored].result()
        scored.result()
        progress("judging", done, len(pending))
    _workers().rest()
    progress("writing", 0, 1)
    run = _record(store, run.name)
    about = {
        "run": run.name,
        "started": started.isoformat(timespec="seconds"),
        "inputs": list(asked.inputs),
        "out": asked.out,
        "profile": asked.profile,
        "model_version": manifest.version,
        "extractor": manifest.extractor,
        "date": run.compared.date,
        "previous_run": run.compared.previous,
        "scores_compared_with": run.compared.scores,
    }
    summary: dict[str, Any] = publish_task(place, run.name, batches, about, clock)
    create_markdown_artifact(
        key="rank-summary", markdown=markdown_summary(summary), description="Summary of a rank run"
    )
    progress("writing", 1, 1)
    return summary


def _unfinished(place: dict[str, str], batches: list[str], key: str) -> list[str]:
    """Keep the batches that lack duties, facts or scores: what exists needs no task."""
    workplace = _place(place)
    store = Store(workplace.store)
    datasets = (workplace.duties, workplace.facts, workplace.judged, workplace.scores(key))
    return [batch for batch in batches if not all(store.exists(dataset, batch) for dataset in datasets)]


def _record(store: Store, run: str) -> Run:
    return read_run(store.root / "runs" / run / "run.json")


def _place(place: dict[str, str]) -> Workplace:
    return Workplace(Path(place["store"]), Path(place["registry"]), place["model"], place["extractor"])


def _workers() -> Workers:
    if _surroundings.workers is None:
        raise RuntimeError("tasks of a rank run work inside its flow only")
    return _surroundings.workers


def as_request(request: RankRequest) -> dict[str, Any]:
    """Turn a request into the flow's parameter."""
    return json.loads(json.dumps(asdict(request)))  # type: ignore[no-any-return]
