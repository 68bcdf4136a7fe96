"""``rolefit store`` from the terminal: what the store holds, whether it is whole, and making room in it."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from flows.plain_text import plain
from flows.runs import Run, finished_runs, forget, runs
from flows.settings import Settings
from flows.sights import keep_sights
from flows.store import Store, StoreDamaged
from flows.store_check import DAMAGED, Fault, find_faults, mend

if TYPE_CHECKING:
    from flows.batches import Workplace

#: Looks that find all: postings set aside leave what was made from them, which leaves nothing more.
_LOOKS = 3


def show(settings: Settings) -> None:
    """Print what the store holds and what its runs found."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    store, console = Store(settings.store), Console()
    if not store.batches("postings"):
        console.print(Text(f"{store.root} holds nothing yet: run `rolefit rank FILE` first"))
        return
    holds = Table("what", "files", "MB", box=None, pad_edge=False)
    for folder in sorted(path for path in store.root.iterdir() if path.is_dir()):
        sizes = [path.stat().st_size for path in folder.rglob("*") if path.is_file()]
        holds.add_row(Text(plain(folder.name)), f"{len(sizes):,}", f"{sum(sizes) / 1e6:,.1f}")
    console.print(Text(f"{store.root}: {len(store.known_posting_ids()):,} postings"), holds, sep="\n")
    told = Table(box=None, pad_edge=False)
    for name in ("run", "listings of", "into", "rows", "jobs", "new", "changed", "gone"):
        told.add_column(name, overflow="fold", no_wrap=name != "into")
    for run in runs(store):
        into = Text(plain(run.asked.out), overflow="fold")
        names = ("rows", "ranked", "new", "changed", "gone")
        counts = [f"{run.counts[name]:,}" if name in run.counts else "" for name in names]
        state = counts if run.finished else ["stopped", *[""] * 4]
        told.add_row(run.name, run.compared.date, into, *state)
    console.print(told)


def check(settings: Settings, *, dry_run: bool) -> bool:
    """Find what is damaged and mend it; say line by line what was found and done.

    Returns
    -------
    bool
        Whether the store is whole now.
    """
    store = Store(settings.store)
    if not store.root.is_dir():
        _say(f"{store.root} holds nothing yet")
        return True
    found: list[Fault] = []
    lost: set[str] = set()
    with store.locked() as swept:
        if swept:
            _say(f"{swept} temporary files of a killed run: removed")
        for _ in range(_LOOKS):
            faults = list(find_faults(store, _extractors(settings)))
            if not faults:
                break
            for fault in faults:
                if fault.path.parent.name == "postings":
                    lost.update(_files_of(store, fault.path.stem))
                done = "" if dry_run else f" -> {mend(store, fault)}"
                _say(f"{fault.path}: {fault.what}{done}")
            found += faults
            if dry_run:
                break
        if not dry_run:
            _parse_what_is_missing(settings, store)
        batches = store.batches("postings")
        _say(_verdict(len(found), dry_run, f"{len(batches)} batches of postings, {_count_runs(store)} runs"))
    if lost:
        _say(f"Postings were lost; rank these files again: {', '.join(sorted(lost))}")
    return not (found and dry_run)


def prune(settings: Settings, keep: int) -> None:
    """Forget old runs: what they read, rejected and ranked.

    Postings and duties stay, the days on which jobs were first seen, and the addresses, ids and dates they were seen
    under: what is ranked after it is what would have been ranked without it.

    Parameters
    ----------
    settings : Settings
    keep : int
        How many of the newest runs stay of each series (one profile and one run folder).
    """
    store = Store(settings.store)
    if not store.root.is_dir():
        _say(f"{store.root} holds nothing yet")
        return
    with store.locked():
        before = _size(store.root.rglob("*"))
        known = runs(store)
        kept = _kept(known, keep)
        needed = {name for run in kept for name in (run.compared.base, run.compared.previous, run.compared.scores)}
        old = [run for run in known if run not in kept]
        # What a kept run is compared with is needed to rank its listings again.
        forgotten = [run.name for run in old if run.name not in needed]
        keep_sights(store, forgotten)
        for run in forgotten:
            forget(store, run)
        for name in set(store.batches("ranked")) - {run.name for run in known}:
            store.path("ranked", name).unlink()  # of a run before there were records
        freed = before - _size(store.root.rglob("*"))
    _say(f"{len(forgotten)} runs forgotten, {len(known) - len(forgotten)} kept; {freed / 1e6:,.1f} MB freed")


def _kept(known: Iterable[Run], keep: int) -> list[Run]:
    """Pick the newest runs of each series, and the one that was stopped, which can still go on."""
    kept: list[Run] = []
    taken: dict[tuple[str, str], int] = {}
    for run in reversed(list(known)):
        series = (run.asked.profile, run.asked.out)
        if not run.finished or taken.get(series, 0) < keep:
            taken[series] = taken.get(series, 0) + run.finished
            kept.append(run)
    return kept


def _parse_what_is_missing(settings: Settings, store: Store) -> None:
    from flows.batches import Workplace, extract_batch
    from flows.champion import champion_manifest

    manifest = champion_manifest(settings)
    if manifest is None:
        return
    place = Workplace(settings.store, settings.registry, manifest.version, manifest.extractor)
    for batch in _to_parse(store, place):
        _say(f"{place.duties}/{batch}: duties and facts are missing -> {extract_batch(place, batch)} parsed")


def _to_parse(store: Store, place: Workplace) -> list[str]:
    """Name the batches of the newest run that lack duties and facts."""
    newest = next(iter(finished_runs(store)[-1:]), None)
    if newest is None or newest.asked.model != place.model:
        return []
    known = store.known_posting_ids()
    ids = store.read("jobs", newest.name, ["posting_id"])["posting_id"].to_pylist()
    batches = {known[posting] for posting in ids if posting in known}
    return sorted(batch for batch in batches if not store.exists(place.duties, batch))


def _files_of(store: Store, batch: str) -> set[str]:
    """Name the files in which the postings of a lost batch were last seen."""
    try:
        folder = next((store.root / "facts").glob(f"*/{batch}.parquet")).parent.name
        ids = set(store.read(f"facts/{folder}", batch, ["posting_id"])["posting_id"].to_pylist())
        files: set[str] = set()
        for run in finished_runs(store)[-1:]:
            for part in store.batches(run.sightings):
                rows = store.read(run.sightings, part, ["posting_id", "source_file"]).to_pylist()
                files.update(row["source_file"] for row in rows if row["posting_id"] in ids)
        return files
    except (StopIteration, StoreDamaged):
        return set()


def _extractors(settings: Settings) -> dict[str, str]:
    from models.registry import Registry, RegistryError

    registry = Registry(settings.registry)
    found: dict[str, str] = {}
    for path in (settings.store / "judged").glob("*"):
        try:
            found[path.name] = registry.manifest(path.name).extractor
        except RegistryError:
            continue
    return found


def _verdict(faults: int, dry_run: bool, holds: str) -> str:
    if not faults:
        return f"The store is whole: {holds}"
    things = "1 thing" if faults == 1 else f"{faults} things"
    if dry_run:
        return f"{things} damaged, nothing changed: run `rolefit store check` to mend"
    return f"{things} mended; {holds}. What was set aside is in the store's folder {DAMAGED}"


def _count_runs(store: Store) -> int:
    return len(list((store.root / "runs").glob("*/run.json")))


def _size(paths: Iterable[Path]) -> int:
    return sum(path.stat().st_size for path in paths if path.is_file())


def _say(line: str) -> None:
    sys.stdout.write(plain(line) + "\n")
