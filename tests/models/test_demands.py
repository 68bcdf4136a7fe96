from __future__ import annotations

import numpy as np
import pytest

from models.demands import REASONS, DemandsRegressor
from models.views import PostingView

NONE = np.zeros((0, 20))


def view(title: str, *asked: str) -> PostingView:
    return PostingView(title, (), asked, asked, NONE)


@pytest.fixture(scope="module")
def model() -> DemandsRegressor:
    """Account managers whose postings ask for engineering fit badly, those that ask for slides well."""
    views, grades = [], []
    for number in range(40):
        views.append(view("Account Manager", "An engineering degree", f"Python, {number} years"))
        views.append(view("Account Manager", "Good with slides", f"Tidy, {number} years"))
        grades += [1.0, 3.0]
    return DemandsRegressor().fit(views, grades)


def test_demands_move_the_grade_up_and_down(model: DemandsRegressor) -> None:
    low, high, silent = model.predict(
        [view("Account Manager", "Engineering degree"), view("Account Manager", "Slides"), view("", "")]
    )
    assert low < -0.2 < 0.2 < high
    assert silent == 0


def test_the_reasons_are_words_of_the_posting_that_lower_it(model: DemandsRegressor) -> None:
    views = [view("Account Manager", "An engineering degree and Python"), view("Account Manager", "Slides"), view("x")]
    named = model.reasons(views)
    assert {"engineering", "python"} & set(" ".join(named[0]).split())
    assert named[1:] == [(), ()]
    assert len(named[0]) <= REASONS


def test_reasons_are_the_same_alone_and_among_others(model: DemandsRegressor) -> None:
    views = [view("Account Manager", "Python"), view(""), view("Engineering manager", "Slides", "A degree")]
    assert model.reasons(views) == [model.reasons([one])[0] for one in views]
    assert model.predict(views).tolist() == pytest.approx([model.predict([one])[0] for one in views])


def test_no_postings(model: DemandsRegressor) -> None:
    assert model.reasons([]) == []
    assert model.predict([]).shape == (0,)


def test_weights_decide_what_is_learned() -> None:
    views = [view("Nurse", "Night shifts")] * 20 + [view("Account Manager", "Night shifts")] * 20
    grades = [0.0] * 20 + [4.0] * 20
    weighed = DemandsRegressor().fit(views, grades, sample_weight=np.array([0.01] * 20 + [1.0] * 20))
    even = DemandsRegressor().fit(views, grades)
    assert weighed.centre_ > even.centre_ + 1
