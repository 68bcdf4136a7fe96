"""What the parts of the role model are worth: the shipped model and ablations, on the same data in one run.

Everything is trained on ``data/labeled`` alone and scored on the real development set beside the project.
Simpler models on the same data: ``benchmarks.baselines``.

    python -m benchmarks.judgement [--gold FILE]
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from scipy.stats import spearmanr
from sklearn.metrics import f1_score

from features.duties import DutyFinder
from features.extraction import RawPosting, extract
from features.parser import load_parser, load_verb_index
from flows.champion import DEFAULT_PROFILE, read_profile
from flows.settings import Settings
from flows.training_data import read_labelled
from models import role
from models.gated import GatedClassifier
from models.judge import PostingFeatures
from models.labelled import ROLES
from models.profile import SkillProfile
from models.training import Trained, train

REAL = Path(__file__).resolve().parents[2] / "shared" / "real"

#: Blocks of the role model left out, see ``models.role``.
ABLATIONS = {
    "  without the title": ("title",),
    "  without the words of other lines": ("others",),
    "  without the words of duties": ("duties",),
    "  without the mix and balance of competencies": ("mix", "balance"),
    "  with the mix and balance alone": ("duties", "others", "title"),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and report; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gold", type=Path, default=REAL / "dev_postings.jsonl")
    args = parser.parse_args(arguments)
    if not args.gold.exists():
        sys.stderr.write(f"{args.gold}: no gold labels to score against\n")
        return 2
    gold = [json.loads(line) for line in args.gold.read_text(encoding="utf-8").splitlines()]
    settings = Settings()
    records = read_labelled(settings.labeled)
    profile = read_profile(settings, DEFAULT_PROFILE)
    shipped = train(records, profile)
    features = _features(gold, shipped)
    _judged("shipped model", shipped, features, gold, profile)
    with _flat():
        _judged("  one flat model instead of gate and choice", train(records, profile), features, gold, profile)
    for name, dropped in ABLATIONS.items():
        with _without(*dropped):
            _judged(name, train(records, profile), features, gold, profile)
    return 0


def _features(gold: Sequence[dict[str, Any]], trained: Trained) -> list[PostingFeatures]:
    """Features of the gold postings, as a run would store them."""
    finder = DutyFinder(load_parser(), load_verb_index(), scorer=trained.lines.score_lines)
    raw = [RawPosting(g["title"], g.get("company") or "", g.get("location") or "", g["description"]) for g in gold]
    return [
        PostingFeatures.of(posting["id"], text, record)
        for posting, text, record in zip(gold, raw, extract(raw, finder), strict=True)
    ]


@contextmanager
def _flat() -> Iterator[None]:
    """Train role models without a gate, all columns read by one model, for a while."""

    def flat(gate_C: float, **_: object) -> GatedClassifier:  # noqa: N803
        return GatedClassifier(choice_C=gate_C)

    before = role.GatedClassifier
    role.GatedClassifier = flat  # type: ignore[assignment, misc]
    try:
        yield
    finally:
        role.GatedClassifier = before  # type: ignore[misc]


@contextmanager
def _without(*blocks: str) -> Iterator[None]:
    """Train role models without some blocks for a while."""
    gate, choice = dict(role.GATE_WEIGHTS), dict(role.CHOICE_WEIGHTS)
    try:
        for weights in (role.GATE_WEIGHTS, role.CHOICE_WEIGHTS):
            for block in blocks:
                weights.pop(block, None)
        yield
    finally:
        role.GATE_WEIGHTS.update(gate)
        role.CHOICE_WEIGHTS.update(choice)


def _judged(
    name: str,
    trained: Trained,
    features: Sequence[PostingFeatures],
    gold: Sequence[dict[str, Any]],
    profile: SkillProfile,
) -> None:
    judged = trained.judge.judge(features, profile)
    _row(name, [j.role for j in judged], gold, [j.fit or 0.0 for j in judged])


def _row(name: str, said: Sequence[str], gold: Sequence[dict[str, Any]], fit: Sequence[float] | None = None) -> None:
    truth = np.array([posting["role"] for posting in gold])
    answers = np.array(said)
    lies = np.array([bool(posting.get("title_lies")) for posting in gold])
    each = f1_score(truth, answers, labels=ROLES, average=None, zero_division=0)
    line = (
        f"{name:46s} macro-F1 {each.mean():.3f}  hybrid {each[2]:.2f}  title lies {(answers == truth)[lies].mean():.2f}"
    )
    if fit is not None:
        grades = np.array([posting["fit"] for posting in gold])
        inside = truth != "out-of-scope"
        scope = spearmanr(np.array(fit)[inside], grades[inside])[0]
        line += f"  fit {spearmanr(fit, grades)[0]:.2f} in scope {scope:.2f}"
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main())
