"""Texts as vectors of meaning: the mean of their words' vectors, which brings words no training posting has near.

The vectors are wordllama's (256 numbers a word piece, taken from a large language model's input layer); they are part
of its package, so nothing is downloaded.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from wordllama.inference import WordLlamaInference

#: Numbers of a vector.
WIDTH = 256

#: Characters of a text that are read: ten times the duties of an ordinary posting.
MAX_CHARACTERS = 20_000


def meaning(texts: Sequence[str]) -> NDArray[np.float32]:
    """Return one vector of length one for each text, shape (n_texts, 256); zeros for a text without words.

    A text has the same vector alone and among others, to the last bit.

    Examples
    --------
    >>> designer, illustrator, welder = meaning(["Graphic designer", "Illustrator", "Pipe welder"])
    >>> bool(designer @ illustrator > designer @ welder)
    True
    """
    model = _model()
    vectors = np.zeros((len(texts), WIDTH), dtype=np.float32)
    encoded = model.tokenizer.encode_batch([text[:MAX_CHARACTERS] for text in texts], add_special_tokens=False)
    for vector, words in zip(vectors, encoded, strict=True):
        if words.ids:
            total = model.embedding[words.ids].sum(axis=0)
            vector[:] = total / max(float(np.linalg.norm(total)), 1e-9)
    return vectors


@cache
def _model() -> WordLlamaInference:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    import wordllama  # calls logging.basicConfig, which is for the program to decide, not for a library

    root.handlers[:] = handlers
    root.setLevel(level)
    folder = Path(wordllama.__file__).parent
    model = wordllama.WordLlama.load(cache_dir=folder, disable_download=True, dim=WIDTH)
    model.tokenizer.no_padding()
    return model
