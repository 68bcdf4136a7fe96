import pytest
from hypothesis import given
from hypothesis import strategies as st

from features.carriers import VerbIndex, dress
from features.parser import load_verb_index


@pytest.fixture(scope="module")
def verbs() -> VerbIndex:
    return load_verb_index()


@pytest.mark.parametrize(
    ("line", "form", "text"),
    [
        ("Manage client budgets", "imperative", "You will manage client budgets"),
        ("manage client budgets", "imperative", "You will manage client budgets"),
        ("Proactively manage scope", "imperative", "You will proactively manage scope"),
        ("Brief designers", "imperative", "You will brief designers"),
        ("Track performance metrics", "imperative", "You will track performance metrics"),
        ("Project manage sites", "imperative", "You will project manage sites"),
        ("Develops media plans", "third-person", "She develops media plans"),
        ("Managing client budgets", "gerund", "You will be managing client budgets"),
        ("To manage budgets", "infinitive", "You have to manage budgets"),
        ("Management of budgets", "noun", "You handle management of budgets"),
        ("Budget management", "noun", "You handle budget management"),
        ("Budget management and reporting", "noun", "You handle budget management and reporting"),
        ("Client retention", "noun", "You handle client retention"),
        ("CRM management", "noun", "You handle CRM management"),
        ("Responsible for budgets", "framed", "You are responsible for budgets"),
        ("Responsible for marketing budgets", "framed", "You are responsible for marketing budgets"),
        ("Responsible for building timelines", "gerund", "You will be building timelines"),
        ("Expected to lead calls", "imperative", "You will lead calls"),
        ("Client care: Establish rapport", "imperative", "You will establish rapport"),
        ("Client care – Establishes rapport", "third-person", "She establishes rapport"),
        ("You will manage budgets", "sentence", "You will manage budgets"),
        ("You’ll manage budgets", "sentence", "You'll manage budgets"),
        ("Budgets are tracked weekly", "sentence", "Budgets are tracked weekly"),
        ("Plans will be drawn up", "sentence", "Plans will be drawn up"),
        ("The development team will help", "sentence", "The development team will help"),
        ("A calm head", "sentence", "A calm head"),
        ("€5m of budgets", "noun", "You handle €5m of budgets"),
        ("123", "sentence", "123"),
        ("", "sentence", ""),
    ],
)
def test_lines_are_dressed_by_their_form(verbs: VerbIndex, line: str, form: str, text: str) -> None:
    carrier = dress(line, verbs)
    assert (carrier.form, carrier.text) == (form, text)


def test_a_label_is_one_only_before_an_action(verbs: VerbIndex) -> None:
    assert dress("Tools: Asana", verbs).text.endswith("ools: Asana")
    assert "Works" in dress("Brindle Works of the great and good north country: Manage", verbs).text


PREFIXES = {
    "imperative": "You will ",
    "framed": "You are ",
    "infinitive": "You have ",
    "third-person": "She ",
    "gerund": "You will be ",
    "noun": "You handle ",
    "sentence": "",
}
LINES = st.text(max_size=60) | st.lists(
    st.sampled_from(
        "Manage Manages Managing To Also Responsible for Tasked with Client care: – of and Budgets are client’s"
        " É € the".split()
    ),
    max_size=12,
).map(" ".join)


@given(LINES)
def test_every_character_keeps_its_place(line: str) -> None:
    carrier = dress(line, _index())
    prefix = PREFIXES[carrier.form]
    assert carrier.text.startswith(prefix)
    for position in range(len(prefix), len(carrier.text)):
        original = line[position - carrier.shift]
        assert carrier.text[position] in (original, original.lower(), "'" if original == "’" else original)
    assert len(carrier.text) - carrier.shift == len(line)


def _index() -> VerbIndex:
    return VerbIndex(
        {
            "lemma_index": {"verb": {"manage", "budget", "care", "establish"}, "noun": {"budget", "care", "client"}},
            "lemma_exc": {"verb": {"led": ["lead"]}},
            "lemma_rules": {"verb": [["s", ""], ["ies", "y"], ["ing", "e"], ["ing", ""]]},
        }
    )


def test_the_index_knows_forms_by_rule_and_by_exception() -> None:
    index = _index()
    assert [index.lemma(word) for word in ("manage", "Manages", "MANAGING", "budgeting", "led", "client", "", "s")] == [
        "manage",
        "manage",
        "manage",
        "budget",
        "lead",
        None,
        None,
        None,
    ]
    assert index.is_noun("Budget")
    assert not index.is_noun("manage")
