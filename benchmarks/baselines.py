"""What simpler models make of the same postings: all trained on ``data/labeled``, all scored on the real set.

    make bench-judgement      (this, then benchmarks.learning_curve and benchmarks.model_card)

Writes the table "baselines" of ``docs/benchmarks.md``.
"""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

from benchmarks.marked_tables import markdown_table, rewrite
from benchmarks.sets import ROOT, Sets, judged_by, read_sets, say
from features.markup import to_plain_text
from flows.evaluation_data import Case
from flows.evaluation_report import answers_of
from models import answers as figures
from models.answers import Answers
from models.evaluation import evaluate
from models.labelled import ROLES, LabelledPosting
from models.training import train

#: Passes over the corpus that the text categorizers of spaCy learn in.
EPOCHS = 10

_ACCOUNT = re.compile(r"account|client|customer success|partner", re.IGNORECASE)
_PROJECT = re.compile(r"project|producer|production|traffic|studio manager|creative operations", re.IGNORECASE)

Proba = NDArray[np.float64]
#: Learns from the corpus and gives the role probabilities of other postings.
Baseline = Callable[[Sequence[LabelledPosting], Sequence[Case]], Proba]


def main() -> int:
    """Measure and write the table; returns the exit code."""
    sets = read_sets()
    if not sets.real:
        say("no real listings beside the project: nothing to measure on (set ROLEFIT_SHARED)")
        return 2
    rows = [_row("rule on the title", _answers(title_rule(sets.real), sets.real), None)]
    for name, baseline in BASELINES.items():
        say(name)
        started = time.perf_counter()
        proba = baseline(sets.corpus, sets.real)
        rows.append(_row(name, _answers(proba, sets.real), time.perf_counter() - started))
    say("rolefit")
    rows.append(_rolefit(sets))
    headings = [
        "", "macro-F1 (95 %)", "account-mgmt", "creative-pm", "hybrid", "out-of-scope", "title lies",
        "calibration error", "log loss", "seconds",
    ]  # fmt: skip
    rewrite(ROOT / "docs" / "benchmarks.md", "baselines", markdown_table(headings, rows))
    return 0


def title_rule(cases: Sequence[Case]) -> Proba:
    """Judge by words of the title alone; sure of all it says."""
    said = []
    for case in cases:
        account, project = bool(_ACCOUNT.search(case.title)), bool(_PROJECT.search(case.title))
        role = "hybrid" if account and project else "account-management" if account else "creative-pm"
        said.append(ROLES.index(role if account or project else "out-of-scope"))
    return np.eye(len(ROLES))[said]


def _title_words(corpus: Sequence[LabelledPosting], cases: Sequence[Case]) -> Proba:
    return _words([posting.title for posting in corpus], corpus, [case.title for case in cases])


def _text_words(corpus: Sequence[LabelledPosting], cases: Sequence[Case]) -> Proba:
    return _words(_texts(corpus), corpus, _texts(cases))


def _words(texts: Sequence[str], corpus: Sequence[LabelledPosting], asked: Sequence[str]) -> Proba:
    words = TfidfVectorizer(ngram_range=(1, 2), min_df=2, sublinear_tf=True)
    model = make_pipeline(words, _logistic()).fit(texts, [posting.role for posting in corpus])
    return np.asarray(model.predict_proba(asked))  # classes in alphabetical order, which is that of ROLES


def _logistic() -> LogisticRegression:
    return LogisticRegression(C=3.0, max_iter=2000, class_weight="balanced")


def _embeddings(corpus: Sequence[LabelledPosting], cases: Sequence[Case]) -> Proba:
    from importlib.util import find_spec
    from pathlib import Path

    from wordllama import WordLlama

    found = find_spec("wordllama")
    assert found is not None
    assert found.origin is not None
    model = WordLlama.load(cache_dir=Path(found.origin).parent, disable_download=True, dim=256)
    learned = LogisticRegression(C=30.0, max_iter=5000, class_weight="balanced")
    learned.fit(model.embed(_texts(corpus), norm=True), [posting.role for posting in corpus])
    return np.asarray(learned.predict_proba(model.embed(_texts(cases), norm=True)))


def _textcat(architecture: str) -> Baseline:
    def learn(corpus: Sequence[LabelledPosting], cases: Sequence[Case]) -> Proba:
        import spacy
        from spacy.training import Example
        from spacy.util import fix_random_seed, minibatch

        fix_random_seed(0)
        nlp = spacy.blank("en")
        config = {"model": TEXTCATS[architecture]}
        categorizer = nlp.add_pipe("textcat", config=config)
        examples = [
            Example.from_dict(nlp.make_doc(text), {"cats": {role: float(role == posting.role) for role in ROLES}})
            for text, posting in zip(_texts(corpus), corpus, strict=True)
        ]
        optimizer = nlp.initialize(lambda: examples)
        order = random.Random(0)
        for _ in range(EPOCHS):
            order.shuffle(examples)
            for batch in minibatch(examples, 32):
                nlp.update(batch, sgd=optimizer, drop=0.2)
        labels = [categorizer.labels.index(role) for role in ROLES]
        return np.asarray(categorizer.predict([nlp.make_doc(text) for text in _texts(cases)]))[:, labels].astype(float)

    return learn


_BAG = {"exclusive_classes": True, "ngram_size": 2, "no_output_layer": False, "length": 262144}
TEXTCATS = {
    "bag of words": {"@architectures": "spacy.TextCatBOW.v3", **_BAG},
    "ensemble": {
        "@architectures": "spacy.TextCatEnsemble.v2",
        "tok2vec": {
            "@architectures": "spacy.Tok2Vec.v2",
            "embed": {
                "@architectures": "spacy.MultiHashEmbed.v2", "width": 64, "rows": [2000, 500, 1000, 500],
                "attrs": ["NORM", "PREFIX", "SUFFIX", "SHAPE"], "include_static_vectors": False,
            },
            "encode": {
                "@architectures": "spacy.MaxoutWindowEncoder.v2", "width": 64, "window_size": 1, "maxout_pieces": 3,
                "depth": 2,
            },
        },
        "linear_model": {"@architectures": "spacy.TextCatBOW.v3", **_BAG},
    },
}  # fmt: skip

BASELINES: dict[str, Baseline] = {
    "title, TF-IDF + logistic regression": _title_words,
    "title and text, TF-IDF + logistic regression": _text_words,
    "title and text, wordllama + logistic regression": _embeddings,
    "title and text, spaCy textcat (bag of words)": _textcat("bag of words"),
    "title and text, spaCy textcat (ensemble)": _textcat("ensemble"),
}


def _texts(postings: Sequence[LabelledPosting] | Sequence[Case]) -> list[str]:
    return [f"{posting.title}\n{to_plain_text(posting.description)}" for posting in postings]


def _answers(proba: Proba, cases: Sequence[Case]) -> Answers:
    nothing = np.full(len(cases), np.nan)
    return Answers(
        truth=np.array([ROLES.index(case.role) for case in cases]),
        said=proba.argmax(axis=1),
        probabilities=proba,
        decided=np.zeros(len(cases), dtype=bool),
        fit_truth=nothing,
        fit_said=nothing,
        title_lies=np.array([bool(case.title_lies) for case in cases]),
    )


def _rolefit(sets: Sets) -> list[str]:
    started = time.perf_counter()
    trained = train(sets.corpus, sets.profile)
    seconds = time.perf_counter() - started
    return _row("**rolefit**", answers_of(judged_by(trained, sets.real, sets.profile)), seconds)


def _row(name: str, answers: Answers, seconds: float | None) -> list[str]:
    found = evaluate(answers)
    macro = found.overall["macro_f1"]
    probable = seconds is not None  # a rule gives no probabilities
    return [
        name,
        f"{macro.value:.3f} ({macro.low:.2f}–{macro.high:.2f})",
        *(f"{role.f1.value:.2f}" for role in found.roles.values()),
        f"{found.overall['title_lies_accuracy'].value:.2f}",
        f"{figures.calibration_error(answers):.3f}" if probable else "",
        f"{figures.log_loss(answers):.3f}" if probable else "",
        f"{seconds:.0f}" if probable else "",
    ]


if __name__ == "__main__":
    raise SystemExit(main())
