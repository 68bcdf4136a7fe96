import pytest
from hypothesis import given
from hypothesis import strategies as st

from features.places import MAX_CHARACTERS, read_place, same_place
from tests.features.annotated import cpu_seconds


def compared(one: str, other: str) -> bool | None:
    found = same_place(read_place(one), read_place(other))
    assert same_place(read_place(other), read_place(one)) is found
    return found


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("NYC", "New York, NY"),
        ("London, UK", "Greater London"),
        ("London (Hybrid)", "london, england, united kingdom"),
        ("Washington, DC", "District of Columbia"),
        ("Remote,Dallas, TX", "Dallas, Texas, US"),
        ("Portland, OR", "Portland, Oregon"),
        ("Kraków", "Krakow, Małopolskie, Poland"),
        ("Minneapolis-St. Paul, MN", "Minneapolis"),
        ("US, CA, San Mateo", "San Mateo, California"),
        ("Leeds / York", "York"),
        ("Melbourne VIC", "Melbourne, Australia"),
        ("Remote - US", "United States (Remote)"),
        ("Berlin, DE", "Berlin, Germany"),
    ],
)
def test_spellings_of_one_place(one: str, other: str) -> None:
    assert compared(one, other) is True


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Portland, OR", "Portland, ME"),
        ("Leeds", "York"),
        ("Columbus, OH", "Columbus, GA"),
        ("Brooklyn, NY", "New York, NY"),
        ("Remote - Ireland", "Remote - Spain"),
        ("Remote, EMEA", "Remote, APAC"),
        ("Remote (U.S.)", "Remote (Latin America)"),
        ("Vienna", "Remote, Germany"),
        ("Sofia", "EMEA"),
        ("London, UK", "London, ON, Canada"),
        ("Illinois - Remote", "Washington, DC - Remote"),
        ("Remote-Eastern Europe", "Remote-Southern Europe"),
    ],
)
def test_two_places_or_what_may_be_two(one: str, other: str) -> None:
    assert compared(one, other) is False


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Remote", "Leeds"),
        ("", "Leeds"),
        ("", ""),
        ("Remote", "Remote"),
        ("Philadelphia, PA", "United States"),
        ("Ludlow, Shropshire", "Shropshire"),
        ("Waterloo, Ontario", "Canada"),
    ],
)
def test_places_of_which_one_leaves_something_open(one: str, other: str) -> None:
    assert compared(one, other) is None


def test_a_state_in_capitals_is_none_in_a_sentence() -> None:
    assert read_place("Leeds or York").towns == {"leeds", "york"}
    assert read_place("Salem, OR").regions == {"us:oregon"}


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_two_cells_can_be_compared(one: str, other: str) -> None:
    compared(one, other)
    assert compared(one, one) is not False


def test_a_hostile_cell_is_cut() -> None:
    assert read_place("Leeds" + "," * 10 * MAX_CHARACTERS + "York").towns == {"leeds"}
    assert cpu_seconds(lambda: read_place("a - " * 50_000 + "(" * 50_000)) < 0.1
