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


@dataclass(frozen=True, slots=True)
class _Columns:
    """A vectorizer's columns: of each word (-1 for none), and of pairs of words by their key, in the keys' order."""

    words: NDArray[np.int32]
    keys: NDArray[np.int64]
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
        known: dict[str, int] = {}
        terms = {
            name: [([known.setdefault(word, len(known)) for word in term.split(" ")], column)
                   for term, column in vectorizer.vocabulary_.items()]
            for name, vectorizer in vectorizers.items()
        }  # fmt: skip
        self._known = known
        self._columns = {name: self._table(terms[name], vectorizer) for name, vectorizer in vectorizers.items()}

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

    def _table(self, terms: Sequence[tuple[list[int], int]], vectorizer: TfidfVectorizer) -> _Columns:
        words = np.full(len(self._known) + 1, -1, dtype=np.int32)  # the last one answers for -1
        pairs = []
        for numbers, column in terms:
            if len(numbers) == 1:
                words[numbers[0]] = column
            else:
                first, second = numbers
                pairs.append((first * len(self._known) + second, column))
        pairs.sort()
        keys, columns = (np.array([pair[i] for pair in pairs], dtype=np.int64) for i in (0, 1))
        return _Columns(words, keys, columns.astype(np.int32), len(terms), vectorizer.idf_)
