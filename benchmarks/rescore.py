"""Seconds to judge a whole store with another model, against seconds to parse its postings, in one run and one process.

Parsing is what `rolefit rank` does for a posting it has not seen: cleaning, lines, spaCy, clauses, facts; neither
reading files nor writing the store is counted. Re-scoring is all that `rolefit models promote` does after the
promotion: loading the model, reading the store, judging, writing, ranking the last run's jobs again.

Works on a copy of a home in which listings were ranked:

    python -m benchmarks.rescore [--home FOLDER] [--repeat 3]
"""

from __future__ import annotations

import argparse
import copy
import hashlib
import json
import os
import shutil
import sys
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import NamedTuple

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")

import joblib  # noqa: E402 - thread limits must be set before numpy is imported

from features.duties import DutyFinder  # noqa: E402
from features.extraction import extract  # noqa: E402
from features.parser import load_parser, load_verb_index  # noqa: E402
from flows.batches import POSTINGS_PER_PARSE  # noqa: E402
from flows.champion import champion_manifest  # noqa: E402
from flows.rescore import rescore_store  # noqa: E402
from flows.settings import Settings  # noqa: E402
from flows.store import Store  # noqa: E402
from flows.tables_to_features import raw_posting  # noqa: E402
from models.judge import PostingFeatures  # noqa: E402
from models.manifest import version_name  # noqa: E402
from models.readings import read  # noqa: E402
from models.registry import Model, Registry  # noqa: E402


class Spent(NamedTuple):
    """Seconds by the clock on the wall, and of the processor."""

    wall: float
    processor: float

    def plus(self, other: Spent) -> Spent:
        """Add up."""
        return Spent(self.wall + other.wall, self.processor + other.processor)


class Clock:
    """Begins when it is made."""

    def __init__(self) -> None:
        self._begun = Spent(perf_counter(), process_time())

    def spent(self) -> Spent:
        """Give what was spent since."""
        return Spent(perf_counter() - self._begun.wall, process_time() - self._begun.processor)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and report; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", type=Path, default=Settings().home)
    parser.add_argument("--repeat", type=int, default=3, help="Times that the store is re-scored; the median counts.")
    args = parser.parse_args(arguments)
    manifest = champion_manifest(Settings(home=args.home))
    if manifest is None:
        sys.stderr.write(f"nothing is ranked in {args.home}: run `rolefit rank FILE` first\n")
        return 2
    with TemporaryDirectory() as folder:
        settings = Settings(home=Path(folder))
        for part in ("data/store", "data/profiles", "models/registry"):
            shutil.copytree(args.home / part, settings.home / part)
        model = Registry(settings.registry).load(manifest.version)
        rescore_store(settings)  # a store of a former version is brought up to date first
        times = sorted(_rescore(settings, model, number) for number in range(args.repeat))
        scoring = times[len(times) // 2]
        postings, parsing, reading = _parse(settings, model)
    write = sys.stdout.write
    write(f"{postings:,} stored postings, one process: seconds of the wall, of the processor, milliseconds a posting\n")
    spent = {"parsing": parsing, "reading words, cues and meanings, once": reading, "re-scoring": scoring}
    for name, (wall, processor) in spent.items():
        write(f"{name:40} {wall:8.2f} {processor:8.2f} {1000 * processor / postings:8.2f}\n")
    write(f"re-scoring took {times[0].wall:.2f} to {times[-1].wall:.2f} s; it is faster than parsing by")
    by_wall, by_processor = (one / other for one, other in zip(parsing, scoring, strict=True))
    write(f" {by_wall:.1f} times on the wall, by {by_processor:.1f} of the processor\n")
    return 0


def _rescore(settings: Settings, model: Model, number: int) -> Spent:
    """Promote a model that judges otherwise and finds the same duties."""
    judge = copy.deepcopy(model.judge)
    judge.fit.points_ = judge.fit.points_ * (0.9 - number / 100)
    work = Path(shutil.copytree(settings.registry / model.manifest.version, settings.registry / ".work"))
    joblib.dump(judge, work / "judge.joblib", compress=3)
    sha256 = hashlib.sha256((work / "judge.joblib").read_bytes()).hexdigest()
    version = version_name(model.manifest.data_sha256, model.manifest.lines_sha256, sha256)
    manifest = replace(model.manifest, version=version, judge_sha256=sha256)
    (work / "manifest.json").write_text(json.dumps(asdict(manifest)), encoding="utf-8")
    work.rename(settings.registry / version)
    Registry(settings.registry).promote(version)
    clock = Clock()
    done = rescore_store(settings)
    if not done.postings:
        raise SystemExit(f"nothing was judged again: {done.note}")
    return clock.spent()


def _parse(settings: Settings, model: Model) -> tuple[int, Spent, Spent]:
    """Parse every stored posting as a run does; give their number, and the seconds of parsing and of reading."""
    store = Store(settings.store)
    finder = DutyFinder(load_parser(), load_verb_index(), scorer=model.lines.score_lines)
    count, parsing, reading = 0, Spent(0.0, 0.0), Spent(0.0, 0.0)
    for batch in store.batches("postings"):
        rows = store.read("postings", batch).to_pylist()
        for first in range(0, len(rows), POSTINGS_PER_PARSE):
            raw = [raw_posting(row) for row in rows[first : first + POSTINGS_PER_PARSE]]
            clock = Clock()
            records = extract(raw, finder)
            if count or first:  # the first call loads what is loaded lazily
                parsing = parsing.plus(clock.spent())
            texts = [PostingFeatures.of("", *pair).texts for pair in zip(raw, records, strict=True)]
            clock = Clock()
            read(texts)
            reading = reading.plus(clock.spent())
        count += len(rows)
    return count, parsing, reading


if __name__ == "__main__":
    raise SystemExit(main())
