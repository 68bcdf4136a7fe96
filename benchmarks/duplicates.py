"""Jobs among many listings: groups of a real file, pairs of it to read, and time and memory over made-up fingerprints.

Every merged row and every near miss is one line: ids, shares of word triples and words, and the veto that held a near
miss apart. ``--show`` prints the two texts beneath, for reading; none of it belongs into the project.

    python -m benchmarks.duplicates real ../shared/real/listings_jobspy.csv [--merged 50] [--near 30] [--show]
    python -m benchmarks.duplicates made-up [--listings 100000] [--titles 10000]
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import resource
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

import numpy as np

from benchmarks.pairs import listing_of
from features.duplicates import Listing, group_duplicates
from features.fingerprint import KEPT_TRIPLES, KEPT_WORDS, PERMUTATIONS, Fingerprint, containment
from features.identity import posting_id
from features.same_job import Veto, veto

#: What listings say in their cells; whatever else holds two apart stands in their texts.
_FACES = frozenset((Veto.TITLE, Veto.COMPANY, Veto.PLACE))

#: A near miss holds so much of the other's word triples.
NEAR = 0.7


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and report; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    what = parser.add_subparsers(dest="what", required=True)
    real = what.add_parser("real")
    real.add_argument("file", type=Path)
    real.add_argument("--merged", type=int, default=0, help="print so many merged pairs, in the order of their hashes")
    real.add_argument(
        "--near",
        type=int,
        default=0,
        help="print so many of the pairs most alike that were not merged, and as many that only their texts hold apart",
    )
    real.add_argument("--show", action="store_true", help="print the texts too")
    made_up = what.add_parser("made-up")
    made_up.add_argument("--listings", type=int, default=100_000)
    made_up.add_argument("--titles", type=int, default=10_000)
    args = parser.parse_args(arguments)
    return _real(args) if args.what == "real" else _made_up(args.listings, args.titles)


def _real(args: argparse.Namespace) -> int:
    csv.field_size_limit(10**8)
    listings: dict[str, Listing] = {}
    texts: dict[str, str] = {}
    rows: dict[str, str] = {}
    clock = time.process_time()
    with args.file.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            key = posting_id(row["title"], row["company"], row["location"], row["description"], row["id"])
            listings.setdefault(key, listing_of(key, row))
            texts.setdefault(key, row["description"])
            rows.setdefault(key, row["id"])
    taken = time.process_time()
    found = group_duplicates(listings.values())
    grouped = time.process_time()
    sizes = Counter(found.values())
    sys.stdout.write(
        f"{len(listings)} distinct listings: {sum(size > 1 for size in sizes.values())} groups, "
        f"{len(listings) - len(sizes)} merged rows, {len(sizes)} jobs; largest {sizes.most_common(1)[0][1]}\n"
        f"reading and fingerprints {taken - clock:.1f} s, grouping {grouped - taken:.1f} s of CPU\n"
    )
    merged = sorted((job, name) for name, job in found.items() if name != job)
    chosen = sorted(merged, key=lambda pair: hashlib.sha256(f"4 {pair}".encode()).hexdigest())[: args.merged]
    near = _near_misses(listings, found) if args.near else []
    plain = [pair for pair in near if _held_apart_by(listings, pair) not in _FACES]
    for first, second in [*chosen, *near[: args.near], *plain[: args.near]]:
        _print_pair(listings[first], listings[second], rows, found)
        if args.show:
            sys.stdout.write(f"<<<\n{texts[first]}\n===\n{texts[second]}\n>>>\n")
    return 0


def _print_pair(one: Listing, other: Listing, rows: dict[str, str], found: dict[str, str]) -> None:
    triples, _ = containment(one.print.triples, other.print.triples, KEPT_TRIPLES)
    words, _ = containment(one.print.words, other.print.words, KEPT_WORDS)
    held = veto(one.face(), other.face())
    why = "merged" if found[one.posting_id] == found[other.posting_id] else held.value if held else "text"
    ids = f"{rows[one.posting_id]} {rows[other.posting_id]}"
    cells = " | ".join((one.title, one.company, one.location, "", other.title, other.company, other.location))
    sys.stdout.write(f"{ids} triples {triples:.2f} words {words:.2f} {why} | {cells}\n")


def _held_apart_by(listings: dict[str, Listing], pair: tuple[str, str]) -> Veto | None:
    return veto(listings[pair[0]].face(), listings[pair[1]].face())


def _near_misses(listings: dict[str, Listing], found: dict[str, str]) -> list[tuple[str, str]]:
    """Give the pairs that were not merged, most alike first; of one company two at most, with and without a veto."""
    by_word: dict[int, list[Listing]] = {}
    for listing in listings.values():
        for value in listing.print.triples[:16].tolist():
            by_word.setdefault(value, []).append(listing)
    pairs = {
        (one.posting_id, other.posting_id)
        for bucket in by_word.values()
        if len(bucket) < 60
        for number, one in enumerate(sorted(bucket, key=lambda listing: listing.posting_id))
        for other in sorted(bucket, key=lambda listing: listing.posting_id)[number + 1 :]
        if found[one.posting_id] != found[other.posting_id]
    }
    scored = []
    for one, other in sorted(pairs):
        share, _ = containment(listings[one].print.triples, listings[other].print.triples, KEPT_TRIPLES)
        if share >= NEAR:
            scored.append((-share, one, other))
    kept: dict[tuple[str, bool], tuple[str, str]] = {}
    for _, one, other in sorted(scored):
        by_face = _held_apart_by(listings, (one, other)) in _FACES
        kept.setdefault((listings[one].face().company.key or one, by_face), (one, other))
    return list(kept.values())


def _made_up(count: int, titles: int) -> int:
    listings = list(_made_up_listings(count, titles))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    clock = time.process_time()
    found = group_duplicates(listings)
    seconds = time.process_time() - clock
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    sys.stdout.write(
        f"{count} listings under {titles} titles: {seconds:.1f} s of CPU, {len(set(found.values()))} jobs; "
        f"{before // 1024} MB with the listings, {peak // 1024} MB at most\n"
    )
    return 0


def _made_up_listings(count: int, titles: int) -> Iterator[Listing]:
    """Make fingerprints as long as real ones; one in five repeats an earlier listing but for a tenth of its hashes."""
    numbers, random = np.random.default_rng(0), Random(0)
    kept: list[Listing] = []
    for number in range(count):
        signature = numbers.integers(0, 2**32, PERMUTATIONS, dtype=np.uint32)
        triples = np.unique(numbers.integers(0, 2**32, random.randrange(80, KEPT_TRIPLES), dtype=np.uint32))
        words = np.unique(numbers.integers(0, 2**32, random.randrange(60, KEPT_WORDS), dtype=np.uint32))
        title = f"Maker {random.randrange(titles)}x"
        company = random.choice((f"Firm {random.randrange(count)}", f"Firm{random.randrange(300)} Staffing", ""))
        location = random.choice(("London", "Remote", f"Town{random.randrange(500)}", ""))
        if kept and random.random() < 0.2:
            old = random.choice(kept)
            title, company, location = old.title, old.company, old.location
            signature = np.where(numbers.random(PERMUTATIONS) < 0.1, signature, np.asarray(old.print.signature))
            triples = old.print.triples[numbers.random(len(old.print.triples)) > 0.1]
            words = old.print.words[numbers.random(len(old.print.words)) > 0.1]
        made = Listing(
            f"p{number}", title, company, location, len(triples), Fingerprint(signature, triples, words, words[:5])
        )
        if len(kept) < 1_000:
            kept.append(made)
        yield made


if __name__ == "__main__":
    raise SystemExit(main())
