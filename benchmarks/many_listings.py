"""Any number of listings in the shapes of real scrapes, made from the project's own postings with a seed.

Each listing is a labelled posting or one of the sample with another company, place, pay and date, with lines left out,
put in another order and reworded, and with names of its own in its sentences, so that no two are near duplicates by
accident. Some rows are reposts: word for word from another site, or with a line more. A few rows cannot be read.

    python -m benchmarks.many_listings FILE [--rows 10000] [--seed 1]
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

COLUMNS = (
    "id", "site", "job_url", "title", "company", "location", "date_posted", "job_type", "interval", "min_amount",
    "max_amount", "currency", "is_remote", "description", "company_url", "job_level",
)  # fmt: skip

#: Of all rows: reposts word for word, reposts with a line more, rows with neither title nor description.
SAME, NEAR, BROKEN = 0.10, 0.05, 0.002

#: Rows back from which a repost is taken, so that memory does not grow.
RECENT = 500

_PLACES = {
    "GBP": "London|Leeds|Bristol|Manchester|Glasgow|Cardiff|Brighton|Sheffield",
    "USD": "New York, NY|Austin, TX|Chicago, IL|Portland, OR|Boston, MA|Denver, CO|Atlanta, GA|Seattle, WA",
    "EUR": "Dublin|Amsterdam|Berlin|Lisbon|Barcelona|Paris|Vienna|Helsinki",
    "CAD": "Toronto, ON|Vancouver, BC|Montréal, QC|Halifax, NS",
    "AUD": "Sydney NSW|Melbourne VIC|Brisbane QLD|Perth WA",
}
_FIRST = "Amber Birch Cinder Dapple Ember Fable Gable Harrow Indigo Juniper Kestrel Lantern Marl Nettle Orchard Pebble"
_LAST = "Works Studio Partners Collective Agency House Group Media Digital Creative Brands Labs Co Company Union Bureau"
_SYLLABLES = "ba be bri ca co da de dri fa fe go gri ha ka ke la le lo ma me mo na ne no pa pe ra re ro sa se ta to vo"
_WORDS = {
    "client": "customer", "clients": "customers", "manage": "run", "team": "group", "ensure": "make sure",
    "support": "help", "deliver": "provide", "projects": "assignments", "strong": "solid", "work": "collaborate",
    "lead": "head", "across": "throughout", "maintain": "keep", "develop": "build", "budget": "spend",
}  # fmt: skip
_TAILS = "for {0}|with the {0} office|on the {0} account|together with {0}|as part of {0}"
_SITES = ("indeed", "linkedin", "glassdoor", "google", "zip_recruiter")
_WORD = re.compile(r"[A-Za-z]+")


def listings(rows: int, seed: int) -> Iterator[dict[str, str]]:
    """Make listings.

    Parameters
    ----------
    rows : int
        How many.
    seed : int
        The same seed gives the same listings.

    Yields
    ------
    dict of str to str
        Cells by the names of :data:`COLUMNS`, those of JobSpy.
    """
    rng = random.Random(seed)
    bases = _bases()
    recent: list[dict[str, str]] = []
    for number in range(rows):
        kind = rng.random()
        if kind < BROKEN:
            yield dict.fromkeys(COLUMNS, "") | {"id": f"x-{number}", "company": "Unknown"}
            continue
        if recent and kind < BROKEN + SAME + NEAR:
            row = dict(rng.choice(recent))
            if kind >= BROKEN + SAME:
                row["description"] += f"\n\nReference {rng.randrange(10**6)}. Apply through our site."
        else:
            row = _listing(rng, *rng.choice(bases))
            recent = [*recent[-RECENT:], row]
        site = rng.choice(_SITES)
        name = f"{site[:2]}-{number}-{rng.randrange(10**9)}"
        yield row | {"id": name, "site": site, "job_url": f"https://jobs.example.com/{site}/{name}"}


def write_listings(path: Path, rows: int, seed: int) -> None:
    """Write listings as a CSV file."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(listings(rows, seed))


def _bases() -> list[tuple[str, str]]:
    """Title and text of the project's own postings."""
    found: list[tuple[str, str]] = []
    for name in ("postings.jsonl", "border_cases.jsonl"):
        with (ROOT / "data" / "labeled" / name).open(encoding="utf-8") as file:
            found += [(record["title"], record["description"]) for record in map(json.loads, file)]
    with (ROOT / "data" / "raw" / "sample_listings.csv").open(encoding="utf-8", newline="") as file:
        records = csv.DictReader(file, escapechar="\\")
        found += [(record["title"], record["description"]) for record in records if record["description"]]
    return found


def _listing(rng: random.Random, title: str, text: str) -> dict[str, str]:
    currency = rng.choice(tuple(_PLACES))
    company = f"{rng.choice(_FIRST.split())}{_name(rng).lower()} {rng.choice(_LAST.split())}"
    low = rng.randrange(28, 90) * 1_000
    paid = rng.random() < 0.6
    return {
        "title": title if rng.random() < 0.7 else f"{rng.choice(('Senior', 'Junior', 'Lead', 'Interim'))} {title}",
        "company": company,
        "location": rng.choice(_PLACES[currency].split("|")),
        "date_posted": f"2026-{rng.randrange(8, 12):02}-{rng.randrange(1, 29):02}",
        "job_type": "fulltime",
        "interval": "yearly" if paid else "",
        "min_amount": str(low) if paid else "",
        "max_amount": str(low + rng.randrange(2, 20) * 1_000) if paid else "",
        "currency": currency if paid else "",
        "is_remote": rng.choice(("True", "False", "False", "")),
        "description": _text(rng, company, text.split("\n")),
        "company_url": f"https://{company.split()[0].lower()}.example.com",
        "job_level": rng.choice(("", "", "mid-senior level", "entry level")),
    }


def _text(rng: random.Random, company: str, lines: Sequence[str]) -> str:
    """Reword a text: a third of its lines ends in a name of its own, some are left out, some change places."""
    kept = [line for line in lines if len(line) < 20 or rng.random() > 0.08]
    for _ in range(len(kept) // 10):
        place = rng.randrange(max(1, len(kept) - 1))
        if kept[place : place + 2] and all(line[:2] in ("• ", "- ", "* ") for line in kept[place : place + 2]):
            kept[place : place + 2] = reversed(kept[place : place + 2])
    swapped = {word for word in _WORDS if rng.random() < 0.5}
    told = [_reword(rng, line, swapped) for line in kept]
    return f"{company} is looking for someone new, {_name(rng)} first.\n\n" + "\n".join(told)


def _reword(rng: random.Random, line: str, swapped: set[str]) -> str:
    line = _WORD.sub(lambda found: _WORDS[found[0]] if found[0] in swapped else found[0], line)
    if len(line) > 25 and rng.random() < 0.35:
        stop = line[-1] if line[-1] in ".;," else ""
        line = f"{line.rstrip('.;,')} {rng.choice(_TAILS.split('|')).format(_name(rng))}{stop}"
    return line


def _name(rng: random.Random) -> str:
    return "".join(rng.choice(_SYLLABLES.split()) for _ in range(rng.randrange(2, 4))).capitalize()


def main(arguments: Sequence[str] | None = None) -> int:
    """Write a file of listings; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args(arguments)
    write_listings(args.file, args.rows, args.seed)
    sys.stdout.write(f"{args.rows:,} listings, {args.file.stat().st_size / 1e6:.1f} MB in {args.file}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
