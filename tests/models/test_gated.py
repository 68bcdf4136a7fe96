from __future__ import annotations

import numpy as np
import pytest
from sklearn.base import BaseEstimator
from sklearn.utils.estimator_checks import parametrize_with_checks

from models.gated import GatedClassifier


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
@parametrize_with_checks([GatedClassifier(), GatedClassifier(outside=1)])
def test_is_a_scikit_learn_estimator(estimator: BaseEstimator, check: object) -> None:
    check(estimator)  # type: ignore[operator]


def _data() -> tuple[np.ndarray, np.ndarray]:
    """Column 0 says inside or outside, column 1 which of the inner classes."""
    rng = np.random.default_rng(0)
    y = np.repeat(["a", "b", "out"], 60)
    X = rng.normal(0, 0.3, (180, 2))
    X[:120, 0] += 2
    X[:60, 1] += 2
    return X, y


def test_each_step_reads_only_its_own_columns() -> None:
    X, y = _data()
    model = GatedClassifier("out", gate_columns=[0], choice_columns=[1]).fit(X, y)
    moved = X.copy()
    moved[:, 1] = -moved[:, 1]
    outside = list(model.classes_).index("out")
    before, after = model.predict_proba(X), model.predict_proba(moved)
    assert np.allclose(before[:, outside], after[:, outside])
    assert not np.allclose(before, after)
    assert (model.predict(X) == y).mean() > 0.95


def test_probabilities_multiply_gate_and_choice() -> None:
    X, y = _data()
    model = GatedClassifier("out", gate_columns=[0], choice_columns=[1]).fit(X, y)
    proba = model.predict_proba(X)
    inside = model.gate_.predict_proba(X[:, [0]])[:, 1]
    assert np.allclose(proba.sum(axis=1), 1)
    assert np.allclose(proba[:, :2].sum(axis=1), inside)


def test_without_the_outside_label_there_is_no_gate() -> None:
    X, y = _data()
    inside = y != "out"
    model = GatedClassifier("out").fit(X[inside], y[inside])
    assert model.gate_ is None
    assert set(model.predict(X[inside])) == {"a", "b"}


def test_one_inner_class_needs_no_choice() -> None:
    X, y = _data()
    kept = y != "b"
    model = GatedClassifier("out").fit(X[kept], y[kept])
    assert model.choice_ is None
    assert (model.predict(X[kept]) == y[kept]).mean() > 0.95
