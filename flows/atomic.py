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

_TEMPORARY = re.compile(r"\..+\.(\d+)-([0-9a-f]{8})\.tmp")

#: Marks of the temporary files that this process is writing. In a container each run may have the same process number
#: as the killed one before it, so that the number alone does not tell its leftovers from our own files.
_under_way: set[str] = set()

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
    with together(path) as files:
        yield files.open(path)


class Together:
    """Files that are written under temporary names, and get their own names all at once."""

    def __init__(self) -> None:
        self._files: list[tuple[Path, Path, IO[bytes]]] = []
        self._marks: set[str] = set()

    def open(self, path: Path) -> IO[bytes]:
        """Begin a file; its folder is made if needed.

        Raises
        ------
        StoreError
            If it cannot be begun.
        """
        mark = token_hex(4)
        temporary = path.with_name(f".{path.name[:_NAME_KEPT]}.{os.getpid()}-{mark}.tmp")
        _under_way.add(mark)
        self._marks.add(mark)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            file = temporary.open("wb")
        except OSError as error:
            raise cannot_write(path, error) from error
        self._files.append((path, temporary, file))
        return file

    def so_far(self, path: Path) -> Path:
        """Give where a file begun here can be read before it has its name; whoever writes it must be done."""
        temporary, file = next((temporary, file) for name, temporary, file in self._files if name == path)
        try:
            file.flush()
        except OSError as error:
            raise cannot_write(path, error) from error
        return temporary

    def _complete(self) -> None:
        """Bring every file to the disk, then rename them; what can fail fails before the first is renamed."""
        for path, _, file in self._files:
            try:
                with file:
                    file.flush()
                    # Without this, a power cut after the renaming can leave an empty file under the final name.
                    os.fsync(file.fileno())
            except OSError as error:
                raise cannot_write(path, error) from error
        for path, temporary, _ in self._files:
            try:
                temporary.replace(path)
            except OSError as error:
                raise cannot_write(path, error) from error

    def _clear(self) -> None:
        for _, temporary, file in self._files:
            with suppress(OSError):
                file.close()
            with suppress(OSError):
                temporary.unlink(missing_ok=True)
        _under_way.difference_update(self._marks)


@contextmanager
def together(path: Path) -> Iterator[Together]:
    """Write files that appear together or not at all; old ones stay until all new ones are complete.

    A process that is killed between two renamings, a few microseconds, leaves some new files beside old ones; the
    same command writes them all again.

    Parameters
    ----------
    path : Path
        What to name where one of them cannot be written.

    Yields
    ------
    Together

    Raises
    ------
    StoreError
        If a file cannot be written: a full disk, a folder that may not be written to. No file has changed then.
    """
    files = Together()
    try:
        yield files
        files._complete()
    except OSError as error:
        raise cannot_write(path, error) from error
    finally:
        files._clear()


def cannot_write(path: Path, error: OSError) -> StoreError:
    """Say what kept a file from being written, and what helps."""
    advice = _ADVICE.get(error.errno or 0, "see that its folder exists and can be written to")
    return StoreError(f"cannot write {path}: {error.strerror or error}; {advice}")


def sweep(files: Iterable[Path], *, alone: bool = False) -> int:
    """Remove those files that :func:`replacing` left when its process was killed.

    Parameters
    ----------
    files : iterable of Path
        Any files; only names that :func:`replacing` gives are looked at.
    alone : bool
        No other process may be writing here: whatever this one is not writing is a leftover.

    Returns
    -------
    int
        How many were removed.
    """
    removed = 0
    for file in files:
        name = _TEMPORARY.fullmatch(file.name)
        with suppress(OSError):
            if name and name[2] not in _under_way and (alone or _left(int(name[1]), file)):
                file.unlink()
                removed += 1
    return removed


def _left(pid: int, file: Path) -> bool:
    return pid == os.getpid() or not _alive(pid) or time.time() - file.stat().st_mtime > STALE_SECONDS


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True
