"""How right a model is on labelled postings: every figure with the interval that chance leaves it.

Intervals come from resampling the postings (percentile bootstrap, Efron 1979): with few postings they are wide, and a
difference that lies inside them is no difference. Where all or none of a few are right, every resample says the same;
there Wilson's interval of a proportion (1927) stands in.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binomtest

from models import answers as figures
from models.answers import Answers
from models.labelled import ROLES
from models.posting_groups import place_of

#: Resamples of an interval: 1,000 settle its bounds to about half a point. Share of them that it holds.
RESAMPLES, COVERED = 1000, 0.95

#: Seed of the resamples: the same postings give the same intervals.
SEED = 0

Statistic = Callable[[Answers], float]

#: Figures that are shares of postings, and of which postings.
_SHARES: Mapping[str, Callable[[Answers], int]] = {
    "accuracy": len,
    "title_lies_accuracy": lambda a: int(a.title_lies.sum()),
    "decided_share": len,
    "decided_accuracy": lambda a: int(a.decided.sum()),
}

#: The figures of a whole set, in the order a report shows them. NaN means not defined.
STATISTICS: Mapping[str, Statistic] = {
    "macro_f1": figures.macro_f1,
    "accuracy": figures.accuracy,
    "title_lies_accuracy": lambda a: figures.accuracy(a.take(a.title_lies)),
    "decided_share": lambda a: float(a.decided.mean()),
    "decided_accuracy": lambda a: figures.accuracy(a.take(a.decided)),
    "calibration_error": figures.calibration_error,
    "brier": figures.brier,
    "log_loss": figures.log_loss,
    "fit_spearman": figures.fit_correlation,
    "fit_spearman_in_scope": lambda a: figures.fit_correlation(a.in_scope()),
    "fit_ndcg_at_20": figures.ndcg,
}


@dataclass(frozen=True, slots=True)
class Figure:
    """A value and the interval that chance leaves it; all None where the figure is not defined.

    Examples
    --------
    >>> str(Figure(0.731, 0.66, 0.79)), str(Figure(None, None, None))
    ('0.731 (0.660–0.790)', '–')
    """

    value: float | None
    low: float | None
    high: float | None

    def __str__(self) -> str:
        return "–" if self.value is None else f"{self.value:.3f} ({self.low:.3f}–{self.high:.3f})"


@dataclass(frozen=True, slots=True)
class RoleFigures:
    """How well one role is told: ``labelled`` and ``said`` count postings."""

    precision: Figure
    recall: Figure
    f1: Figure
    labelled: int
    said: int


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All figures of one labelled set.

    Attributes
    ----------
    postings : int
    overall : dict of str to Figure
        Keys of :data:`STATISTICS`.
    roles : dict of str to RoleFigures
    confusion : ndarray of shape (4, 4)
        Rows labelled, columns said, in the order of :data:`models.labelled.ROLES`.
    calibration : list of (confidence, accuracy, postings)
    coverage : list of (share answered, accuracy)
    """

    postings: int
    overall: dict[str, Figure]
    roles: dict[str, RoleFigures]
    confusion: NDArray[np.int64]
    calibration: list[tuple[float, float, int]]
    coverage: list[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class GroupFigures:
    """How right the postings of one group are; ``confidence`` beside accuracy shows where a model is too sure.

    Attributes
    ----------
    dimension, name : str
        By what the postings were grouped, and which group this is.
    postings : int
    accuracy : Figure
    confidence : float
        Mean probability of the roles said.
    decided_share, decided_accuracy : float
        The second is NaN if none was decided.
    """

    dimension: str
    name: str
    postings: int
    accuracy: Figure
    confidence: float
    decided_share: float
    decided_accuracy: float


def evaluate(answers: Answers) -> Evaluation:
    """Work out all figures of a set of answers.

    Raises
    ------
    ValueError
        If it is empty.
    """
    if not len(answers):
        raise ValueError("there is no labelled posting to evaluate")
    samples = resamples(len(answers))
    table = figures.confusion(answers)
    drawn = [answers.take(rows) for rows in samples]
    by_role = np.stack([figures.precision_recall_f1(sample) for sample in drawn])
    exact = figures.precision_recall_f1(answers)
    return Evaluation(
        postings=len(answers),
        overall={
            name: interval(
                f(answers), np.array([f(s) for s in drawn]), _SHARES[name](answers) if name in _SHARES else 0
            )
            for name, f in STATISTICS.items()
        },
        roles={
            role: RoleFigures(
                precision=interval(float(exact[i, 0]), by_role[:, i, 0], int(table[:, i].sum())),
                recall=interval(float(exact[i, 1]), by_role[:, i, 1], int((answers.truth == i).sum())),
                f1=interval(float(exact[i, 2]), by_role[:, i, 2]),
                labelled=int((answers.truth == i).sum()),
                said=int(table[:, i].sum()),
            )
            for i, role in enumerate(ROLES)
        },
        confusion=table,
        calibration=figures.calibration_bins(answers),
        coverage=figures.coverage_curve(answers),
    )


def evaluate_groups(answers: Answers, groups: Sequence[Mapping[str, str]]) -> list[GroupFigures]:
    """Work out how right each group of postings is.

    Parameters
    ----------
    answers : Answers
    groups : sequence of mapping of str to str
        The group of each posting in each dimension, see :func:`models.posting_groups.groups_of_posting`.

    Returns
    -------
    list of GroupFigures
        By dimension in the order met; its groups in their own order, or the largest first where they have none. Their
        intervals are Wilson's, which hold for a handful of postings too.
    """
    members: dict[str, dict[str, list[int]]] = {}
    for row, named in enumerate(groups):
        for dimension, name in named.items():
            members.setdefault(dimension, {}).setdefault(name, []).append(row)
    return [
        _group(dimension, name, answers.take(np.array(rows)))
        for dimension, found in members.items()
        for name, rows in sorted(found.items(), key=lambda item: (place_of(dimension, item[0]), -len(item[1]), item[0]))
    ]


def _group(dimension: str, name: str, answers: Answers) -> GroupFigures:
    return GroupFigures(
        dimension=dimension,
        name=name,
        postings=len(answers),
        accuracy=wilson(int(answers.right.sum()), len(answers)),
        confidence=float(answers.probabilities.max(axis=1).mean()),
        decided_share=float(answers.decided.mean()),
        decided_accuracy=figures.accuracy(answers.take(answers.decided)),
    )


def resamples(size: int, times: int | None = None, seed: int = SEED) -> NDArray[np.int64]:
    """Draw row numbers with repetition, shape (times, size); so often as an interval needs by default."""
    return np.random.default_rng(seed).integers(0, size, size=(RESAMPLES if times is None else times, size))


def interval(value: float, drawn: NDArray[np.float64], of: int = 0) -> Figure:
    """Put the middle share of the resampled values around a value.

    Parameters
    ----------
    value : float
        NaN where it is not defined.
    drawn : ndarray of shape (times,)
        The value of each resample; those where it is not defined are left out.
    of : int
        Of how many postings the value is a share; 0 where it is none.

    Examples
    --------
    >>> str(interval(0.5, np.linspace(0, 1, 1001)))
    '0.500 (0.025–0.975)'
    """
    if of and value in (0.0, 1.0):
        return wilson(round(value * of), of)
    kept = drawn[np.isfinite(drawn)]
    if not np.isfinite(value) or not len(kept):
        return Figure(None, None, None)
    low, high = np.quantile(kept, [(1 - COVERED) / 2, (1 + COVERED) / 2])
    return Figure(float(value), float(low), float(high))


def wilson(hits: int, of: int) -> Figure:
    """Put Wilson's interval around a share, which holds for a handful of postings too.

    Examples
    --------
    >>> str(wilson(5, 5))
    '1.000 (0.566–1.000)'
    """
    share = binomtest(hits, of).proportion_ci(COVERED, method="wilson")
    return Figure(hits / of, float(share.low), float(share.high))
