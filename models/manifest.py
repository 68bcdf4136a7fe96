"""What is known of a model version without loading it, and whether this installation may load it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from importlib.metadata import version as library_version
from typing import Any

from features.extraction import EXTRACTOR_VERSION

#: Version of the shape of an artifact. A registry written by another is retrained from its data.
ARTIFACT_VERSION = 1

_LIBRARIES = ("scikit-learn", "numpy", "scipy", "joblib")


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is known of a model version without loading it.

    ``data`` maps the labelled files it learned from to their SHA-256, ``parent`` is the version that it was trained to
    replace, ``note`` says why it was trained. ``unseen_sha256`` is the hash of what it said of its labelled postings
    out of fold, ``decision`` how it was compared with its parent (:mod:`models.promotion`). All are empty for versions
    made before they were recorded.
    """

    version: str
    created: str
    data_sha256: str
    lines_sha256: str
    judge_sha256: str
    extractor: str
    libraries: Mapping[str, str]
    python: str
    metrics: Mapping[str, float]
    artifact_version: int = ARTIFACT_VERSION
    parent: str | None = None
    data: Mapping[str, str] = field(default_factory=dict)
    note: str = ""
    unseen_sha256: str = ""
    decision: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_of_this_code(self) -> bool:
        """Whether this code makes artifacts of that shape, and finds duties in that way."""
        return (
            self.artifact_version == ARTIFACT_VERSION
            and self.extractor == f"x{EXTRACTOR_VERSION}-{self.lines_sha256[:8]}"
        )

    def to_json(self) -> str:
        """Write it as the registry keeps it."""
        return json.dumps(asdict(self), indent=1, ensure_ascii=False)

    @property
    def foreign_libraries(self) -> dict[str, str]:
        """Libraries of which another version made it than is installed here, with the version that did."""
        installed = installed_libraries()
        names = dict.fromkeys((*self.libraries, *installed))
        return {
            name: self.libraries.get(name, "none") for name in names if self.libraries.get(name) != installed.get(name)
        }


def installed_libraries() -> dict[str, str]:
    """Return the version of each library that an artifact depends on."""
    return {name: library_version(name) for name in _LIBRARIES}


def version_name(data_sha256: str, lines_sha256: str, judge_sha256: str) -> str:
    """Name a version after what it was made of and what it is."""
    return f"m{hashlib.sha256((data_sha256 + lines_sha256 + judge_sha256).encode()).hexdigest()[:10]}"
