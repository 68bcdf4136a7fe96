"""The fingerprint of a posting: what stays of its text for telling whether another listing describes the same job.

It is taken once, when the posting is stored, and does not depend on any learned model: a retrained model must not
change what is one job.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray
from rensa import RMinHash

from features.facts.years import years_asked
from features.identity import normalised
from features.lexicons import load_lexicon
from features.lines import Line

Hashes = NDArray[np.uint32]

#: Hash functions of a signature; candidates are found by its bands (see :mod:`features.duplicates`).
PERMUTATIONS = 128

#: Hashes kept of a text's word triples and of its words. 74 % of 6,119 real texts have fewer triples and 64 % fewer
#: words, so that their overlap is counted exactly; of a longer one, the smallest hashes are a fair sample.
KEPT_TRIPLES, KEPT_WORDS = 512, 192

#: Hashes kept of the names in a text; all but 20 of 6,119 real texts have fewer.
KEPT_NAMES = 128

#: A text whose lines about the job have fewer words than this is fingerprinted whole: its headings said little.
MIN_JOB_WORDS = 30

#: Sections that say nothing of the job itself: the same company's other ads carry them too.
_NOT_THE_JOB = frozenset(("company", "benefits", "application"))

#: How often a client team or a name is counted: the template that lists all branches names the own one twice, and the
#: ad for the head office names its town twice.
MOST_TIMES = 3

_SHINGLE = 3
_WORD = re.compile(r"(?<!\w)[^\W\d_](?:[^\W\d_]|[’'-](?=\w))*(?!\w)")
#: Dates change from one repost to the next.
_MONTHS = frozenset(
    "january february march april may june july august september october november december jan feb mar apr jun jul aug "
    "sep sept oct nov dec".split()
)
_STOPWORDS = frozenset(
    "a about across all also an and any are as at be been both but by can could do does each every for from has have "
    "if in into is it its may might more most must no not of on or other our out over shall should so such than that "
    "the their them then there these they this those through to under up us was we were what when where which while "
    "who will with would you your".split()
)
_SUFFIXES = ("ings", "ing", "edly", "ied", "ies", "ed", "es", "s", "ly")
_MIN_STEM = 4


@dataclass(frozen=True, slots=True, eq=False)
class Fingerprint:
    """What is kept of a text.

    Attributes
    ----------
    signature : sequence of int
        MinHash of the words about the job; empty for a text without words.
    triples, words : ndarray of uint32
        Smallest hashes of its word triples and of the stems of its words, in order.
    names : ndarray of uint32
        Hashes of the names in it: towns, clients, products, days of the week.
    marks : frozenset of str
        What the text says that tells jobs apart: ``branch:automotive`` (and ``branch:automotive#2`` if
        it is named twice), ``language:dutch``, ``contract:temporary``,
        ``years:3`` (asked at least),        and ``advertiser`` if whoever wrote it advertises another's job.
    """

    signature: Sequence[int]
    triples: Hashes
    words: Hashes
    names: Hashes
    marks: frozenset[str] = frozenset()


def fingerprint(text: str, lines: Iterable[Line]) -> Fingerprint:
    """Take the fingerprint of a posting.

    Parameters
    ----------
    text : str
        Cleaned text.
    lines : iterable of Line
        The lines of that text, see :func:`features.lines.read_text`.

    Returns
    -------
    Fingerprint
    """
    said = [line for line in lines if not line.is_heading]
    words = normalised(" ".join(line.text for line in said if line.section not in _NOT_THE_JOB)).split()
    if len(words) < MIN_JOB_WORDS:
        words = normalised(text).split()
    triples = {" ".join(words[i : i + _SHINGLE]) for i in range(max(1, len(words) - _SHINGLE + 1))} if words else set()
    stems = {stem(word) for word in words if telling(word)}
    marks = _teams_in(words) | _statements_in(text)
    return Fingerprint(
        _signature(stems or triples), _smallest(triples, KEPT_TRIPLES), _smallest(stems, KEPT_WORDS),
        _smallest(_names_in([line.text for line in said]), KEPT_NAMES), marks,
    )  # fmt: skip


def telling(word: str) -> bool:
    """Whether a lower-case word can tell two texts apart: no stopword, and no number (pay and dates change)."""
    return len(word) > 2 and word not in _STOPWORDS and not word.isdigit()


def stem(word: str) -> str:
    """Cut the ending off an English word, so that "manages" and "managing" meet; crude, but it needs no parser.

    Examples
    --------
    >>> stem("schedules") == stem("scheduling") == stem("schedule")
    True
    """
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= _MIN_STEM:
            word = word[: -len(suffix)]
            break
    return word[:-1] if word.endswith("e") and len(word) > _MIN_STEM else word


def hash_of(word: str) -> int:
    """Hash a word or a triple as fingerprints keep it."""
    return int(_hashes([word])[0])


def containment(first: Hashes, second: Hashes, kept: int) -> tuple[float, int]:
    """Estimate which share of the smaller set is in the other.

    Parameters
    ----------
    first, second : ndarray of uint32
        Smallest hashes of two sets.
    kept : int
        How many are kept of a larger set.

    Returns
    -------
    share : float
        0 to 1; exact where both sets were kept whole.
    seen : int
        Members of the smaller set that the share was counted over.
    """
    limit = min(int(kept_of[-1]) for kept_of in (first, second) if len(kept_of) >= kept) if (
        max(len(first), len(second)) >= kept
    ) else None  # fmt: skip
    if limit is not None:
        first, second = (part[: int(np.searchsorted(part, limit, side="right"))] for part in (first, second))
    seen = min(len(first), len(second))
    if not seen:
        return 0.0, 0
    return len(np.intersect1d(first, second, assume_unique=True)) / seen, seen


def _signature(members: set[str]) -> list[int]:
    if not members:
        return []
    minhash = RMinHash(num_perm=PERMUTATIONS, seed=1)
    minhash.update(sorted(members))
    return list(minhash.digest())


def _smallest(members: set[str], kept: int) -> Hashes:
    return np.unique(_hashes(members))[:kept]


def _hashes(members: Iterable[str]) -> Hashes:
    """Hash strings to 32 bits. CRC alone is linear, and a sample by size needs bits that are well mixed."""
    mixed = np.fromiter((zlib.crc32(member.encode("utf-8", "surrogatepass")) for member in members), dtype=np.uint32)
    for shift, factor in ((16, 0x85EBCA6B), (13, 0xC2B2AE35)):
        mixed = (mixed ^ (mixed >> np.uint32(shift))) * np.uint32(factor)
    return mixed ^ (mixed >> np.uint32(16))


def _names_in(lines: Sequence[str]) -> set[str]:
    """Find words that are written with a capital inside a line, and nowhere without; counted like teams."""
    capital: Counter[str] = Counter()
    small: set[str] = set()
    for line in lines:
        words = _WORD.findall(line)
        small.update(word for word in words if word[0].islower())
        capital.update(word.casefold() for word in words[1:] if word[0].isupper() and len(word) > 1)
    times: Counter[str] = Counter()
    for word, number in capital.items():
        if word not in small and word not in _MONTHS:
            times[word.removesuffix("'s").removesuffix("’s")] += number
    return _numbered(times)


def _teams_in(words: Sequence[str]) -> frozenset[str]:
    """Name the teams spoken of; one that is spoken of again is named again with a number, up to ``#3``."""
    found: Counter[str] = Counter()
    for word, times in Counter(words).items():
        if mark := _team_of(word):
            found[mark] += times
    return frozenset(_numbered(found))


def _numbered(found: Mapping[str, int]) -> set[str]:
    """Give what was found, and with a number each time it was found again."""
    return {
        f"{name}#{number}" if number > 1 else name
        for name, times in found.items()
        for number in range(1, min(times, MOST_TIMES) + 1)
    }


def _statements_in(text: str) -> frozenset[str]:
    lowered = text.lower()
    found = {mark for mark, pattern in _statements() if pattern.search(lowered)}
    years = years_asked(text)
    if years and years.low is not None:
        found.add(f"years:{years.low:g}")
    return frozenset(found)


@lru_cache(maxsize=50_000)
def _team_of(word: str) -> str:
    whole, stems = _teams()
    return whole.get(word) or next((mark for beginning, mark in stems if word.startswith(beginning)), "")


@cache
def _teams() -> tuple[dict[str, str], tuple[tuple[str, str], ...]]:
    whole: dict[str, str] = {}
    stems: list[tuple[str, str]] = []
    for kind, entries in load_lexicon("client_teams").items():
        for name, words in entries.items():
            for word in words:
                if word.endswith("*"):
                    stems.append((word[:-1], f"{kind}:{name}"))
                else:
                    whole[word] = f"{kind}:{name}"
    return whole, tuple(stems)


@cache
def _statements() -> tuple[tuple[str, re.Pattern[str]], ...]:
    lexicon = load_lexicon("same_job")
    said = {f"contract:{kind}": patterns for kind, patterns in lexicon["contract"].items()}
    said["advertiser"] = lexicon["company"]["speaks_for_another"]
    return tuple((mark, re.compile("|".join(patterns))) for mark, patterns in said.items())
