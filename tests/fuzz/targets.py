"""What is fuzzed: each source by itself, asked or not, and the choice among all of them.

A source registered in ``flows/sources/registry.py`` is a target by that alone. Anything else that takes hostile bytes
is one line in :data:`OTHERS`. A target's corpus is the folder of its name in ``corpus``; the written twins of
``tests/flows/data`` are seeds of all.
"""

from __future__ import annotations

import functools
import re
import tempfile
from collections.abc import Callable
from pathlib import Path

from flows.sources import Source, find_sources
from tests.flows.sources.accounting import DATA, check_any

Target = Callable[[bytes], None]

CORPUS = Path(__file__).resolve().parent / "corpus"

#: Targets that are no source: name to a function that may raise nothing.
OTHERS: dict[str, Target] = {}


def targets() -> dict[str, Target]:
    """Name each target as a folder may be called: ``json-lines``."""
    found: dict[str, Target] = {"any": functools.partial(_check, None)}
    for source in find_sources():
        found[re.sub(r"\W+", "-", source.name.casefold())] = functools.partial(_check, source)
    return found | OTHERS


def seeds(name: str) -> list[bytes]:
    """Give a target's corpus and the twins; a target without a corpus of its own starts from the twins alone."""
    folders = [CORPUS / name, DATA]
    files = [path for folder in folders if folder.is_dir() for path in sorted(folder.rglob("*")) if path.is_file()]
    return [path.read_bytes() for path in files]


def _check(source: Source | None, data: bytes) -> None:
    check_any(_file(), data, source)


@functools.cache
def _file() -> Path:
    memory = Path("/dev/shm")
    return Path(tempfile.mkdtemp(prefix="rolefit-fuzz-", dir=memory if memory.is_dir() else None)) / "any"
