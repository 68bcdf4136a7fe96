"""Whether two titles name one job: "Sr. Account Manager (m/f/d) – Leeds" and "Senior Account Manager" do."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from features.lexicons import load_lexicon
from features.places import plain

#: Longer titles are cut; the longest of 6,119 real ones has 152 characters.
MAX_CHARACTERS = 200

_SEPARATOR = re.compile(r"\s[-–—|]+\s|\s[-–—](?=\w)|[()\[\]|,;:]")
_SIGNS = (("c++", "cplusplus"), ("c#", "csharp"), (".net", " dotnet "), ("f#", "fsharp"))
_SMALL_WORDS = frozenset("a an and at for in of on the to with or".split())


@dataclass(frozen=True, slots=True)
class Title:
    """The words of a title, without what a board adds to it.

    Attributes
    ----------
    head : frozenset of str
        Words before the first bracket, dash or comma.
    words : frozenset of str
        All of them.
    reference : str
        The number of its requisition; empty if it has none.
    """

    head: frozenset[str]
    words: frozenset[str]
    reference: str = ""


@lru_cache(maxsize=20_000)
def read_title(title: str) -> Title:
    """Read a title.

    Examples
    --------
    >>> sorted(read_title("Sr. Front-End Developer (Remote) #88213").words)
    ['developer', 'frontend', 'senior']
    """
    said = _noise().sub(" ", title[:MAX_CHARACTERS].replace("&", " and "))
    parts = [_words(part) for part in _SEPARATOR.split(said)]
    parts = [part for part in parts if part] or [_words(title[:MAX_CHARACTERS])]
    head = frozenset(parts[0]) - _SMALL_WORDS
    initials = "".join(word[0] for word in parts[0])
    rest = frozenset(word for part in parts[1:] for word in part if part != [initials]) - _SMALL_WORDS
    number = _reference().search(title[:MAX_CHARACTERS])
    return Title(head, head | rest, number[1].casefold() if number else "")


def extra_words(first: Title, second: Title, places: frozenset[str]) -> tuple[frozenset[str], frozenset[str]]:
    """Give the words that only one of two titles has, for each; words of their places do not count."""
    return first.words - second.words - places, second.words - first.words - places


def levels() -> frozenset[str]:
    """Words of level and of contract: with one of them a title names another job."""
    return frozenset(word for words in load_lexicon("same_job")["title"]["telling"].values() for word in words)


def _words(part: str) -> list[str]:
    lowered = part.casefold()
    for sign, word in _SIGNS:
        lowered = lowered.replace(sign, word)
    said = f" {plain(lowered)} "
    for kept, pattern in _spellings():
        said = pattern.sub(kept, said)
    return said.split()


@cache
def _noise() -> re.Pattern[str]:
    return re.compile("|".join(load_lexicon("same_job")["title"]["noise"]), re.IGNORECASE)


@cache
def _reference() -> re.Pattern[str]:
    return re.compile(load_lexicon("same_job")["title"]["reference"], re.IGNORECASE)


@cache
def _spellings() -> tuple[tuple[str, re.Pattern[str]], ...]:
    table = load_lexicon("same_job")["title"]["spellings"]
    return tuple((kept, re.compile(rf"\b(?:{'|'.join(spellings)})\b")) for kept, spellings in table.items())
