"""Train the line scorer and the judge from labelled postings.

What the role and fit models learn from must look like what they will see: the duties and competencies of a training
posting are therefore predicted by models that have not seen it (five folds, twins kept together), never read off its
labels and never predicted by a model trained on it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import f1_score
from sklearn.model_selection import GroupKFold

from features.facts import read_facts
from features.facts.trades import required_trade
from features.lines import Line
from features.markup import to_plain_text
from models.competencies import CompetencyClassifier, encode
from models.duty_lines import DutyLineClassifier
from models.fit import FitFactors, FitFormula, fit_factors
from models.judge import Judge
from models.labelled import ROLES, LabelledLine, LabelledPosting, groups_of, label_lines
from models.profile import SkillProfile
from models.role import RoleClassifier
from models.views import PostingView

#: Folds of the out-of-fold predictions.
FOLDS = 5

#: Fewer labelled postings than this cannot train a model that means anything.
MIN_POSTINGS = 40

#: Called with the step's name and how much of the training is done, 0 to 1.
Progress = Callable[[str, float], None]


class TrainingError(ValueError):
    """Labelled data that no model can be trained on; the message says what is missing."""


@dataclass(frozen=True)
class Trained:
    """What training gives: the line scorer, the judge, and their cross-validated figures."""

    lines: DutyLineClassifier
    judge: Judge
    metrics: dict[str, float]


@dataclass(frozen=True)
class _Corpus:
    """Labelled lines of all postings in one row, with the posting each belongs to."""

    postings: Sequence[LabelledPosting]
    lines: list[Line]
    is_duty: NDArray[np.bool_]
    codes: NDArray[np.bool_]
    owner: NDArray[np.int64]

    @classmethod
    def of(cls, postings: Sequence[LabelledPosting]) -> _Corpus:
        labelled: list[list[LabelledLine]] = [label_lines(posting) for posting in postings]
        flat = [line for lines in labelled for line in lines]
        return cls(
            postings,
            [line.line for line in flat],
            np.array([line.is_duty for line in flat], dtype=bool),
            encode([line.competencies for line in flat]),
            np.array([number for number, lines in enumerate(labelled) for _ in lines], dtype=np.int64),
        )

    def of_postings(self, numbers: Sequence[int] | NDArray[np.int64]) -> NDArray[np.int64]:
        """Row numbers of the lines of some postings."""
        return np.flatnonzero(np.isin(self.owner, numbers)).astype(np.int64)


def train(
    records: Sequence[LabelledPosting], profile: SkillProfile, progress: Progress = lambda step, done: None
) -> Trained:
    """Train everything from labelled postings.

    Parameters
    ----------
    records : sequence of LabelledPosting
        At least 40, with at least two roles.
    profile : SkillProfile
        The profile that the fit grades were given for.
    progress : callable, optional
        Told of each step.

    Returns
    -------
    Trained

    Raises
    ------
    TrainingError
        If there are too few postings, or only one role.
    """
    _check(records)
    progress("reading the labelled postings", 0.0)
    corpus = _Corpus.of(records)
    groups = np.array(groups_of(records))
    folds = list(GroupKFold(FOLDS).split(records, groups=groups))
    duty, competency = _out_of_fold(corpus, folds, progress)
    progress("training the line and competency models", 0.6)
    everything = np.arange(len(corpus.lines))
    lines, competencies = _fit_lines(corpus, everything), _fit_competencies(corpus, everything)
    views = _views(corpus, duty, competency)
    roles = np.array([record.role for record in records])
    proba = np.zeros((len(records), len(ROLES)))
    for number, (learn, rest) in enumerate(folds):
        progress("training the role model", 0.7 + 0.05 * number)
        model = RoleClassifier().fit([views[i] for i in learn], roles[learn])
        proba[rest] = model.predict_proba([views[i] for i in rest])
    progress("training the role model", 0.95)
    role_model = RoleClassifier().fit(views, roles)
    factors = [
        _factors(record, view, 1.0 - row[ROLES.index("out-of-scope")], profile)
        for record, view, row in zip(records, views, proba, strict=True)
    ]
    formula = FitFormula().fit(factors, [record.fit for record in records])
    progress("done", 1.0)
    return Trained(lines, Judge(competencies, role_model, formula), _metrics(corpus, duty, competency, roles, proba))


def _check(records: Sequence[LabelledPosting]) -> None:
    if len(records) < MIN_POSTINGS:
        raise TrainingError(
            f"{len(records)} labelled postings are too few to train on; at least {MIN_POSTINGS} are needed"
        )
    if len({record.role for record in records}) < 2:
        raise TrainingError("all labelled postings have the same role; at least two roles are needed")


def _fit_lines(corpus: _Corpus, rows: NDArray[np.int64]) -> DutyLineClassifier:
    return DutyLineClassifier().fit([corpus.lines[i] for i in rows], corpus.is_duty[rows])


def _fit_competencies(corpus: _Corpus, rows: NDArray[np.int64]) -> CompetencyClassifier:
    duties = rows[corpus.is_duty[rows]]
    return CompetencyClassifier().fit([corpus.lines[i].text for i in duties], corpus.codes[duties])


def _out_of_fold(
    corpus: _Corpus, folds: Sequence[tuple[NDArray[np.int64], NDArray[np.int64]]], progress: Progress
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Duty and competency probabilities of each line by models that have not seen its posting."""
    duty = np.zeros(len(corpus.lines))
    competency = np.zeros(corpus.codes.shape)
    for number, (learn, rest) in enumerate(folds):
        progress("cross-fitting the line and competency models", 0.05 + 0.11 * number)
        seen, unseen = corpus.of_postings(learn), corpus.of_postings(rest)
        duty[unseen] = _fit_lines(corpus, seen).score_lines([corpus.lines[i] for i in unseen])
        wanted = unseen[(duty[unseen] >= 0.5) | corpus.is_duty[unseen]]
        model = _fit_competencies(corpus, seen)
        competency[wanted] = model.predict_proba([corpus.lines[i].text for i in wanted])
    return duty, competency


def _views(corpus: _Corpus, duty: NDArray[np.float64], competency: NDArray[np.float64]) -> list[PostingView]:
    views = []
    for number, posting in enumerate(corpus.postings):
        rows = np.flatnonzero(corpus.owner == number)
        found, rest = rows[duty[rows] >= 0.5], rows[duty[rows] < 0.5]
        views.append(
            PostingView(
                posting.title,
                tuple(corpus.lines[i].text for i in found),
                tuple(corpus.lines[i].text for i in rest),
                competency[found],
            )
        )
    return views


def _factors(posting: LabelledPosting, view: PostingView, in_scope: float, profile: SkillProfile) -> FitFactors:
    text = to_plain_text(posting.description)
    facts = read_facts(text, title=posting.title, company=posting.company, location=posting.location)
    return fit_factors(view, in_scope, facts, required_trade(posting.title, text)[0], profile)


def _metrics(
    corpus: _Corpus,
    duty: NDArray[np.float64],
    competency: NDArray[np.float64],
    roles: NDArray[np.str_],
    proba: NDArray[np.float64],
) -> dict[str, float]:
    """Cross-validated figures over the labelled corpus; real listings are harder (see ``docs/benchmarks.md``)."""
    threshold = CompetencyClassifier().threshold
    said = np.array(ROLES)[proba.argmax(axis=1)]
    labelled = corpus.codes[corpus.is_duty]
    return {
        "postings": float(len(roles)),
        "duty_line_f1": float(f1_score(corpus.is_duty, duty >= 0.5)),
        "competency_micro_f1": float(
            f1_score(labelled, competency[corpus.is_duty] >= threshold, average="micro", zero_division=0)
        ),
        "role_macro_f1": float(f1_score(roles, said, average="macro", zero_division=0)),
    }
