import pytest
from hypothesis import given
from hypothesis import strategies as st

from features.job_titles import MAX_CHARACTERS, extra_words, levels, read_title
from tests.features.annotated import cpu_seconds


@pytest.mark.parametrize(
    "other",
    [
        "Sr. Front-End Developer",
        "Senior Frontend Developer (m/f/d)",
        "Senior Front End Developer [R-10442]",
        "Senior Frontend Developer - Remote - £60k-£70k",
        "URGENT: Senior Frontend Developer needed ASAP!",
        "Senior Frontend Developer (Hybrid, 4-day week)",
        "2024-7209_Senior Frontend Developer",
        "Copy of Senior Frontend Developer",
        "Senior Frontend Developer (SFD)",
        "Senior Frontend Developer | Req 4471",
    ],
)
def test_what_a_board_adds_is_taken_off(other: str) -> None:
    assert read_title(other).words == {"senior", "frontend", "developer"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Account Director – Automotive", "Account Director – Retail"),
        ("Account Manager", "Senior Account Manager"),
        ("Engineer II", "Engineer III"),
        ("C++ Developer", "C# Developer"),
        ("Account Manager", "Account Manager (Maternity Cover)"),
        ("Team Leader – Nights", "Team Leader – Days"),
        ("Developer", ""),
    ],
)
def test_other_jobs_keep_other_words(one: str, other: str) -> None:
    assert read_title(one).words != read_title(other).words


def test_a_place_in_a_title_does_not_count_where_a_listing_names_it() -> None:
    one, other = read_title("Account Manager – Leeds"), read_title("Account Manager")
    assert one.head == other.head
    assert extra_words(one, other, frozenset({"leeds"})) == (frozenset(), frozenset())
    assert extra_words(one, other, frozenset()) == ({"leeds"}, frozenset())


@pytest.mark.parametrize(
    ("title", "reference"),
    [
        ("Analyst - REQ 4471", "4471"),
        ("2024-7216_Data Engineer", "2024-7216"),
        ("Analyst #88", "88"),
        ("Analyst 2", ""),
    ],
)
def test_the_number_of_a_requisition_is_kept(title: str, reference: str) -> None:
    assert read_title(title).reference == reference


def test_words_of_level_and_contract_are_known() -> None:
    assert {"senior", "intern", "ii", "maternity", "freelance"} <= levels()


@given(st.text(max_size=60))
def test_any_title_can_be_read(title: str) -> None:
    found = read_title(title)
    assert found.head <= found.words


def test_a_hostile_title_is_cut() -> None:
    assert read_title("Developer " + "x" * 2 * MAX_CHARACTERS).words == read_title("Developer " + "x" * 190).words
    assert cpu_seconds(lambda: read_title("m/f/" * 50_000 + "$1" * 50_000)) < 0.1
