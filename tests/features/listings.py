"""Made-up listings whose texts are near each other, for the tests of duplicates."""

from functools import cache

from features.fingerprint import Fingerprint, fingerprint
from features.lines import read_text
from features.same_job import Listing

WORDS = [f"word{number}" for number in range(400)]
TEXT = " ".join(WORDS)


def changed(text: str, count: int, tag: str) -> str:
    """Replace ``count`` words that stand far apart."""
    words = text.split()
    for number in range(count):
        words[number * len(words) // max(1, count)] = f"{tag}{number}"
    return " ".join(words)


def rewritten(text: str, tag: str) -> str:
    """Replace every third run of three words: far too many for a copy."""
    return " ".join(f"{tag}{number}" if number % 9 < 3 else word for number, word in enumerate(text.split()))


@cache
def _read(text: str) -> tuple[int, Fingerprint]:
    read = read_text(text)
    return len(read.text), fingerprint(read.text, read.lines)


def listing(
    name: str, text: str = TEXT, title: str = "Producer", company: str = "Aba", location: str = "Leeds"
) -> Listing:
    return Listing(name, title, company, location, *_read(text))
