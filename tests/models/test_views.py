from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.views import PostingView, balance, mix, side_shares

View = Callable[..., PostingView]


def test_shared_competencies_count_half_to_each_side(view: View) -> None:
    client, operations = side_shares(mix(view({"client_relationship": 1.0}, {"creative_brief": 1.0}))[None])[0]
    assert (client, operations) == (pytest.approx(0.75), pytest.approx(0.25))


def test_a_posting_without_duties_has_no_sides(view: View) -> None:
    assert not side_shares(mix(view())[None]).any()
    assert not mix(view()).any()
    assert np.isfinite(balance(view())).all()


@given(st.lists(st.lists(st.floats(0, 1), min_size=20, max_size=20), min_size=1, max_size=8), st.integers(2, 5))
def test_shares_do_not_depend_on_how_often_a_posting_repeats_itself(rows: list[list[float]], times: int) -> None:
    once = PostingView("t", ("l",) * len(rows), (), (), np.array(rows))
    if once.competencies.sum() < 0.3:
        return
    often = PostingView("t", ("l",) * len(rows) * times, (), (), np.array(rows * times))
    assert np.allclose(mix(once), mix(often))
    assert side_shares(mix(once)[None]).sum() == pytest.approx(1.0)
