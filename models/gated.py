"""A classifier in two steps: is the case inside at all, and if so, which of the inner classes is it."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.linear_model import LogisticRegression
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import _check_sample_weight, check_is_fitted, validate_data


class GatedClassifier(ClassifierMixin, BaseEstimator):
    """Logistic gate times logistic choice: ``P(class) = P(inside) * P(class | inside)``.

    The two questions need different evidence (the domain decides what is inside, the mix of competencies which inner
    class), so each may read columns of its own. One flat model of all classes lets the domain's many words drown the
    mix: on the development set macro-F1 0.65 flat, 0.72 gated (``docs/benchmarks.md``).

    Parameters
    ----------
    outside : object, optional
        The label of what is outside. If it is not among the labels, there is no gate.
    gate_columns, choice_columns : slice or array-like of int, optional
        Columns that each step reads; all by default.
    gate_C, choice_C : float
        Inverse regularisation of each step.

    Attributes
    ----------
    classes_ : ndarray of shape (n_classes,)
    """

    def __init__(
        self,
        outside: Any = None,
        gate_columns: Any = None,
        choice_columns: Any = None,
        gate_C: float = 3.0,  # noqa: N803
        choice_C: float = 1.0,  # noqa: N803
    ) -> None:
        self.outside = outside
        self.gate_columns = gate_columns
        self.choice_columns = choice_columns
        self.gate_C = gate_C
        self.choice_C = choice_C

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> Self:
        """Learn both steps.

        Parameters
        ----------
        X : array-like or sparse matrix of shape (n_samples, n_features)
        y : array-like of shape (n_samples,)
        sample_weight : array-like of shape (n_samples,), optional
            How much each sample counts; all the same by default.
        """
        X, y = validate_data(self, X, y, accept_sparse="csr")
        weight = _check_sample_weight(sample_weight, X, dtype=np.float64)
        X, y, weight = X[weight > 0], np.asarray(y)[weight > 0], weight[weight > 0]
        check_classification_targets(y)
        self.classes_, codes = np.unique(y, return_inverse=True)
        if len(self.classes_) < 2:
            raise ValueError("GatedClassifier needs samples of at least 2 classes; the data has one class")
        outside = np.flatnonzero(self.classes_ == self.outside) if self.outside is not None else np.array([], int)
        self.outside_ = int(outside[0]) if len(outside) else None
        inside = codes != self.outside_ if self.outside_ is not None else np.ones(len(codes), bool)
        self.gate_ = None
        if self.outside_ is not None:
            self.gate_ = self._model(self.gate_C).fit(_columns(X, self.gate_columns), inside, weight)
        inner = np.unique(codes[inside])
        self.inner_ = inner
        self.choice_ = None
        if len(inner) > 1:
            rows = _columns(X, self.choice_columns)[inside]
            self.choice_ = self._model(self.choice_C).fit(rows, codes[inside], weight[inside])
        return self

    def predict_proba(self, X: Any) -> NDArray[np.float64]:
        """Return class probabilities, shape (n_samples, n_classes)."""
        check_is_fitted(self)
        X = validate_data(self, X, accept_sparse="csr", reset=False)
        proba = np.zeros((X.shape[0], len(self.classes_)))
        inside = np.ones(X.shape[0])
        if self.gate_ is not None:
            inside = self.gate_.predict_proba(_columns(X, self.gate_columns))[:, 1]
            proba[:, self.outside_] = 1.0 - inside
        choice = (
            self.choice_.predict_proba(_columns(X, self.choice_columns))
            if self.choice_ is not None
            else np.ones((X.shape[0], 1))
        )
        proba[:, self.inner_] = choice * inside[:, None]
        return proba

    def predict(self, X: Any) -> NDArray[Any]:
        """Return the most likely class of each sample, shape (n_samples,)."""
        check_is_fitted(self)
        labels: NDArray[Any] = self.classes_[self.predict_proba(X).argmax(axis=1)]
        return labels

    def _model(self, strength: float) -> LogisticRegression:
        return LogisticRegression(C=strength, max_iter=2000, class_weight="balanced")

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.sparse = True
        return tags


def _columns(X: Any, columns: Any) -> Any:
    return X if columns is None else X[:, columns]
