from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from models.choice import Candidate, choose, doubt_of

EVEN = (0.5, 0.5, 0.0, 0.0)
SURE = (0.97, 0.01, 0.01, 0.01)
NOTHING = np.zeros((0, 8), dtype=np.float32)


def axis(number: int) -> NDArray[np.float32]:
    vector = np.zeros(8, dtype=np.float32)
    vector[number] = 1.0
    return vector


def ids(candidates: list[Candidate], vectors: list[NDArray[np.float32]], count: int, **other: object) -> list[str]:
    labelled = other.get("labelled", NOTHING)
    companies = other.get("companies", [])
    chosen = choose(candidates, np.array(vectors), labelled, companies, count)  # type: ignore[arg-type]
    return [choice.posting_id for choice in chosen]


def test_the_doubtful_come_before_the_sure() -> None:
    candidates = [Candidate("a", "", SURE), Candidate("b", "", EVEN), Candidate("c", "", (0.7, 0.3, 0.0, 0.0))]
    assert ids(candidates, [axis(0), axis(1), axis(2)], 3) == ["b", "c", "a"]


def test_what_is_unlike_the_labelled_comes_first() -> None:
    near = (axis(0) * 0.9 + axis(1) * np.sqrt(1 - 0.81)).astype(np.float32)
    candidates = [Candidate("a", "", EVEN), Candidate("b", "", EVEN)]
    assert ids(candidates, [near, axis(2)], 2, labelled=axis(0)[None, :]) == ["b", "a"]


def test_a_copy_of_what_is_labelled_or_taken_is_never_asked_for() -> None:
    candidates = [Candidate(name, "", EVEN) for name in "abc"]
    assert ids(candidates, [axis(0), axis(1), axis(1)], 3, labelled=axis(0)[None, :]) == ["b"]


def test_companies_take_turns() -> None:
    candidates = [Candidate("a", "Aba", EVEN), Candidate("b", "ABA ", EVEN), Candidate("c", "Zeb", (0.6, 0.4, 0, 0))]
    vectors = [axis(0), axis(1), axis(2)]
    assert ids(candidates, vectors, 3) == ["a", "c", "b"]
    assert ids(candidates, vectors, 1, companies=["aba", "aba"]) == ["c"]


def test_unknown_companies_are_not_one_company() -> None:
    candidates = [Candidate("a", "", EVEN), Candidate("b", "", EVEN), Candidate("c", "Zeb", (0.6, 0.4, 0, 0))]
    assert ids(candidates, [axis(0), axis(1), axis(2)], 2) == ["a", "b"]


@pytest.mark.parametrize("count", [1, 5])
def test_nothing_to_choose_from_is_nothing(count: int) -> None:
    assert choose([], np.zeros((0, 8), dtype=np.float32), NOTHING, [], count) == []


@given(st.permutations(range(6)), st.integers(1, 6))
def test_the_order_of_the_candidates_does_not_matter(order: list[int], count: int) -> None:
    rng = np.random.default_rng(0)
    vectors = rng.normal(size=(6, 8)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    candidates = [Candidate(f"p{n}", f"c{n % 2}", tuple(rng.dirichlet(np.ones(4)))) for n in range(6)]
    first = ids(candidates, list(vectors), count)
    assert ids([candidates[i] for i in order], [vectors[i] for i in order], count) == first
    assert len(set(first)) == len(first) <= count


@given(st.lists(st.floats(0, 1), min_size=2, max_size=4))
def test_doubt_lies_between_none_and_all(probabilities: list[float]) -> None:
    assert 0.0 <= doubt_of(probabilities) <= 1.0
