"""Saved web pages: schema.org's JobPosting where there is one, else the posting's own part of the page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from features.webpage import MAX_NESTING, nesting, page_postings
from flows.sources.base import Listing, ReadOptions, Rejection, UnreadableInput
from flows.sources.documents import document_listing, read_document, without_server_code
from flows.sources.encoding import decode_head
from flows.sources.microdata import microdata_postings
from flows.sources.schema_org import has_json_ld_posting, job_postings, json_blocks, posting_fields

#: A description in data with fewer words is a teaser where the page itself shows more.
TEASER_WORDS = 80

_PAGE = re.compile(
    r"<(?:!doctype\s+html|html|head|body|title|meta|link|header|main|article|section|div|h[1-6]|p|ul|ol|table|span|center|"
    r"script|style)\b",
    re.I,
)
_DATA_ADDRESS = re.compile(r"(?<=[\"'(=])data:[a-z]+/[a-z0-9.+-]+[;,][^\"')\s>]{0,20000000}", re.I)
_SAVED_FROM = re.compile(r"<!--\s*saved from url=\(\d+\)(https?://\S+)\s*-->", re.I)
_CANONICAL = re.compile(
    r"""<link\b[^>]{0,300}\brel=["']?canonical["']?[^>]{0,300}>|<meta\b[^>]{0,300}\bproperty=["']?og:url["']?[^>]{0,1000}>""",
    re.I,
)
_ADDRESS = re.compile(r"""(?:href|content)=["']?(https?://[^"'\s>]{1,2000})""", re.I)


class PageSource:
    """Web pages, whole or a part, also with the code of the server that would have made them (PHP, Jekyll)."""

    name = "web page"

    def recognises(self, path: Path, head: bytes) -> bool:
        """Say whether this is HTML; see :class:`~flows.sources.base.Source`."""
        text = without_server_code(decode_head(head)).lstrip("\ufeff \t\r\n")
        if not text.startswith("<") or _is_feed(text):
            return False
        return _PAGE.search(text) is not None

    def mapping(self, path: Path, options: ReadOptions) -> None:
        """Give None: a page has no columns."""

    def read(self, path: Path, options: ReadOptions) -> Iterator[Listing | Rejection]:
        """Give a listing for each posting of the page; see :class:`~flows.sources.base.Source`."""
        page = _DATA_ADDRESS.sub("", read_document(path))
        found = [*_in_data(page, path)] or [*_in_text(page, path)]
        if not found:
            detail = (
                "its data speak of a job posting but are broken, and the page shows no text of one"
                if has_json_ld_posting(page)
                else "a web page that shows no job posting (saved too early, or a list that only links to jobs?)"
            )
            raise UnreadableInput("no-posting", path, detail)
        address = _page_address(page) if len(found) == 1 else ""
        for row, (fields, description) in enumerate(found, start=1):
            known = {**fields, "job_url": fields.get("job_url") or address}
            yield document_listing(known, description, path, row, ReadOptions())


def _in_data(page: str, path: Path) -> Iterator[tuple[dict[str, str], str]]:
    jobs = [job for block in json_blocks(page) for job in job_postings(block)]
    if not jobs and "schema.org/JobPosting" in page:
        jobs = list(microdata_postings(_checked(page, path)))
    for job in jobs:
        fields, description = posting_fields(job)
        if len(jobs) == 1 and len(description.split()) < TEASER_WORDS:
            shown = [text for _, text in _in_text(page, path)]
            if len(shown) == 1 and len(shown[0].split()) > len(description.split()):
                description = shown[0]
        yield fields, description


def _in_text(page: str, path: Path) -> Iterator[tuple[dict[str, str], str]]:
    for found in page_postings(_checked(page, path)):
        yield {"title": found.title, "company": found.company, "location": found.location}, found.html


def _checked(page: str, path: Path) -> str:
    if nesting(page) > MAX_NESTING:
        raise UnreadableInput("not-readable", path, f"the page is nested more than {MAX_NESTING:,} levels deep")
    return page


def _page_address(page: str) -> str:
    """Give the address the page was saved from or says it has."""
    if saved := _SAVED_FROM.search(page):
        return saved[1]
    for tag in _CANONICAL.finditer(page):
        # The address of a site's front page is nobody's posting.
        if (found := _ADDRESS.search(tag[0])) and found[1].rstrip("/").count("/") > 2:
            return found[1]
    return ""


def _is_feed(text: str) -> bool:
    return text.lower().startswith("<?xml") and "<html" not in text[:2000].lower()
