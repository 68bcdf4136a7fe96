"""Which language a posting is written in: English told at once by its small words, others named by py3langid."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from features.lexicons import load_lexicon

#: A text with fewer words has too few small words to tell: "Producer, Leeds, 50 % remote" is in no language.
MIN_WORDS = 20

#: Share of English small words from which a text is English without asking further. Measured on 6,119 real listings
#: against py3langid: of 91 in another language all but a bilingual one and placeholder text stay under 0.06; of 6,012
#: in English all but 4 lists of place names and shifts reach 0.12, half of them 0.3.
ENGLISH_SHARE = 0.12

#: Characters of each of the three samples (beginning, middle, end) that stand for the text: 0.1 ms instead of 0.25.
SAMPLE = 1_000

_WORD = re.compile(r"[^\W\d_]+")
# Chinese, Japanese and Thai write no blanks: a run of them is one word to a pattern.
_UNSPACED = re.compile("[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def language_of(text: str) -> str:
    """Tell the language of a posting.

    Parameters
    ----------
    text : str
        Cleaned text.

    Returns
    -------
    str
        ISO 639-1 code, or the empty string where there is too little text to tell.

    Examples
    --------
    >>> language_of("You will lead the team and brief our designers, " * 3)
    'en'
    >>> language_of("Sie führen das Team, beraten unsere Kunden und planen die Budgets der Agentur. " * 2)
    'de'
    >>> language_of("Producer, Leeds")
    ''
    """
    sample = _sample(text)
    words = _WORD.findall(sample.lower())
    if len(words) + len(_UNSPACED.findall(sample)) // 2 < MIN_WORDS:
        return ""
    english = _english()
    if sum(word in english for word in words) >= ENGLISH_SHARE * len(words):
        return "en"
    return str(_identifier().classify(sample)[0])


def language_name(code: str) -> str:
    """Give a language's English name.

    Examples
    --------
    >>> language_name("de"), language_name("xh")
    ('German', 'another language (xh)')
    """
    names: dict[str, str] = load_lexicon("languages")["names"]
    return names.get(code, f"another language ({code})")


def is_readable(code: str) -> bool:
    """Whether duties are found in texts of this language; where it is unknown, nothing speaks against it."""
    return code in ("", "en")


def _sample(text: str) -> str:
    if len(text) <= 3 * SAMPLE:
        return text
    middle = len(text) // 2
    return f"{text[:SAMPLE]} {text[middle : middle + SAMPLE]} {text[-SAMPLE:]}"


@cache
def _english() -> frozenset[str]:
    return frozenset(load_lexicon("languages")["english"])


@cache
def _identifier() -> Any:
    from py3langid import langid  # 0.3 s with its model, which a scrape in English need not pay

    return langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE)
