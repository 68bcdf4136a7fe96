"""Counting numbered words gives what scikit-learn gives of the texts, to the last bit."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer

from features.words import words
from models.ragged import Ragged
from models.word_counts import WordCounts

LEARNED = [
    "manage the client's budget",
    "the client budget\nand the brief",
    "own the brief; own the scope",
    "ΟΔΟΣ x b2b ß",
]
#: Words that are known, that are not, that are too short, and that change when they are lower-cased.
PIECES = [
    "client",
    "Budget",
    "the",
    "brief",
    "own",
    "scope",
    "unseen",
    "x",
    "b2b",
    "ΟΔΟΣ",
    "İ",
    "ß",
    "_",
    "-",
    ".",
    "\n",
    "'s",
]


@pytest.fixture(scope="module")
def vectorizers() -> dict[str, TfidfVectorizer]:
    return {
        "pairs": TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True).fit(LEARNED),
        "words": TfidfVectorizer(sublinear_tf=True).fit(LEARNED[:2]),
        "often": TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True).fit(LEARNED),
    }


def numbered(texts: Sequence[str], counts: WordCounts) -> Ragged:
    known: dict[str, int] = {}
    rows = Ragged.of([known.setdefault(word, len(known)) for word in words(text)] for text in texts)
    return rows.replaced(counts.numbers(list(known))[rows.values])


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(st.sampled_from(PIECES), max_size=30).map(" ".join), max_size=6))
def test_the_same_weights_as_of_the_texts(vectorizers: dict[str, TfidfVectorizer], texts: list[str]) -> None:
    counts = WordCounts(vectorizers)
    rows = numbered(texts, counts)
    for name, vectorizer in vectorizers.items():
        found = counts.weigh(name, rows)
        assert found.shape == (len(texts), len(vectorizer.vocabulary_))
        if texts:
            expected = vectorizer.transform(texts)
            expected.sort_indices()
            assert all(np.array_equal(getattr(found, part), getattr(expected, part)) for part in ("indices", "indptr"))
            assert found.data.tobytes() == expected.data.tobytes()


@given(st.lists(st.lists(st.integers(0, 9), max_size=4), min_size=1, max_size=5), st.data())
def test_rows_are_joined_as_lists_are(rows: list[list[int]], data: st.DataObject) -> None:
    groups = data.draw(st.lists(st.lists(st.integers(0, len(rows) - 1), max_size=4), max_size=4))
    joined = Ragged.of(rows).joined(Ragged.of(groups))
    expected = [[number for row in group for number in rows[row]] for group in groups]
    assert joined.values.tolist() == [number for row in expected for number in row]
    assert joined.lengths.tolist() == [len(row) for row in expected]


def test_rows_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="rows of 3 numbers cannot be cut from 2"):
        Ragged.packed(np.array([1, 2], dtype=np.int32), [1, 2])
