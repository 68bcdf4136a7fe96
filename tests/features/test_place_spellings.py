from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from features.place_spellings import one_spelling


@pytest.mark.parametrize(
    ("cells", "counted"),
    [
        (["London, UK", "London, England, GB", "London"], ["London"] * 3),
        (["New York, NY", "NYC", "New York, NY", "New York, New York, United States"], ["New York, NY"] * 4),
        (["United States", "remote,US - Remote", "remote,US - Remote", "Remote (USA)"], ["United States"] * 4),
        (["Leeds, Hybrid", "Leeds, Hybrid", "Leeds"], ["Leeds"] * 3),
        # Two towns of one name, and a cell that may mean either.
        (["Portland, OR", "Portland, ME", "Portland", "Portland, Hybrid"],
         ["Portland, OR", "Portland, ME", "Portland", "Portland"]),
        (["London, UK", "London, ON, CA", "London"], ["London, UK", "London, ON, CA", "London"]),
        (["England", "London, England"], ["England", "London, England"]),
        # No place is said.
        (["Remote", "Anywhere", "Remote"], ["Remote", "Anywhere", "Remote"]),
        ([], []),
    ],
)  # fmt: skip
def test_cells_that_mean_one_place_are_spelled_alike(cells: list[str], counted: list[str]) -> None:
    assert one_spelling(cells) == counted
    assert one_spelling(cells[::-1]) == counted[::-1]


@given(
    st.lists(st.sampled_from(["London", "London, UK", "London, ON", "London or Leeds", "Leeds", "UK", "Remote", ""]))
)
def test_no_cell_gets_a_spelling_that_was_not_there_and_the_order_does_not_matter(cells: list[str]) -> None:
    found = one_spelling(cells)
    assert set(found) <= set(cells)
    assert one_spelling(found) == found
    assert sorted(one_spelling(sorted(cells))) == sorted(found)
