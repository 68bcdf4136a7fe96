"""Plain text and Markdown: one posting a file, or a dump of many with "Name: value" lines between rules."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from features.markup import to_plain_text
from features.posting_signs import is_general, reads_like_posting
from features.webpage import title_parts
from flows.sources.base import Listing, ReadOptions, Rejection, UnreadableInput
from flows.sources.documents import document_listing, known_fields, read_document, without_server_code
from flows.sources.encoding import decode_head
from flows.sources.markdown import card, inner_labels, labels, plain_markdown, split_title, without_last_buttons

# A rule between postings: "=== 7 ===", "----------", "##########".
_RULE = re.compile(
    r"^[ \t]*(?:={3,}|-{5,}|\*{5,}|#{5,}|_{5,}|~{5,})(?:[^\n]{0,60}?(?:={3,}|-{3,}|\*{3,}|#{3,}|_{3,}|~{3,}))?[ \t]*$",
    re.M,
)


class TextSource:
    """Text that reads like a job posting; asked last, as anything may be text."""

    name = "text"

    def recognises(self, path: Path, head: bytes) -> bool:
        """Say whether the text is a posting or several; see :class:`~flows.sources.base.Source`."""
        text = without_server_code(decode_head(head).lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n"))
        if text.lstrip()[:1] in ("<", "{", "["):
            return False
        return bool(_records(text)) or reads_like_posting(to_plain_text(text))

    def mapping(self, path: Path, options: ReadOptions) -> None:
        """Give None: a text has no columns."""

    def read(self, path: Path, options: ReadOptions) -> Iterator[Listing | Rejection]:
        """Give a listing for each posting of the text; see :class:`~flows.sources.base.Source`."""
        text = read_document(path)
        if records := _records(text):
            for row, (fields, description) in enumerate(records, start=1):
                yield document_listing(fields, description, path, row, options)
        elif reads_like_posting(to_plain_text(text)):
            yield _single(text, path, options)
        else:
            raise UnreadableInput("no-posting", path, "a text that reads like no job posting")


def _records(text: str) -> list[tuple[dict[str, str], str]]:
    """Cut a dump into records; empty if this is none.

    Between rules every part but what stands before the first must begin with fields; a posting with rules between its
    sections is one posting.
    """
    blocks = [block for block in _RULE.split(text) if block.strip()]
    if len(blocks) < 2:
        return []
    found = [labels(block) for block in blocks]
    titled = [bool(fields) and "title" in known_fields(tuple(fields)) for fields, _ in found]
    if sum(titled) < 2 or sum(titled) < 0.5 * len(blocks):
        return []
    first = titled.index(True)
    return found[first:]


def _single(text: str, path: Path, options: ReadOptions) -> Listing | Rejection:
    fields, rest = labels(text)
    rest = plain_markdown(rest)
    if not fields:
        fields, rest = card(rest)
    names = known_fields(tuple(fields))
    title, below = split_title(rest)
    if "title" not in names:
        fields, rest = {**fields, "title": title}, below
    else:
        # A reader's "Title: Copywriter | Careers | Aba" is the page's; the text's own heading is the posting's.
        said = next(name for name in fields if "title" in known_fields((name,)))
        parts = [part for part in title_parts(fields[said]) if not is_general(part)]
        if parts:
            fields[said] = parts[0] if title.casefold() not in map(str.casefold, parts) else title
        if title and title.casefold() == fields[said].casefold():
            rest = below
    for name, value in inner_labels(rest).items():
        if not known_fields((name,)) & known_fields(tuple(fields)):
            fields[name] = value
    return document_listing(fields, without_last_buttons(rest), path, 1, options)
