"""Versions of trained models on disk: ``models/registry/<version>/`` with an artifact and a manifest.

Loading a joblib file runs code, so an artifact is loaded only after its SHA-256 has been found equal to the
manifest's, the manifest to be the one its version is named after, and every library to be of the version that it names.
That tells a damaged or an exchanged file; it is no signature: a whole version that somebody else made is somebody
else's code.

The labelled files that a version learned from are kept under ``data/``, packed and named after their SHA-256, each
once however many versions share it: what a model was made of can be had again after the files have changed.
"""

from __future__ import annotations

import fcntl
import json
import os
import platform
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import joblib

from features.extraction import EXTRACTOR_VERSION
from models.champions import VERSION, Event, Kind, read_events, standing, write_events
from models.judge import Judge
from models.kept_data import KeptData, KeptDataError
from models.line_kinds import LineKindClassifier
from models.manifest import ARTIFACT_VERSION, Manifest, installed_libraries, version_name
from models.parts import damaged_part, read_unseen, replace_text, write_parts
from models.training import Trained
from models.unseen import Unseen

__all__ = ["ARTIFACT_VERSION", "Manifest", "Model", "NoSuchModelError", "Registry", "RegistryError"]


class RegistryError(RuntimeError):
    """A registry entry that must not be loaded; the message says why and what to do."""


class NoSuchModelError(RegistryError):
    """A version that was asked for and is not there; the message says how to see which are."""


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
        self.data = KeptData(root / "data")

    def save(
        self,
        trained: Trained,
        data_sha256: str,
        *,
        data: Mapping[str, Path] | None = None,
        parent: str | None = None,
        note: str = "",
        promote: bool = True,
    ) -> Manifest:
        """Write a new version whole, then point the champion at it.

        The version is named after what it was made of: saving the same models twice gives one version.

        Parameters
        ----------
        trained : Trained
        data_sha256 : str
            Hash of all the labelled data.
        data : mapping of str to Path, optional
            The labelled files by name; they are kept, so that the version can be trained anew.
        parent : str, optional
            The version that this one was trained to replace.
        note : str, optional
            Why it was trained.
        promote : bool, default=True
            Whether to use it from now on.
        """
        self.root.mkdir(parents=True, exist_ok=True)
        work = Path(mkdtemp(prefix=".saving-", dir=self.root))
        lines, judge, unseen = write_parts(trained, work)
        version = version_name(data_sha256, lines, judge)
        manifest = Manifest(
            version=version,
            created=_now(),
            data_sha256=data_sha256,
            lines_sha256=lines,
            judge_sha256=judge,
            extractor=f"x{EXTRACTOR_VERSION}-{lines[:8]}",
            libraries=installed_libraries(),
            python=platform.python_version(),
            metrics=trained.metrics,
            parent=parent if parent != version else None,
            data={name: self.data.keep(path) for name, path in (data or {}).items()},
            note=note,
            unseen_sha256=unseen,
        )
        (work / "manifest.json").write_text(manifest.to_json(), encoding="utf-8")
        try:
            manifest = self.check(version)
            shutil.rmtree(work)
        except RegistryError:  # it is not there, or what is there cannot be used
            work.chmod(0o755)
            with self.locked():
                self.discard(version)
                work.rename(self.root / version)
        if promote:
            self._record(version, "promote", note)
        return manifest

    def versions(self) -> list[str]:
        """List all versions, in name order."""
        return sorted(path.name for path in self.root.glob("m*") if VERSION.fullmatch(path.name) and path.is_dir())

    def champion(self) -> str | None:
        """Return the version in use, or None when none was ever trained."""
        events = self.history()
        return events[-1].version if events else None

    def history(self) -> list[Event]:
        """Return which versions came into use when, oldest first."""
        pointer = self.root / "champion"
        return read_events(pointer.read_text(encoding="utf-8")) if pointer.is_file() else []

    def promote(self, version: str, reason: str = "") -> None:
        """Use a version from now on; it is checked, but not loaded.

        Raises
        ------
        RegistryError
            If it is not there, not what its manifest says, or made with other libraries.
        """
        self.check(version)
        self._record(version, "promote", reason)

    def rollback(self, reason: str = "") -> str:
        """Use the version again that was in use before, and return its name.

        Raises
        ------
        RegistryError
            If there is none, or it cannot be used.
        """
        before = standing(self.history())[:-1]
        if not before:
            raise NoSuchModelError("no model was in use before this one; see `rolefit models list`")
        self.check(before[-1])
        self._record(before[-1], "rollback", reason)
        return before[-1]

    def recorded_data(self, version: str) -> dict[str, bytes]:
        """Return the labelled files that a version was trained on, by name.

        Raises
        ------
        RegistryError
            If it did not record them, or one is missing or damaged.
        """
        manifest = self.manifest(version)
        if not manifest.data:
            raise RegistryError(f"model {version} did not record the labelled data it was trained on")
        try:
            return {name: self.data.read(sha256) for name, sha256 in manifest.data.items()}
        except KeptDataError as error:
            raise RegistryError(f"the labelled data of model {version} is lost: {error}") from error

    def manifest(self, version: str) -> Manifest:
        """Read a version's manifest.

        Raises
        ------
        RegistryError
            If it is missing or not a manifest.
        """
        if not VERSION.fullmatch(version):
            raise NoSuchModelError(f"{version[:40]!r} is no model version; see `rolefit models list`")
        path = self.root / version / "manifest.json"
        if not path.parent.exists():
            raise NoSuchModelError(f"no model {version}; see `rolefit models list`")
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
        manifest, folder = self.check(version), self.root / version
        lines, judge = joblib.load(folder / "lines.joblib"), joblib.load(folder / "judge.joblib")
        if not (isinstance(lines, LineKindClassifier) and isinstance(judge, Judge)):
            raise RegistryError(f"{folder}: its files hold no line model and no judge; delete {folder} to train anew")
        return Model(manifest, lines, judge)

    def unseen(self, version: str) -> Unseen | None:
        """Return what a version said of its labelled postings out of fold; None where it did not keep that.

        Raises
        ------
        RegistryError
            As :meth:`check` does.
        """
        return read_unseen(self.root / version, self.check(version))

    def conclude(self, version: str, decision: Mapping[str, Any]) -> None:
        """Write into a version's manifest how it was compared with the one in use, and what came of it."""
        manifest = replace(self.manifest(version), decision=dict(decision))
        with self.locked():
            replace_text(self.root / version / "manifest.json", manifest.to_json())

    def check(self, version: str) -> Manifest:
        """Say whether a version may be loaded, without loading anything of it.

        Raises
        ------
        RegistryError
            If an artifact or the manifest was changed, or other library versions made it.
        """
        manifest = self.manifest(version)
        if not manifest.is_of_this_code:
            raise RegistryError(
                f"model {version} was made by another version of rolefit and cannot be used by this one"
            )
        if manifest.foreign_libraries:
            again = f"`rolefit models promote {version}` trains it again from its recorded data"
            raise RegistryError(f"model {version} was made with other library versions; {again}")
        name = version_name(manifest.data_sha256, manifest.lines_sha256, manifest.judge_sha256)
        if {version, manifest.version} != {name}:
            raise RegistryError(f"{self.root / version}: its manifest is another model's, so it is not loaded")
        path = damaged_part(self.root / version, manifest)
        if path is not None:
            raise RegistryError(
                f"{path}: not the file its manifest describes, so it is not loaded; delete {path.parent} to train anew"
            )
        return manifest

    @staticmethod
    def is_current(manifest: Manifest) -> bool:
        """Whether the installed libraries and this code can load a version safely."""
        return manifest.is_of_this_code and not manifest.foreign_libraries

    def _record(self, version: str, kind: Kind, reason: str) -> None:
        """Put a version on top of the champion file; a reader sees the old file or the new one."""
        with self.locked():
            events = self.history()
            if events and events[-1].version == version:
                return
            replace_text(self.root / "champion", write_events([*events, Event(version, _now(), kind, reason)]))

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep other processes from changing which versions there are, by a lock on the folder itself."""
        folder = os.open(self.root, os.O_RDONLY)
        try:
            fcntl.flock(folder, fcntl.LOCK_EX)
            yield
        finally:
            os.close(folder)

    def discard(self, version: str) -> None:
        """Delete a version's folder if there is one, as a whole. Call it inside :meth:`locked`."""
        gone = Path(mkdtemp(prefix=".pruned-", dir=self.root))
        with suppress(FileNotFoundError):
            (self.root / version).rename(gone / version)
        shutil.rmtree(gone)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
