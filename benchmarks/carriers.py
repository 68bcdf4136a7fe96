"""How often the small English model tags the first word of a bare duty as a verb, with and without a carrier.

The lines are the labelled duties of ``data/labeled`` whose first word is a form of a verb, sorted by how they open.

    python -m benchmarks.carriers [--lines 400]
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from random import Random

from spacy.tokens import Doc

from features.carriers import Carrier, dress
from features.parser import load_parser, load_verb_index
from flows.settings import Settings
from flows.training_data import read_labelled
from models.labelled import label_lines


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and report; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lines", type=int, default=400, help="at most so many lines of each form")
    args = parser.parse_args(arguments)
    nlp, verbs = load_parser(), load_verb_index()
    forms: dict[str, list[tuple[str, Carrier]]] = {"imperative": [], "third-person": [], "gerund": []}
    for posting in read_labelled(Settings().labeled):
        for labelled in label_lines(posting):
            if labelled.is_duty and labelled.line.bullet:
                carrier = dress(labelled.line.text, verbs)
                if carrier.form in forms and carrier.shift > 0:
                    forms[carrier.form].append((labelled.line.text, carrier))
    for form, lines in forms.items():
        chosen = Random(0).sample(lines, min(args.lines, len(lines)))
        bare = sum(_is_verb(doc, 0) for doc in nlp.pipe(text for text, _ in chosen))
        docs = nlp.pipe(carrier.text for _, carrier in chosen)
        dressed = sum(_is_verb(doc, carrier.shift) for doc, (_, carrier) in zip(docs, chosen, strict=True))
        share, with_carrier = bare / len(chosen), dressed / len(chosen)
        sys.stdout.write(f"{form:13s} {len(chosen):4d} lines: bare {share:6.1%}, dressed {with_carrier:6.1%}\n")
    return 0


def _is_verb(doc: Doc, first_char: int) -> bool:
    return any(token.tag_.startswith("VB") for token in doc if token.idx == first_char)


if __name__ == "__main__":
    raise SystemExit(main())
