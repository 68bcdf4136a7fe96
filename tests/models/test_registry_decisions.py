"""What the registry keeps of a version's comparison, and what a kill between saving and promoting leaves."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from models.competencies import CompetencyClassifier
from models.demands import DemandsRegressor
from models.fit import FitFormula
from models.judge import Judge
from models.labelled import LabelledPosting
from models.line_kinds import LineKindClassifier
from models.registry import Registry, RegistryError
from models.role import RoleClassifier
from models.training import Trained
from models.unseen import Unseen
from tests.killed import run_killed

POSTING = LabelledPosting("p1", "Producer", "", "", "Text", "hybrid", 2.0, ())


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    found = Registry(tmp_path / "registry")
    judge = Judge(CompetencyClassifier(), RoleClassifier(), DemandsRegressor(), FitFormula())
    unseen = Unseen.of([POSTING], np.full((1, 4), 0.25), np.array([50.0]))
    for number in (1, 2):
        found.save(Trained(LineKindClassifier(), judge, {}, unseen), f"{number:064d}", promote=number == 1)
    return found


def other(registry: Registry) -> str:
    (found,) = set(registry.versions()) - {registry.champion()}
    return found


def test_judgements_are_kept_with_the_version(registry: Registry) -> None:
    found = registry.unseen(other(registry))
    assert found is not None
    assert (found.ids, found.roles, found.fits.tolist()) == (("p1",), ("hybrid",), [50.0])


def test_tampered_judgements_are_refused(registry: Registry) -> None:
    version = other(registry)
    path = registry.root / version / "unseen.json"
    path.write_text(path.read_text(encoding="utf-8").replace("0.25", "0.97"), encoding="utf-8")
    with pytest.raises(RegistryError, match=r"unseen\.json: not the file"):
        registry.unseen(version)


def test_a_version_made_before_judgements_were_kept_has_none_and_can_be_used(registry: Registry) -> None:
    version = other(registry)
    path = registry.root / version / "manifest.json"
    kept = registry.manifest(version).unseen_sha256
    path.write_text(path.read_text(encoding="utf-8").replace(kept, ""), encoding="utf-8")
    (registry.root / version / "unseen.json").unlink()
    assert registry.unseen(version) is None
    registry.promote(version)


def test_a_decision_is_written_into_the_manifest_and_changes_no_version(registry: Registry) -> None:
    version = other(registry)
    before = registry.manifest(version)
    registry.conclude(version, {"promote": False, "checks": []})
    after = registry.check(version)
    assert after.decision == {"promote": False, "checks": []}
    assert (after.version, after.judge_sha256, after.created) == (before.version, before.judge_sha256, before.created)


@pytest.mark.parametrize("step", ["fsync", "6", "10", "99"])
def test_killed_between_saving_and_promoting_the_old_model_stays_in_use(registry: Registry, step: str) -> None:
    old, new = registry.champion(), other(registry)
    code = f"""
        from pathlib import Path
        from models.registry import Registry
        registry = Registry(Path({str(registry.root)!r}))
        start()
        registry.conclude({new!r}, {{"promote": True}})
        registry.promote({new!r})
    """
    was_killed = run_killed(registry.root, step, code)
    assert was_killed == (step != "99")
    assert registry.champion() == (old if was_killed else new)
    assert registry.check(new).decision in ({}, {"promote": True})
    registry.conclude(new, {"promote": True})
    registry.promote(new)
    assert registry.champion() == new
    assert not list(registry.root.rglob("*.tmp"))
