"""Postings a second of duty extraction, against naive ``nlp(description)`` on the same postings, in one run.

Naive is what a first version does: the whole small English model on each description, one after the other. Ours is
everything between a description and its duties: cleaning, lines, the learned line scorer, parsing, clauses.

    python -m benchmarks.duties [--postings 300] [--listings FILE]
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from time import perf_counter

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")

import spacy  # noqa: E402 - thread limits must be set before numpy is imported

from features.duties import DutyFinder  # noqa: E402
from features.extraction import RawPosting  # noqa: E402
from features.lines import read_text  # noqa: E402
from features.parser import PARSER_MODELS, load_parser, load_verb_index  # noqa: E402
from flows.champion import champion_manifest, train_champion  # noqa: E402
from flows.settings import Settings  # noqa: E402
from flows.sources import Listing, ReadOptions, read_listings  # noqa: E402
from models.registry import Registry  # noqa: E402

REAL = Path(__file__).resolve().parents[2] / "shared" / "real" / "listings_jobspy.csv"
SAMPLE = Path(__file__).resolve().parents[1] / "data" / "raw" / "sample_listings.csv"

#: Postings a call, as in ``flows.batches``.
PART = 32

_finder: DutyFinder | None = None


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and report; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--postings", type=int, default=300)
    parser.add_argument("--listings", type=Path, default=REAL if REAL.exists() else SAMPLE)
    args = parser.parse_args(arguments)
    postings = _postings(args.listings, args.postings)
    naive = _naive(postings)
    _load()
    one = _timed(lambda: [_find(part) for part in _parts(postings)])
    two = _two_processes(postings)
    write = sys.stdout.write
    write(f"{len(postings)} postings of {args.listings.name}\n")
    write(f"naive nlp(description)   {len(postings) / naive:7.1f} postings/s\n")
    write(f"rolefit, one process     {len(postings) / one:7.1f} postings/s  {naive / one:5.1f} times\n")
    write(f"rolefit, two processes   {len(postings) / two:7.1f} postings/s  {naive / two:5.1f} times\n")
    return 0


def _postings(path: Path, count: int) -> list[RawPosting]:
    """Every n-th listing with a description, so that all parts of the file are in."""
    found = [item for item in read_listings([path], ReadOptions()) if isinstance(item, Listing) and item.description]
    step = max(1, len(found) // count)
    return [RawPosting(title=item.title, description=item.description) for item in found[::step][:count]]


def _naive(postings: Sequence[RawPosting]) -> float:
    nlp = spacy.load(next(name for name in PARSER_MODELS if spacy.util.is_package(name)))
    nlp("A first text, so that loading is not measured.")
    return _timed(lambda: [nlp(posting.description) for posting in postings])


def _two_processes(postings: Sequence[RawPosting]) -> float:
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(2, mp_context=context, initializer=_load) as pool:
        list(pool.map(_find, [list(postings[:PART])] * 4))  # both processes have loaded and run once
        return _timed(lambda: list(pool.map(_find, _parts(postings))))


def _parts(postings: Sequence[RawPosting]) -> list[list[RawPosting]]:
    return [list(postings[first : first + PART]) for first in range(0, len(postings), PART)]


def _load() -> None:
    global _finder
    settings = Settings()
    manifest = champion_manifest(settings) or train_champion(settings, lambda step, done: None)
    scorer = Registry(settings.registry).load(manifest.version).lines.score_lines
    _finder = DutyFinder(load_parser(), load_verb_index(), scorer=scorer)


def _find(postings: Sequence[RawPosting]) -> int:
    assert _finder is not None
    found = _finder.read([read_text(posting.description).lines for posting in postings])
    return sum(len(posting.duties) for posting in found)


def _timed(work: Callable[[], object]) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start


if __name__ == "__main__":
    raise SystemExit(main())
