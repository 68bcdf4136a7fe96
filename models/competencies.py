"""Which competencies a duty asks for: one logistic regression a code over the duty's words and the taxonomy's cues."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

import numpy as np
import scipy.sparse as sp
from numpy.typing import ArrayLike, NDArray
from sklearn.base import BaseEstimator
from sklearn.linear_model import SGDClassifier
from sklearn.utils.validation import check_is_fitted

from features.cues import cue_count, cues_in
from features.taxonomy import competencies
from models.words import TfidfVectorizer

#: Weight of a cue against the words. On the 500 duty lines of the development set: words alone micro-F1 0.57, cues
#: alone 0.60, both 0.63 (0.3 to 0.5 the same); character n-grams, sentence embeddings and the posting's mean add
#: nothing (``docs/benchmarks.md``).
CUE_WEIGHT = 0.4

#: A duty has a competency from this probability on: the value with the best micro-F1 in cross-validation over the
#: labelled corpus (0.15: 0.707, 0.20: 0.717, 0.25: 0.713, 0.30: 0.700).
THRESHOLD = 0.2


#: Passes of averaged stochastic gradient descent: on the development set as good as the exact optimum (micro-F1 of gold
#: lines 0.671 against 0.672), ten times faster.
PASSES = 15


class CompetencyClassifier(BaseEstimator):
    """Multi-label classifier of duty texts.

    Parameters
    ----------
    alpha : float, default=2e-5
        Regularisation.
    threshold : float, default=0.2
        Probability from which :meth:`predict` names a code.

    Attributes
    ----------
    codes_ : tuple of str
        The competency codes, in the order of the columns.
    """

    def __init__(self, alpha: float = 2e-5, threshold: float = THRESHOLD) -> None:
        self.alpha = alpha
        self.threshold = threshold

    def fit(self, X: Sequence[str], y: ArrayLike, doubtful: ArrayLike | None = None) -> Self:
        """Learn from labelled duties.

        Parameters
        ----------
        X : sequence of str of length n_duties
        y : array-like of shape (n_duties, n_codes)
            1 where a duty has a code; see :func:`encode`.
        doubtful : array-like of shape (n_duties, n_codes), optional
            1 where only one of two readers gave the code: taken as half a yes and half a no.
        """
        labels = np.asarray(y, dtype=bool)
        halves = np.zeros_like(labels) if doubtful is None else np.asarray(doubtful, dtype=bool) & ~labels
        self.codes_ = tuple(competencies())
        self.words_ = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True).fit(X)
        features = self._features(X)
        weights, offsets = np.zeros((features.shape[1], len(self.codes_))), np.full(len(self.codes_), -20.0)
        for column in range(len(self.codes_)):
            if labels[:, column].any() and not labels[:, column].all():
                twice = np.flatnonzero(halves[:, column])
                rows = sp.vstack([features, features[twice]])
                yes = np.concatenate([labels[:, column], np.ones(len(twice), dtype=bool)])
                weight = np.concatenate([np.where(halves[:, column], 0.5, 1.0), np.full(len(twice), 0.5)])
                model = SGDClassifier(
                    loss="log_loss", alpha=self.alpha, max_iter=PASSES, tol=None, average=True, random_state=0
                )
                model.fit(rows.tocsr(), yes, sample_weight=weight)
                weights[:, column], offsets[column] = model.coef_[0], model.intercept_[0]
        self.weights_, self.offsets_ = weights, offsets
        return self

    def predict_proba(self, X: Sequence[str]) -> NDArray[np.float64]:
        """Return the probability of each code for each duty, shape (n_duties, n_codes)."""
        check_is_fitted(self)
        if not len(X):
            return np.zeros((0, len(self.codes_)))
        return self.predict_from(self.words_.transform(X), sp.csr_matrix(cue_matrix(X)))

    def predict_from(self, words: Any, cues: Any) -> NDArray[np.float64]:
        """Return the same from what :attr:`words_` gives of the duties, and from :func:`cue_matrix`, both sparse."""
        logits = np.asarray(_side_by_side(words, cues) @ self.weights_) + self.offsets_
        result: NDArray[np.float64] = 1.0 / (1.0 + np.exp(-logits))
        return result

    def predict(self, X: Sequence[str]) -> list[tuple[str, ...]]:
        """Name the competencies of each duty, most likely first."""
        return [self.name(row) for row in self.predict_proba(X)]

    def name(self, probabilities: NDArray[np.float64]) -> tuple[str, ...]:
        """Turn one row of probabilities into codes, most likely first."""
        return self.in_order(probabilities, probabilities >= self.threshold)

    def in_order(self, probabilities: NDArray[np.float64], named: NDArray[np.bool_]) -> tuple[str, ...]:
        """Give the codes that are named, most likely first."""
        order = np.argsort(-probabilities, kind="stable")
        return tuple(self.codes_[i] for i in order if named[i])

    def _features(self, texts: Sequence[str]) -> Any:
        return _side_by_side(self.words_.transform(texts), sp.csr_matrix(cue_matrix(texts)))


def _side_by_side(words: Any, cues: Any) -> Any:
    return sp.hstack([words, CUE_WEIGHT * cues]).tocsr()


def encode(codes: Sequence[Sequence[str]]) -> NDArray[np.bool_]:
    """Encode lists of competency codes as a boolean matrix, shape (n_duties, n_codes).

    Examples
    --------
    >>> int(encode([["scope_control"], []]).sum())
    1
    """
    order = {code: column for column, code in enumerate(competencies())}
    matrix = np.zeros((len(codes), len(order)), dtype=bool)
    for row, names in enumerate(codes):
        for name in names:
            matrix[row, order[name]] = True
    return matrix


def cue_matrix(texts: Sequence[str]) -> NDArray[np.float64]:
    """Mark which of the taxonomy's cues each text shows, shape (n_texts, n_cues)."""
    matrix = np.zeros((len(texts), cue_count()))
    for row, text in zip(matrix, texts, strict=True):
        row[list(cues_in(text))] = 1.0
    return matrix
