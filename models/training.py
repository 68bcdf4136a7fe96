"""Train the line scorer and the judge from labelled postings.

What the role and fit models learn from must look like what they will see: the kinds of a training posting's lines and
their competencies are therefore predicted by models that have not seen it (five folds, twins kept together), never read
off its labels and never predicted by a model trained on it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import f1_score
from threadpoolctl import threadpool_limits

from features.lines import LINE_KINDS
from models.competencies import CompetencyClassifier
from models.corpus import Corpus, factors_of, views_of
from models.demands import DemandsRegressor
from models.fit import LEAST_WEIGHT, FitFactors, FitFormula
from models.judge import Judge
from models.labelled import ROLES, LabelledPosting
from models.line_kinds import LineKindClassifier
from models.portrait import reference_of
from models.profile import SkillProfile
from models.role import RoleClassifier
from models.splits import Folds, folds_of, groups_of
from models.unseen import Unseen
from models.views import PostingView

#: Fewer labelled postings than this cannot train a model that means anything.
MIN_POSTINGS = 40

#: How much the role of an added posting counts beside one that ships. With 100 of 195 real listings added, log loss on
#: other ads of their companies fell from 0.447 to 0.381 at weight 1, 0.362 at 4, 0.352 at 8; on strangers it stayed at
#: 0.460, 0.464, 0.465 (``benchmarks.learning_from_labels``).
ADDED_WEIGHT = 3.0

#: Called with the step's name and how much of the training is done, 0 to 1.
Progress = Callable[[str, float], None]


_DUTY = LINE_KINDS.index("duty")


class TrainingError(ValueError):
    """Labelled data that no model can be trained on; the message says what is missing."""


@dataclass(frozen=True)
class Trained:
    """What training gives: line scorer and judge, their cross-validated figures, and what those are made of."""

    lines: LineKindClassifier
    judge: Judge
    metrics: dict[str, float]
    unseen: Unseen


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
    # Threads cost more than they bring on matrices this small, and many times more on a machine that is busy.
    with threadpool_limits(limits=1):
        return _train(records, profile, progress)


def _train(records: Sequence[LabelledPosting], profile: SkillProfile, progress: Progress) -> Trained:
    progress("reading the labelled postings", 0.0)
    corpus = Corpus.of(records)
    groups = groups_of(records)
    folds = folds_of(records, groups)
    progress("training the line model", 0.05)
    lines, kinds = _cross_fit_kinds(corpus, np.array(groups))
    competencies, competency = _cross_fit_competencies(corpus, kinds, folds, progress)
    views = views_of(corpus, kinds, competency)
    roles = np.array([record.role for record in records])
    grades = np.array([record.fit for record in records])
    counts = np.array([ADDED_WEIGHT if record.partial else 1.0 for record in records])
    role_model, proba = _cross_fit_roles(views, roles, counts, folds, progress)
    in_scope = 1.0 - proba[:, ROLES.index("out-of-scope")]
    progress("training the fit formula", 0.95)
    demands, asked = _cross_fit_demands(views, grades, in_scope, folds)
    factors = [factors_of(*parts, profile) for parts in zip(records, views, in_scope, asked, strict=True)]
    formula, fits = _cross_fit_formula(factors, grades, in_scope, folds)
    progress("done", 1.0)
    return Trained(
        lines,
        Judge(competencies, role_model, demands, formula, reference_of(views, proba, competencies)),
        _metrics(corpus, kinds, competency, roles, proba),
        Unseen.of(records, proba, fits),
    )


def judge_labelled(
    lines: LineKindClassifier, judge: Judge, records: Sequence[LabelledPosting], profile: SkillProfile
) -> Unseen:
    """Judge labelled postings that a model has not learned from, in the way in which training judges them.

    No sentence is parsed: the same lines, told apart by the same steps, make what another training says of the same
    postings out of fold comparable.
    """
    if not records:
        return Unseen.of([], np.zeros((0, len(ROLES))), np.zeros(0))
    with threadpool_limits(limits=1):
        corpus = Corpus.of(records)
        kinds = np.vstack(lines.predict_proba([[line.line for line in labelled] for labelled in corpus.labelled]))
        competency = np.zeros(corpus.codes.shape)
        duties = np.flatnonzero(kinds[:, _DUTY] >= 0.5)
        competency[duties] = judge.competencies.predict_proba([corpus.lines[i].text for i in duties])
        views = views_of(corpus, kinds, competency)
        proba = judge.roles.predict_proba(views)
        in_scope = 1.0 - proba[:, ROLES.index("out-of-scope")]
        rows = zip(records, views, in_scope, judge.demands.predict(views), strict=True)
        return Unseen.of(records, proba, judge.fit.predict([factors_of(*row, profile) for row in rows]))


def _cross_fit_kinds(corpus: Corpus, groups: NDArray[np.int64]) -> tuple[LineKindClassifier, NDArray[np.float64]]:
    """Train the line model on the postings whose lines are labelled; it has seen nothing of the others."""
    whole = [number for number, posting in enumerate(corpus.postings) if not posting.partial]
    lines = [[line.line for line in labelled] for labelled in corpus.labelled]
    model = LineKindClassifier().fit(
        [lines[i] for i in whole], [[line.kind for line in corpus.labelled[i]] for i in whole], groups[whole]
    )
    said = dict(zip(whole, model.cross_fitted_, strict=True))
    rest = [number for number in range(len(lines)) if number not in said]
    said |= dict(zip(rest, model.predict_proba([lines[i] for i in rest]), strict=True))
    return model, np.vstack([said[number] for number in range(len(lines))])


def _cross_fit_competencies(
    corpus: Corpus, kinds: NDArray[np.float64], folds: Folds, progress: Progress
) -> tuple[CompetencyClassifier, NDArray[np.float64]]:
    """Train the competency model, and judge each line by models that have not seen its posting.

    Of a posting without labelled lines no model has seen anything: the final one judges it, as it will in use.
    """
    competency = np.zeros(corpus.codes.shape)
    duty = (kinds[:, _DUTY] >= 0.5) | corpus.is_duty

    def judge(model: CompetencyClassifier, rows: NDArray[np.int64]) -> None:
        wanted = rows[duty[rows]]
        if len(wanted):
            competency[wanted] = model.predict_proba([corpus.lines[i].text for i in wanted])

    partial = np.array([posting.partial for posting in corpus.postings])
    for number, (learn, rest) in enumerate(folds):
        progress("training the competency model", 0.4 + 0.06 * number)
        judge(_fit_competencies(corpus, corpus.of_postings(learn)), corpus.of_postings(rest[~partial[rest]]))
    progress("training the competency model", 0.7)
    final = _fit_competencies(corpus, np.arange(len(corpus.lines)))
    judge(final, corpus.of_postings(np.flatnonzero(partial)))
    return final, competency


def _fit_competencies(corpus: Corpus, rows: NDArray[np.int64]) -> CompetencyClassifier:
    duties = rows[corpus.is_duty[rows]]
    return CompetencyClassifier().fit(
        [corpus.lines[i].text for i in duties], corpus.codes[duties], corpus.doubtful[duties]
    )


def _cross_fit_roles(
    views: Sequence[PostingView], roles: NDArray[np.str_], counts: NDArray[np.float64], folds: Folds, progress: Progress
) -> tuple[RoleClassifier, NDArray[np.float64]]:
    proba = np.zeros((len(views), len(ROLES)))
    for number, (learn, rest) in enumerate(folds):
        progress("training the role model", 0.72 + 0.04 * number)
        model = RoleClassifier().fit([views[i] for i in learn], roles[learn], counts[learn])
        proba[rest] = model.predict_proba([views[i] for i in rest])
    progress("training the role model", 0.92)
    return RoleClassifier().fit(views, roles, counts), proba


def _cross_fit_demands(
    views: Sequence[PostingView], grades: NDArray[np.float64], in_scope: NDArray[np.float64], folds: Folds
) -> tuple[DemandsRegressor, NDArray[np.float64]]:
    asked = np.zeros(len(views))
    graded = np.flatnonzero(~np.isnan(grades)).astype(np.int64)
    for seen, rest in folds:
        learn = seen[np.isin(seen, graded)]
        model = DemandsRegressor().fit([views[i] for i in learn], grades[learn], in_scope[learn])
        asked[rest] = model.predict([views[i] for i in rest])
    return DemandsRegressor().fit([views[i] for i in graded.tolist()], grades[graded], in_scope[graded]), asked


def _cross_fit_formula(
    factors: Sequence[FitFactors], grades: NDArray[np.float64], in_scope: NDArray[np.float64], folds: Folds
) -> tuple[FitFormula, NDArray[np.float64]]:
    weights = in_scope + LEAST_WEIGHT

    def fit(rows: NDArray[np.int64]) -> FitFormula:
        graded = rows[~np.isnan(grades[rows])]
        return FitFormula().fit([factors[i] for i in graded], grades[graded], weights[graded])

    fits = np.zeros(len(factors))
    for learn, rest in folds:
        fits[rest] = fit(learn).predict([factors[i] for i in rest])
    return fit(np.arange(len(factors))), fits


def _check(records: Sequence[LabelledPosting]) -> None:
    whole = sum(not record.partial for record in records)
    if whole < MIN_POSTINGS:
        raise TrainingError(
            f"{whole} labelled postings are too few to train on; at least {MIN_POSTINGS} are needed, duties included"
        )
    if len({record.role for record in records}) < 2:
        raise TrainingError("all labelled postings have the same role; at least two roles are needed")


def _metrics(
    corpus: Corpus,
    kinds: NDArray[np.float64],
    competency: NDArray[np.float64],
    roles: NDArray[np.str_],
    proba: NDArray[np.float64],
) -> dict[str, float]:
    """Cross-validated figures over the labelled corpus; real listings are harder (see ``docs/benchmarks.md``)."""
    threshold = CompetencyClassifier().threshold
    said = np.array(ROLES)[proba.argmax(axis=1)]
    labelled = corpus.codes[corpus.is_duty]
    whole = corpus.of_postings([number for number, posting in enumerate(corpus.postings) if not posting.partial])
    return {
        "postings": float(len(roles)),
        "duty_line_f1": float(f1_score(corpus.is_duty[whole], kinds[whole, _DUTY] >= 0.5)),
        "competency_micro_f1": float(
            f1_score(labelled, competency[corpus.is_duty] >= threshold, average="micro", zero_division=0)
        ),
        "role_macro_f1": float(f1_score(roles, said, average="macro", zero_division=0)),
    }
