"""Whether two company cells name one employer: "Acme Ltd." and "ACME" do; a recruiter names none."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from features.lexicons import load_lexicon
from features.places import plain

#: Longer names are cut; the longest of 6,119 real ones has 118 characters.
MAX_CHARACTERS = 200

_BRACKETS = re.compile(r"\([^()]{0,60}\)")
_DOTTED = re.compile(r"\b(\w)\.(?=\w\b)")
_POSSESSIVE = re.compile(r"['’`]s?\b")


@dataclass(frozen=True, slots=True)
class Company:
    """Who advertises a job.

    Attributes
    ----------
    words : tuple of str
        The name's words without legal form.
    hidden : bool
        Whether the employer may be another: no name, or a recruiter's.
    advertiser : bool
        Whether it is hidden on purpose, by a recruiter or as "confidential", so that the ad may be another's rewritten.
    """

    words: tuple[str, ...]
    hidden: bool
    advertiser: bool

    @property
    def key(self) -> str:
        """The name in one word, so that "X Five" meets "Xfive"."""
        return "".join(self.words)


@lru_cache(maxsize=10_000)
def read_company(name: str) -> Company:
    """Read a company cell.

    Examples
    --------
    >>> read_company("The Acme & Sons Co., Ltd. (UK)").words, read_company("Acme and Sons").hidden
    (('acme', 'and', 'sons'), False)
    >>> read_company("Confidential"), read_company("Northern Staffing Ltd").hidden
    (Company(words=(), hidden=True, advertiser=True), True)
    """
    lexicon = load_lexicon("same_job")["company"]
    said = name[:MAX_CHARACTERS]
    if not plain(said) or _hidden("unknown").search(plain(said)):
        return Company((), True, False)
    if _hidden("hidden").search(plain(said)):
        return Company((), True, True)
    joined = _DOTTED.sub(r"\1", _POSSESSIVE.sub("s", _BRACKETS.sub(" ", said)))
    cut = plain(joined.replace("&", " and ").replace("+", " and ")) or plain(said)
    words = cut.split()
    kept = _without_ends(words, frozenset(lexicon["ignored"])) or words
    recruits = bool(_hidden("recruiter").search(cut))
    return Company(tuple(kept), recruits, recruits)


def same_company(first: Company, second: Company) -> bool | None:
    """Compare two employers.

    Returns
    -------
    bool or None
        True if both are named and one; False if both are named and two; None where one is not named, or where one
        name goes on where the other ends ("Acme", "Acme Europe").
    """
    if first.hidden or second.hidden:
        return None
    if first.key == second.key:
        return True
    short, long = sorted((first.words, second.words), key=len)
    return None if long[: len(short)] == short else False


def _without_ends(words: list[str], ignored: frozenset[str]) -> list[str]:
    """Take legal forms off the end and an article off the front; "Go Co" is left its name."""
    first, last = 0, len(words)
    while last - first > 1 and words[last - 1] in ignored:
        last -= 1
    while last - first > 1 and words[first] == "the":
        first += 1
    return words[first:last]


@cache
def _hidden(how: str) -> re.Pattern[str]:
    return re.compile(load_lexicon("same_job")["company"][how])
