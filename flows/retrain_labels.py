"""What is labelled today beside what the model in use has learned from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

import numpy as np

from flows.settings import Settings
from flows.training_data import labelled_hash, parse_labelled, read_labelled
from models.labelled import LabelledPosting
from models.manifest import Manifest
from models.registry import Registry, RegistryError

NOTHING_NEW = (
    "Nothing newly labelled: the model in use has learned from all labels. `rolefit label next` says what to label"
)

#: Role and fit of each posting that a model learned from; a fit that nobody graded is None.
Known = Mapping[str, tuple[str, float | None]]


@dataclass(frozen=True, slots=True)
class Standing:
    """How today's labels differ from those that the model in use learned from.

    Attributes
    ----------
    new : tuple of str
        Postings that it has not seen, or not with this role.
    regraded : int
        Postings with another fit and the same role.
    gone : int
        Postings whose labels were taken back.
    with_lines : int
        New postings whose lines are labelled too: the line model learns from them, and the store is parsed again.
    """

    new: tuple[str, ...]
    regraded: int
    gone: int
    with_lines: int

    @property
    def nothing_new(self) -> bool:
        """Whether there is nothing that a training could learn."""
        return not (self.new or self.regraded)


def learned(registry: Registry, version: str) -> Known:
    """Tell which labels a version learned from.

    Raises
    ------
    RegistryError
        If it kept neither its judgements of them nor the labelled files.
    """
    unseen = registry.unseen(version)
    if unseen is not None:
        return {
            name: (role, None if np.isnan(grade) else float(grade))
            for name, role, grade in zip(unseen.ids, unseen.roles, unseen.grades, strict=True)
        }
    records = parse_labelled(registry.recorded_data(version).items())
    return {record.id: (record.role, grade_of(record)) for record in records}


def standing(records: Sequence[LabelledPosting], known: Known) -> Standing:
    """Compare labels with those that a model learned from."""
    ids = {record.id for record in records}
    new = [record for record in records if record.id not in known or known[record.id][0] != record.role]
    fresh = {record.id for record in new}
    return Standing(
        new=tuple(record.id for record in new),
        regraded=sum(record.id not in fresh and known[record.id][1] != grade_of(record) for record in records),
        gone=len(known.keys() - ids),
        with_lines=sum(not record.partial for record in new),
    )


def nothing_to_learn(settings: Settings, champion: str, *, again: bool) -> list[str]:
    """Say why a retraining would bring nothing, in plain lines; empty if it may bring something.

    It brings nothing when all labels were learned from, or, unless ``again``, when the same labels were tried before.
    """
    registry = Registry(settings.registry)
    found = standing(read_labelled(settings.labeled), learned(registry, champion))
    if found.nothing_new:
        taken = f"{found.gone} labels were taken back since; `rolefit retrain --force REASON` trains without them"
        return [NOTHING_NEW, *([taken] if found.gone else [])]
    tried = None if again else _tried(registry, champion, labelled_hash(settings.labeled))
    if tried is None:
        return []
    failed = ", ".join(check["name"] for check in tried.decision["checks"] if not check["passed"])
    outcome = "promoted and given up again" if tried.decision["promote"] else f"not promoted (not met: {failed})"
    return [
        f"These labels were tried before: {tried.version} was {outcome}",
        f"`rolefit models show {tried.version}` says more, `rolefit models promote {tried.version}` uses it even so",
    ]


def _tried(registry: Registry, champion: str, data_sha256: str) -> Manifest | None:
    """Find a version that was trained on these labels and compared with the model in use."""
    for version in registry.versions():
        with suppress(RegistryError):
            found = registry.manifest(version)
            compared = found.data_sha256 == data_sha256 and found.decision.get("compared_with") == champion
            if compared and registry.is_current(found):
                return found
    return None


def grade_of(record: LabelledPosting) -> float | None:
    """Return a posting's grade, None where nobody gave one."""
    return None if np.isnan(record.fit) else record.fit
