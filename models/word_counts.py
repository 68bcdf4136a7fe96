"""TF-IDF of texts that are already cut into numbered words, for several fitted vectorizers at once.

Gives what :class:`~sklearn.feature_extraction.text.TfidfVectorizer` gives of the texts, to the last bit, without
reading them: words and pairs of neighbours are looked up by number, all texts together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.preprocessing import normalize

from models.ragged import Ragged

#: Places of a sieve that lets through the few pairs of words that may be known; a search takes ten times as long.
#: A prime, so that pairs with a word in common do not fall into the same places.
SIEVE = 1_048_573


@dataclass(frozen=True, slots=True)
class _Columns:
    """A vectorizer's columns: of each word (-1 for none), and of pairs of words by their keys, sorted, with a sieve."""

    words: NDArray[np.int32]
    keys: NDArray[np.int64]
    sieve: NDArray[np.bool_]
    pairs: NDArray[np.int32]
    width: int
    idf: NDArray[np.float64]


class WordCounts:
    """Counts and weighs words for fitted vectorizers.

    Parameters
    ----------
    vectorizers : mapping of str to TfidfVectorizer
        Fitted, with single words or single words and pairs, and sublinear counts.
    """

    def __init__(self, vectorizers: Mapping[str, TfidfVectorizer]) -> None:
        # A pair that is known is of two words that are: each is in at least as many texts.
        single = {
            term: None for vectorizer in vectorizers.values() for term in vectorizer.vocabulary_ if " " not in term
        }
        self._known = {word: number for number, word in enumerate(single)}
        self._columns = {name: self._table(vectorizer) for name, vectorizer in vectorizers.items()}

    def numbers(self, words: Sequence[str]) -> NDArray[np.int32]:
        """Give words the numbers by which :meth:`weigh` counts them; -1 for those that no vectorizer knows."""
        return np.fromiter((self._known.get(word, -1) for word in words), np.int32, len(words))

    def weigh(self, name: str, texts: Ragged) -> Any:
        """Give what a vectorizer gives of texts.

        Parameters
        ----------
        name : str
            Of the vectorizer.
        texts : Ragged
            Numbers of each text's words, see :meth:`numbers`.

        Returns
        -------
        csr_matrix of shape (n_texts, n_columns)
        """
        table, rows = self._columns[name], texts.owners
        columns = table.words[texts.values]
        here = columns >= 0
        places, found = [rows[here]], [columns[here]]
        if len(table.keys):
            first, second = texts.values[:-1].astype(np.int64), texts.values[1:]
            beside = np.flatnonzero((first >= 0) & (second >= 0) & (rows[:-1] == rows[1:]))
            keys = first[beside] * len(self._known) + second[beside]
            likely = table.sieve[keys % SIEVE]
            beside, keys = beside[likely], keys[likely]
            at = np.searchsorted(table.keys, keys)
            at[at == len(table.keys)] = 0
            hit = table.keys[at] == keys
            places.append(rows[beside[hit]])
            found.append(table.pairs[at[hit]])
        where = (np.concatenate(places), np.concatenate(found))
        counts = sp.coo_matrix((np.ones(len(where[0])), where), shape=(len(texts.offsets) - 1, table.width)).tocsr()
        counts.sum_duplicates()
        counts.data = (np.log(counts.data) + 1.0) * table.idf[counts.indices]
        return normalize(counts, norm="l2", copy=False) if counts.shape[0] else counts

    def _table(self, vectorizer: TfidfVectorizer) -> _Columns:
        known, size = self._known, len(self._known)
        words = np.full(size + 1, -1, dtype=np.int32)  # the last one answers for -1
        pairs: dict[int, int] = {}
        for term, column in vectorizer.vocabulary_.items():
            first, pair, second = term.partition(" ")
            if pair:
                pairs[known[first] * size + known[second]] = column
            else:
                words[known[first]] = column
        keys, columns = np.array([*pairs], dtype=np.int64), np.array([*pairs.values()], dtype=np.int32)
        order, sieve = np.argsort(keys), np.zeros(SIEVE, dtype=bool)
        sieve[keys % SIEVE] = True
        return _Columns(words, keys[order], sieve, columns[order], len(vectorizer.vocabulary_), vectorizer.idf_)
