"""What kind of employer a posting comes from, where its words say so."""

from __future__ import annotations

import re
from functools import cache

from features.facts.basis import column, sentence_around
from features.facts.windows import lower_same_length, windows
from features.lexicons import load_lexicon

#: Words between "we are a" and the noun: longer descriptions were lists of clients, not of the employer.
MAX_WORDS = 10
#: Characters read before and behind the noun: ten words, and what excludes a noun ("agency experience").
REACH, MARGIN = 130, 40

_ARTICLE = r"(?:an?|the|one of (?:the|our)|[\w’']{1,30}['’]s)"
_SUBJECT = (
    rf"(?:\b(?:we(?: are|['’]re)|welcome to|join|(?-i:As)"
    rf"|(?<!this )(?<!position )(?<!role )(?<!candidate )(?<!there )(?<!it )is)"
    rf" (?:(?:currently|proudly|also|now) )?{_ARTICLE}"
    rf"|\bat our|(?-i:\b[A-Z][\w.&’'-]{{1,30}}\)?, (?:an?|the)\b)) "
)
# A word on the way to the noun; one that ends in a full stop would lead into the next sentence.
_BETWEEN = r"(?:(?:[\w’'&/+()@-]|\.(?!\s)){1,24},? )"


def employer_of(text: str, company: str = "") -> tuple[str | None, str]:
    """Read the employer's kind.

    Parameters
    ----------
    text : str
        Cleaned text.
    company : str, optional
        The company's name; it counts only where the text says nothing.

    Returns
    -------
    kind : str or None
        One of the kinds of ``lexicons/employers.toml``: ``agency``, ``studio``, ``production-company``,
        ``in-house``, ``recruiter``, ``consultancy``, ``software-company``, ``non-profit``, ``public-sector``.
    basis : str
        The sentence it was read from; empty if unknown.

    Examples
    --------
    >>> employer_of("We are a full-service creative agency in Leeds.")
    ('agency', 'We are a full-service creative agency in Leeds.')
    >>> employer_of("Agency experience is a plus.")
    (None, '')
    """
    for start, end in windows(lower_same_length(text), _anchor(), REACH, MARGIN):
        found = _pattern().search(text, start, end)
        if found and found.lastgroup:
            return _kind(found.lastgroup), sentence_around(text, found.start(), found.end())
    for kind, pattern in _company_words():
        if named := pattern.search(company):
            return kind, column("company", named.group())
    return None, ""


def _kind(group: str) -> str:
    return group.rstrip("0123456789").replace("_", "-")


@cache
def _pattern() -> re.Pattern[str]:
    lexicon = load_lexicon("employers")["kind"]
    heads = "|".join(f"(?P<{_group(kind)}0>(?:{entry['heads']}))\\b" for kind, entry in lexicon.items())
    phrases = "|".join(
        f"(?P<{_group(kind)}1>{'|'.join(entry['phrases'])})" for kind, entry in lexicon.items() if "phrases" in entry
    )
    said = rf"{_SUBJECT}{_BETWEEN}{{0,{MAX_WORDS}}}?(?:{heads})"
    # One word boundary before all alternatives: most positions of a text fail there.
    return re.compile(f"\\b(?:{said}|{phrases})", re.IGNORECASE)


@cache
def _anchor() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, load_lexicon("employers")["anchors"])))


def _group(kind: str) -> str:
    return kind.replace("-", "_")


@cache
def _company_words() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (kind, re.compile(entry["company"], re.IGNORECASE))
        for kind, entry in load_lexicon("employers")["kind"].items()
        if "company" in entry
    )
