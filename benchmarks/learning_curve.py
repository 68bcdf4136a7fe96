"""How judgement grows with the corpus, and how fast it is.

    make bench-judgement      (benchmarks.baselines, then this, then benchmarks.model_card)

Writes the tables "learning-curve" and "speed" of ``docs/benchmarks.md``.
"""

from __future__ import annotations

import time
from collections.abc import Sequence

import numpy as np

from benchmarks.marked_tables import markdown_table, rewrite
from benchmarks.sets import ROOT, Sets, judged_by, read_sets, report_of, say
from features.duties import DutyFinder
from features.extraction import RawPosting, extract
from features.parser import load_parser, load_verb_index
from flows.evaluation_report import Report
from models.judge import PostingFeatures
from models.labelled import LabelledPosting
from models.splits import groups_of
from models.training import Trained, train

#: Shares of the corpus, and how often each is drawn anew.
SHARES, SEEDS = (0.1, 0.2, 0.4, 0.6, 0.8, 1.0), 3

#: Passes over the postings when speed is measured; the best one counts. Processor time, which other work on the
#: machine does not touch.
PASSES = 5

DOCUMENT = ROOT / "docs" / "benchmarks.md"


def main() -> int:
    """Measure and write the tables; returns the exit code."""
    sets = read_sets()
    if not sets.real:
        say("no real listings beside the project: nothing to measure on (set ROLEFIT_SHARED)")
        return 2
    rows = []
    whole, seconds = None, 0.0
    for share in SHARES:
        seeds = range(SEEDS) if share < 1 else range(1)
        found = []
        for seed in seeds:
            say(f"learning curve: {share:.0%}, draw {seed + 1} of {len(seeds)}")
            part = drawn(sets.corpus, share, seed)
            started = time.perf_counter()
            whole = train(part, sets.profile)
            seconds = time.perf_counter() - started
            found.append(report_of(judged_by(whole, sets.real, sets.profile), "real", "", sets))
        rows.append([f"{share:.0%}", f"{share * len(sets.corpus):,.0f}", *_spread(found)])
    headings = ["share", "postings", "macro-F1", "hybrid F1", "duty F1", "competency F1"]
    rewrite(DOCUMENT, "learning-curve", markdown_table(headings, rows))
    assert whole is not None
    scoring = f"{_milliseconds(whole, sets):.2f} ms"
    speed = [
        ["training on the whole corpus", f"{seconds:.0f} s"],
        ["scoring a posting once its features are there, processor time", scoring],
    ]
    rewrite(DOCUMENT, "speed", markdown_table(["", "measured"], speed))
    return 0


def drawn(corpus: Sequence[LabelledPosting], share: float, seed: int) -> list[LabelledPosting]:
    """Draw a share of the corpus, twins together; a larger share of the same seed holds the smaller one."""
    groups = np.array(groups_of(corpus))
    order = np.random.default_rng(seed).permutation(groups.max() + 1)
    place = np.argsort(order)[groups]
    kept = sorted(np.argsort(place, kind="stable")[: round(share * len(corpus))].tolist())
    return [corpus[i] for i in kept]


def _figures(report: Report) -> list[float]:
    assert report.duties is not None
    found = (
        report.figures.overall["macro_f1"], report.figures.roles["hybrid"].f1, report.duties.f1,
        report.duties.competency_f1,
    )  # fmt: skip
    return [figure.value or 0.0 for figure in found]


def _spread(reports: Sequence[Report]) -> list[str]:
    table = np.array([_figures(report) for report in reports])
    if len(table) == 1:
        return [f"{value:.3f}" for value in table[0]]
    return [f"{column.mean():.3f} ({column.min():.2f}–{column.max():.2f})" for column in table.T]


def _milliseconds(trained: Trained, sets: Sets) -> float:
    finder = DutyFinder(load_parser(), load_verb_index(), scorer=trained.lines.score_lines)
    raw = [RawPosting(case.title, case.company, case.location, case.description) for case in sets.real]
    features = [
        PostingFeatures.of(str(number), posting, record)
        for number, (posting, record) in enumerate(zip(raw, extract(raw, finder), strict=True))
    ]
    best = float("inf")
    for _ in range(PASSES):
        started = time.process_time()
        trained.judge.judge(features, sets.profile)
        best = min(best, time.process_time() - started)
    return 1000 * best / len(features)


if __name__ == "__main__":
    raise SystemExit(main())
