"""The posting's own part of a page: furniture goes, one job or several, and names that are said and not guessed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from features.markup import to_plain_text
from features.webpage import MAX_NESTING, nesting, page_postings, title_parts
from tests.features.annotated import cpu_seconds

DUTIES = (
    "<h3>Responsibilities</h3><ul><li>You will plan every shoot with the "
    "client</li><li>Book crews and keep the budget of it</li></ul>"
)
ASKED = (
    "<h3>Requirements</h3><ul><li>Three years of experience in an "
    "agency</li><li>Excellent skills with people</li></ul><p>Apply with a reel.</p>"
)
JOB = DUTIES + ASKED


def found(body: str, head: str = "") -> list[tuple[str, str]]:
    postings = page_postings(f"<html><head>{head}</head><body>{body}</body></html>")
    return [(posting.title, to_plain_text(posting.html)) for posting in postings]


WANTED = to_plain_text(JOB)

FURNITURE = {
    "menu": "<nav><a href='/'>Home</a><a href='/w'>Work</a></nav>",
    "menu without a name": "<ul><li><a href='/'>Home</a></li><li><a href='/w'>Work</a></li></ul>",
    "header": "<header><a href='/'>Aba</a><p>We make films</p></header>",
    "footer": "<footer><p>© Aba 2031, all rights reserved</p></footer>",
    "form": "<form><label>Your name</label><input><button>Send</button></form>",
    "cookies": "<div class='cookie-banner'><p>We use cookies to give you the best experience.</p></div>",
    "role": "<div role='contentinfo'>Imprint</div>",
    "related": "<section class='related-jobs'><h2>Related</h2><p>Editor in York, apply today</p></section>",
    "share": "<div class='social-share'><a href='x'>Tell a friend</a></div>",
    "buttons": "<a href='#'>Apply now</a><span>Copy to clipboard</span><p>Back to all jobs</p>",
    "unseen": (
        "<script>var a = "
        "'<h1>x</h1>'</script><style>p{}</style><noscript>no</noscript><svg><title>logo</title></svg><!-- no -->"
    ),
}


@pytest.mark.parametrize("kind", FURNITURE)
def test_furniture_goes_wherever_it_stands(kind: str) -> None:
    piece = FURNITURE[kind]
    assert found(f"{piece}<main><h1>Producer</h1>{JOB}{piece}</main>{piece}") == [("Producer", WANTED)]


def test_furniture_by_name_stays_where_it_is_the_page() -> None:
    assert found(f"<div class='has-sidebar menu-open'><h1>Producer</h1>{JOB}</div>") == [("Producer", WANTED)]
    assert found(f"<div class='page-with-sidebar'>{JOB}</div>", "<title>Producer | Careers</title>") == [
        ("Producer", WANTED)
    ]


def test_what_stands_beside_the_posting_is_not_of_it() -> None:
    beside = "<section><p>Ring us: 555 0100</p><address>1 Main Street</address></section>"
    assert found(f"<section><div><h1>Producer</h1>{JOB}</div></section>{beside}") == [("Producer", WANTED)]


TITLES = {
    "heading": ("<h1>Producer</h1>", "<title>Careers</title>", "Producer"),
    "label before it": ("<h1>Job title: Producer</h1>", "", "Producer"),
    "site's name as heading": ("<h1>Aba</h1><h2>Producer</h2>", "<title>Producer | Aba</title>", "Producer"),
    "title of the page": ("", "<title>Producer – Careers – Aba</title>", "Producer"),
    "title for sharing": ("", "<meta property='og:title' content='Producer at Aba'>", "Producer"),
    "general heading": ("<h1>Careers</h1><h2>Producer</h2>", "", "Producer"),
    "general title": ("<h2>Producer</h2>", "<title>Careers at Aba</title>", "Producer"),
    "title that is the site's": (
        "<h1>Jobs</h1><h2>Producer</h2>",
        "<title>Aba Films</title><meta property='og:site_name' content='Aba Films'>",
        "Producer",
    ),
    "nothing": ("", "", ""),
}


@pytest.mark.parametrize("case", TITLES)
def test_the_title(case: str) -> None:
    heading, head, title = TITLES[case]
    ((said, text),) = found(heading + JOB, head)
    assert said == title
    assert text.endswith(WANTED)


SEVERAL = {
    "sections of their own": (
        f"<h1>Careers</h1><p>Hello</p><div><h2>Producer</h2>{JOB}</div><div><h2>Editor</h2>{JOB}</div>"
    ),
    "one after the other": f"<h2>Producer</h2>{JOB}<h2>Editor</h2>{JOB}",
    "each a first heading": f"<h1>Producer</h1>{JOB}<h1>Editor</h1>{JOB}",
    "under a motto": f"<h1>Come and make films with us</h1><h2>Producer</h2>{JOB}<h2>Editor</h2>{JOB}",
    "with a word at the end": (
        f"<h1>Open positions</h1><h2>Producer</h2>{JOB}<h2>Editor</h2>{JOB}<h2>Our office</h2><p>In Leeds.</p>"
    ),
}


@pytest.mark.parametrize("case", SEVERAL)
def test_several_jobs_are_cut_at_their_titles(case: str) -> None:
    assert found(SEVERAL[case]) == [("Producer", WANTED), ("Editor", WANTED)]


def test_sections_of_one_job_do_not_cut_it() -> None:
    body = (
        f"<h1>Producer</h1><h2>About the film</h2><p>We are hiring for a film.</p>{DUTIES}<h2>Who you are</h2>{ASKED}"
    )
    ((title, text),) = found(body)
    assert title == "Producer"
    assert "About the film" in text and "Who you are" in text


def company(head: str, text: str) -> str:
    (posting,) = page_postings(f"<head>{head}</head><body><h1>Producer</h1><p>{text}</p>{JOB}</body>")
    return posting.company


def test_a_company_is_one_that_the_posting_speaks_of() -> None:
    assert company("<meta property='og:site_name' content='Aba - Films'>", "At Aba we film.") == "Aba"
    assert company("<title>Producer | Aba</title>", "At Aba we film.") == "Aba"
    assert company("<title>Producer | Aba</title>", "We film.") == ""
    assert company("<title>Producer | Indeed</title>", "Indeed, we film.") == ""
    assert company("<title>Producer at Aba | LinkedIn</title>", "Aba films, see LinkedIn.") == "Aba"


def test_pages_that_show_no_job() -> None:
    assert found("<h1>About us</h1><p>We have made films in Leeds since 1999.</p>") == []
    assert page_postings("") == []


def test_depth_is_counted_and_bounded() -> None:
    assert nesting("<div><p>a<p>b<br></div><ul><li>c</ul>") == 1
    with pytest.raises(ValueError, match="nested"):
        page_postings("<div>" * (MAX_NESTING + 1))


def test_the_parts_of_a_title() -> None:
    assert title_parts("Producer - Film | Careers — Aba") == ["Producer", "Film", "Careers", "Aba"]
    assert title_parts("Co-Producer") == ["Co-Producer"]


@given(
    st.lists(
        st.sampled_from(
            [
                "<h1>A</h1>",
                "<h2>B</h2>",
                "<div>",
                "</div>",
                JOB,
                "<nav>",
                "</ul>",
                "<table>",
                "x",
                "<h1>",
                "<b>",
                "<ul><li><a>x</a>",
            ]
        ),
        max_size=20,
    ).map("".join)
)
def test_any_page_is_read(page: str) -> None:
    for posting in page_postings(page):
        assert "data-" not in posting.html
        assert posting.title == " ".join(posting.title.split())


@pytest.mark.parametrize(
    "page",
    ["<h2>A</h2>" * 20_000, f"<div><h2>A</h2>{JOB}</div>" * 300, "<span>Apply" * 900, "<p class='menu'>a</p>" * 20_000],
)
def test_large_pages_cost_little(page: str) -> None:
    assert cpu_seconds(lambda: page_postings(f"<body>{page}</body>")) < 4
