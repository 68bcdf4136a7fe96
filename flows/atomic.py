"""Files that appear whole or not at all, and what to say when they cannot be written."""

from __future__ import annotations

import errno
import os
import re
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex
from typing import IO

#: A temporary file untouched for so long is a leftover, whoever wrote it; the longest file takes a minute.
STALE_SECONDS = 3_600

#: Characters of a file's name that its temporary file carries: at most 200 of the 255 bytes of a name.
_NAME_KEPT = 50

_TEMPORARY = re.compile(r"\..+\.(\d+)-[0-9a-f]{8}\.tmp")
_ADVICE = {
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT), "free some space and run the same command again"),
    **dict.fromkeys((errno.EACCES, errno.EPERM, errno.EROFS), "choose a folder that you may write to"),
}


class StoreError(RuntimeError):
    """Files that a run keeps cannot be written or read; the message says what to do."""


@contextmanager
def replacing(path: Path) -> Iterator[IO[bytes]]:
    """Write a file that appears whole or not at all; an old one stays until the new one is complete.

    Parameters
    ----------
    path : Path
        The file; its folder is made if needed.

    Yields
    ------
    binary file

    Raises
    ------
    StoreError
        If the file cannot be written: a full disk, a folder that may not be written to.
    """
    temporary = path.with_name(f".{path.name[:_NAME_KEPT]}.{os.getpid()}-{token_hex(4)}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with temporary.open("wb") as file:
                yield file
                file.flush()
                # Without this, a power cut after the renaming can leave an empty file under the final name.
                os.fsync(file.fileno())
            temporary.replace(path)
        finally:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)
    except OSError as error:
        raise cannot_write(path, error) from error


def cannot_write(path: Path, error: OSError) -> StoreError:
    """Say what kept a file from being written, and what helps."""
    advice = _ADVICE.get(error.errno or 0, "see that its folder exists and can be written to")
    return StoreError(f"cannot write {path}: {error.strerror or error}; {advice}")


def sweep(files: Iterable[Path]) -> int:
    """Remove those files that :func:`replacing` left when its process was killed.

    Parameters
    ----------
    files : iterable of Path
        Any files; only names that :func:`replacing` gives are looked at.

    Returns
    -------
    int
        How many were removed.
    """
    removed = 0
    for file in files:
        name = _TEMPORARY.fullmatch(file.name)
        with suppress(OSError):
            if name and (not _alive(int(name[1])) or time.time() - file.stat().st_mtime > STALE_SECONDS):
                file.unlink()
                removed += 1
    return removed


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True
