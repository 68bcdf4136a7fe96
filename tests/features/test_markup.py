from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from features.markup import MAX_CHARACTERS, MIN_GLUED, to_plain_text
from tests.features.annotated import cpu_seconds

CASES = {
    "paragraphs": ("<p>One day</p><p>Two days</p>", "One day\nTwo days"),
    "list": ("<ul><li>Brief designers</li><li>Book crews</li></ul>", "- Brief designers\n- Book crews"),
    "ordered list": ("<ol><li>Brief</li><li>Book</li></ol>", "- Brief\n- Book"),
    "nested list": (
        "<ul><li>Run shoots<ul><li>Book crews<ol><li>Call first</li></ol></li></ul></li><li>Wrap</li></ul>",
        "- Run shoots\n- Book crews\n- Call first\n- Wrap",
    ),
    "item around a paragraph": ("<ul><li><p>Brief designers</p></li></ul>", "- Brief designers"),
    "item around blocks": ("<ul><li>\n <div> <p>Brief</p><p>Book</p></div></li></ul>", "- Brief\nBook"),
    "list in an item of its own": ("<ul><li><ul><li>Brief</li></ul></li></ul>", "- Brief"),
    "empty item before a paragraph": ("<ul><li></li></ul><p>Brief designers</p>", "Brief designers"),
    "unclosed items": ("<ul><li>Brief<li>Book</ul>", "- Brief\n- Book"),
    "line breaks": ("Brief designers<br>Book crews<br/>Wrap<BR />Bill", "Brief designers\nBook crews\nWrap\nBill"),
    "headings": ("<h2>Your <i>role</i></h2><p>Run shoots</p><h5>Perks</h5>", "## Your role\nRun shoots\n## Perks"),
    "bold alone in its paragraph": ("<p><b>Duties</b></p><p>Run shoots</p>", "## Duties\nRun shoots"),
    "bold inside spans": ("<p><span><u><strong>Duties</strong></u></span></p>", "## Duties"),
    "bold between breaks": ("Hello<br><b>Duties</b><br>Run shoots", "Hello\n## Duties\nRun shoots"),
    "bold as emphasis": ("<p>Run <b>large</b> shoots</p>", "Run large shoots"),
    "bold before its text": ("<p><b>Duties:</b> run shoots</p>", "Duties: run shoots"),
    "bold item": ("<ul><li><b>Run shoots</b></li></ul>", "- Run shoots"),
    "empty bold": ("<p><b> </b></p><p>Run shoots</p>", "Run shoots"),
    "table": (
        "<table><tr><th>Duty</th><th>Share</th></tr><tr><td>Run shoots</td><td>half</td></tr></table>",
        "Duty\nShare\nRun shoots\nhalf",
    ),
    "unseen": (
        "<style>p{color:red}</style><script>alert('x')</script><p>Run<!-- not --> shoots</p>"
        "<template>no</template><noscript>no</noscript><title>no</title>",
        "Run shoots",
    ),
    "text around blocks": ("Hello<div>Run shoots</div>bye", "Hello\nRun shoots\nbye"),
    "wrapped source": ("<p>Run\n   large\n\tshoots</p>\n<p>Book\ncrews</p>", "Run large shoots\nBook crews"),
    "attributes": ('<p title="a > b" data-x=\'<li>\' hidden>Run</p><a href="http://x.test/?a=1&b=2">it</a>', "Run\nit"),
    "entities": ("<p>R&amp;D &mdash; caf&eacute;&nbsp;&#39;n&#x2019;</p>", "R&D — café 'n’"),
    "escaped html": (escape("<p><b>Duties</b></p><ul><li>Run & wrap</li></ul>"), "## Duties\n- Run & wrap"),
    "escaped entities in plain text": ("Run &amp; wrap", "Run & wrap"),
    "less than in prose": ("Teams of <10 people & budgets > 5k", "Teams of <10 people & budgets > 5k"),
    "markdown list": ("* Brief designers\n+ Book crews\n- Wrap", "- Brief designers\n- Book crews\n- Wrap"),
    "markdown escapes": (r"* Chase sign\-off \& notes\. \#1 \[x\] \_a\_ \*b\*", "- Chase sign-off & notes. #1 [x] a b"),
    "markdown bold heading": ("**Your duties:**\n\n* Run shoots", "## Your duties:\n- Run shoots"),
    "markdown bold and colon outside": ("**Your duties**:\nRun", "## Your duties:\nRun"),
    "markdown heading": ("### Your duties\nRun shoots", "### Your duties\nRun shoots"),
    "markdown emphasis": ("Run **large** and _small_ shoots, ***now***", "Run large and small shoots, now"),
    "markdown bold item": ("* **Run shoots**", "- Run shoots"),
    "snake case and stars stay": ("Use file_name_v2 and 3 * 4", "Use file_name_v2 and 3 * 4"),
    "markdown link": ("See [our *studio*](https://x.test/a_(b)?c=1) now", "See our studio now"),
    "markdown image": ("![logo](https://x.test/l.png) Hello", "logo Hello"),
    "link glued to its word": ("Follow us on[Photos](https://x.test) now", "Follow us on Photos now"),
    "break inside a heading": ("<h2>Your<br>duties</h2>Run", "## Your duties\nRun"),
    "rules": ("Run shoots\n---\nBook crews\n* * *\n_____\nWrap", "Run shoots\nBook crews\nWrap"),
    "html and markdown": ("<p>Duties</p>\n* Run shoots\n* Book crews\n", "Duties\n- Run shoots\n- Book crews"),
    "line ends": ("Run\r\nBook\rWrap\u2028Bill\u2029End", "Run\nBook\nWrap\nBill\nEnd"),
    "blanks": ("  Run\t\u00a0 \u2003shoots \n\n\n \t Book ", "Run shoots\nBook"),
    "invisible": ("Ru\u200bn\u00ad sho\u2060ots\ufeff\x00\x07", "Run shoots"),
    "composed": ("cafe\u0301", "café"),
    "emoji": ("🎬 Run shoots 👩🏽\u200d💻", "🎬 Run shoots 👩🏽💻"),
    "nothing": ("", ""),
    "white space": (" \n\t\r\n\u00a0", ""),
    "only markup": ("<p><br></p><ul></ul>", ""),
}


@pytest.mark.parametrize(("description", "text"), CASES.values(), ids=CASES.keys())
def test_markup_to_text(description: str, text: str) -> None:
    assert to_plain_text(description) == text


class TestLostBreaks:
    def test_several_are_put_back(self) -> None:
        glued = "Manage client budgetsBuild project timelinesChase late approvalsWrite creative briefs"
        assert to_plain_text(glued).split("\n") == [
            "Manage client budgets",
            "Build project timelines",
            "Chase late approvals",
            "Write creative briefs",
        ]

    def test_one_or_two_might_be_names(self) -> None:
        for count in range(1, MIN_GLUED):
            text = "We like " + " and ".join(["brindleWorks studio"] * count)
            assert to_plain_text(text) == text

    def test_brands_are_none_however_many(self) -> None:
        text = "Use HubSpot and JavaScript, LinkedIn or YouTube, PowerPoint with WordPress and ClickUp daily"
        assert to_plain_text(text) == text

    def test_brands_stay_whole_among_lost_breaks(self) -> None:
        glued = "Learn JavaScript fastManage client budgetsBuild timelines in HubSpot quicklyChase approvals"
        assert to_plain_text(glued).split("\n") == [
            "Learn JavaScript fast",
            "Manage client budgets",
            "Build timelines in HubSpot quickly",
            "Chase approvals",
        ]

    def test_a_sentence_without_a_blank(self) -> None:
        assert to_plain_text("Chase sign-off.Build timelines!Book crews now") == (
            "Chase sign-off.\nBuild timelines!\nBook crews now"
        )

    def test_a_mark_that_no_name_has_inside(self) -> None:
        glued = "You support our growth.Responsibilities: many, including:Proven skills and apply!Thanks to all"
        assert to_plain_text(glued).split("\n") == [
            "You support our growth.",
            "Responsibilities: many, including:",
            "Proven skills and apply!",
            "Thanks to all",
        ]

    def test_breaks_that_a_mark_gives_away_count_among_several(self) -> None:
        glued = "Second ShiftOur client makes parts.Duties: lead the lineTell the crew"
        assert to_plain_text(glued).split("\n") == [
            "Second Shift",
            "Our client makes parts.",
            "Duties: lead the line",
            "Tell the crew",
        ]

    @pytest.mark.parametrize(
        "text",
        [
            "Write to anna.Berg@x.test, Aba.Com, Vue.Js",
            "The Create:Remote team and Sample:Value pairs",
            "http:Www, see Aba:Hub and 10:Ten",
        ],
    )
    def test_marks_inside_addresses_and_names_are_none(self, text: str) -> None:
        assert to_plain_text(text) == text

    def test_a_word_glued_to_several_others_is_no_name(self) -> None:
        glued = "strong skillsAbility to lead, degree requiredAbility to plan, degree requiredAbility to sell"
        assert to_plain_text(glued).count("\nAbility") == 3

    def test_dots_inside_names_are_none(self) -> None:
        assert to_plain_text("Know Node.js, U.S. law, e.g. A.B. tests") == "Know Node.js, U.S. law, e.g. A.B. tests"


def test_a_description_is_cut_at_the_limit() -> None:
    assert len(to_plain_text("word " * MAX_CHARACTERS)) <= MAX_CHARACTERS


FRAGMENTS = (
    "<p> </p> <ul> <li> </li> <br> <b> </b> <div> <table><td> <script> <!-- -->"
    " </x < > & &amp; &lt;p&gt; &#0; &#x110000;"
    " ** * _ __ - # ## [a]( ) ]( \\ \\- \\\\ --- • 1. \"  ' Duties: budgetsManage"
    ' a.B <a href="x"> <b id=1> \r \x00 \ud800'
).split(" ")
messy = st.lists(st.sampled_from([*FRAGMENTS, " ", "\n", "\n\n"]) | st.text(max_size=6), max_size=60).map("".join)


@given(messy | st.text())
def test_any_text_gives_clean_lines(description: str) -> None:
    text = to_plain_text(description)
    if not text:
        return
    for line in text.split("\n"):
        assert line
        assert line == line.strip(" \t\u00a0")
        assert not set(line) & set("\r\v\u2028\u2029\u200b\x00\x1b\ufeff")
        assert "  " not in line


words = st.text(alphabet="abcdefghijklmnopqrstuvwxyzéü", min_size=1, max_size=9)
sentences = st.builds(
    lambda first, rest, stop: " ".join([first.capitalize(), *rest]) + stop,
    words,
    st.lists(
        words | st.sampled_from(["R&D", "sign-off", "50%", "client's", "€5,000", "(all)", "HubSpot", "24/7"]),
        max_size=12,
    ),
    st.sampled_from([".", "!", "?", ";", ":", "", ",", "…"]),
)
prose = st.lists(st.lists(sentences, min_size=1, max_size=4).map(" ".join) | sentences.map("- ".__add__), max_size=8)


@given(prose)
def test_prose_passes_unchanged_and_so_twice(lines: list[str]) -> None:
    text = "\n".join(lines)
    assert to_plain_text(text) == text
    assert to_plain_text(to_plain_text(text)) == to_plain_text(text)


@given(st.lists(sentences, min_size=1, max_size=8))
def test_html_escaped_html_and_markdown_read_the_same(items: list[str]) -> None:
    wanted = "\n".join(f"- {item}" for item in items)
    html = "<ul>" + "".join(f"<li>{escape(item)}</li>" for item in items) + "</ul>"
    assert to_plain_text(html) == wanted
    assert to_plain_text(escape(html)) == wanted
    assert to_plain_text("\n\n".join(f"* {item}" for item in items)) == wanted


HOSTILE = {
    **{
        repr(unit): unit * (200_000 // len(unit))
        for unit in (
            "(",
            "*",
            "_",
            "<b>",
            "[",
            "- ",
            "\\",
            "<",
            "</",
            "<!--",
            "<div>",
            "<ul><li>",
            "<table><td>",
            "[a](",
            "[a](b",
            "![](",
            "&lt;",
            "&amp;",
            "&",
            "a.B",
            "aaBb",
            " \t",
            "- - ",
            "**a ",
            "<b>a</b><br>",
            '<a href="',
            "<b ",
            '<b "x',
            "\n",
            "• ",
            "<i></b>",
        )
    },
    "nested 20,000 deep": "<div>" * 20_000 + "x" + "</div>" * 20_000,
    "bold nested 20,000 deep": "<b>" * 20_000 + "x" + "</b>" * 20_000,
    "bold with attributes, reopened in each paragraph": "".join(f"<b id={i}><p>" for i in range(14_000)),
    "bold lines inside 8,000 spans": "<span>" * 8_000 + "<b>x</b><br>" * 8_000,
    "blanks before a word": " " * 200_000 + "x",
    "marks before a word": "-*_=" * 50_000 + "x",
    "five megabytes": "<p>Run shoots</p>" * 300_000,
}


@pytest.mark.parametrize("description", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_markup_costs_under_two_seconds(description: str) -> None:
    assert cpu_seconds(lambda: to_plain_text(description)) < 2


def test_a_firm_s_own_camel_case_name_is_no_lost_line_break() -> None:
    text = "CobaltWorks builds shops. At CobaltWorks you brief designers. CobaltWorks pays well. CobaltWorks is calm."
    assert to_plain_text(text) == text
