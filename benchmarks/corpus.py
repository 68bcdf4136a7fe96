"""How near the written corpus is to real postings: length, richness of words, share of duties, and a discriminator.

    python -m benchmarks.corpus

Needs ``../shared/real`` (or ROLEFIT_SHARED). The discriminator is a logistic regression of words and word pairs that
tells written from real postings, cross-validated with companies kept together: an area under the curve of 0.5 would
mean that nobody can tell them apart, 1.0 that anyone can. Its strongest words say what to write differently.
"""

from __future__ import annotations

import csv
import json
import os
import random
import re
import sys
from collections import Counter
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold, cross_val_predict
from sklearn.pipeline import make_pipeline

from features.markup import to_plain_text

ROOT = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("ROLEFIT_SHARED", ROOT.parent / "shared"))

#: Words of each side that richness is counted over; the same number, since the count grows with the text.
WORDS = 150_000

Sample = tuple[str, str]
"""Company and text of a posting."""


def main() -> None:
    """Print the comparison as Markdown."""
    real, written = _real(), _written()
    rows = [("", "written", "real")]
    lengths = [np.array([len(_words(text)) for _, text in side]) for side in (written, real)]
    rows += [
        (f"words, {share} % have at most", *(f"{np.percentile(side, share):.0f}" for side in lengths))
        for share in (10, 50, 90)
    ]
    rows += [
        (f"distinct runs of {size} per 1,000", *(f"{_distinct(side, size):.0f}" for side in (written, real)))
        for size in (1, 2, 3)
    ]
    score, tells = _discriminate(written, real)
    write = sys.stdout.write
    for row in rows:
        write("| " + " | ".join(row) + " |\n")
        if not row[0]:
            write("|---|---:|---:|\n")
    write(f"\nDiscriminator, written or real: area under the curve {score:.3f}\n")
    for side, words in tells.items():
        write(f"Words that tell {side}: {', '.join(words)}\n")


def _written() -> list[Sample]:
    paths = sorted((ROOT / "data" / "labeled").glob("*.jsonl"))
    records = [json.loads(line) for path in paths for line in path.read_text(encoding="utf-8").splitlines()]
    return [(record["company"] or record["id"], to_plain_text(record["description"])) for record in records]


def _real() -> list[Sample]:
    csv.field_size_limit(2**31 - 1)
    path = SHARED / "real" / "listings_jobspy.csv"
    if not path.exists():
        sys.exit(f"{path} is missing: set ROLEFIT_SHARED to the folder that holds real/")
    with path.open(encoding="utf-8", newline="") as file:
        rows = [(row["company"], row["description"]) for row in csv.DictReader(file, escapechar="\\")]
    distinct = list({text: (company or text[:40], text) for company, text in rows if text.strip()}.values())
    return [(c, to_plain_text(t)) for c, t in random.Random(0).sample(distinct, min(1_700, len(distinct)))]


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9']+", text.lower())


def _distinct(side: list[Sample], size: int) -> float:
    """Count distinct runs of words per thousand, over the first :data:`WORDS` words of the shuffled postings."""
    order = random.Random(1).sample(side, len(side))
    seen: Counter[tuple[str, ...]] = Counter()
    left = WORDS
    for _, text in order:
        words = _words(text)[:left]
        left -= len(words)
        seen.update(tuple(words[i : i + size]) for i in range(len(words) - size + 1))
    return 1000 * len(seen) / max(1, sum(seen.values()))


def _discriminate(written: list[Sample], real: list[Sample]) -> tuple[float, dict[str, list[str]]]:
    groups, texts = zip(*written, *real, strict=True)
    truth = np.array([0] * len(written) + [1] * len(real))
    model = make_pipeline(
        TfidfVectorizer(ngram_range=(1, 2), min_df=5, sublinear_tf=True), LogisticRegression(max_iter=1000)
    )
    said = cross_val_predict(model, texts, truth, groups=groups, cv=GroupKFold(5), method="predict_proba")[:, 1]
    model.fit(texts, truth)
    names, weights = model[0].get_feature_names_out(), model[1].coef_[0]
    order = weights.argsort()
    return float(roc_auc_score(truth, said)), {
        "written": [str(names[i]) for i in order[:20]],
        "real": [str(names[i]) for i in order[::-1][:20]],
    }


if __name__ == "__main__":
    main()
