"""Versions of trained models on disk: ``models/registry/<version>/`` with an artifact and a manifest.

Loading a joblib file runs code, so an artifact is loaded only after its SHA-256 has been found equal to the
manifest's, and the manifest names every library version that the artifact depends on.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version as library_version
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, TypeVar

import joblib

from features.extraction import EXTRACTOR_VERSION
from models.judge import Judge
from models.line_kinds import LineKindClassifier
from models.training import Trained

#: Version of the shape of an artifact. A registry written by another is retrained from its data.
ARTIFACT_VERSION = 1

_T = TypeVar("_T")
_LIBRARIES = ("scikit-learn", "numpy", "scipy", "joblib")


class RegistryError(RuntimeError):
    """A registry entry that must not be loaded; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is known of a model version without loading it."""

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


@dataclass(frozen=True)
class Model:
    """A loaded model version."""

    manifest: Manifest
    lines: LineKindClassifier
    judge: Judge


class Registry:
    """Model versions under one folder.

    Parameters
    ----------
    root : Path
        ``models/registry`` of a home; made when first written.
    """

    def __init__(self, root: Path) -> None:
        self.root = root

    def save(self, trained: Trained, data_sha256: str) -> Manifest:
        """Write a new version whole, then point the champion at it.

        The version is named after what it was made of: saving the same models twice gives one version.
        """
        self.root.mkdir(parents=True, exist_ok=True)
        work = Path(mkdtemp(prefix=".saving-", dir=self.root))
        joblib.dump(trained.lines, work / "lines.joblib", compress=3)
        joblib.dump(trained.judge, work / "judge.joblib", compress=3)
        lines, judge = _sha256(work / "lines.joblib"), _sha256(work / "judge.joblib")
        manifest = Manifest(
            version=f"m{hashlib.sha256((data_sha256 + lines + judge).encode()).hexdigest()[:10]}",
            created=datetime.now(UTC).isoformat(timespec="seconds"),
            data_sha256=data_sha256,
            lines_sha256=lines,
            judge_sha256=judge,
            extractor=f"x{EXTRACTOR_VERSION}-{lines[:8]}",
            libraries=_libraries(),
            python=platform.python_version(),
            metrics=trained.metrics,
        )
        (work / "manifest.json").write_text(json.dumps(asdict(manifest), indent=1), encoding="utf-8")
        target = self.root / manifest.version
        if target.exists():
            for leftover in work.iterdir():
                leftover.unlink()
            work.rmdir()
        else:
            work.chmod(0o755)
            work.rename(target)
        self._point(manifest.version)
        return manifest

    def champion(self) -> str | None:
        """Return the version in use, or None when none was ever trained."""
        pointer = self.root / "champion"
        return pointer.read_text(encoding="utf-8").strip() if pointer.is_file() else None

    def manifest(self, version: str) -> Manifest:
        """Read a version's manifest.

        Raises
        ------
        RegistryError
            If it is missing or not a manifest.
        """
        path = self.root / version / "manifest.json"
        try:
            return Manifest(**json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError) as error:
            raise RegistryError(f"{path}: not a readable manifest; delete {path.parent} to train anew") from error

    def load(self, version: str) -> Model:
        """Load a version after checking that it is what its manifest says.

        Raises
        ------
        RegistryError
            If an artifact was changed, or was made by another version of a library than is installed.
        """
        manifest = self.manifest(version)
        if not self.is_current(manifest):
            raise RegistryError(
                f"model {version} was made with other library versions; delete {self.root / version} to train anew"
            )
        return Model(
            manifest,
            self._load(version, "lines.joblib", manifest.lines_sha256, LineKindClassifier),
            self._load(version, "judge.joblib", manifest.judge_sha256, Judge),
        )

    @staticmethod
    def is_current(manifest: Manifest) -> bool:
        """Whether the installed libraries and this code can load a version safely."""
        return (
            manifest.artifact_version == ARTIFACT_VERSION
            and dict(manifest.libraries) == _libraries()
            and manifest.extractor == f"x{EXTRACTOR_VERSION}-{manifest.lines_sha256[:8]}"
        )

    def _load(self, version: str, name: str, expected: str, kind: type[_T]) -> _T:
        path = self.root / version / name
        if not path.is_file() or _sha256(path) != expected:
            raise RegistryError(
                f"{path}: not the file its manifest describes, so it is not loaded; delete {path.parent} to train anew"
            )
        found: Any = joblib.load(path)
        if not isinstance(found, kind):
            raise RegistryError(f"{path}: holds no {kind.__name__}")
        return found

    def _point(self, version: str) -> None:
        temporary = self.root / f".champion-{os.getpid()}"
        temporary.write_text(version + "\n", encoding="utf-8")
        temporary.replace(self.root / "champion")


def _libraries() -> dict[str, str]:
    return {name: library_version(name) for name in _LIBRARIES}


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
