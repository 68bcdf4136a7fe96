"""The shapes of postings in Markdown and plain text: underlined headings, a title on top, lines of "Name: value"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from features.markup import to_plain_text
from features.posting_signs import is_button, is_general
from features.sections import heading_section
from flows.sources.documents import known_fields

#: A first line with more words is a sentence, not a title.
MAX_TITLE_WORDS = 12

#: Lines at the top of a text that may name its fields.
MAX_LABELS = 20

_SETEXT = re.compile(r"(?:^|(?<=\n))([^\n#>*\s-][^\n]{0,100})\n[ \t]*(?:-{3,}|={3,})[ \t]*(?=\n|$)")
_HEADING = re.compile(r"^#{1,6}[ \t]*(.+?)[ \t#]*$")
_LINK = re.compile(r"^\[([^\[\]]{1,300})\]\((https?://[^\s()]{1,2000})[^()]{0,200}\)$")
_ONLY_LINKS = re.compile(r"^[ \t]*(?:[*+-][ \t]+)?(?:!?\[[^\[\]\n]{0,300}\]\([^()\n]{0,2000}\)[ \t|·•,]*)+$")
_LABEL = re.compile(r"^[#*_ \t]*([A-Za-z][A-Za-z /-]{1,30}?)[*_ \t]*:[*_ \t]*(.*?)[ \t]*$")
_NOT_PLACE = re.compile(r"[^\w\s,.()/&'’–-]+")


def plain_markdown(text: str) -> str:
    r"""Write underlined headings with marks, and leave out lines that hold nothing but links: a site's menus.

    Examples
    --------
    >>> plain_markdown("Producer\n--------\n* [Home](/)\nRun shoots")
    '## Producer\nRun shoots'
    """
    text = _SETEXT.sub(r"## \1", text)
    return "\n".join(line for line in text.split("\n") if not _ONLY_LINKS.match(line))


def split_title(text: str) -> tuple[str, str]:
    r"""Take the title off the top of a text, if its first line is one.

    Examples
    --------
    >>> split_title("# Producer\n\nYou run shoots.")
    ('Producer', 'You run shoots.')
    >>> split_title("You run shoots, and that every day.")
    ('', 'You run shoots, and that every day.')
    """
    first, _, rest = text.lstrip().partition("\n")
    marked = _HEADING.match(first)
    said = to_plain_text(marked[1] if marked else first).lstrip("# ").strip()
    sentence = said.endswith((".", "!", "?", ":", ",", ";")) or len(said.split()) > MAX_TITLE_WORDS
    if not said or sentence or is_general(said) or heading_section(said) is not None or not rest.strip():
        return "", text
    return said, rest.lstrip("\n")


def card(text: str) -> tuple[dict[str, str], str]:
    r"""Read the head that lists of remote jobs write: a linked title, the company, the place in backticks.

    Examples
    --------
    >>> card("# [Producer](https://jobs.example.com/7)\n### Aba\n#### `Leeds`\nRun shoots")
    ({'title': 'Producer', 'url': 'https://jobs.example.com/7', 'company': 'Aba', 'location': 'Leeds'}, 'Run shoots')
    """
    lines = text.strip().split("\n")
    heads: list[str] = []
    read = 0
    for line in lines:
        if len(heads) == 3 or (line.strip() and not line.startswith("#")):
            break
        read += 1
        if found := _HEADING.match(line.strip()):
            heads.append(found[1].strip())
    if len(heads) < 3 or not (link := _LINK.match(heads[0])) or not heads[2].startswith("`"):
        return {}, text
    place = " ".join(_NOT_PLACE.sub(" ", heads[2].strip("` ")).split())
    fields = {"title": link[1], "url": link[2], "company": heads[1], "location": place}
    return fields, "\n".join(lines[read:]).strip("\n")


def labels(text: str) -> tuple[dict[str, str], str]:
    r"""Read the fields that stand at the top of a text, "Name: value" a line, and give the rest.

    A field of the description takes all that follows. Without a field of ours at the top, all is text.

    Examples
    --------
    >>> labels("URL: https://x.example/7\nTITLE: Producer\nDESC: You run shoots.\nEvery day.")
    ({'URL': 'https://x.example/7', 'TITLE': 'Producer'}, 'You run shoots.\nEvery day.')
    """
    fields: dict[str, str] = {}
    lines = text.strip("\n").split("\n")
    for number, line in enumerate(lines):
        found = _LABEL.match(line)
        if found is None:
            if line.strip():
                return _if_known(fields, "\n".join(lines[number:]), text)
            continue
        if "description" in known_fields((found[1],)):
            return _if_known(fields, "\n".join([found[2], *lines[number + 1 :]]).strip("\n"), text)
        if len(fields) == MAX_LABELS or found[1] in fields:
            return _if_known(fields, "\n".join(lines[number:]), text)
        fields[found[1]] = found[2]
    return _if_known(fields, "", text)


def inner_labels(text: str) -> dict[str, str]:
    """Read fields from the first lines of a text without taking them out ("**Location:** Leeds")."""
    found = (_LABEL.match(line) for line in text.split("\n")[: 2 * MAX_LABELS])
    said = {label[1]: label[2] for label in found if label and 0 < len(label[2]) <= 80}
    return {name: value for name, value in said.items() if known_fields((name,)) & {"company", "location", "source_id"}}


def without_last_buttons(text: str) -> str:
    """Take buttons and their links off the end of a text."""
    lines = text.rstrip().split("\n")
    while lines and (not lines[-1].strip() or is_button(to_plain_text(lines[-1]).lstrip("#- "))):
        lines.pop()
    return "\n".join(lines)


def _if_known(fields: dict[str, str], rest: str, text: str) -> tuple[dict[str, str], str]:
    known: Iterator[str] = iter(known_fields(tuple(fields)) & {"title", "company", "job_url"})
    return (fields, rest) if next(known, None) else ({}, text)
