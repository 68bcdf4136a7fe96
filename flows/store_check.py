"""Finding what is damaged in the store, and mending it: nothing that cannot be made again is deleted.

What is made from postings (duties, facts, judgements, scores) is removed where it is damaged, and made anew. What is
not (postings, what runs saw and found) is set aside in ``data/store/damaged``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from flows import tables
from flows.atomic import cannot_write
from flows.runs import OF_A_RUN, forget, read_run
from flows.store import Store, StoreDamaged

#: Folder of the store that takes what is damaged and cannot be made again.
DAMAGED = "damaged"

#: First part of a dataset's name to its schema, and whether it is made from postings.
_DATASETS = {
    "postings": (tables.POSTINGS, False),
    "duties": (tables.DUTIES, True),
    "facts": (tables.FACTS, True),
    "readings": (tables.READINGS, True),
    "judged": (tables.JUDGED, True),
    "scores": (tables.SCORES, True),
    "ranked": (tables.RANKED, False),
    "jobs": (tables.JOBS, False),
    "seen": (tables.SEEN, False),
    "sights": (tables.SIGHTS, False),
}
_OF_ROWS = {"sightings": tables.SIGHTINGS, "rejected": tables.REJECTED}


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that should not be so.

    Attributes
    ----------
    path : Path
        The file.
    what : str
        What is wrong with it.
    removable : bool
        It can be made again, or holds nothing; else it is set aside.
    run : str
        The run that is of no use without it; empty for none.
    """

    path: Path
    what: str
    removable: bool
    run: str = ""


def find_faults(store: Store, extractors: Mapping[str, str]) -> Iterator[Fault]:
    """Look at every file of the store.

    Parameters
    ----------
    store : Store
        Held by this process: a run under way leaves things half done.
    extractors : mapping of str to str
        Model versions to the extractor version whose duties they judge.

    Yields
    ------
    Fault
        What follows from another fault (duties of postings that are set aside) is found by the next look.
    """
    ids: dict[str, list[str]] = {}
    for path in sorted(store.root.rglob("*.parquet")):
        parts = path.relative_to(store.root).with_suffix("").parts
        if parts[0] == DAMAGED:
            continue
        if parts[0] == "runs" and len(parts) == 4 and parts[2] in _OF_ROWS:
            schema, removable = _OF_ROWS[parts[2]], False
        elif parts[0] in _DATASETS:
            schema, removable = _DATASETS[parts[0]]
        else:
            continue  # not of the store
        dataset, batch = "/".join(parts[:-1]), parts[-1]
        what = _unreadable(store, dataset, batch, schema)
        if not what and parts[0] == "postings":
            ids[batch] = store.read(dataset, batch, ["posting_id"])["posting_id"].to_pylist()
            what = "" if store.batch_id(ids[batch]) == batch else "holds other postings than its name says"
        if what:
            yield Fault(path, what, removable, batch if parts[0] in OF_A_RUN else "")
    yield from _unrelated(store, ids, extractors)
    yield from _of_runs(store)


def _unreadable(store: Store, dataset: str, batch: str, schema: pa.Schema) -> str:
    try:
        for part in store.read_parts(dataset, batch):
            if not part.schema.equals(schema):
                differs = sorted(set(schema.names) ^ set(part.schema.names)) or ["kinds of columns"]
                return f"has another schema ({', '.join(differs)}): another version of rolefit wrote it"
    except StoreDamaged:
        return "cannot be read"
    return ""


def _unrelated(store: Store, ids: Mapping[str, Sequence[str]], extractors: Mapping[str, str]) -> Iterator[Fault]:
    """Find what is made from postings and is not about them, or lacks its other half."""
    for kind in ("facts", "duties", "readings", "scores", "judged"):
        for path in sorted((store.root / kind).rglob("*.parquet")):
            batch, dataset = path.stem, path.parent.relative_to(store.root).as_posix()
            if batch not in ids:
                if not store.exists("postings", batch):
                    yield Fault(path, "its postings are not in the store", removable=True)
                continue
            other = {"facts": "duties", "duties": "facts"}.get(kind)
            if other and not store.exists(dataset.replace(kind, other, 1), batch):
                yield Fault(path, f"its {other} are missing", removable=True)
            elif what := _about_others(store, dataset, batch, ids[batch], extractors):
                yield Fault(path, what, removable=True)


def _about_others(
    store: Store, dataset: str, batch: str, ids: Sequence[str], extractors: Mapping[str, str]
) -> str:  # fmt: skip
    kind, _, version = dataset.partition("/")
    try:
        if kind == "readings":
            about = store.read(dataset, batch, ["posting_id"])["posting_id"].to_pylist()
            return "" if about == [list(ids)] else "is not about its postings"
        table = store.read(dataset, batch, ["posting_id", *(["duty"] if kind in ("duties", "judged") else [])])
        if kind in ("facts", "scores"):
            return "" if table["posting_id"].to_pylist() == ids else "is not about its postings"
        duties = f"duties/{extractors.get(version, '')}"
        if kind == "judged" and version in extractors and store.exists(duties, batch):
            same = store.read(duties, batch, ["posting_id", "duty"]).equals(table)
            return "" if same else "does not belong to its duties"
    except StoreDamaged:
        pass  # which is a fault of its own
    return ""


def _of_runs(store: Store) -> Iterator[Fault]:
    known: set[str] = set()
    for folder in sorted(path for path in (store.root / "runs").glob("*") if path.is_dir()):
        record = folder / "run.json"
        known.add(folder.name)
        try:
            run = read_run(record)
        except StoreDamaged:
            yield Fault(record, "cannot be read" if record.exists() else "is missing", removable=False, run=folder.name)
            continue
        lost = [kind for kind in OF_A_RUN if not store.exists(kind, run.name)] if run.finished else []
        if lost:
            yield Fault(record, f"its tables {', '.join(lost)} are missing", removable=True, run=run.name)
    for kind in ("jobs", "seen"):
        for name in store.batches(kind):
            if name not in known:
                yield Fault(store.path(kind, name), "its run is not known", removable=True)


def mend(store: Store, fault: Fault) -> str:
    """Remove a file that can be made again, set any other aside; say what was done.

    Raises
    ------
    StoreError
        If it cannot be.
    """
    try:
        if fault.removable or not fault.path.exists():
            fault.path.unlink(missing_ok=True)
            done = "removed"
        else:
            kept = store.root / DAMAGED / fault.path.relative_to(store.root)
            kept.parent.mkdir(parents=True, exist_ok=True)
            fault.path.replace(kept)
            done = f"set aside as {kept}"
    except OSError as error:
        raise cannot_write(fault.path, error) from error
    if fault.run:
        forget(store, fault.run)
        done += "; its run is forgotten"
    return done
