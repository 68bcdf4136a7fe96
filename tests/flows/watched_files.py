"""Sees which files are touched by this process, by Python or by a library: for tests that nothing is."""

from __future__ import annotations

import ctypes
import hashlib
import os
import struct
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

#: Whether files can be watched here: inotify is Linux's.
WATCHES = sys.platform == "linux"

_ACCESSED, _MODIFIED, _OPENED = 0x1, 0x2, 0x20
_MOVED, _CREATED, _DELETED = 0xC0, 0x100, 0x200
_EVENT = struct.Struct("iIII")

#: What Python itself does while a hook is in force; hooks stay until the process ends, so there is one.
_events: list[tuple[str, Any]] | None = None


@contextmanager
def opened(folders: Iterable[Path]) -> Iterator[set[str]]:
    """Collect the names of files in these folders that anything opens, makes, changes or removes meanwhile."""
    seen: set[str] = set()
    libc = ctypes.CDLL(None, use_errno=True)
    handle = libc.inotify_init1(os.O_NONBLOCK)
    assert handle >= 0, os.strerror(ctypes.get_errno())
    try:
        for folder in folders:
            mask = _ACCESSED | _MODIFIED | _OPENED | _MOVED | _CREATED | _DELETED
            assert libc.inotify_add_watch(handle, os.fsencode(folder), mask) >= 0
        yield seen
        try:
            data = os.read(handle, 1 << 20)
        except BlockingIOError:
            return
        at = 0
        while at < len(data):
            *_, size = _EVENT.unpack_from(data, at)
            seen.add(os.fsdecode(data[at + _EVENT.size : at + _EVENT.size + size].rstrip(b"\0")))
            at += _EVENT.size + size
    finally:
        os.close(handle)


@contextmanager
def audited() -> Iterator[list[tuple[str, Any]]]:
    """Collect what Python opens, starts, connects to or changes meanwhile, as audit events."""
    global _events
    if not getattr(audited, "hooked", False):
        sys.addaudithook(_note)
        audited.hooked = True  # type: ignore[attr-defined]
    _events = found = []
    try:
        yield found
    finally:
        _events = None


def _note(event: str, args: tuple[Any, ...]) -> None:
    if _events is not None and event.split(".")[0] in (
        "open",
        "os",
        "subprocess",
        "socket",
        "shutil",
        "ctypes",
        "exec",
    ):
        _events.append((event, args[0] if args else None))


def tree_hash(root: Path) -> str:
    """Hash names and contents of all files below a folder."""
    digest = hashlib.sha256()
    for path in sorted(root.rglob("*")):
        digest.update(
            str(path.relative_to(root)).encode() + b"\0" + (path.read_bytes() if path.is_file() else b"") + b"\0"
        )
    return digest.hexdigest()
