"""A saved web page to the postings it shows: the page's own furniture goes, the posting's own part stays.

For pages that do not say in data (schema.org) what they show. Readers for articles were tried on real pages of
agencies: trafilatura leaves out every heading ("What you'll do") and finds nothing on a page of several jobs,
readability keeps one block of several. Headings are what tells duties from benefits, so here the page is cut at them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from features.lines import lines_of
from features.markup import to_plain_text
from features.page_furniture import remove_furniture
from features.posting_signs import is_board, is_general, reads_like_posting
from features.sections import heading_section

#: Share of a page's words that the posting's part must hold: the least part around the title that has them is taken.
OWN_SHARE = 0.6

#: A heading with more words is a sentence and names no job.
MAX_TITLE_WORDS = 12

#: Deeper pages are refused: the parser's time grows with the square of the nesting. Real pages reach 60.
MAX_NESTING = 1_000

_HEADINGS = ("h1", "h2", "h3", "h4")
_MARK = "data-rolefit-mark"
_MARKED = re.compile(rf'<(h[1-4])\b[^>]*\b{_MARK}="[^"]*"[^>]*>.*?</\1>', re.S)
_ATTRIBUTES = re.compile(r"""<([a-z][a-z0-9]{0,20})\s(?:[^<>"']++|"[^"]*+"|'[^']*+')*+>""", re.I)
_TAGS = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]{0,30})")
_SELF_CLOSING = frozenset(
    "area base br col embed hr img input link meta source track wbr p li td th tr dt dd option path".split()
)
_TITLE_PARTS = re.compile(r"\s+[|–—·•»:]+\s+|\s+-+\s+|\s*\|\s*")
_AT = re.compile(r"(?P<title>.+?) (?:at|@) (?P<company>[A-Z0-9][^|]{1,60})$")
_LABEL = re.compile(r"^(?:job|position|vacancy|role|job title|opening|now hiring|we're hiring|hiring)\s*[:–-]\s*", re.I)
_LOCATION = re.compile(
    r"^(?:[#-]+ ?)?(?:job |work )?location ?:? ?\n?(?:[#-]+ ?)?([A-Z][^\n:;.!?]{1,60})$", re.M | re.I
)


@dataclass(frozen=True, slots=True)
class PagePosting:
    """A posting found on a page; unknown is empty.

    Attributes
    ----------
    title, company, location : str
    html : str
        The posting's part of the page below its title, without attributes.
    """

    title: str
    company: str
    location: str
    html: str


def page_postings(page: str) -> list[PagePosting]:
    """Find the postings on a page.

    Parameters
    ----------
    page : str
        HTML, without the code of a server or a template (``<?php … ?>``).

    Returns
    -------
    list of PagePosting
        One for each job; none if the page reads like no posting.

    Raises
    ------
    ValueError
        If the page is nested too deeply to be parsed.
    """
    if nesting(page) > MAX_NESTING:
        raise ValueError(f"the page is nested more than {MAX_NESTING:,} levels deep")
    tree = LexborHTMLParser(page.replace(_MARK, ""))
    if tree.body is None:
        return []
    names = _site_names(tree)
    site = {name.casefold() for name in names}
    remove_furniture(tree.body)
    headings = [node for node in tree.body.css(", ".join(_HEADINGS)) if _names_a_job(node, site)]
    pieces = _several(tree.body, headings)
    if pieces is None:
        heading = _title_heading(headings, _page_title(tree))
        part = _own_part(tree.body, heading)
        title = _text(heading) if heading is not None else _page_title(tree)
        pieces = [(title, _below(part, heading))]
    found = []
    for title, html in pieces:
        text = to_plain_text(html)
        if reads_like_posting(text):
            found.append(PagePosting(_LABEL.sub("", title), _company(names, text), labelled_location(text), html))
    return found


def nesting(page: str) -> int:
    """Count how deeply a page's elements are nested, at most; closing tags that may be left out do not count."""
    depth = deepest = 0
    for closing, tag in _TAGS.findall(page):
        if tag.lower() not in _SELF_CLOSING:
            depth = max(0, depth - 1) if closing else depth + 1
            deepest = max(deepest, depth)
    return deepest


def labelled_location(text: str) -> str:
    r"""Read the place a cleaned text names under the word "Location".

    Examples
    --------
    >>> labelled_location("## Outline\nLocation: Leeds, UK\n## Duties"), labelled_location("## Location\nTokyo")
    ('Leeds, UK', 'Tokyo')
    """
    found = _LOCATION.search(text)
    return found[1].strip() if found else ""


def _several(body: LexborNode, headings: Sequence[LexborNode]) -> list[tuple[str, str]] | None:
    """Cut a page of several jobs at their titles; None if it shows one job.

    Headings of one level are jobs' titles if what is below each reads like a posting and no heading above them names a
    job. One that does may be a motto ("Come and make films with us"): then at least two of the jobs must have headings
    of their own for duties and for requirements.
    """
    for level in _HEADINGS:
        titles = [node for node in headings if node.tag == level]
        pieces = [piece for piece in _cut(body, titles) if reads_like_posting(to_plain_text(piece[1]))]
        if len(pieces) < 2:
            continue
        above = any((node.tag or "") < level for node in headings)
        whole = sum(_sections(html) >= {"duties", "requirements"} for _, html in pieces)
        if whole > 1 or (level != "h1" and not above):
            return pieces
    return None


def _sections(html: str) -> set[str]:
    return {line.section for line in lines_of(to_plain_text(html)) if line.is_heading}


def _cut(body: LexborNode, titles: Sequence[LexborNode]) -> Iterator[tuple[str, str]]:
    """Give each title and the page from it to the next one."""
    if not titles:
        return
    names = [_text(node) for node in titles]
    for number, node in enumerate(titles):
        node.attrs[_MARK] = str(number)
    html = body.html or ""
    for node in titles:
        del node.attrs[_MARK]
    marks = list(_MARKED.finditer(html))
    for number, mark in enumerate(marks[: len(names)]):
        end = marks[number + 1].start() if number + 1 < len(marks) else len(html)
        yield names[number], _bare(html[mark.end() : end])


def _own_part(body: LexborNode, heading: LexborNode | None) -> LexborNode:
    """Climb from the title to the least part of the page that holds most of its words."""
    if heading is None:
        return body
    wanted, part = OWN_SHARE * _words(body), heading
    while part.parent is not None and part.tag != "body" and _words(part) < wanted:
        part = part.parent
    return part


def _below(part: LexborNode, heading: LexborNode | None) -> str:
    if heading is None:
        return _bare(part.html or "")
    ((_, html),) = _cut(part, [heading])
    return html


def _title_heading(headings: Sequence[LexborNode], page_title: str) -> LexborNode | None:
    first = next((node for node in headings if node.tag == "h1"), None)
    same = next((node for node in headings if page_title and _text(node).casefold() == page_title.casefold()), None)
    if first is not None or same is not None:
        return first if first is not None else same
    return next(iter(headings), None) if not page_title else None


def _names_a_job(node: LexborNode, site: set[str]) -> bool:
    text = _text(node)
    if not text or len(text.split()) > MAX_TITLE_WORDS or text.endswith((".", "!", "?", ":")):
        return False
    return not is_general(text) and heading_section(text) is None and text.casefold() not in site


def _page_title(tree: LexborHTMLParser) -> str:
    """Give the part of the page's title that names the job: the first that is not general and not the site."""
    site = _meta(tree, 'meta[property="og:site_name"]')
    said = [_meta(tree, 'meta[property="og:title"]'), _text(tree.css_first("head > title"))]
    for title in said:
        for part in _TITLE_PARTS.split(title):
            at = _AT.match(part)
            name = at["title"] if at else part
            if name and not is_general(name) and not (site and name in site):
                return name
    return ""


def _site_names(tree: LexborHTMLParser) -> list[str]:
    """Give what may be the name of the page's owner, best first."""
    title = _text(tree.css_first("head > title"))
    at = _AT.match(_TITLE_PARTS.split(title)[0])
    said = [
        at["company"] if at else "",
        *_TITLE_PARTS.split(_meta(tree, 'meta[property="og:site_name"]'))[:1],
        _meta(tree, 'meta[name="application-name"]'),
        _meta(tree, 'meta[name="author"]'),
        *reversed(_TITLE_PARTS.split(title)[1:]),
    ]
    return [name for name in dict.fromkeys(said) if name and len(name) < 80 and not is_general(name)]


def _company(names: Sequence[str], text: str) -> str:
    """Take a name of the page's owner for the employer's only where the posting itself speaks of it."""
    for name in names:
        if not is_board(name) and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text):
            return name
    return ""


def _meta(tree: LexborHTMLParser, selector: str) -> str:
    node = tree.css_first(selector)
    return " ".join(((node.attributes.get("content") if node is not None else "") or "").split())


def title_parts(title: str) -> list[str]:
    """Cut the title of a page into what it says of the posting and of the site.

    Examples
    --------
    >>> title_parts("Producer (m/f) | Careers – Aba")
    ['Producer (m/f)', 'Careers', 'Aba']
    """
    return [part for part in _TITLE_PARTS.split(title.strip()) if part]


def _text(node: LexborNode | None) -> str:
    return " ".join(node.text(separator=" ").split()) if node is not None else ""


def _words(node: LexborNode) -> int:
    return len(node.text(separator=" ").split())


def _bare(html: str) -> str:
    return _ATTRIBUTES.sub(r"<\1>", html)
