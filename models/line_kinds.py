"""What each line of a posting is: a duty, a requirement, a benefit, company talk, how to apply, or something else.

Two steps. The first reads a line alone: its words, its opening, its heading and its place. The second reads what the
first said of the line, of its neighbours and of the lines under the same heading, since a posting goes through its
parts one after the other (stacked sequential learning, Cohen and Carvalho 2005).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from typing import Any, Self

import numpy as np
import scipy.sparse as sp
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils.validation import check_is_fitted

from features.lines import LINE_KINDS, Line, LineScore
from features.sections import SECTIONS
from models.words import TfidfVectorizer

#: Words of the opening and of the heading that are features of their own.
OPENING_WORDS, HEADING_WORDS = 3, 8

#: Weight of opening and heading against the words of the line (0.3 to 1.0 gave the same F1 within 0.005).
CONTEXT_WEIGHT = 0.5

#: Lines before and behind that the second step looks at, and its inverse regularisation (0.01 to 1 the same).
NEIGHBOURS, NEIGHBOUR_C = 2, 0.1

#: Where the first step's descent may stop. Unlike stochastic descent it gives the same model whatever the order of the
#: postings is: three orders gave a duty F1 of 0.896 to 0.901 on the development set then, and other roles. 0.01 gives
#: 0.906, 0.0001 gives 0.904 in half as much time again.
TOLERANCE = 0.01

#: Folds of the predictions that the second step learns from.
FOLDS = 5

_TOKEN = r"[a-zA-Z][a-zA-Z'’]+|[$£€%]|\d+"
_WORD = re.compile(r"[a-z'’]+")
_DUTY = LINE_KINDS.index("duty")


class LineKindClassifier(ClassifierMixin, BaseEstimator):
    """Tell the kind of each line of a posting.

    Parameters
    ----------
    C : float, default=10
        Inverse regularisation of the first step. Duty F1 in cross-validation over the corpus and on the development
        set: 0.981 and 0.904 at 10, 0.982 and 0.903 at 20, 0.982 and 0.905 at 40; on the latter 0.894 at 2, 0.901 at 5.
    min_df : int, default=2
        Words seen in fewer lines are dropped.

    Attributes
    ----------
    classes_ : ndarray of str
        :data:`features.lines.LINE_KINDS`.
    cross_fitted_ : list of ndarray of shape (n_lines, 6)
        What was said of each posting of the training data by first steps that had not seen it: what later models
        learn from, so that they see in training what they see in use.
    """

    def __init__(self, C: float = 10.0, min_df: int = 2) -> None:  # noqa: N803
        self.C = C
        self.min_df = min_df

    def fit(self, X: Sequence[Sequence[Line]], y: Sequence[Sequence[str]], groups: ArrayLike | None = None) -> Self:
        """Learn from labelled postings.

        Parameters
        ----------
        X : sequence of sequence of Line of length n_postings
            The lines of each posting without headings.
        y : sequence of sequence of str
            The kind of each line.
        groups : array-like of shape (n_postings,), optional
            Postings of one group are never used to judge one another.
        """
        numbers = np.arange(len(X))
        own = np.repeat(numbers, [len(lines) for lines in X])
        kinds = np.array([LINE_KINDS.index(kind) for labels in y for kind in labels], dtype=np.int64)
        alone = np.zeros((len(own), len(LINE_KINDS)))
        for learn, rest in GroupKFold(FOLDS).split(numbers, groups=numbers if groups is None else groups):
            seen, unseen = np.isin(own, learn), np.isin(own, rest)
            self._fit_alone([X[i] for i in learn], kinds[seen])
            alone[unseen] = self._alone([X[i] for i in rest])
        self._fit_alone(X, kinds)
        self.neighbours_ = make_pipeline(StandardScaler(), LogisticRegression(C=NEIGHBOUR_C, max_iter=500))
        self.neighbours_.fit(_stacked(alone, X), kinds)
        self.cross_fitted_ = _cut(self._together(alone, X), X)
        self.classes_ = np.array(LINE_KINDS)
        return self

    def predict_proba(self, X: Sequence[Sequence[Line]]) -> list[NDArray[np.float64]]:
        """Return the probability of each kind for each line, one array of shape (n_lines, 6) a posting."""
        check_is_fitted(self)
        return _cut(self._together(self._alone(X), X), X) if any(X) else [np.zeros((0, len(LINE_KINDS)))] * len(X)

    def predict(self, X: Sequence[Sequence[Line]]) -> list[list[str]]:
        """Return the likeliest kind of each line."""
        return [[LINE_KINDS[row.argmax()] for row in rows] for rows in self.predict_proba(X)]

    def score_lines(self, postings: Sequence[Sequence[Line]]) -> list[list[LineScore]]:
        """Score lines as :data:`features.duties.LineScorer` asks."""
        return [[line_score(row) for row in rows] for rows in self.predict_proba(postings)]

    def _fit_alone(self, postings: Sequence[Sequence[Line]], kinds: NDArray[np.int64]) -> None:
        lines = [line for posting in postings for line in posting]
        self.words_ = TfidfVectorizer(
            ngram_range=(1, 2), min_df=self.min_df, sublinear_tf=True, token_pattern=_TOKEN, dtype=np.float32
        ).fit([line.text for line in lines])
        self.context_ = TfidfVectorizer(
            min_df=self.min_df, token_pattern=r"\S+", lowercase=False, norm=None, use_idf=False, binary=True,
            dtype=np.float32,
        ).fit([_context(line) for line in lines])  # fmt: skip
        model = LogisticRegression(C=self.C, tol=TOLERANCE, solver="liblinear")
        self.alone_ = OneVsRestClassifier(model).fit(self._features(lines), kinds)

    def _alone(self, postings: Sequence[Sequence[Line]]) -> NDArray[np.float64]:
        lines = [line for posting in postings for line in posting]
        said = np.full((len(lines), len(LINE_KINDS)), 0.0)
        if lines:
            said[:, self.alone_.classes_] = self.alone_.predict_proba(self._features(lines))
        return said

    def _together(self, alone: NDArray[np.float64], postings: Sequence[Sequence[Line]]) -> NDArray[np.float64]:
        proba = np.zeros_like(alone)
        proba[:, self.neighbours_.classes_] = self.neighbours_.predict_proba(_stacked(alone, postings))
        return proba

    def _features(self, lines: Sequence[Line]) -> Any:
        return sp.hstack(
            [
                self.words_.transform([line.text for line in lines]),
                CONTEXT_WEIGHT * self.context_.transform([_context(line) for line in lines]),
                sp.csr_matrix(_shape(lines)),
            ]
        ).tocsr()


def line_score(row: NDArray[np.float64]) -> LineScore:
    """Turn one row of probabilities into a score: that of a duty, and the likeliest of the other kinds."""
    rest = np.delete(row, _DUTY)
    others = [kind for kind in LINE_KINDS if kind != "duty"]
    return LineScore(float(row[_DUTY]), others[int(rest.argmax())])


def _cut(rows: NDArray[np.float64], postings: Sequence[Sequence[Line]]) -> list[NDArray[np.float64]]:
    return np.split(rows, np.cumsum([len(lines) for lines in postings])[:-1]) if len(postings) else []


def _context(line: Line) -> str:
    opening = _WORD.findall(line.text[:200].lower())[:OPENING_WORDS]
    heading = _WORD.findall(line.heading[:200].lower())[:HEADING_WORDS]
    return " ".join(
        [
            *(f"o{place}_{word}" for place, word in enumerate(opening)),
            *(f"s_{word[-3:]}" for word in opening[:1]),
            *(f"h_{word}" for word in heading),
        ]
    )


def _shape(lines: Sequence[Line]) -> NDArray[np.float32]:
    """Section, bullet, place in the posting, length and punctuation of each line."""
    rows = np.zeros((len(lines), len(SECTIONS) + 8), dtype=np.float32)
    for row, line in zip(rows, lines, strict=True):
        words = len(line.text.split())
        row[SECTIONS.index(line.section)] = 1
        row[len(SECTIONS) :] = (
            line.bullet, line.place, words < 4, words > 25, words > 40, ":" in line.text, line.text[:1].islower(),
            any(char.isdigit() for char in line.text),
        )  # fmt: skip
    return rows


def _stacked(alone: NDArray[np.float64], postings: Sequence[Sequence[Line]]) -> NDArray[np.float64]:
    """Put beside each line's own scores those of its neighbours and the mean of the others under its heading."""
    blocks = [_stack_one(rows, lines) for rows, lines in zip(_cut(alone, postings), postings, strict=True)]
    return np.vstack(blocks) if blocks else np.zeros((0, 0))


def _stack_one(rows: NDArray[np.float64], lines: Sequence[Line]) -> NDArray[np.float64]:
    count, width = rows.shape
    padded = np.vstack([np.zeros((NEIGHBOURS, width)), rows, np.zeros((NEIGHBOURS, width))])
    around = [padded[NEIGHBOURS + step : NEIGHBOURS + step + count] for step in (-2, -1, 1, 2)]
    members: dict[str, list[int]] = defaultdict(list)
    for number, line in enumerate(lines):
        members[line.heading].append(number)
    companions = np.zeros_like(rows)
    for numbers in members.values():
        total = rows[numbers].sum(axis=0)
        companions[numbers] = (total - rows[numbers]) / max(1, len(numbers) - 1)
    shape = np.array([[line.bullet, line.place] for line in lines], dtype=float).reshape(count, 2)
    return np.hstack([np.log(np.clip(rows, 1e-4, 1.0)), *around, companions, shape])
