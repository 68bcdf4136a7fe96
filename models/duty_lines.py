"""Which lines of a posting are duties: a linear model of a line's words, its opening, its heading and its place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Self

import numpy as np
import scipy.sparse as sp
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.utils.validation import check_is_fitted

from features.lines import Line
from features.sections import SECTIONS

#: Words of the opening and of the heading that are features of their own.
OPENING_WORDS, HEADING_WORDS = 3, 8

#: Weight of opening and heading against the words of the line (0.3 to 1.0 gave the same F1 within 0.005).
CONTEXT_WEIGHT = 0.5

_TOKEN = r"[a-zA-Z][a-zA-Z'’]+|[$£€%]|\d+"
_WORD = re.compile(r"[a-z'’]+")


class DutyLineClassifier(ClassifierMixin, BaseEstimator):
    """Tell duty lines from requirements, benefits, company talk and the rest.

    Parameters
    ----------
    C : float, default=2.0
        Inverse regularisation of the logistic regression.
    min_df : int, default=2
        Words seen in fewer lines are dropped.

    Attributes
    ----------
    classes_ : ndarray of shape (2,)
        ``[False, True]``: no duty, duty.
    """

    def __init__(self, C: float = 2.0, min_df: int = 2) -> None:  # noqa: N803 - scikit-learn's own name
        self.C = C
        self.min_df = min_df

    def fit(self, X: Sequence[Line], y: ArrayLike) -> Self:
        """Learn from labelled lines.

        Parameters
        ----------
        X : sequence of Line of length n_lines
            Headings left out.
        y : array-like of bool of shape (n_lines,)
            Whether each is a duty.
        """
        self.words_ = TfidfVectorizer(
            ngram_range=(1, 2), min_df=self.min_df, sublinear_tf=True, token_pattern=_TOKEN, dtype=np.float32
        ).fit([line.text for line in X])
        self.context_ = TfidfVectorizer(
            min_df=self.min_df, token_pattern=r"\S+", lowercase=False, norm=None, use_idf=False, binary=True,
            dtype=np.float32,
        ).fit([_context(line) for line in X])  # fmt: skip
        self.model_ = LogisticRegression(C=self.C, max_iter=1000).fit(self._features(X), np.asarray(y, dtype=bool))
        self.classes_ = self.model_.classes_
        return self

    def predict_proba(self, X: Sequence[Line]) -> NDArray[np.float64]:
        """Return the probabilities of no duty and duty, shape (n_lines, 2)."""
        check_is_fitted(self)
        proba: NDArray[np.float64] = self.model_.predict_proba(self._features(X))
        return proba

    def predict(self, X: Sequence[Line]) -> NDArray[np.bool_]:
        """Return whether each line is more likely a duty than not, shape (n_lines,)."""
        result: NDArray[np.bool_] = self.predict_proba(X)[:, 1] >= 0.5
        return result

    def score_lines(self, lines: Sequence[Line]) -> list[float]:
        """Score lines as :data:`features.duties.LineScorer` asks."""
        return [float(p) for p in self.predict_proba(lines)[:, 1]] if lines else []

    def _features(self, lines: Sequence[Line]) -> Any:
        return sp.hstack(
            [
                self.words_.transform([line.text for line in lines]),
                CONTEXT_WEIGHT * self.context_.transform([_context(line) for line in lines]),
                sp.csr_matrix(_shape(lines)),
            ]
        ).tocsr()


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
