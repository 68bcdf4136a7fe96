"""Carrier sentences: a bare duty line dressed so that a parser trained on prose reads it right.

Of 40 imperative bullets ("Manage client budgets") the small English model tags 18 first words as verbs; behind the
carrier "You will" it tags all 40 (``docs/benchmarks.md``). The carrier only puts words in front and lower-cases one
letter, so an offset into the dressed text is an offset into the line plus a constant.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from features.lexicons import load_lexicon

Form = Literal["imperative", "framed", "third-person", "gerund", "noun", "sentence", "infinitive", "past"]

_CARRIERS: Mapping[Form, str] = {
    "imperative": "You will ",
    "framed": "You are ",
    "infinitive": "You have ",
    "third-person": "She ",
    "past": "She ",
    "gerund": "You will be ",
    "noun": "You handle ",
    "sentence": "",
}
_FIRST_WORDS = re.compile(r"[A-Za-z][A-Za-z'’-]*")
_FRAME = re.compile(
    "|".join(rf"\b{pattern}\b" for pattern in load_lexicon("verbs")["frames"]["patterns"]), re.IGNORECASE
)
_LABEL = re.compile(r"[A-Z][\w&/,'’ -]{2,60}(?::| [-–—])[ \t]+(?=[A-Z])")
_DETERMINERS = frozenset("the a an this that these those our your their its his her we you they it i".split())
_PHRASE_END = re.compile(
    r"[ \t]*(?:$|[.,;:()/&–—]|(?:of|and|or|for|with|in|on|to|at|by|across|within|between|from|including)\b)",
    re.IGNORECASE,
)

#: After one of these the first word was a subject ("Budgets are tracked weekly"), however much it looks like a verb.
_AUXILIARIES = frozenset("is are was were be been has have had will would must should shall can may".split())

#: A label before a colon ("Client Relationship Management: Establish …") has at most this many words.
MAX_LABEL_WORDS = 6

#: A noun of action is looked for among this many first words: longer compounds hide it behind a sentence's subject.
MAX_COMPOUND_WORDS = 3


@dataclass(frozen=True, slots=True)
class Carrier:
    """A line dressed for the parser.

    Attributes
    ----------
    text : str
        Carrier words and the line.
    shift : int
        ``text[i]`` is the line's character ``i - shift``.
    form : str
        How the line reads: ``imperative``, ``framed`` ("Responsible for …"), ``third-person``, ``gerund``, ``noun``,
        ``infinitive`` or ``sentence``; of a CV also ``past`` ("Managed budgets").
    """

    text: str
    shift: int
    form: Form


class VerbIndex:
    """Which words are verbs, read from the parser model's own lemma tables.

    Parameters
    ----------
    tables : mapping of str to mapping
        ``lemma_index``, ``lemma_exc`` and ``lemma_rules`` of a spaCy rule lemmatizer.
    """

    def __init__(self, tables: Mapping[str, Mapping[str, Any]]) -> None:
        self._verbs = frozenset(tables["lemma_index"]["verb"])
        self._nouns = frozenset(tables["lemma_index"]["noun"])
        self._irregular: Mapping[str, list[str]] = tables["lemma_exc"]["verb"]
        self._rules: list[list[str]] = tables["lemma_rules"]["verb"]

    def lemma(self, word: str) -> str | None:
        """Return the base form if ``word`` is a form of a verb, else None."""
        word = word.lower()
        if word in self._verbs:
            return word
        if word in self._irregular:
            return self._irregular[word][0]
        for old, new in self._rules:
            if word.endswith(old) and (base := word[: len(word) - len(old)] + new) in self._verbs:
                return base
        return None

    def past_of(self, word: str) -> str | None:
        """Return the base form if ``word`` is a past form and no base form itself ("managed", "led"), else None."""
        word = word.lower()
        base = self.lemma(word)
        return (
            base
            if base != word and (word.endswith("ed") or (word in self._irregular and word[-1] not in "gs"))
            else None
        )

    def is_noun(self, word: str) -> bool:
        """Whether the word is also a noun."""
        return word.lower() in self._nouns


@cache
def _openers() -> frozenset[str]:
    return frozenset(load_lexicon("verbs")["openers"]["words"])


@cache
def _noun_endings() -> tuple[str, ...]:
    return tuple(load_lexicon("verbs")["ambiguous"]["noun_endings"])


def dress(line: str, verbs: VerbIndex) -> Carrier:
    """Put a line behind the carrier that suits its form.

    Parameters
    ----------
    line : str
        A duty line without its bullet mark.
    verbs : VerbIndex
        Decides whether the first word can be a verb.

    Returns
    -------
    Carrier
    """
    skipped = _frame_end(line, _label_end(line, verbs), verbs)
    form, first = _form(line, skipped, verbs)
    carrier = _CARRIERS[form]
    body = line[skipped:].replace("’", "'")  # the parser knows "You'll" with a straight apostrophe only
    if form != "sentence" and first > skipped - 1 and body[:1].isupper() and not body[:2].isupper():
        body = body[0].lower() + body[1:]
    return Carrier(carrier + body, len(carrier) - skipped, form)


def dress_cv(line: str, verbs: VerbIndex) -> Carrier:
    """Put a statement of a CV behind its carrier: "Managed budgets" reads right behind "She", the rest as in a posting.

    Parameters
    ----------
    line : str
        A statement without its bullet mark.
    verbs : VerbIndex
        Decides whether the first word is a past form.
    """
    first = opening_verb(line, verbs)
    if first is None or verbs.past_of(first.group()) is None:
        return dress(line, verbs)
    carrier = _CARRIERS["past"]
    return Carrier(f"{carrier}{line[:1].lower()}{line[1:]}".replace("’", "'"), len(carrier), "past")


def opening_verb(line: str, verbs: VerbIndex) -> re.Match[str] | None:
    """Find the verb that a line opens with, adverbs passed over ("Successfully launched …")."""
    for word in _FIRST_WORDS.finditer(line, 0, 80):
        said = word.group().lower()
        if verbs.lemma(said) is not None:
            return word
        if not said.endswith("ly") and said not in _openers():
            return None
    return None


def _label_end(line: str, verbs: VerbIndex) -> int:
    """Find the end of a label that names the duty before saying it."""
    label = _LABEL.match(line)
    if label is None or len(label.group().split()) > MAX_LABEL_WORDS:
        return 0
    following = _FIRST_WORDS.match(line, label.end())
    return label.end() if following and verbs.lemma(following.group()) else 0


def _frame_end(line: str, start: int, verbs: VerbIndex) -> int:
    """Find the end of "Responsible for" or "Expected to", where the word after it is the action itself."""
    frame = _FRAME.match(line, start)
    action = _FIRST_WORDS.search(line, frame.end(), frame.end() + 40) if frame else None
    if frame is None or action is None or not line[frame.end() : action.start()].isspace():
        return start
    word = action.group().lower()
    base = verbs.lemma(word)
    if frame.group().lower().endswith(" to"):
        return action.start() if word == base else start
    gerund = base is not None and word != base and word.endswith("ing")
    return action.start() if gerund and word not in load_lexicon("verbs")["frames"]["fields"] else start


def _form(line: str, start: int, verbs: VerbIndex) -> tuple[Form, int]:
    words = list(_FIRST_WORDS.finditer(line, start, start + 80))
    while len(words) > 1 and words[0].group().lower() in _openers():
        if words[0].group().lower() == "to":
            return "infinitive", words[0].start()
        words = words[1:]
    if not words:
        return "sentence", start
    first = words[0].group().lower()
    second = words[1].group().lower() if len(words) > 1 else ""
    if _FRAME.match(line, words[0].start()):
        return "framed", words[0].start()
    base = verbs.lemma(first)
    if second in _AUXILIARIES:
        return "sentence", start
    if base is None:
        return ("noun" if second in ("of", "and") or _is_nominal(line, words, verbs) else "sentence"), words[0].start()
    if first.endswith("ing") and first != base:
        return "gerund", words[0].start()
    if verbs.is_noun(first) and first == base and second.endswith(_noun_endings()) and _ends_phrase(line, words[1]):
        return "noun", words[0].start()
    if second in ("of", "for") and verbs.is_noun(first) and first == base:
        return "noun", words[0].start()
    if first.endswith("s") and first != base:
        return "third-person", words[0].start()
    return ("imperative" if first == base else "sentence"), words[0].start()


def _is_nominal(line: str, words: list[re.Match[str]], verbs: VerbIndex) -> bool:
    """Whether a line opens with a noun of action or a compound of one ("Management of …", "Client retention")."""
    nominal = load_lexicon("verbs")["nominal"]
    first, *following = (word.group().lower() for word in words)
    if first in nominal:
        return True
    if first in _DETERMINERS or not _AUXILIARIES.isdisjoint(following):
        return False  # a sentence with a subject: "The development team will …"
    return any(
        word in nominal and verbs.lemma(word) is None and _ends_phrase(line, words[number])
        for number, word in enumerate(following[: MAX_COMPOUND_WORDS - 1], start=1)
    )


def _ends_phrase(line: str, word: re.Match[str]) -> bool:
    """Whether a noun closes its phrase ("Budget management of …") and is no part of a longer one."""
    return _PHRASE_END.match(line, word.end()) is not None
