"""schema.org's JobPosting in microdata: attributes (``itemprop``) on the page's own elements."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

_POSTING = '[itemtype*="schema.org/JobPosting"]'
_HTML = frozenset(
    (
        "description",
        "responsibilities",
        "qualifications",
        "skills",
        "experienceRequirements",
        "educationRequirements",
        "jobBenefits",
    )
)
_SINGLE = frozenset(("title", "name", "datePosted", "url", "identifier", "jobLocationType", "salaryCurrency"))
_NESTED = {
    "hiringOrganization": ("name",),
    "jobLocation": ("addressLocality", "addressRegion", "addressCountry"),
    "baseSalary": ("minValue", "maxValue", "value", "currency", "unitText"),
}


def microdata_postings(page: str) -> Iterator[dict[str, Any]]:
    """Give the JobPostings of a page as objects of the shape that JSON-LD has."""
    if "schema.org/JobPosting" not in page:
        return
    for root in LexborHTMLParser(page).css(_POSTING):
        job: dict[str, Any] = {"@type": "JobPosting"}
        for node in root.css("[itemprop]"):
            name = node.attributes.get("itemprop") or ""
            if name in _NESTED:
                inner = {
                    part: text for part in _NESTED[name] if (text := _value(node.css_first(f'[itemprop="{part}"]')))
                }
                job.setdefault(name, inner or _value(node))
            elif name in _HTML:
                job[name] = f"{job.get(name, '')}\n{node.inner_html or ''}".strip()
            # The name of the employer stands inside its own element and is read there.
            elif name in _SINGLE and not (name == "name" and _inside(node, root)):
                job.setdefault(name, _value(node))
        yield job


def _inside(node: LexborNode, root: LexborNode) -> bool:
    parent = node.parent
    while parent is not None and parent.mem_id != root.mem_id:
        if "itemscope" in parent.attributes:
            return True
        parent = parent.parent
    return False


def _value(node: LexborNode | None) -> str:
    if node is None:
        return ""
    for name in ("content", "datetime", "href"):
        if said := node.attributes.get(name):
            return said.strip()
    return " ".join(node.text(separator=" ").split())
