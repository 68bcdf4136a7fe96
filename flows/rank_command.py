"""``rolefit rank`` from the terminal: train a model if there is none, run the flow, show how far it is."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.batches import Workplace, warm_up
from flows.champion import DEFAULT_PROFILE, champion_manifest, train_champion
from flows.prefect_settings import prepare_prefect
from flows.progress import progress as _progress
from flows.progress import say as _say
from flows.publish import prepare_folder
from flows.retry import last_run
from flows.settings import Settings
from flows.several_profiles import profile_runs
from flows.sources import ReadOptions, check_inputs
from flows.store import Store
from flows.summary import terminal_summary
from flows.workers import Workers, limit_threads

if TYPE_CHECKING:
    from collections.abc import Callable

    from models.registry import Manifest

#: Where results go unasked.
DEFAULT_OUT = Path("out")

#: Workers that are started unasked: each needs 350 MB.
MOST_WORKERS = 4


def run_rank(
    inputs: Sequence[Path],
    out: Path | None = None,
    *,
    profiles: Sequence[str] = (),
    workers: int,
    columns: Mapping[str, str],
    date: str = "",
    strict: bool = False,
    retry_rejected: bool = False,
    quiet: bool,
) -> dict[str, Any]:
    """Rank listings as a user asks for it on the command line.

    Parameters
    ----------
    inputs : sequence of Path
        Files and folders; none if the last run's are to be read again.
    out : Path, optional
        The run's folder; ``out`` by default.
    profiles : sequence of str
        Names or paths; ``account_manager`` by default. See :func:`flows.several_profiles.profile_runs` for where the
        outputs of each go.
    workers : int
        Worker processes; 1 works in this one.
    columns : mapping of str to str
        Our column names to the file's.
    date : str
        ISO day on which the listings were scraped; today if empty.
    strict : bool
        Fail if a row is rejected.
    retry_rejected : bool
        Read only the files again of which the last run rejected rows; folder, profile and columns are its own
        unless they are given.
    quiet : bool
        Print nothing.

    Returns
    -------
    dict
        What ``run.json`` holds, of the first profile; empty if there was nothing to read again.
    """
    limit_threads()
    settings = Settings()
    store = Store(settings.store)
    retries, given = "", tuple(str(path) for path in inputs)
    if retry_rejected:
        last = last_run(store, out, Path.cwd())
        if not last.counts.get("rejected"):
            if not quiet:
                _say(f"The run of {last.compared.date} into {last.asked.out} rejected nothing: nothing to read again.")
            return {}
        retries, given, out = last.name, last.asked.inputs, out or Path(last.asked.out)
        profiles, columns = profiles or [last.asked.profile_file], {**last.asked.columns, **columns}
    # Says what is wrong with a profile before any work is done.
    asked = profile_runs(settings, profiles or [DEFAULT_PROFILE], out or DEFAULT_OUT)
    notes = [] if retries else check_inputs(inputs, ReadOptions(columns=dict(columns)))
    for one in reversed(asked):
        prepare_folder(one.out)
    prepare_prefect(settings.home)
    with store.locked(), Workers(workers) as pool, _progress(quiet) as tell:
        if not quiet:
            for note in notes:
                _say(note)
        manifest = champion_manifest(settings) or _train(settings, tell)
        place = Workplace(settings.store, settings.registry, manifest.version, manifest.extractor)
        if not store.batches(place.duties):
            pool.warm_up(warm_up, place)
        tell("starting", 0, 1)
        from flows.prefect_server import server_ends_with_us
        from flows.rank import RankRequest, as_request, rank, surroundings

        server_ends_with_us()
        summaries: list[dict[str, Any]] = []
        for one in asked:
            request = RankRequest(
                inputs=given,
                out=str(one.out),
                home=str(settings.home),
                model=manifest.version,
                profile=one.profile,
                workers=workers,
                columns=dict(columns),
                date=date,
                strict=strict,
                retries=retries,
            )
            with surroundings(pool, tell):
                summaries.append(rank(as_request(request)))
    if not quiet:
        for one, summary in zip(asked, summaries, strict=True):
            for line in [f"Profile {one.profile}:"] * (len(asked) > 1) + terminal_summary(summary):
                sys.stdout.write(line + "\n")
    return summaries[-1]


def default_workers() -> int:
    """One worker a core that this process may use, at most :data:`MOST_WORKERS`."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(MOST_WORKERS, cores))


def _train(settings: Settings, tell: Callable[[str, int, int], None]) -> Manifest:
    return train_champion(settings, lambda step, done: tell(f"training: {step}", round(done * 100), 100))
