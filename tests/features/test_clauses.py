"""The cutting of parsed lines, on parses written by hand: what a clause is must not hang on a model's mood."""

from itertools import pairwise

import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc

from features.carriers import dress
from features.clauses import Clause, clauses
from tests.features.annotated import finder

VOCAB = spacy.blank("en").vocab


def parsed(*tokens: str) -> Doc:
    """Build a document of ``word/tag/dependency/head`` tokens."""
    words, tags, deps, heads = zip(*(token.split("/") for token in tokens), strict=True)
    return Doc(VOCAB, words=list(words), tags=list(tags), deps=list(deps), heads=[int(head) for head in heads])


def actions(doc: Doc, first_char: int, *, nominal: bool = False) -> list[tuple[str, str, str]]:
    found = clauses(doc, first_char, finder().verbs, nominal=nominal)
    return [(doc.text[clause.start : clause.end], clause.verb, clause.object) for clause in found]


def test_verbs_with_objects_of_their_own_are_two_actions() -> None:
    doc = parsed(
        "You/PRP/nsubj/2",
        "will/MD/aux/2",
        "manage/VB/ROOT/2",
        "big/JJ/amod/4",
        "budgets/NNS/dobj/2",
        "and/CC/cc/2",
        "also/RB/advmod/7",
        "build/VB/conj/2",
        "timelines/NNS/dobj/7",
    )
    assert actions(doc, 9) == [
        ("manage big budgets", "manage", "big budgets"),
        ("also build timelines", "build", "timelines"),
    ]


def test_verbs_that_share_an_object_are_one_action() -> None:
    doc = parsed(
        "You/PRP/nsubj/2", "will/MD/aux/2", "manage/VB/ROOT/2", "and/CC/cc/2", "grow/VB/conj/2", "accounts/NNS/dobj/4"
    )
    assert actions(doc, 9) == [("manage and grow accounts", "manage", "accounts")]


def test_verbs_that_share_an_object_may_stand_apart() -> None:
    doc = parsed(
        "You/PRP/nsubj/1",
        "manage/VBP/ROOT/1",
        "quietly/RB/advmod/1",
        "and/CC/cc/1",
        "grow/VBP/conj/1",
        "accounts/NNS/dobj/4",
    )
    assert actions(doc, 4) == [("manage quietly and grow accounts", "manage", "accounts")]


def test_a_second_verb_without_a_complement_stays_with_the_first() -> None:
    doc = parsed("You/PRP/nsubj/1", "brief/VBP/ROOT/1", "crews/NNS/dobj/1", "and/CC/cc/1", "wrap/VBP/conj/1")
    assert actions(doc, 4) == [("brief crews and wrap", "brief", "crews")]


def test_three_in_a_chain() -> None:
    doc = parsed(
        "You/PRP/nsubj/1",
        "manage/VBP/ROOT/1",
        "fees/NNS/dobj/1",
        ",/,/punct/1",
        "build/VBP/conj/1",
        "plans/NNS/dobj/4",
        ",/,/punct/4",
        "and/CC/cc/4",
        "write/VBP/conj/4",
        "up/RP/prt/8",
        "notes/NNS/dobj/8",
    )
    assert [verb for _, verb, _ in actions(doc, 4)] == ["manage", "build", "write up"]
    assert [text for text, _, _ in actions(doc, 4)] == ["manage fees", "build plans", "write up notes"]


def test_the_action_is_behind_its_frame() -> None:
    doc = parsed(
        "You/PRP/nsubj/1",
        "are/VBP/ROOT/1",
        "responsible/JJ/acomp/1",
        "for/IN/prep/2",
        "managing/VBG/pcomp/3",
        "fees/NNS/dobj/4",
    )
    assert actions(doc, 0) == [("You are responsible for managing fees", "manage", "fees")]


def test_a_passive_names_its_subject() -> None:
    doc = parsed("Fees/NNS/nsubjpass/2", "are/VBP/auxpass/2", "tracked/VBN/ROOT/2", "weekly/RB/advmod/2")
    assert actions(doc, 0) == [("Fees are tracked weekly", "track", "Fees")]


def test_the_carrier_is_never_an_object() -> None:
    doc = parsed("You/PRP/nsubjpass/2", "are/VBP/auxpass/2", "tasked/VBN/ROOT/2", "with/IN/prep/2", "fees/NNS/pobj/3")
    ((_, _, target),) = actions(doc, 8)
    assert target == "fees"


def test_the_object_of_a_preposition() -> None:
    doc = parsed("You/PRP/nsubj/1", "liaise/VBP/ROOT/1", "with/IN/prep/1", "our/PRP$/poss/4", "printers/NNS/pobj/2")
    assert actions(doc, 4) == [("liaise with our printers", "liaise", "our printers")]


def test_a_line_without_a_verb_is_one_clause_without_action() -> None:
    doc = parsed("A/DT/det/2", "calm/JJ/amod/2", "head/NN/ROOT/2")
    assert clauses(doc, 0, finder().verbs) == [Clause(0, 11, "", "")]


def test_a_misread_root_leaves_the_promised_verb() -> None:
    doc = parsed("You/PRP/nsubj/1", "prepare/VB/ccomp/4", "decks/NNS/dobj/1", ";/:/punct/1", "logs/NNS/ROOT/4")
    assert actions(doc, 4) == [("prepare decks ; logs", "prepare", "decks")]


def test_nouns_of_action() -> None:
    doc = parsed(
        "You/PRP/nsubj/1",
        "handle/VBP/ROOT/1",
        "management/NN/dobj/1",
        "of/IN/prep/2",
        "fees/NNS/pobj/3",
        "and/CC/cc/4",
        "coordination/NN/conj/4",
        "of/IN/prep/4",
        "vendors/NNS/pobj/7",
    )
    assert actions(doc, 11, nominal=True) == [
        ("management of fees", "manage", "fees"),
        ("coordination of vendors", "coordinate", "vendors"),
    ]


def test_nouns_of_action_that_share_their_complement() -> None:
    doc = parsed(
        "You/PRP/nsubj/1",
        "handle/VBP/ROOT/1",
        "development/NN/dobj/1",
        "and/CC/cc/2",
        "review/NN/conj/2",
        "of/IN/prep/4",
        "proofs/NNS/pobj/5",
    )
    assert [text for text, _, _ in actions(doc, 11, nominal=True)] == ["development and review of proofs"]


def test_a_thing_and_a_thing_are_no_two_actions() -> None:
    doc = parsed(
        "You/PRP/nsubj/1",
        "handle/VBP/ROOT/1",
        "support/NN/dobj/1",
        "for/IN/prep/2",
        "teams/NNS/pobj/3",
        "and/CC/cc/4",
        "passion/NN/conj/4",
        "for/IN/prep/4",
        "shoots/NNS/pobj/7",
    )
    assert len(actions(doc, 11, nominal=True)) == 1


@settings(max_examples=60)
@given(st.text(alphabet="abc ,;.’é\n\t", max_size=40) | st.text(max_size=30))
def test_clauses_of_any_line_are_in_order_and_inside(line: str) -> None:
    carrier = dress(line, finder().verbs)
    doc = finder().parser(carrier.text)
    found = clauses(doc, max(0, carrier.shift), finder().verbs, nominal=carrier.form == "noun")
    assert found
    for clause in found:
        assert clause.start <= clause.end
    for before, after in pairwise(found):
        assert before.end <= after.start
