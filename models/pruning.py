"""Which model versions nothing needs any more, and their removal."""

from __future__ import annotations

import shutil
import time
from collections.abc import Collection

from models.champions import standing
from models.manifest import Manifest
from models.registry import Registry, RegistryError

#: Versions that stay besides the champion and the one before it.
KEPT = 3

#: A folder left by a saving that was killed counts as such after this long; saving takes seconds.
STALE_SECONDS = 3_600


def prunable(registry: Registry, keep: int = KEPT) -> list[str]:
    """List the versions that nothing needs: not the champion, nor what rolling back returns to, nor the newest.

    Parameters
    ----------
    registry : Registry
    keep : int
        How many of the newest others stay.
    """
    needed = set(standing(registry.history())[-2:])
    others = [version for version in registry.versions() if version not in needed]
    newest = sorted(others, key=lambda version: _created(registry, version), reverse=True)
    return sorted(newest[keep:])


def prune(registry: Registry, versions: Collection[str]) -> None:
    """Delete versions, what killed processes left, and the kept labelled files that no version is left to need.

    Raises
    ------
    RegistryError
        If the champion is among them.
    """
    with registry.locked():
        if registry.champion() in versions:
            raise RegistryError(f"{registry.champion()} is in use and stays")
        for version in versions:
            registry.discard(version)
        for left in (*registry.root.glob(".saving-*"), *registry.root.glob(".pruned-*")):
            if time.time() - left.stat().st_mtime > STALE_SECONDS:
                shutil.rmtree(left, ignore_errors=True)
        manifests = [_readable(registry, version) for version in registry.versions()]
        if None not in manifests:  # of a version that cannot be read nobody knows what it needs
            registry.data.drop_unused({sha256 for found in manifests if found for sha256 in found.data.values()})


def _readable(registry: Registry, version: str) -> Manifest | None:
    try:
        return registry.manifest(version)
    except RegistryError:
        return None


def _created(registry: Registry, version: str) -> tuple[str, str]:
    manifest = _readable(registry, version)
    return (manifest.created if manifest else "", version)
