"""Markup to plain text: HTML, entity-escaped HTML and the Markdown that scrapers write.

The result is the *cleaned text* of a posting: one line a block, ``- `` before a list item, ``## `` before a
heading, nothing else of the markup. Every later offset (of a line, of a duty) counts characters of this text.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections import Counter

from selectolax.lexbor import LexborHTMLParser, LexborNode

from features.lexicons import load_lexicon
from features.repair import repair

#: A description longer than this is cut before it is parsed. The longest of 6,119 real listings has 48,631
#: characters; what lies behind 100,000 is a page dump or an attack. The HTML parser's time grows with the square of
#: the nesting: 100,000 characters of ``<ul><li>`` cost it 0.7 s, 200,000 cost 3.3 s.
MAX_CHARACTERS = 100_000

_ITEM = "\n- "
_BLOCKS = frozenset(
    "address article aside blockquote body center dd details div dl dt fieldset figure footer form header hr html "
    "main nav ol p pre section summary table tbody td tfoot th thead tr ul".split()
)
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_UNSEEN = frozenset("head iframe noscript object script style svg template title".split())

_TAG = re.compile(r"</?(?:p|br|li|ul|ol|div|h[1-6]|strong|b|em|i|span|a|table|tr|td|section)\b[^<>]{0,2000}>", re.I)
_BLOCK_TAG = re.compile(r"<(?:p|br|li|div|h[1-6]|tr)\b", re.I)
# Nothing here needs an attribute, and without them the parser's own limit on repeated formatting tags holds: 7,000
# open ``<b id=…>`` would be opened anew in each paragraph.
_ATTRIBUTES = re.compile(r"""<([a-z][a-z0-9]{0,20})[\s/](?:[^<>"']++|"[^"]{0,2000}+"|'[^']{0,2000}+'){0,60}+>""", re.I)
_ESCAPED_TAG = re.compile(r"&lt;/?(?:p|br|li|ul|ol|div|h[1-6]|strong|b|em|span)\b", re.I)
_MARKDOWN_LINE = re.compile(r"^[ \t]{0,8}(?:[*+-][ \t]|#{1,6}[ \t]?\S|\d{1,2}[.)][ \t])", re.M)

_LINK = re.compile(r"!?\[([^\[\]\n]{0,500})\]\((?:[^()\n]|\([^()\n]{0,200}\)){0,2000}\)")
# A link that a reader has glued to the word before it: "along on[Instagram](https://…)".
_GLUED_LINK = re.compile(r"(?<=[a-z])(?=\[[^\[\]\n]{1,500}\]\(https?:)")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!&<>~|$=:])")
_EMPHASIS = re.compile(r"(?<!\w)(?:\*{1,3}|_{1,3})(?=\S)|(?<=\S)(?:\*{1,3}|_{1,3})(?!\w)|\*{2,}")
_RULE = re.compile(r"^[ \t]*(?:[-*_=~•·][ \t]*){3,}$", re.M)
_SPACES = re.compile(r"[ \t\f\v\u00a0\u2000-\u200a\u202f\u205f\u3000]+")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\x00-\x08\x0e-\x1f\x7f]")
_GLUED = re.compile(r"(?<=[a-z]{2})([.!?;:)]?)(?=[A-Z][a-z]+(?:[ ,:'’/-]|$))")
_GLUED_SENTENCE = re.compile(r"(?<=[a-z)]{2}[.!?])(?=[A-Z][a-z]+ )")
# "growth.Responsibilities:", "including:Proven": no name has such a mark inside, but addresses and libraries
# ("Vue.Js").
_GLUED_MARK = re.compile(
    r"(?<=[a-z)]{2}[.!?])(?=(?!(?:Com|Net|Org|Io|Js|Co|Ai|Www|Md|Py)\b)[A-Z][a-z]{2,}(?![.\w@-]))"
    r"|(?<![A-Za-z./])[a-z]{3,20}:(?=(?!Www\b)[A-Z][a-z]{2,}(?![.\w@]))"
)

_ANY_GLUED_MARK = re.compile(r"[.!?:][A-Z][a-z]{2}")

#: Lost line breaks ("budgetsManage") are put back only where a posting has at least this many of them: single
#: ones are brand names the lexicon does not know.
MIN_GLUED = 3

#: Small letters before the capital from which a glued word may be no name: "iPhone" and "macOS" have fewer.
MIN_SMALL = 4

#: Bold text inside more inline tags than this is no heading; editors nest two or three.
MAX_INLINE_DEPTH = 10


def to_plain_text(description: str) -> str:
    r"""Turn a scraped description into its cleaned text.

    Parameters
    ----------
    description : str
        As found: HTML, entity-escaped HTML, Markdown, plain text, or a mixture. Never trusted, never executed.

    Returns
    -------
    str
        Lines separated by ``\n``, without blank lines; list items begin with ``- ``, headings with ``## ``.

    Examples
    --------
    >>> to_plain_text("<p><b>Duties</b></p><ul><li>Brief designers</li><li>Chase sign\\-off</li></ul>")
    '## Duties\n- Brief designers\n- Chase sign-off'
    """
    text = repair(_normalise(description[:MAX_CHARACTERS]))
    if _ESCAPED_TAG.search(text):
        text = html.unescape(text)
    text = _html_to_text(text) if _TAG.search(text) else html.unescape(text)
    text = _INVISIBLE.sub("", text)
    lines = (_clean_line(line) for line in _RULE.sub("", text).split("\n"))
    text = "\n".join(line for line in lines if line and line != "-")
    return _restore_breaks(text)


def _normalise(text: str) -> str:
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    return text.replace("\u2028", "\n").replace("\u2029", "\n").replace("\v", "\n")


def _html_to_text(text: str) -> str:
    """Walk the parsed document; a line break inside a text node counts only where the document is mixed."""
    keep_breaks = _is_mixed(text)
    body = LexborHTMLParser(_ATTRIBUTES.sub(r"<\1>", text)).body
    if body is None:
        return ""
    parts: list[str] = []
    stack: list[LexborNode | str] = [body]
    while stack:
        node = stack.pop()
        if isinstance(node, str):
            parts.append(node)
            continue
        tag = node.tag or ""
        if tag == "-text":
            content = node.text_content or ""
            if content.strip() or not _opens_item(parts):
                parts.append(content if keep_breaks else content.replace("\n", " "))
            continue
        if tag in _UNSEEN or tag.startswith(("-", "!", "_")):
            continue
        before, after = _breaks(tag, node)
        if before and not (before == "\n" and _opens_item(parts)):  # <li><p>Text</p></li> is one line
            parts.append(before)
        stack.append(after)
        child = node.last_child
        while child is not None:
            stack.append(child)
            child = child.prev
    return "".join(parts)


def _opens_item(parts: list[str]) -> bool:
    return bool(parts) and parts[-1] == _ITEM


def _breaks(tag: str, node: LexborNode) -> tuple[str, str]:
    if tag == "br":
        return (" " if _in_heading(node) else "\n"), ""
    if tag == "li":
        return _ITEM, "\n"
    if tag in _HEADINGS:
        return "\n## ", "\n"
    if tag in _BLOCKS:
        return "\n", "\n"
    if tag in ("strong", "b") and _is_alone(node):
        return "\n## ", "\n"
    return "", ""


def _in_heading(node: LexborNode) -> bool:
    """Whether a line break stands in a heading, which is one line all the same ("Your<br>duties")."""
    parent = node.parent
    return parent is not None and (
        parent.tag in _HEADINGS or (parent.parent is not None and parent.parent.tag in _HEADINGS)
    )


def _is_alone(node: LexborNode) -> bool:
    """Whether bold text is all that its line holds, and so a heading rather than an emphasis."""
    for _ in range(MAX_INLINE_DEPTH):
        if not (_is_line_end(node.prev, forward=False) and _is_line_end(node.next, forward=True)):
            return False
        parent = node.parent
        if parent is None or parent.tag in ("li", "strong", "b"):
            return False
        if parent.tag not in ("span", "u", "em", "i", "font"):
            return bool(node.text(strip=True))
        node = parent
    return False


def _is_line_end(node: LexborNode | None, *, forward: bool) -> bool:
    while node is not None and node.tag == "-text" and not (node.text_content or "").strip():
        node = node.next if forward else node.prev
    return node is None or node.tag == "br" or node.tag in _BLOCKS


def _is_mixed(text: str) -> bool:
    return len(_MARKDOWN_LINE.findall(text)) >= 2 or text.count("\n") > 3 * len(_BLOCK_TAG.findall(text))


def _clean_line(line: str) -> str:
    line = _SPACES.sub(" ", line).strip()
    if not line:
        return ""
    bold = _is_bold(line)
    if "](" in line:
        line = _LINK.sub(r"\1", _GLUED_LINK.sub(" ", line))
    if "\\" in line:
        line = _ESCAPE.sub(r"\1", line)
    mark = ""
    if line.startswith(("* ", "+ ")):
        mark, line = "- ", line[2:]
    line = _EMPHASIS.sub("", line) if "*" in line or "_" in line else line
    line = _SPACES.sub(" ", line).strip()
    if bold and line and not line.startswith(("#", "- ")):
        mark = mark or "## "
    return mark + line if line else ""


def _is_bold(line: str) -> bool:
    """Whether all of a Markdown line is bold (``**Duties:**``), which is how JobSpy writes most headings."""
    core = line.rstrip(": ")
    return len(core) > 4 and core.startswith(("**", "__", "_**")) and core.endswith(("**", "__", "**_"))


def _restore_breaks(text: str) -> str:
    """Put back line breaks that a scraper lost: "budgetsManage" and "sign-off.Chase".

    A glued word that comes twice is a name ("CobaltWorks"), not two lost lines, unless several words are glued to the
    same one ("skillsAbility", "requiredAbility").
    """
    text = _GLUED_SENTENCE.sub("\n", text)
    marks = 0
    if _ANY_GLUED_MARK.search(text):
        text, marks = _GLUED_MARK.subn(r"\g<0>\n", text)
    known = load_lexicon("camel_case")["words"]
    glued = [(joint, *_words_around(text, joint)) for joint in _GLUED.finditer(text)]
    times = Counter((left + right).lower() for _, left, right in glued)
    lefts: dict[str, set[str]] = {}
    for _, left, right in glued:
        if left[:MIN_SMALL].islower() and len(left) >= MIN_SMALL:
            lefts.setdefault(right, set()).add(left)
    joints = [
        joint
        for joint, left, right in glued
        if (left + right).lower() not in known
        and (times[(left + right).lower()] == 1 or (left in lefts.get(right, ()) and len(lefts[right]) > 1))
    ]
    # Breaks that a mark gives away are a sign that those without one are none of a name either.
    if len(joints) + marks < MIN_GLUED:
        return text
    pieces, last = [], 0
    for joint in joints:
        pieces.append(text[last : joint.end()])
        last = joint.end()
    return "\n".join([*pieces, text[last:]])


def _words_around(text: str, joint: re.Match[str]) -> tuple[str, str]:
    """Give the two words that a lost line break has glued together."""
    start, end = joint.start(), joint.end()
    first, last = start, end
    while first > 0 and text[first - 1].isalnum():
        first -= 1
    while last < len(text) and text[last].isalnum():
        last += 1
    return text[first:start], text[end:last]
