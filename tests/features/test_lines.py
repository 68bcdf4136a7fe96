from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from features.lines import MAX_HEADING_WORDS, Line, lines_of, read_text
from features.markup import MAX_CHARACTERS
from tests.features.annotated import cpu_seconds


def contents(text: str) -> list[str]:
    return [line.text for line in lines_of(text) if not line.is_heading]


def headings(text: str) -> list[str]:
    return [line.text for line in lines_of(text) if line.is_heading]


@pytest.mark.parametrize(
    "mark",
    [
        "- ",
        "* ",
        "• ",
        "•",
        "✓",
        "✅ ",
        "➢ ",
        "– ",
        "— ",
        "◦ ",
        "▪ ",
        "\uf0b7 ",
        "1. ",
        "12) ",
        "(3) ",
        "a) ",
        "o ",
        "» ",
        "- • ",
        "👉 ",
        "1.1. ",
        "40% - ",
        "iv. ",
        "(xii) ",
    ],
)
def test_the_mark_is_no_part_of_the_item(mark: str) -> None:
    (line,) = lines_of(f"{mark}Brief designers")
    assert (line.text, line.bullet, line.start) == ("Brief designers", True, len(mark))


def test_numbers_that_count_up_inside_a_paragraph_open_items() -> None:
    text = "Duties are as follows. 9. Answers clients. 10. Visits sites, e.g. mills. 11. Issues change orders."
    assert contents(text) == [
        "Duties are as follows.",
        "Answers clients.",
        "Visits sites, e.g. mills.",
        "Issues change orders.",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Call us by 5. We answer until 6. Then we close at 7. Thanks",
        "Ask for extension 4. 2. Leave a message. 9. Wait for us.",
        "We won in 2019. 3. Not a list.",
    ],
)
def test_numbers_that_do_not_count_up_open_no_items(text: str) -> None:
    assert not any(line.bullet for line in lines_of(text))


def test_a_number_alone_is_no_sentence() -> None:
    assert all(any(char.isalpha() for char in line) for line in contents("Grade 8. 11. Runs the studio. 14. Books."))


@pytest.mark.parametrize(
    "text", ["2024 was good", "-5 degrees", "office work", "A/B tests", "100% remote", "o2 is a client", "3D work"]
)
def test_no_mark_is_seen_in_words_and_numbers(text: str) -> None:
    assert [(line.text, line.bullet) for line in lines_of(text)] == [(text, False)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Brief designers. Book crews! Wrap? Bill", ["Brief designers.", "Book crews!", "Wrap?", "Bill"]),
        ("Use boards, e.g. Asana, i.e. The tool", ["Use boards, e.g. Asana, i.e. The tool"]),
        ("Write for Acme Inc. Brands and U.S. Clients", ["Write for Acme Inc. Brands and U.S. Clients"]),
        ("Track budgets, fees, etc. Book crews", ["Track budgets, fees, etc.", "Book crews"]),
        ("Raise 2.5 million. 3 people help", ["Raise 2.5 million.", "3 people help"]),
        ('They said "done." Then left', ['They said "done."', "Then left"]),
        ("Wait... Then book", ["Wait...", "Then book"]),
        ("see example.com for more", ["see example.com for more"]),
        ("Brief. book", ["Brief. book"]),
        ("Run shoots • Book crews • Wrap", ["Run shoots", "Book crews", "Wrap"]),
        ("Run shoots · Book crews", ["Run shoots", "Book crews"]),
        ("Run shoots 🎬 daily", ["Run shoots 🎬 daily"]),
        ("Manage the budgets of all\nclients we keep", ["Manage the budgets of all\nclients we keep"]),
        ("Manage all budgets.\nclients come first", ["Manage all budgets.", "clients come first"]),
        ("Manage all budgets\nChase approvals", ["Manage all budgets", "Chase approvals"]),
        ("- Manage the\nbudgets\n- chase\n- wrap", ["Manage the\nbudgets", "chase", "wrap"]),
        ("", []),
        (" \n\t\n ", []),
        ("::! 1 brief", ["::! 1 brief"]),
        ("Duties: - *", ["Duties: - *"]),
        ("---\n•\n***\n...\n🎬", []),
    ],
)
def test_sentences_and_items(text: str, wanted: list[str]) -> None:
    assert contents(text) == wanted


@pytest.mark.parametrize(
    "heading",
    [
        "Responsibilities:",
        "RESPONSIBILITIES",
        "## Anything at all",
        "# Purple Elephants",
        "What You'll Do",
        "What you’ll do",
        "The Role",
        "Purple elephants:",
        "- Responsibilities:",
        "OUR WORLD",
        "🎯 Key Responsibilities:",
    ],
)
def test_headings(heading: str) -> None:
    assert len(headings(f"{heading}\n- Run shoots")) == 1
    assert contents(f"{heading}\n- Run shoots") == ["Run shoots"]


@pytest.mark.parametrize(
    "text",
    [
        "Responsibilities are many.",
        "- Manage Benefits",
        "Run shoots",
        "- Purple elephants:",
        "UX",
        "Our studio keeps late nights",
        "Manage the benefits, the perks, the salary reviews and the holidays of staff:",
    ],
)
def test_no_headings(text: str) -> None:
    assert headings(text) == []


def test_lines_stand_under_their_heading() -> None:
    lines = [
        line
        for line in lines_of("Hi there\nResponsibilities:\n- Run shoots\n- Wrap\n## Oddities\n- Odd\nPerks\n- Lunch")
        if not line.is_heading
    ]
    assert [(line.text, line.heading, line.section) for line in lines] == [
        ("Hi there", "", "unknown"),
        ("Run shoots", "Responsibilities", "duties"),
        ("Wrap", "Responsibilities", "duties"),
        ("Odd", "Oddities", "unknown"),
        ("Lunch", "Perks", "benefits"),
    ]


def test_an_unknown_subheading_without_a_mark_stays_in_its_section() -> None:
    lines = list(lines_of("Responsibilities:\n- Run shoots\nDay by day calendar:\n- Wrap"))
    assert [(line.text, line.section) for line in lines if line.text == "Wrap"] == [("Wrap", "duties")]


@pytest.mark.parametrize(
    ("text", "heading", "content"),
    [
        ("Responsibilities: manage accounts", "Responsibilities", "manage accounts"),
        ("Requirements - must: three years", "", None),
        ("Perks:lunch for all", "Perks", "lunch for all"),
        ("Note to all our friends and clients about this: we moved", "", None),
        ("Asana: our board", "", None),
        ("Duties:", None, None),
    ],
)
def test_a_heading_that_runs_into_its_text(text: str, heading: str | None, content: str | None) -> None:
    line = next(lines_of(text))
    if heading is None:
        assert line.is_heading
    elif heading:
        assert (line.text, line.heading, text[line.start : line.end]) == (content, heading, content)
    else:
        assert line.text == text or line.heading


def test_long_marked_headings_are_sentences() -> None:
    text = "## " + "run shoots " * MAX_HEADING_WORDS + "and more"
    assert headings(text) == []
    assert len(contents(text)) == 1


def test_read_text_cleans_first() -> None:
    posting = read_text("<h3>Responsibilities</h3><ul><li>Run &amp; wrap. Bill</li></ul>")
    assert posting.text == "## Responsibilities\n- Run & wrap. Bill"
    assert [(line.text, line.section) for line in posting.lines if not line.is_heading] == [
        ("Run & wrap.", "duties"),
        ("Bill", "duties"),
    ]


PIECES = [
    *"- • * # ## : . ! ? ; , … ( ) \t 1. 2) a) e.g. etc. Duties: PERKS ✅ – · ' \" é 🎬 % 50%".split(" "),
    "\n",
    "\n\n",
    " ",
    "\x0b",
]
NEUTRAL = ["maple", "Quartz", "lantern", "Velvet", "cobalt"]
messy = st.lists(st.sampled_from([*PIECES, *NEUTRAL]) | st.text(max_size=5), max_size=60).map(" ".join)


def ordered(lines: list[Line], text: str) -> bool:
    return all(a.end <= b.start for a, b in pairwise(lines)) and all(
        text[line.start : line.end] == line.text for line in lines
    )


@given(messy | st.text())
def test_lines_are_ordered_places_in_the_text(text: str) -> None:
    lines = list(lines_of(text))
    assert ordered(lines, text)
    for line in lines:
        assert any(character.isalnum() or character == "_" for character in line.text)
        assert line.text == line.text.strip(" \t")


@given(messy)
def test_no_word_is_lost_or_doubled(text: str) -> None:
    lines = list(lines_of(text))
    for word in NEUTRAL:
        assert sum(line.text.count(word) for line in lines) == text.count(word) - sum(
            line.heading.count(word)
            for line in {line.heading: line for line in lines if not line.is_heading}.values()
            if not any(other.is_heading and other.heading == line.heading for other in lines)
        )


@given(messy)
def test_read_text_keeps_the_same_promise(description: str) -> None:
    posting = read_text(description)
    assert ordered(list(posting.lines), posting.text)


@pytest.mark.parametrize(
    "unit",
    [
        " \t",
        "!",
        ".",
        ". ",
        "A. ",
        "e.g. ",
        "- ",
        "1. ",
        "• ",
        " • ",
        ":",
        "a: ",
        "a\n",
        "\n- ",
        "#",
        "# ",
        "'",
        '."',
        "(",
        "A",
        "é",
        "\n",
    ],
)
@pytest.mark.parametrize("tail", ["", "x:"])
def test_hostile_text_costs_under_two_seconds(unit: str, tail: str) -> None:
    text = unit * (MAX_CHARACTERS // len(unit)) + tail
    assert cpu_seconds(lambda: list(lines_of(text))) < 2
