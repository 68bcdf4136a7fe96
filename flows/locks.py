"""Locks on files: one process at a time, and the others are told which one. A lock goes with its process."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from flows.atomic import StoreError, cannot_write


@contextmanager
def held(path: Path, refusal: str) -> Iterator[None]:
    """Hold a lock file; the system lets go of it with the process, however that ends, so that none is ever stale.

    Parameters
    ----------
    path : Path
        The file; it and its folder are made if needed, and it stays.
    refusal : str
        What to say where another process holds it; ``{holder}`` becomes that process and since when.

    Raises
    ------
    StoreError
        If another process holds it, or the file cannot be made or locked.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("a+", encoding="utf-8")
    except OSError as error:
        raise cannot_write(path, error) from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            file.seek(0)
            raise StoreError(refusal.replace("{holder}", file.read().strip() or "another process")) from error
        except OSError as error:
            raise StoreError(f"cannot lock {path}: {error.strerror}; keep its folder on a local disk") from error
        file.truncate(0)
        file.write(f"process {os.getpid()}, since {datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC")
        file.flush()
        yield
