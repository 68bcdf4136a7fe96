"""What can be wrong with what a home holds: the model in use, and the store."""

from __future__ import annotations

import fcntl
from pathlib import Path

from flows.doctor import Finding
from flows.settings import Settings


def model(settings: Settings) -> Finding:
    """Look whether there is a model that may be loaded, without loading it."""
    from models.registry import Registry, RegistryError

    registry = Registry(settings.registry)
    champion = registry.champion()
    if champion is None:
        if not any(settings.labeled.glob("*.jsonl")):
            do = "set ROLEFIT_HOME to the folder that holds data/labeled, or copy the project's there"
            return Finding("model", "fail", f"none, and nothing to train one from in {settings.labeled}", do)
        return Finding("model", "ok", "none yet: the first `rolefit rank` trains one in a minute")
    try:
        manifest = registry.manifest(champion)
        if not registry.is_current(manifest):
            return Finding("model", "warn", f"{champion} is of other versions: the next `rolefit rank` trains it again")
        registry.check(champion)
    except RegistryError as error:
        return Finding(
            "model", "fail", str(error), "`rolefit models rollback`, or delete its folder: then it is trained"
        )
    return Finding("model", "ok", f"{champion} of {manifest.created[:10]}, whole")


def store(settings: Settings) -> Finding:
    """Look whether a run holds the store, and whether each of its files is a whole Parquet file.

    Only the ends of files are read: 1 ms each. ``rolefit store check`` reads all of them.
    """
    root = settings.store
    if not root.is_dir():
        return Finding("store", "ok", "nothing ranked yet")
    if holder := _holder(root / ".lock"):
        return Finding(
            "store", "warn", f"a run uses it ({holder})", "wait for it, or stop it; the same command goes on"
        )
    files = sorted(root.rglob("*.parquet"))
    damaged = [path for path in files if not _is_whole(path)]
    if damaged:
        some = ", ".join(str(path.relative_to(root)) for path in damaged[:3])
        detail = f"{len(damaged)} of {len(files)} files are damaged: {some}" + (", …" if len(damaged) > 3 else "")
        return Finding("store", "fail", detail, "run `rolefit store check`, which mends it")
    return Finding("store", "ok", f"{len(files):,} files, whole as far as their ends tell")


def _holder(lock: Path) -> str:
    """Say who holds a lock file; empty if nobody."""
    try:
        with lock.open(encoding="utf-8") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return file.read().strip() or "another process"
    except OSError:
        pass  # no run has been here, or nobody may look: then a run will say so
    return ""


def _is_whole(path: Path) -> bool:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        pq.read_metadata(path)
    except (OSError, pa.ArrowException):
        return False
    return True
