"""What every source promises of any file: each record once, as a listing or a rejection, in order."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from flows.sources import Listing, ReadOptions, Rejection, Source, UnreadableInput, read_listings

#: Files written for the tests in the shape of real ones.
DATA = Path(__file__).resolve().parents[1] / "data"


def accounted(items: list[Listing | Rejection]) -> list[Listing]:
    """Check that rows read = listings + rejections, and give the listings."""
    numbered: dict[str, list[int]] = {}
    for item in items:
        if item.source_row:
            numbered.setdefault(item.source_file, []).append(item.source_row)
    # An archive numbers the records of each of its files; two of them may have one name.
    for numbers in numbered.values():
        assert sorted(set(numbers)) == list(range(1, max(numbers) + 1))
    listings = [item for item in items if isinstance(item, Listing)]
    rejected = [item for item in items if isinstance(item, Rejection)]
    assert len(items) == len(listings) + len(rejected)
    for listing in listings:
        assert listing.source_row
        assert listing.title or listing.description
        (listing.title + listing.company + listing.location + listing.description).encode("utf-8")
    for rejection in rejected:
        assert rejection.reason
        assert rejection.detail
        assert "\n" not in rejection.detail + rejection.excerpt
        (rejection.detail + rejection.excerpt).encode("utf-8")
        assert len(rejection.excerpt) <= 200
    return listings


def read_all(path: Path, options: ReadOptions | None = None) -> tuple[list[Listing], Counter[str]]:
    """Read a file: its listings, and how often it rejects for which reason."""
    items = list(read_listings([path], options))
    listings = accounted(items)
    return listings, Counter(item.reason for item in items if isinstance(item, Rejection))


def check_any(path: Path, data: bytes, source: Source | None = None) -> None:
    """Read bytes by a source, recognised or not: they are accounted for, or refused as a whole and clearly."""
    path.write_bytes(data)
    try:
        if source is None:
            accounted(list(read_listings([path])))
            return
        source.recognises(path, data[:65536])
        source.mapping(path, ReadOptions())
        accounted(list(source.read(path, ReadOptions())))
    except UnreadableInput as error:
        assert error.detail
        assert "\n" not in error.detail
