"""What a posting demands beyond its duties: how its title and requirements move the fit, learned from fit grades.

A technical account manager has an account manager's duties and asks for an engineering degree; a producer of games
asks for shipped games. Which demands lie within an account manager's reach, graded postings teach: a ridge regression
of the grade on the words of the title and of the requirement lines, in-scope postings counting most.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.linear_model import Ridge
from sklearn.utils.validation import check_is_fitted

from models.views import PostingView
from models.words import TfidfVectorizer

#: Words that are named as reasons, and how much of a grade one must move to be worth naming.
REASONS, WORTH_NAMING = 3, 0.08


class DemandsRegressor(RegressorMixin, BaseEstimator):
    """Predict how many grades a posting's title and requirements lie above or below the ordinary.

    Parameters
    ----------
    alpha : float, default=0.5
        Regularisation (0.5 to 1 gave the same correlation within 0.01 on the development set).

    Attributes
    ----------
    centre_ : float
        Mean grade of the postings learned from, weighted; predictions are distances from it.
    """

    def __init__(self, alpha: float = 0.5) -> None:
        self.alpha = alpha

    def fit(self, X: Sequence[PostingView], y: ArrayLike, sample_weight: NDArray[np.float64] | None = None) -> Self:
        """Learn from views and fit grades (0 to 4); weigh postings by their probability of being in scope."""
        grades = np.asarray(y, dtype=float)
        self.words_ = TfidfVectorizer(ngram_range=(1, 2), min_df=3, sublinear_tf=True).fit(map(_text, X))
        self.names_ = self.words_.get_feature_names_out()
        self.centre_ = float(np.average(grades, weights=sample_weight))
        features = self.words_.transform(map(_text, X))
        self.model_ = Ridge(alpha=self.alpha, fit_intercept=False, solver="sparse_cg")
        self.model_.fit(features, grades - self.centre_, sample_weight=sample_weight)
        return self

    def predict(self, X: Sequence[PostingView]) -> NDArray[np.float64]:
        """Return grades above (positive) or below the ordinary, shape (n_postings,)."""
        check_is_fitted(self)
        return self.predict_from(self.words_.transform(map(_text, X))) if len(X) else np.zeros(0)

    def predict_from(self, words: Any) -> NDArray[np.float64]:
        """Return the same from what :attr:`words_` gives of titles and requirements."""
        result: NDArray[np.float64] = self.model_.predict(words)
        return result

    def reasons(self, X: Sequence[PostingView]) -> list[tuple[str, ...]]:
        """Name the words of each posting that lower its fit most; none where none does by much."""
        check_is_fitted(self)
        return self.reasons_from(self.words_.transform(map(_text, X))) if len(X) else []

    def reasons_from(self, words: Any) -> list[tuple[str, ...]]:
        """Name the same from what :attr:`words_` gives of titles and requirements."""
        table = words.tocsr()
        moved = table.data * self.model_.coef_[table.indices]
        rows = zip(table.indptr[:-1], table.indptr[1:], strict=True)
        return [self._named(table.indices[first:last], moved[first:last]) for first, last in rows]

    def _named(self, words: NDArray[np.int32], moved: NDArray[np.float64]) -> tuple[str, ...]:
        named: list[str] = []
        low = np.flatnonzero(moved <= -WORTH_NAMING)
        for place in low[np.argsort(moved[low], kind="stable")]:
            word = str(self.names_[words[place]])
            if not any(set(word.split()) & set(other.split()) for other in named):
                named.append(word)
            if len(named) == REASONS:
                break
        return tuple(named)


def _text(view: PostingView) -> str:
    return "\n".join([view.title, *view.requirements])
