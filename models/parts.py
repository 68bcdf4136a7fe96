"""The files of a model version: written and hashed, checked against their hashes."""

from __future__ import annotations

import hashlib
import os
from io import BytesIO
from pathlib import Path

import joblib

from models.manifest import Manifest
from models.training import Trained
from models.unseen import Unseen

#: What the models of a version said of its labelled postings out of fold.
UNSEEN = "unseen.json"


def write_parts(trained: Trained, folder: Path) -> tuple[str, str, str]:
    """Write the models and their judgements; return the SHA-256 of line model, judge and judgements."""
    _dump(trained.lines, folder / "lines.joblib")
    _dump(trained.judge, folder / "judge.joblib")
    (folder / UNSEEN).write_text(trained.unseen.to_json(), encoding="utf-8")
    lines, judge, unseen = (sha256_of(folder / name) for name in ("lines.joblib", "judge.joblib", UNSEEN))
    return lines, judge, unseen


def _dump(model: object, path: Path) -> None:
    """Write a model as the bytes that its saved form is always written as.

    Pickle also writes which equal strings are one object. That differs between a model just trained and the same model
    read from a file, but no more after it was read once.
    """
    buffer = BytesIO()
    joblib.dump(model, buffer)
    buffer.seek(0)
    joblib.dump(joblib.load(buffer), path, compress=3)


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
