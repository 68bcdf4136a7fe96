"""scikit-learn's TF-IDF, of which equal ones are saved as equal bytes."""

from __future__ import annotations

from typing import Any

from sklearn.feature_extraction.text import TfidfVectorizer as _TfidfVectorizer


class TfidfVectorizer(_TfidfVectorizer):
    """TF-IDF whose saved form holds nothing of the process that made it.

    scikit-learn keeps the address of its stop words, by which it knows that it has checked them. Saved, it would make
    the same training in another process another version, and the store be parsed again for it.
    """

    def __getstate__(self) -> dict[str, Any]:
        """Leave the address out; without it the stop words are checked once more."""
        state: dict[str, Any] = super().__getstate__()
        return {name: value for name, value in state.items() if name != "_stop_words_id"}
