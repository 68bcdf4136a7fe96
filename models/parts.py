"""The files of a model version: written and hashed, checked against their hashes."""

from __future__ import annotations

import hashlib
import os
import zlib
from io import BytesIO
from pathlib import Path
from typing import Any

import joblib
from joblib.numpy_pickle import NumpyPickler

from models.manifest import Manifest
from models.training import Trained
from models.unseen import Unseen

#: What the models of a version said of its labelled postings out of fold.
UNSEEN = "unseen.json"


def write_parts(trained: Trained, folder: Path) -> tuple[str, str, str]:
    """Write the models and their judgements; return the SHA-256 of line model, judge and judgements."""
    dump(trained.lines, folder / "lines.joblib")
    dump(trained.judge, folder / "judge.joblib")
    (folder / UNSEEN).write_text(trained.unseen.to_json(), encoding="utf-8")
    lines, judge, unseen = (sha256_of(folder / name) for name in ("lines.joblib", "judge.joblib", UNSEEN))
    return lines, judge, unseen


class _ByValue(NumpyPickler):
    """Writes every text in full, as :class:`joblib.hashing.Hasher` does.

    Pickle would write which equal texts are one object, and that depends on what else the process has loaded: an
    attribute ``C`` may or may not be the ``C`` that names the order of an array.
    """

    def memoize(self, obj: Any) -> None:
        """Remember an object that was written, unless it is a text."""
        if not isinstance(obj, str | bytes):
            super().memoize(obj)


def dump(model: object, path: Path) -> None:
    """Write a model for :func:`joblib.load`; equal models give equal bytes, in whatever process they were made.

    What training leaves behind beside the values (arrays that are views, tuples that are one object) is gone once a
    model was read from its saved form, so that it is that which is written.
    """
    buffer, plain = BytesIO(), BytesIO()
    joblib.dump(model, buffer)
    buffer.seek(0)
    _ByValue(plain).dump(joblib.load(buffer))
    path.write_bytes(zlib.compress(plain.getvalue(), 3))


def damaged_part(folder: Path, manifest: Manifest) -> Path | None:
    """Find a file that is missing or not what the manifest says."""
    hashes = {"lines.joblib": manifest.lines_sha256, "judge.joblib": manifest.judge_sha256}
    if manifest.unseen_sha256:
        hashes[UNSEEN] = manifest.unseen_sha256
    paths = {folder / name: expected for name, expected in hashes.items()}
    return next((path for path, sha256 in paths.items() if not path.is_file() or sha256_of(path) != sha256), None)


def read_unseen(folder: Path, manifest: Manifest) -> Unseen | None:
    """Read the judgements that a version kept; None for versions made before they were kept."""
    return Unseen.from_json((folder / UNSEEN).read_text(encoding="utf-8")) if manifest.unseen_sha256 else None


def sha256_of(path: Path) -> str:
    """Hash a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def replace_text(path: Path, text: str) -> None:
    """Write a text file; a reader sees the old one or the new one. Only one process may do so at a time."""
    temporary = path.with_name(f".{path.name}.tmp")  # one name: what a killed process left is written over
    with temporary.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
