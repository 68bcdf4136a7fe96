from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from features.place_names import place_names, spellings


@pytest.mark.parametrize(
    ("location", "is_remote", "names"),
    [
        ("London, England, United Kingdom", False, ("London",)),
        ("New York City", None, ("New York",)),
        ("Remote (Portland, OR)", True, ("Portland",)),
        ("Bengaluru, Karnataka, India", None, ("Bangalore",)),
        ("CA", None, ("California",)),
        ("United States", False, ("United States",)),
        ("United States", True, ("Remote, United States",)),
        ("Remote - EMEA", True, ("Remote, EMEA",)),
        ("Remote, TX, NY, CA, OH", True, ("Remote, United States",)),
        ("Texas or Ohio", None, ("Ohio", "Texas")),
        ("Remote", True, ("Remote",)),
        ("Remote", None, ()),
        ("", True, ("Remote",)),
        ("", None, ()),
    ],
)
def test_places_are_called_by_one_name(location: str, is_remote: bool | None, names: tuple[str, ...]) -> None:
    assert place_names(location, is_remote) == names


@pytest.mark.parametrize(
    ("place", "written"),
    [("MUNICH", "munchen"), ("usa", "united states"), ("uk", "uk"), ("nyc", "new york"), ("Großbritannien", None)],
)
def test_a_town_or_country_is_found_by_its_other_names(place: str, written: str | None) -> None:
    assert (written in spellings(place)) if written else spellings(place) == ()
    assert "la" not in spellings("Los Angeles")


@given(location=st.text(max_size=60), is_remote=st.none() | st.booleans())
def test_any_cell_gives_names_without_blanks_or_repetition(location: str, is_remote: bool | None) -> None:
    names = place_names(location, is_remote)
    assert all(name.strip() == name and name for name in names)
    assert len(set(names)) == len(names)
    assert names or not is_remote
