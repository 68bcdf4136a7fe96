"""Labelled files that model versions learned from: packed, named after their SHA-256, each kept once."""

from __future__ import annotations

import gzip
import hashlib
import os
import time
from collections.abc import Collection
from pathlib import Path

#: A kept file that no version names is left alone for so long: the version that is being saved may be about to.
GRACE_SECONDS = 3_600


class KeptDataError(RuntimeError):
    """A kept file that is missing or not what its name says; the message names it."""


class KeptData:
    """Kept files under one folder.

    Parameters
    ----------
    root : Path
        Made when first written.
    """

    def __init__(self, root: Path) -> None:
        self.root = root

    def keep(self, path: Path) -> str:
        """Keep a copy of a file and return its SHA-256."""
        content = path.read_bytes()
        sha256 = hashlib.sha256(content).hexdigest()
        kept = self._path(sha256)
        if kept.exists():
            os.utime(kept)  # it is in use again, see GRACE_SECONDS
            return sha256
        self.root.mkdir(parents=True, exist_ok=True)
        temporary = kept.with_name(f".{sha256}-{os.getpid()}")
        try:
            temporary.write_bytes(gzip.compress(content, compresslevel=6, mtime=0))
            temporary.replace(kept)
        finally:
            temporary.unlink(missing_ok=True)
        return sha256

    def read(self, sha256: str) -> bytes:
        """Return a file's bytes as they were.

        Raises
        ------
        KeptDataError
            If it is missing or damaged.
        """
        path = self._path(sha256)
        try:
            content = gzip.decompress(path.read_bytes())
        except (OSError, EOFError, ValueError) as error:
            raise KeptDataError(f"{path}: cannot be read") from error
        if hashlib.sha256(content).hexdigest() != sha256:
            raise KeptDataError(f"{path}: not what it is named after")
        return content

    def drop_unused(self, used: Collection[str]) -> None:
        """Delete the files that are not among ``used``."""
        for path in self.root.glob("*.gz"):
            if path.stem not in used and time.time() - path.stat().st_mtime > GRACE_SECONDS:
                path.unlink()

    def _path(self, sha256: str) -> Path:
        # A manifest may say anything; as a name it must not lead elsewhere.
        return self.root / f"{sha256 if sha256.isalnum() else 'not-a-hash'}.gz"
