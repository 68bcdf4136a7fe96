"""A text's words as the learned models count them."""

from __future__ import annotations

import re

#: Scikit-learn's own pattern, which the models' vocabularies were made with: at least two letters, digits, underscores.
_WORD = re.compile(r"(?u)\b\w\w+\b")


def words(text: str) -> list[str]:
    """List the words of a text in order, in lower case; single characters and marks are none.

    Examples
    --------
    >>> words("Manage a client's budget; B2B")
    ['manage', 'client', 'budget', 'b2b']
    """
    return _WORD.findall(text.lower())
