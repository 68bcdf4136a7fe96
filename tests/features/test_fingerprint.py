from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from features.fingerprint import (
    KEPT_TRIPLES,
    KEPT_WORDS,
    MIN_JOB_WORDS,
    PERMUTATIONS,
    Fingerprint,
    containment,
    fingerprint,
    hash_of,
    stem,
)
from features.lines import read_text


def taken(description: str) -> Fingerprint:
    text = read_text(description)
    return fingerprint(text.text, text.lines)


def sketch(numbers: set[int], kept: int = KEPT_TRIPLES) -> np.ndarray:
    return np.array(sorted({hash_of(str(number)) for number in numbers})[:kept], dtype=np.uint32)


def test_markup_and_case_leave_no_trace() -> None:
    one, other = taken("Run **big** shoots daily"), taken("<p>run BIG shoots, daily!</p>")
    assert list(one.signature) == list(other.signature)
    assert one.triples.tolist() == other.triples.tolist()
    assert one.words.tolist() == other.words.tolist()


def test_a_text_without_words_has_an_empty_one() -> None:
    empty = taken(" ** — ")
    assert (list(empty.signature), empty.triples.size, empty.words.size, empty.marks) == ([], 0, 0, frozenset())


@pytest.mark.parametrize("text", ["one", "we are", "one two three", "4 5 6"])
def test_a_short_text_has_a_whole_signature(text: str) -> None:
    assert len(taken(text).signature) == PERMUTATIONS
    assert taken(text).triples.size == 1


def test_fingerprints_are_the_same_in_every_process() -> None:
    # They are stored: a change here asks for a new extractor version.
    found = taken("run big shoots")
    assert found.signature[:2] == [3261744191, 3457115771]
    assert found.triples.tolist() == [3349390415]


def test_what_a_company_says_of_itself_in_every_ad_does_not_count() -> None:
    duties = "## Duties\n- " + "\n- ".join(f"Plan campaign number{n} for client{n} with designer{n}" for n in range(12))
    about = (
        "\n## About us\nWe are a family of forty people who love bread.\n## Benefits\n- Dental cover and a bicycle\n"
    )
    assert taken(duties + about).triples.tolist() == taken(duties).triples.tolist()
    few = "## Duties\n- Plan campaigns"
    assert len(few.split()) < MIN_JOB_WORDS
    assert taken(few + about).triples.size > taken(few).triples.size


def test_names_are_what_has_a_capital_inside_a_line_and_nowhere_else_none() -> None:
    def names(text: str) -> set[int]:
        return set(taken(text).names.tolist())

    assert names("Work in Leeds with Aba's team.") == {hash_of("leeds"), hash_of("aba")}
    assert names("Leeds is our home, and Leeds is big.") == {hash_of("leeds")}
    assert names("Our Team is a team. Apply by 3 May; paid R38,000 or EUR40k.") == set()
    assert names("Go to Leeds. We like Leeds.") == {hash_of("leeds"), hash_of("leeds#2")}


def test_a_client_team_is_named_as_often_as_it_is_spoken_of_and_no_more_than_thrice() -> None:
    marks = taken("Dental clients, and dentists: dental, dental, dental. One Dutch speaker.").marks
    assert marks == {"branch:dental", "branch:dental#2", "branch:dental#3", "language:dutch"}


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("This is ten months of maternity cover from May.", "contract:temporary"),
        ("A fixed-term role.", "contract:temporary"),
        ("A permanent role in Leeds.", "contract:permanent"),
        ("Our client is a bakery in Leeds.", "advertiser"),
        ("Acme acts as an employment agency for this vacancy.", "advertiser"),
    ],
)
def test_statements_of_contract_and_advertiser_are_read(text: str, mark: str) -> None:
    assert mark in taken(text).marks


@pytest.mark.parametrize(
    "text",
    [
        "Manage our client relationships and our clients' budgets.",
        "You speak for our client base of forty shops.",
        "Health cover from day one. Permanent markers are provided.",
        "Work on behalf of clients in retail.",
    ],
)
def test_an_employers_own_words_are_no_statement(text: str) -> None:
    assert not {mark for mark in taken(text).marks if mark.startswith(("contract", "advertiser"))}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("manage", "managing"),
        ("schedules", "scheduled"),
        ("budget", "budgets"),
        ("studies", "studied"),
        ("task", "tasks"),
    ],
)
def test_forms_of_one_word_meet(one: str, other: str) -> None:
    assert stem(one) == stem(other)


@given(st.sets(st.integers(0, 60), min_size=1), st.sets(st.integers(0, 60), min_size=1))
def test_containment_of_small_sets_is_exact_and_symmetric(one: set[int], other: set[int]) -> None:
    expected = len(one & other) / min(len(one), len(other))
    assert containment(sketch(one), sketch(other), KEPT_TRIPLES) == (pytest.approx(expected), min(len(one), len(other)))
    assert containment(sketch(one), sketch(other), KEPT_WORDS) == containment(sketch(other), sketch(one), KEPT_WORDS)


@pytest.mark.parametrize("share", [0.2, 0.6, 0.9, 1.0])
@pytest.mark.parametrize(("small", "large"), [(600, 5_000), (3_000, 3_000), (300, 4_000)])
def test_containment_of_large_sets_is_estimated(share: float, small: int, large: int) -> None:
    numbers = Random(7).sample(range(10**6), small + large)
    common = round(share * small)
    one, other = set(numbers[:small]), set(numbers[:common]) | set(numbers[small : small + large - common])
    found, seen = containment(sketch(one), sketch(other), KEPT_TRIPLES)
    assert found == pytest.approx(share, abs=0.15)
    assert 20 <= seen <= KEPT_TRIPLES


def test_containment_of_nothing_is_zero() -> None:
    nothing = np.array([], dtype=np.uint32)
    assert containment(nothing, sketch({1, 2}), KEPT_WORDS) == (0.0, 0)
