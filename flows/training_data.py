"""Labelled postings on disk: JSON Lines files under ``data/labeled/``, and a hash of what they hold."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from models.labelled import LabelError, LabelledPosting


class LabelledDataError(ValueError):
    """Labelled files that cannot be used; the message names the file, the line and what is wrong."""


def labelled_files(folder: Path) -> list[Path]:
    """List the labelled files of a folder, in name order."""
    return sorted(folder.glob("*.jsonl"))


def read_labelled(folder: Path) -> list[LabelledPosting]:
    """Read every labelled posting under a folder.

    Raises
    ------
    LabelledDataError
        If there are none, a line is not a labelled posting, or two postings have one id.
    """
    files = labelled_files(folder)
    if not files:
        raise LabelledDataError(f"{folder}: no labelled postings (*.jsonl) to train on")
    found: dict[str, LabelledPosting] = {}
    for path in files:
        with path.open("rb") as lines:
            for number, line in enumerate(lines, start=1):
                if not line.strip():
                    continue
                try:
                    posting = _posting(line)
                except (ValueError, TypeError, KeyError, RecursionError) as error:
                    what = f"no {error}" if isinstance(error, KeyError) else str(error)
                    raise LabelledDataError(f"{path}, line {number}: {what}") from error
                if posting.id in found:
                    raise LabelledDataError(f"{path}, line {number}: the id {posting.id} was labelled before")
                found[posting.id] = posting
    return list(found.values())


def _posting(line: bytes) -> LabelledPosting:
    record = json.loads(line.decode("utf-8-sig"))  # editors on Windows put a mark before the first line
    if not isinstance(record, dict):
        raise LabelError("not a JSON object")
    return LabelledPosting.from_record(record)


def labelled_hash(folder: Path) -> str:
    """Hash the bytes of all labelled files, in name order (SHA-256)."""
    digest = hashlib.sha256()
    for path in labelled_files(folder):
        digest.update(path.name.encode("utf-8") + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()
