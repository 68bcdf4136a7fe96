from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from models.role import decide, soften

ROWS = st.lists(st.floats(0.001, 1), min_size=4, max_size=4).map(lambda row: np.array([row]) / sum(row))


@given(ROWS, st.floats(1.0, 5.0))
def test_softening_keeps_the_order_and_lowers_the_peak(row: np.ndarray, temperature: float) -> None:
    soft = soften(row, temperature)
    assert np.isclose(soft.sum(), 1)
    assert soft.max() <= row.max() + 1e-9
    assert row[0, soft[0].argmax()] >= row.max() - 1e-9


def test_a_close_call_is_for_a_person() -> None:
    rows = np.array([[0.9, 0.05, 0.03, 0.02], [0.55, 0.4, 0.03, 0.02], [0.25, 0.25, 0.25, 0.25], [0.0] * 4])
    assert list(decide(rows, [9, 9, 9, 9])) == [True, False, False, False]


def test_an_in_scope_role_on_two_lines_is_for_a_person() -> None:
    inside, outside = [0.9, 0.05, 0.03, 0.02], [0.02, 0.03, 0.05, 0.9]
    assert list(decide(np.array([inside, inside, outside]), [2, 3, 0])) == [False, True, True]
