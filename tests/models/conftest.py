"""One small training on the shipped corpus serves all tests of the models."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path

import joblib
import numpy as np
import pytest

import features.parser
from features.duties import DutyFinder
from features.extraction import RawPosting, extract
from features.taxonomy import competencies
from flows.training_data import read_labelled
from models.judge import PostingFeatures
from models.labelled import LabelledPosting
from models.profile import SkillProfile
from models.training import Trained, train
from models.views import PostingView
from tests.once import made_once

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def corpus() -> list[LabelledPosting]:
    return read_labelled(ROOT / "data" / "labeled")


@pytest.fixture(scope="session")
def profile() -> SkillProfile:
    text = (ROOT / "data" / "profiles" / "account_manager.toml").read_text(encoding="utf-8")
    return SkillProfile.from_table(tomllib.loads(text))


@pytest.fixture(scope="session")
def held_out(corpus: list[LabelledPosting]) -> list[LabelledPosting]:
    """Postings that `trained` has not seen."""
    return corpus[::3]


@pytest.fixture(scope="session")
def trained(
    corpus: list[LabelledPosting],
    held_out: list[LabelledPosting],
    profile: SkillProfile,
    tmp_path_factory: pytest.TempPathFactory,
) -> Trained:
    unseen = {posting.id for posting in held_out}

    def make(folder: Path) -> None:
        joblib.dump(train([posting for posting in corpus if posting.id not in unseen], profile), folder / "trained")

    found: Trained = joblib.load(made_once(tmp_path_factory, "trained", make) / "trained")
    return found


@pytest.fixture(scope="session")
def finder(trained: Trained) -> DutyFinder:
    parser, verbs = features.parser.load_parser(), features.parser.load_verb_index()
    return DutyFinder(parser, verbs, scorer=trained.lines.score_lines)


def features_of(posting_id: str, raw: RawPosting, finder: DutyFinder) -> PostingFeatures:
    """What the store would hold of a posting."""
    (record,) = extract([raw], finder)
    return PostingFeatures.of(posting_id, raw, record)


@pytest.fixture(scope="session")
def some_features(held_out: list[LabelledPosting], finder: DutyFinder) -> list[PostingFeatures]:
    """Features of 40 postings that the models have not seen."""
    return [features_of(p.id, RawPosting(p.title, p.company, p.location, p.description), finder) for p in held_out[:40]]


@pytest.fixture(scope="session")
def view() -> Callable[..., PostingView]:
    """Build a view from one mapping of competency to probability a duty line."""
    codes = list(competencies())

    def build(*lines: dict[str, float]) -> PostingView:
        table = np.array([[line.get(code, 0.0) for code in codes] for line in lines]).reshape(len(lines), len(codes))
        return PostingView("A title", tuple(f"line {n}" for n in range(len(lines))), (), (), table)

    return build


@pytest.fixture(scope="session")
def featurise(finder: DutyFinder) -> Callable[[str, RawPosting], PostingFeatures]:
    return lambda posting_id, raw: features_of(posting_id, raw, finder)
