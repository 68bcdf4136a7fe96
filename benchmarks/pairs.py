"""How well listings of one job are told from those of two, on the labelled pairs in ``data/labeled/pairs``.

Families with an odd number were used for setting thresholds, those with an even number were not looked at for it.

    python -m benchmarks.pairs [--half tuning|held-out|all] [--errors]
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from features.duplicates import Listing, group_duplicates
from features.fingerprint import fingerprint
from features.lines import read_text
from flows.settings import Settings

HALVES = ("tuning", "held-out")


def read_pairs(path: Path) -> list[dict[str, Any]]:
    """Read the labelled pairs."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def half_of(pair: dict[str, Any]) -> str:
    """Name the half a pair belongs to; all pairs of a family (``d07``) are in one."""
    return "tuning" if int(pair["id"][1:3]) % 2 else "held-out"


def listing_of(name: str, side: dict[str, str]) -> Listing:
    """Turn one side of a pair into a listing, as the store would."""
    text = read_text(side["description"])
    taken = fingerprint(text.text, text.lines)
    return Listing(name, side["title"], side["company"], side["location"], len(text.text), taken)


def merged(pair: dict[str, Any]) -> bool:
    """Whether the two sides of a pair come out as one job."""
    found = group_duplicates([listing_of("a", pair["a"]), listing_of("b", pair["b"])])
    return found["a"] == found["b"]


def scores(counts: Counter[tuple[bool, bool]]) -> tuple[float, float, float]:
    """Give precision, recall and F1 of merging from counts of (is one job, was merged)."""
    hits, wrong, missed = counts[True, True], counts[False, True], counts[True, False]
    precision = hits / (hits + wrong) if hits + wrong else 1.0
    recall = hits / (hits + missed) if hits + missed else 1.0
    return precision, recall, 2 * hits / (2 * hits + wrong + missed) if hits + wrong + missed else 1.0


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and report; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--half", choices=(*HALVES, "all"), default="all")
    parser.add_argument("--errors", action="store_true", help="name the pairs that came out wrong")
    args = parser.parse_args(arguments)
    pairs = read_pairs(Settings().labeled / "pairs" / "pairs.jsonl")
    results = [(pair, merged(pair)) for pair in pairs if args.half in ("all", half_of(pair))]
    sys.stdout.write(f"{'kind':24s} {'truth':>9s} {'pairs':>6s} {'right':>6s}\n")
    kinds = Counter((pair["kind"], pair["same"]) for pair, _ in results)
    right = Counter((pair["kind"], pair["same"]) for pair, said in results if said == pair["same"])
    for (kind, same), count in sorted(kinds.items(), key=lambda item: (not item[0][1], item[0][0])):
        truth = "same" if same else "different"
        sys.stdout.write(f"{kind:24s} {truth:>9s} {count:6d} {right[kind, same]:6d}\n")
    for half in HALVES if args.half == "all" else (args.half,):
        counts = Counter((bool(pair["same"]), said) for pair, said in results if half_of(pair) == half)
        precision, recall, f1 = scores(counts)
        sys.stdout.write(
            f"{half:8s} {counts.total():3d} pairs: precision {precision:.3f} recall {recall:.3f} F1 {f1:.3f}\n"
        )
    precision, recall, f1 = scores(Counter((bool(pair["same"]), said) for pair, said in results))
    sys.stdout.write(f"together {len(results):3d} pairs: precision {precision:.3f} recall {recall:.3f} F1 {f1:.3f}\n")
    if args.errors:
        for pair, said in results:
            if said != pair["same"]:
                sys.stdout.write(f"{pair['id']} {pair['kind']}: {'merged' if said else 'kept apart'}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
