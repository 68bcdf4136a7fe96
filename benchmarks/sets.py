"""The labelled sets that judgement is measured on, and models trained and tried on them."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sklearn.model_selection import GroupKFold

from features.duties import DutyFinder
from features.parser import load_parser, load_verb_index
from flows.champion import DEFAULT_PROFILE, read_profile
from flows.evaluation_data import Case, read_cases
from flows.evaluation_report import Report, make_report
from flows.evaluation_run import PART, JudgedCase, judge_with
from flows.settings import Settings
from flows.training_data import read_labelled
from models.labelled import LabelledPosting
from models.profile import SkillProfile
from models.splits import groups_of
from models.training import Trained, train

ROOT = Path(__file__).resolve().parents[1]

#: The real listings and their labels, which may lie beside the project.
REAL = Path(os.environ.get("ROLEFIT_SHARED") or ROOT.parent / "shared") / "real"

#: Folds of the cross-validation; twins stay together.
FOLDS = 5


@dataclass(frozen=True)
class Sets:
    """The corpus that models learn from, the same as cases, and the real development set (empty where missing)."""

    corpus: list[LabelledPosting]
    corpus_cases: list[Case]
    real: list[Case]
    profile: SkillProfile


def read_sets() -> Sets:
    """Read what there is."""
    settings = Settings()
    corpus = read_labelled(settings.labeled)
    by_id = {case.id: case for case in read_cases([settings.labeled], settings).cases}
    files = [REAL / "dev_postings.jsonl", REAL / "dev_duties.jsonl"]
    real = list(read_cases(files, settings).cases) if all(file.exists() for file in files) else []
    return Sets(corpus, [by_id[record.id] for record in corpus], real, read_profile(settings, DEFAULT_PROFILE))


def judged_by(trained: Trained, cases: Sequence[Case], profile: SkillProfile) -> list[JudgedCase]:
    """Extract and judge with models fresh from training."""
    finder = DutyFinder(load_parser(), load_verb_index(), scorer=trained.lines.score_lines)
    parts = (cases[first : first + PART] for first in range(0, len(cases), PART))
    return [judged for part in parts for judged in judge_with(finder, trained.judge, profile, part)]


def cross_validated(sets: Sets) -> Iterator[list[JudgedCase]]:
    """Judge each fold of the corpus by models that have seen the others."""
    folds = GroupKFold(FOLDS).split(sets.corpus, groups=groups_of(sets.corpus))
    for number, (learn, rest) in enumerate(folds, start=1):
        say(f"cross-validation, fold {number} of {FOLDS}")
        trained = train([sets.corpus[i] for i in learn], sets.profile)
        yield judged_by(trained, [sets.corpus_cases[i] for i in rest], sets.profile)


def report_of(judged: Sequence[JudgedCase], name: str, model: str, sets: Sets) -> Report:
    """Work out the figures of judged postings."""
    return make_report(judged, files=(name,), model=model, profile=sets.profile.name)


def say(line: str) -> None:
    """Tell how far the measuring is."""
    sys.stderr.write(line + "\n")
