"""Parsed carrier sentences to clauses: one action each, with its verb and its object.

"Manage budgets, build timelines and write briefs" holds three duties; "Manage and grow accounts" holds one,
because both verbs share an object.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from features.lexicons import load_lexicon

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from features.carriers import VerbIndex

#: A coordinated part shorter than this many words stays with its neighbour ("plan, brief and track projects").
MIN_PART_WORDS = 2

#: Words among which the promised verb of a dressed line stands: adverbs come before it, clauses long after it.
OPENING_WORDS = 3

_COMPLEMENTS = ("dobj", "obj", "prep", "dative", "ccomp", "xcomp", "attr", "oprd", "pobj", "agent")
_MODIFIERS = ("compound", "amod", "nmod", "nummod", "poss", "punct")
_OBJECTS = ("dobj", "obj", "attr", "oprd", "dative")
#: Verbs that only introduce the action: "is expected to lead", "helps build".
_FRAMES = frozenset(
    "be is are been being have has having help helps helping need needs want wants get gets expected required tasked"
    " charged asked involved responsible accountable going able".split()
)


@dataclass(frozen=True, slots=True)
class Clause:
    """One action of a parsed sentence: character offsets into the sentence, the verb's base form, the object."""

    start: int
    end: int
    verb: str
    object: str


def clauses(doc: Doc, first_char: int, verbs: VerbIndex, *, nominal: bool = False) -> list[Clause]:
    """Cut a parsed line into its actions.

    Parameters
    ----------
    doc : spacy.tokens.Doc
        The dressed line, tagged and parsed.
    first_char : int
        Where the line begins in it, behind the carrier.
    verbs : VerbIndex
        For base forms.
    nominal : bool
        Whether the line is a noun phrase ("Management of budgets"), whose action is its head noun.

    Returns
    -------
    list of Clause
        In text order, never empty for a line that has words; together they cover the line.
    """
    heads = _heads(doc, first_char, nominal=nominal)
    if not heads:
        return [Clause(first_char, len(doc.text.rstrip()), "", "")]
    starts = [first_char, *(_left_edge(head) for head in heads[1:])]
    ends = [*(_before(doc, start) for start in starts[1:]), len(doc.text.rstrip())]
    found = []
    for head, start, end in zip(heads, starts, ends, strict=True):
        verb, target = _nominal_action(head) if nominal else (_base(head, verbs), _object(head, first_char))
        found.append(Clause(start, max(start, end), verb, target))
    return found


def _heads(doc: Doc, first_char: int, *, nominal: bool) -> list[Token]:
    root = next((token for token in doc if token.head.i == token.i), None)
    if root is None:
        return []
    if nominal:
        main = next((t for t in root.children if t.dep_ in _OBJECTS and t.idx >= first_char), None)
        if main is None:
            return []
        return _nominal_heads(main)
    main = _action(root, first_char)
    if main is None and first_char > 0:  # the carrier promised a verb; the parser took another word for the root
        opening = [token for token in doc if token.idx >= first_char][:OPENING_WORDS]
        main = next(filter(_is_verb, opening), None)
    if main is None:
        return []
    heads = [main]
    for token in _conjuncts(main):
        before = heads[-1]
        if _is_verb(token) and _stands_alone(token) and _has_own_complement(before, token):
            heads.append(token)
    return heads


def _action(root: Token, first_char: int) -> Token | None:
    """Step from the grammatical root to the verb that carries the action."""
    token = root
    for _ in range(6):
        if token.idx >= first_char and _is_verb(token) and token.text.lower() not in _FRAMES:
            return token
        deeper = next(
            (
                child
                for child in token.children
                if child.i > token.i and child.dep_ in ("xcomp", "acomp", "pcomp", "prep", "ccomp", "attr", "oprd")
            ),
            None,
        )
        if deeper is None:
            break
        token = deeper
    return next((t for t in (token, root) if t.idx >= first_char and _is_verb(t)), None)


def _is_verb(token: Token) -> bool:
    return token.tag_.startswith("VB")


def _conjuncts(token: Token) -> Iterator[Token]:
    """Give the coordinated tokens after this one, in text order."""
    found: list[Token] = []
    queue = [token]
    while queue:
        current = queue.pop()
        for child in current.children:
            if child.dep_ == "conj" and child.i > current.i:
                found.append(child)
                queue.append(child)
    return iter(sorted(found, key=lambda t: t.i))


def _nominal_heads(main: Token) -> list[Token]:
    """Give the nouns of action: "*Management* of budgets and *coordination* of vendors" has two."""
    conjuncts = {token.i for token in _conjuncts(main)}
    heads = [main]
    for token in main.doc[main.i + 1 :]:
        follows = token.dep_ == "conj" and (token.i in conjuncts or _is_action_noun(token))
        # Until the noun before has said its "of …", both share the object: "design and review of proofs".
        complete = any(t.dep_ == "prep" for t in token.doc[heads[-1].i + 1 : token.i])
        if follows and complete and _preposition(token) is not None:
            heads.append(token)
    return heads


def _preposition(noun: Token) -> Token | None:
    """Find what opens a noun's complement; the parser often hangs the second "of" of a line on the first noun."""
    own = next((child for child in noun.children if child.dep_ == "prep"), None)
    if own is None and _is_action_noun(noun) and noun.i + 1 < len(noun.doc) and noun.nbor().dep_ == "prep":
        return noun.nbor()
    return own


def _is_action_noun(token: Token) -> bool:
    return token.text.lower() in load_lexicon("verbs")["nominal"]


def _stands_alone(token: Token) -> bool:
    return any(child.dep_ in _COMPLEMENTS and child.i > token.i for child in token.children)


def _has_own_complement(before: Token, after: Token) -> bool:
    """Whether the verb before has said its object before the next verb begins."""
    complete = any(child.dep_ in _COMPLEMENTS and before.i < child.i < after.i for child in before.children)
    return complete and after.i - before.i > MIN_PART_WORDS


def _left_edge(token: Token) -> int:
    """Where a coordinated part begins: the verb with its adverbs, without "and"."""
    edge = token
    for child in token.children:
        if child.i < token.i and child.dep_ in ("advmod", "aux", "neg", "auxpass") and child.i < edge.i:
            edge = child
    return int(edge.idx)


def _before(doc: Doc, char: int) -> int:
    """Where the part before ``char`` ends: its last word, without the conjunction and commas after it."""
    index = next((t.i for t in doc if t.idx >= char), len(doc)) - 1
    while index > 0 and (doc[index].is_punct or doc[index].is_space or doc[index].dep_ == "cc"):
        index -= 1
    return int(doc[index].idx + len(doc[index]))


def _base(token: Token, verbs: VerbIndex) -> str:
    base = verbs.lemma(token.text) or token.text.lower()
    if base == "project":  # "project manage" is the trade's own verb
        base = next((f"project {c.text.lower()}" for c in token.children if c.text.lower() == "manage"), base)
    particle = next((c.text.lower() for c in token.children if c.dep_ == "prt"), "")
    return f"{base} {particle}".strip()


def _object(head: Token, first_char: int) -> str:
    subject = next((c for c in head.children if c.dep_ == "nsubjpass" and c.idx >= first_char), None)
    target = next((c for c in head.children if c.dep_ in _OBJECTS and c.i > head.i), None) or subject
    if target is None:  # manage and grow *accounts*: the object hangs on the last of the coordinated verbs
        for other in _conjuncts(head):
            target = target or next((c for c in other.children if c.dep_ in _OBJECTS and c.i > other.i), None)
    if target is None:
        prep = next((c for c in head.children if c.dep_ in ("prep", "agent") and c.i > head.i), None)
        target = next((c for c in prep.children if c.dep_ in ("pobj", "pcomp")), None) if prep is not None else None
    return _phrase(target) if target is not None else ""


def _phrase(noun: Token) -> str:
    """Return the noun with what stands before it, without determiners."""
    left = [c for c in noun.lefts if c.dep_ in _MODIFIERS and c.tag_ != "PRP"]  # never the carrier's "You"
    first = min((t for c in left for t in c.subtree), key=lambda t: t.i, default=noun)
    return noun.doc[first.i : noun.i + 1].text.strip(" ,;:-")


def _nominal_action(head: Token) -> tuple[str, str]:
    verb = load_lexicon("verbs")["nominal"].get(head.text.lower(), "")
    prep = _preposition(head)
    noun = next((c for c in prep.children if c.dep_ == "pobj"), None) if prep is not None else None
    if noun is not None:
        return verb, _phrase(noun)
    return verb, " ".join(child.text for child in head.lefts if child.dep_ in ("compound", "amod"))
