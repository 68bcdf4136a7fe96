import subprocess
import sys
from itertools import pairwise

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

from features.duties import MAX_LINE, duties_of
from features.lines import read_text
from features.markup import to_plain_text
from tests.features.annotated import check, cpu_seconds, every_line, finder, no_line, parse, ruled

FORMS = {
    "imperative": "- <duty verb=manage object='client budgets'>Manage client budgets</duty>",
    "lower case": "- <duty verb=run object=shoots>run shoots</duty>",
    "imperative that is also a noun": "- <duty verb=brief object=designers>Brief designers</duty>",
    "imperative before a noun of action that goes on": (
        "- <duty verb=track object='performance metrics'>Track performance metrics</duty>"
    ),
    "imperative before a person": "- <duty verb=mentor object='junior producers'>Mentor junior producers</duty>",
    "third person": "- <duty verb=develop object='media plans'>Develops media plans</duty>",
    "third person, two": (
        "- <duty verb=manage object='client budgets'>Manages client budgets</duty> and "
        "<duty verb=build object=timelines>builds timelines</duty>"
    ),
    "you will": "- <duty verb=manage object='client budgets'>You will manage client budgets</duty>",
    "you'll": "- <duty verb=brief object=designers>You'll brief designers</duty>",
    "you’ll, curly": "- <duty verb=brief object=designers>You’ll brief designers</duty>",
    "in this role": (
        "<duty verb=own object='client relationship'>In this role, you will own the client relationship</duty>."
    ),
    "the account manager will": (
        "<duty verb=own object='client relationship'>The account manager will own the client relationship</duty>."
    ),
    "expected to": "<duty verb=lead object='client calls'>You are expected to lead client calls</duty>.",
    "responsible for": "- <duty verb=manage object=budgets>Responsible for managing budgets</duty>",
    "responsible for two": (
        "- <duty verb=manage object=budgets>Responsible for managing budgets</duty> and "
        "<duty verb=write object=briefs>writing briefs</duty>"
    ),
    "accountable for": "- <duty verb=deliver object=campaigns>Accountable for delivering campaigns on time</duty>",
    "responsible for a field of work": "- <duty>Responsible for marketing budgets</duty>",
    "tasked with": (
        "- <duty verb=build object='production calendars'>Tasked with building production calendars</duty>"
    ),
    "expected to, bare": "- <duty verb=lead object='client calls'>Expected to lead client calls</duty>",
    "must be able to": "- <duty verb=write object=briefs>Must be able to write briefs</duty>",
    "passive": "<duty verb=collect object='Client feedback'>Client feedback is collected every week</duty>.",
    "passive, its subject a verb's form": "<duty verb=track object=Budgets>Budgets are tracked weekly</duty>.",
    "noun of action": "- <duty verb=manage object='project financials'>Management of project financials</duty>",
    "noun of action, ownership": (
        "- <duty verb=own object='production calendar'>Ownership of the production calendar</duty>"
    ),
    "compound of two nouns": "- <duty verb=manage object=budget>Budget management</duty>",
    "compound, first no verb": "- <duty verb=retain object=client>Client retention</duty>",
    "compound, first in capitals": "- <duty verb=manage object=CRM>CRM management</duty>",
    "two nouns of action": (
        "- <duty verb=manage object=budgets>Management of budgets</duty> and "
        "<duty verb=coordinate object=vendors>coordination of vendors</duty>"
    ),
    "gerund": "- <duty verb=write object=briefs>Writing briefs</duty>",
    "infinitive": "- <duty verb=manage object='client budgets'>To manage client budgets</duty>",
    "infinitive, two": (
        "- <duty verb=lead object='kick-off meetings'>To lead kick-off meetings</duty> and "
        "<duty verb=write object=briefs>write briefs</duty>"
    ),
    "label": "- <duty verb=establish object=rapport>Client care: Establish rapport with new clients</duty>",
    "label, two": (
        "- <duty verb=build object=trust>Client Care: Build trust with clients</duty> and "
        "<duty verb=resolve object=concerns>resolve concerns</duty>"
    ),
    "adverb first": "- <duty verb=manage object=scope>Proactively manage scope</duty>",
    "particle": "- <duty verb='follow up' object=invoices>Follow up on invoices</duty>",
    "preposition": "- <duty verb=liaise object=printers>Liaise with printers & suppliers</duty>",
    "as": "- <duty verb=act object='main point'>Act as the main point of contact for clients</duty>",
    "capitals": "- <duty verb=manage object='CLIENT BUDGETS'>MANAGE CLIENT BUDGETS</duty>",
    "two": (
        "- <duty verb=manage object=budgets>Manage budgets</duty> and "
        "<duty verb=build object=timelines>build timelines</duty>."
    ),
    "three": (
        "- <duty verb=manage object=budgets>Manage budgets</duty>, "
        "<duty verb=build object=timelines>build timelines</duty> and "
        "<duty verb=write object=briefs>write briefs</duty>"
    ),
    "three that share nothing but a pronoun": (
        "- <duty verb=collect object=feedback>Collect feedback from clients</duty>, "
        "<duty verb=consolidate>consolidate it</duty> and <duty verb=share>share it with designers</duty>"
    ),
    "not only but also": (
        "- <duty verb=manage object=budgets>You will not only manage budgets</duty> but "
        "<duty verb=build object=timelines>also build timelines</duty>"
    ),
    "shared object": "- <duty verb=manage object='key accounts'>Manage and grow key accounts</duty>",
    "shared object of three verbs": "- <duty verb=plan>Plan, brief and track projects</duty>",
    "shared object of nouns of action": "- <duty>Development and review of client proposals</duty>",
    "participle that goes with the verb": (
        "- <duty verb=maintain object=schedule>Maintain the schedule, flagging risks early</duty>"
    ),
    "semicolons": "- <duty verb=prepare object=decks>Prepare decks; present results; log actions</duty>",
    "one of several blanks and stops": "- <duty verb=manage object=scope>Manage scope</duty>...",
    "accents and a currency": "- <duty verb=manage object='café budgets'>Manage café budgets of €5m</duty>",
    "emoji inside": "- <duty verb=run object=shoots>Run shoots 🎬 in studios</duty>",
    "a character beyond the first plane in front": "🚀 <duty verb=run object=shoots>Run shoots</duty>",
}


@pytest.mark.parametrize("annotated", FORMS.values(), ids=FORMS.keys())
def test_forms_of_a_duty(annotated: str) -> None:
    check(annotated, all_lines=True)


POSTINGS = {
    "headings tell duties from the rest": (
        "Brindle Works is a small studio.\nResponsibilities:\n"
        "- <duty verb=manage object='client budgets'>Manage client budgets</duty>, "
        "<duty verb=build>build timelines</duty>\n"
        "- <duty verb=chase object=approvals>Chase approvals</duty>\n"
        "Requirements:\n- Managed budgets before\n- Experience building timelines\nPerks:\n- Manage your own hours"
    ),
    "requirements worded as duties": (
        "What you need\n- Ability to manage budgets\n- You will have led a team for three years\n"
        "What you'll do\n- <duty verb=lead object=team>Lead a team of five</duty>"
    ),
    "marked heading": "## The role\n- <duty verb=route object=proofs>Route proofs</duty>\n## Who you are\n- Calm",
    "numbers for bullets": "Duties:\n1. <duty verb=brief>Brief designers</duty>\n2) <duty verb=book>Book crews</duty>",
    "emoji for bullets": "Duties:\n✅ <duty verb=brief>Brief designers</duty>\n👉 <duty verb=book>Book crews</duty>",
    "inline bullets": "Duties: • <duty verb=brief>Brief designers</duty> • <duty verb=book>Book crews</duty>",
    "heading runs into its text": "Responsibilities: <duty verb=manage>manage accounts</duty>",
    "one paragraph, no heading": (
        "We are a studio in the north. <duty verb=manage>You will manage six retainers</duty>. Lunch is on us."
    ),
    "hard-wrapped": (
        "Duties:\n- <duty verb=manage>Manage the budgets of all our\nretained clients</duty>\n- <duty>Book crews</duty>"
    ),
    "two sentences of one item": "Duties:\n- <duty>Brief designers</duty>. <duty>Book crews</duty>.",
    "no heading for benefits": "Benefits\n- Free lunch",
    "empty": "",
}


@pytest.mark.parametrize("annotated", POSTINGS.values(), ids=POSTINGS.keys())
def test_duties_of_whole_postings(annotated: str) -> None:
    check(annotated)


def test_annotations_are_cut_out_exactly() -> None:
    text, expected = parse("a <duty verb=run object='big shoots'>Run</duty> b <duty>c</duty>")
    assert text == "a Run b c"
    assert [(e.start, e.end, e.text, dict(e.attributes)) for e in expected] == [
        (2, 5, "Run", {"verb": "run", "object": "big shoots"}),
        (8, 9, "c", {}),
    ]


def test_a_check_fails_on_a_wrong_verb() -> None:
    with pytest.raises(AssertionError, match="verb of"):
        check("- <duty verb=build>Manage budgets</duty>", all_lines=True)


WORDS = (
    "manage manages managing build builds budgets timelines client clients and or but , ; . : the a for with to of will"
    " you You'll You’ll responsible management is are tracked by proofs - • * 1. 100% €"
    " 🎬 café \n Duties: Perks: e.g. (x)"
    " é ﬁ İ \u00a0 \t"
).split(" ")
noisy_texts = st.lists(st.sampled_from(WORDS) | st.text(max_size=4), max_size=40).map(" ".join)


@settings(max_examples=150)
@given(st.lists(noisy_texts, min_size=1, max_size=4))
def test_offsets_map_back_whatever_the_text(texts: list[str]) -> None:
    for text, duties in zip(texts, finder().find(texts), strict=True):
        for duty in duties:
            assert duty.text == text[duty.start : duty.end]
            assert duty.text.strip()
            assert duty.line.start <= duty.start < duty.end <= duty.line.end
        for before, after in pairwise(duties):
            assert before.end <= after.start


KEPT = "manage build write client budgets timelines briefs quietly weekly for the with".split()


@settings(max_examples=100)
@given(st.lists(st.sampled_from([*KEPT, *KEPT, "and", "or", ",", ";"]), min_size=1, max_size=25))
def test_cutting_loses_conjunctions_and_commas_only(words: list[str]) -> None:
    text = "- " + " ".join(words)
    duties = finder().find([text])[0]
    lost = "".join(
        text[start:end]
        for start, end in zip([2, *(d.end for d in duties)], [*(d.start for d in duties), len(text)], strict=True)
    )
    assert set(lost.replace(",", " ").replace(";", " ").split()) <= {"and", "or"}


BLANK = spacy.blank("en")


@settings(max_examples=50)
@given(noisy_texts)
def test_the_document_holds_what_the_finder_finds(text: str) -> None:
    doc = next(finder().pipe([BLANK.make_doc(text)]))
    assert duties_of(doc) == finder().find([text])[0]
    for span in doc.spans["duties"]:
        assert span._.duty.text in span.text
        assert (span._.verb, span._.object) == (span._.duty.verb, span._.duty.object)
        assert span.label_ == "DUTY"


def test_objects_never_hold_words_of_the_carrier() -> None:
    duties = finder().find(["- Budgets\n- Plans\n- Management\n- Support\n- Estimates reviewed with care"])[0]
    assert not {"you", "she", "handle"} & {word for duty in duties for word in duty.object.lower().split()}
    assert {duty.verb for duty in duties}.isdisjoint({"handle", "have"})


def test_pipe_equals_one_by_one() -> None:
    texts = [parse(annotated)[0] for annotated in [*POSTINGS.values(), *FORMS.values()]] * 2
    assert len(texts) > 64  # more than one batch
    together = [duties_of(doc) for doc in ruled().pipe(texts)]
    assert together == [duties_of(ruled()(text)) for text in texts]
    assert sum(map(len, together)) > 40


def test_two_pipelines_do_not_disturb_each_other() -> None:
    first, second = spacy.blank("en"), spacy.blank("en")
    first.add_pipe("rolefit_duties").scorer = every_line
    second.add_pipe("rolefit_duties").scorer = no_line
    docs = [nlp("Perks:\n- Manage your hours") for nlp in (first, second, first)]
    assert [len(doc.spans["duties"]) for doc in docs] == [1, 0, 1]
    assert docs[0].spans["duties"][0]._.verb == "manage"


def test_the_component_runs_beside_others() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    nlp.add_pipe("rolefit_duties", first=True)
    doc = nlp("Duties:\n- Brief designers")
    assert [span.text for span in doc.spans["duties"]] == ["Brief designers"]
    assert doc.has_annotation("SENT_START")


def test_a_document_that_never_met_the_component_has_no_duties() -> None:
    assert duties_of(spacy.blank("en")("Manage budgets")) == []


def test_importing_the_module_registers_the_factory() -> None:
    # In a process of its own: here the component is registered already.
    code = "import spacy, features.duties; print(spacy.blank('en').add_pipe('rolefit_duties').threshold)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "0.5", done.stderr


def test_a_line_beyond_the_limit_keeps_its_end() -> None:
    text = "- Manage budgets and build timelines " + "with great care " * (MAX_LINE // 10)
    duties = finder().find([text.strip()])[0]
    assert duties[0].text == "Manage budgets"
    assert duties[-1].end == len(text.strip())


@pytest.mark.parametrize("unit", ["and ", "manage ", "(", "manage, ", "\\", "a-", "’", "management of "])
def test_one_endless_line_is_bounded(unit: str) -> None:
    text = "- " + unit * (50_000 // len(unit))
    assert cpu_seconds(lambda: finder().find([text])) < 2


def test_html_to_duties() -> None:
    html = (
        "<p><strong>What you&rsquo;ll do</strong></p><ul><li>Manage <b>client</b> budgets &amp; fees</li>"
        "<li>Build timelines<ul><li>Book crews</li></ul></li></ul><p><b>Perks</b></p><ul><li>Run club</li></ul>"
    )
    posting = read_text(html)
    duties = duties_of(ruled()(posting.text))
    assert [d.text for d in duties] == ["Manage client budgets & fees", "Build timelines", "Book crews"]
    assert {d.line.section for d in duties} == {"duties"}
    assert duties_of(ruled()(to_plain_text(html))) == duties
