"""Labelled postings on disk: JSON Lines files under ``data/labeled/``, and a hash of what they hold.

Those that ship lie in the folder itself, those that a user added in batches under ``added/`` (see
:mod:`flows.label_batches`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from models.labelled import LabelError, LabelledPosting


class LabelledDataError(ValueError):
    """Labelled files that cannot be used; the message names the file, the line and what is wrong."""


#: Folder of the added batches, under the folder of labelled postings.
ADDED = "added"


def labelled_files(folder: Path) -> list[Path]:
    """List the labelled files of a folder: those that ship in name order, then the added batches, oldest first."""
    return [*sorted(folder.glob("*.jsonl")), *added_files(folder)]


def added_files(folder: Path) -> list[Path]:
    """List the batches that were added, oldest first."""
    return sorted((folder / ADDED).glob("b*.jsonl"), key=lambda path: (len(path.name), path.name))


def file_name(folder: Path, path: Path) -> str:
    """Name a labelled file within its folder, in the same way on every system."""
    return path.relative_to(folder).as_posix()


def read_labelled(folder: Path) -> list[LabelledPosting]:
    """Read every labelled posting under a folder.

    Raises
    ------
    LabelledDataError
        If there are none, a line is not a labelled posting, or two postings have one id.
    """
    files = labelled_files(folder)
    if not any(path.parent == folder for path in files):
        raise LabelledDataError(f"{folder}: no labelled postings (*.jsonl) to train on")
    return parse_labelled((str(path), path.read_bytes()) for path in files)


def parse_labelled(files: Iterable[tuple[str, bytes]]) -> list[LabelledPosting]:
    """Read labelled postings from the names and contents of files.

    Of a posting that was labelled anew on purpose (``"replaces": true``) the last label counts.

    Raises
    ------
    LabelledDataError
        If a line is not a labelled posting, or two postings have one id.
    """
    found: dict[str, LabelledPosting] = {}
    for name, content in files:
        for number, line in enumerate(content.split(b"\n"), start=1):
            if not line.strip():
                continue
            try:
                record = _record(line)
                posting = LabelledPosting.from_record(record)
            except (ValueError, TypeError, KeyError, RecursionError) as error:
                what = f"no {error}" if isinstance(error, KeyError) else str(error)
                raise LabelledDataError(f"{name}, line {number}: {what}") from error
            if posting.id in found and record.get("replaces") is not True:
                raise LabelledDataError(f"{name}, line {number}: the id {posting.id} was labelled before")
            found[posting.id] = posting
    return list(found.values())


def _record(line: bytes) -> dict[str, Any]:
    record = json.loads(line.decode("utf-8-sig"))  # editors on Windows put a mark before the first line
    if not isinstance(record, dict):
        raise LabelError("not a JSON object")
    return record


def labelled_hash(folder: Path) -> str:
    """Hash the bytes of all labelled files, in order (SHA-256)."""
    digest = hashlib.sha256()
    for path in labelled_files(folder):
        digest.update(file_name(folder, path).encode("utf-8") + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()
