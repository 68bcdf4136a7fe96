"""Labels of postings beside what a model said of them, and the figures that compare the two."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata
from sklearn.metrics import ndcg_score

from models.labelled import ROLES

if TYPE_CHECKING:
    from models.judge import Judgement

#: Bins of equal width of the calibration curve; how many of the best the ranking is judged by.
BINS, TOP = 10, 20

#: A probability below this counts as this in the log loss, so that one sure mistake does not make it infinite.
LEAST_PROBABILITY = 1e-6

_OUTSIDE = ROLES.index("out-of-scope")
_INNER_EDGES = np.linspace(0, 1, BINS + 1)[1:-1]


@dataclass(frozen=True, slots=True)
class Answers:
    """What was labelled and what was said, one row a posting.

    Attributes
    ----------
    truth, said : ndarray of int of shape (n,)
        Number of the role in :data:`models.labelled.ROLES`; ``said`` is -1 where nothing was said, which is wrong.
    probabilities : ndarray of shape (n, 4)
    decided : ndarray of bool of shape (n,)
    fit_truth, fit_said : ndarray of float of shape (n,)
        Grade 0 to 4, NaN where none was given, and score 0 to 100.
    title_lies : ndarray of bool of shape (n,)
        Whether the title suggests another role than the duties; false where not recorded.
    """

    truth: NDArray[np.int64]
    said: NDArray[np.int64]
    probabilities: NDArray[np.float64]
    decided: NDArray[np.bool_]
    fit_truth: NDArray[np.float64]
    fit_said: NDArray[np.float64]
    title_lies: NDArray[np.bool_]

    @classmethod
    def of(
        cls,
        roles: Sequence[str],
        fits: Sequence[float | None],
        title_lies: Sequence[bool | None],
        judgements: Sequence[Judgement],
    ) -> Answers:
        """Put labels beside judgements.

        A posting without text has no answer: its probabilities are even and its score is 0.

        Parameters
        ----------
        roles : sequence of str
            Of :data:`models.labelled.ROLES`.
        fits : sequence of float or None
            Grades, None where none was given.
        title_lies : sequence of bool or None
            None where not recorded.
        judgements : sequence of Judgement
            One for each label, in the same order.
        """
        even = dict.fromkeys(ROLES, 1 / len(ROLES))
        rows = [[(j.probabilities or even)[role] for role in ROLES] for j in judgements]
        return cls(
            truth=np.array([ROLES.index(role) for role in roles], dtype=np.int64),
            said=np.array([ROLES.index(j.role) if j.role else -1 for j in judgements], dtype=np.int64),
            probabilities=np.array(rows, dtype=float).reshape(-1, len(ROLES)),
            decided=np.array([j.decision == "decided" for j in judgements], dtype=bool),
            fit_truth=np.array([float("nan") if fit is None else fit for fit in fits], dtype=float),
            fit_said=np.array([j.fit or 0.0 for j in judgements], dtype=float),
            title_lies=np.array([bool(lies) for lies in title_lies], dtype=bool),
        )

    def __len__(self) -> int:
        return len(self.truth)

    @property
    def right(self) -> NDArray[np.bool_]:
        """Whether each role is right."""
        right: NDArray[np.bool_] = self.truth == self.said
        return right

    def take(self, rows: NDArray[np.int64] | NDArray[np.bool_]) -> Answers:
        """Return some of the rows, by number (with repetition) or mask."""
        return Answers(
            self.truth[rows], self.said[rows], self.probabilities[rows], self.decided[rows], self.fit_truth[rows],
            self.fit_said[rows], self.title_lies[rows],
        )  # fmt: skip

    def in_scope(self) -> Answers:
        """Return the rows whose label is in scope."""
        return self.take(self.truth != _OUTSIDE)

    def graded(self) -> Answers:
        """Return the rows whose fit was graded."""
        return self.take(np.isfinite(self.fit_truth))


def confusion(answers: Answers) -> NDArray[np.int64]:
    """Count postings by role labelled (rows) and said (columns), shape (4, 4); those without an answer are left out."""
    answered = answers.said >= 0
    table = np.zeros((len(ROLES), len(ROLES)), dtype=np.int64)
    np.add.at(table, (answers.truth[answered], answers.said[answered]), 1)
    return table


def precision_recall_f1(answers: Answers) -> NDArray[np.float64]:
    """Return precision, recall and F1 of each role, shape (4, 3); 0 where a role is neither labelled nor said."""
    table = confusion(answers)
    hits = np.diag(table).astype(float)
    said = table.sum(axis=0)
    labelled = np.bincount(answers.truth, minlength=len(ROLES))
    return np.column_stack(
        [hits / np.maximum(said, 1), hits / np.maximum(labelled, 1), 2 * hits / np.maximum(said + labelled, 1)]
    )


def macro_f1(answers: Answers) -> float:
    """Return the mean F1 of the four roles."""
    return float(precision_recall_f1(answers)[:, 2].mean())


def accuracy(answers: Answers) -> float:
    """Return the share of postings whose role is right; NaN for none."""
    return float(answers.right.mean()) if len(answers) else float("nan")


def calibration_bins(answers: Answers) -> list[tuple[float, float, int]]:
    """Group postings by confidence: mean confidence, accuracy and number of each bin that is not empty."""
    confidence = answers.probabilities.max(axis=1)
    places = np.digitize(confidence, _INNER_EDGES)
    return [
        (float(confidence[places == b].mean()), float(answers.right[places == b].mean()), int((places == b).sum()))
        for b in range(BINS)
        if (places == b).any()
    ]


def calibration_error(answers: Answers) -> float:
    """Return the expected calibration error: mean gap of confidence and accuracy over the bins (Guo et al. 2017)."""
    return sum(n * abs(right - sure) for sure, right, n in calibration_bins(answers)) / max(len(answers), 1)


def brier(answers: Answers) -> float:
    """Return the Brier score of the four probabilities, 0 (perfect) to 2."""
    wanted = np.eye(len(ROLES))[answers.truth]
    return float(((answers.probabilities - wanted) ** 2).sum(axis=1).mean())


def log_loss(answers: Answers) -> float:
    """Return the mean negative log of the probability that the labelled role was given."""
    given = answers.probabilities[np.arange(len(answers)), answers.truth]
    return float(-np.log(np.maximum(given, LEAST_PROBABILITY)).mean())


def coverage_curve(answers: Answers) -> list[tuple[float, float]]:
    """Return accuracy against coverage: the share answered, surest first, and how many of these are right."""
    order = np.argsort(-answers.probabilities.max(axis=1), kind="stable")
    numbers = np.arange(1, len(order) + 1)
    return list(zip((numbers / len(order)).tolist(), (answers.right[order].cumsum() / numbers).tolist(), strict=True))


def fit_correlation(answers: Answers) -> float:
    """Return Spearman's rank correlation of score and grade; NaN where either is constant."""
    answers = answers.graded()
    truth, said = rankdata(answers.fit_truth), rankdata(answers.fit_said)
    if len(answers) < 2 or np.ptp(truth) == 0 or np.ptp(said) == 0:
        return float("nan")
    return float(np.corrcoef(truth, said)[0, 1])


def ndcg(answers: Answers) -> float:
    """Return the normalised discounted gain of the first 20 of the ranking, the grade being the gain.

    Equal scores share the gain of the places they take (McSherry and Najork 2008), as scikit-learn has it.
    NaN where no grade is above 0: there is nothing to be put first.
    """
    answers = answers.graded()
    if len(answers) < 2 or not answers.fit_truth.any():
        return float("nan")
    return float(ndcg_score([answers.fit_truth], [answers.fit_said], k=TOP))
