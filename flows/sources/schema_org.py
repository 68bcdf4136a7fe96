"""schema.org's JobPosting, as pages carry it in JSON-LD or microdata, to the fields of a listing."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flows.sources.descriptions import join_description
from flows.sources.documents import bulleted
from flows.sources.encoding import without_surrogates

#: Objects of a page that are looked at, so that a hostile one cannot keep the search busy.
MAX_OBJECTS = 10_000

_SCRIPT = re.compile(r"<script\b[^>]{0,500}\bld\+json\b[^>]{0,500}>", re.I)
_SCRIPT_END = re.compile(r"</script\s*>", re.I)
_WRAPPING = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[)|(?:-->|//\s*\]\]>|/\*\s*\]\]>\s*\*/|\]\]>)\s*$"
)
_TRAILING_COMMA = re.compile(r",(?=\s*[}\]])")

#: What a posting says of the job in fields of their own, in the order in which a reader wants it.
_SECTIONS = (
    "responsibilities", "qualifications", "skills", "experienceRequirements", "educationRequirements", "jobBenefits",
    "incentiveCompensation",
)  # fmt: skip

#: Where an object keeps its text.
_TEXTS = ("name", "original", "textDescription", "text", "label", "rendered", "value", "title", "description")


def json_blocks(page: str) -> Iterator[Any]:
    """Give the JSON-LD of a page, block by block; a block that is broken beyond mending is passed over."""
    for text in _scripts(page):
        yield from _values(text)


def has_json_ld_posting(page: str) -> bool:
    """Say whether a page has JSON-LD that speaks of a job posting, readable or not."""
    return any("JobPosting" in text for text in _scripts(page))


def _scripts(page: str) -> Iterator[str]:
    """Give the JSON-LD scripts of a page as text; one that is never closed ends the search, or each would be one."""
    start = 0
    while (opened := _SCRIPT.search(page, start)) and (closed := _SCRIPT_END.search(page, opened.end())):
        yield page[opened.end() : closed.start()]
        start = closed.end()


def job_postings(value: Any) -> Iterator[dict[str, Any]]:
    """Find the JobPosting objects in a JSON value: alone, in a list, in ``@graph``, in a list of items."""
    stack, seen = [value], 0
    while stack and seen < MAX_OBJECTS:
        found = stack.pop()
        seen += 1
        if isinstance(found, dict):
            if is_job_posting(found):
                yield found
            else:
                stack.extend(reversed(list(found.values())))
        elif isinstance(found, list):
            stack.extend(reversed(found))


def is_job_posting(found: Mapping[str, Any]) -> bool:
    """Say whether an object is a JobPosting by its type."""
    kinds = found.get("@type", "")
    kinds = kinds if isinstance(kinds, list) else [kinds]
    return any(isinstance(kind, str) and kind.rpartition("/")[2] == "JobPosting" for kind in kinds)


def posting_fields(job: Mapping[str, Any]) -> tuple[dict[str, str], str]:
    """Give the fields of a JobPosting under our names, and its description with the sections it keeps apart.

    Parameters
    ----------
    job : mapping
        The object.
    """
    low, high, currency, interval = _salary(job.get("baseSalary") or job.get("estimatedSalary"))
    telecommute = "TELECOMMUTE" in plain(job.get("jobLocationType")).upper()
    fields = {
        "title": plain(job.get("title")) or plain(job.get("name")),
        "company": plain(job.get("hiringOrganization")),
        "location": _places(job.get("jobLocation")) or _places(job.get("applicantLocationRequirements")),
        "source_id": _identifier(job.get("identifier")),
        "job_url": plain(job.get("url")) or plain(job.get("@id")),
        "date_posted": plain(job.get("datePosted")),
        "is_remote": "true" if telecommute else "",
        "salary_min": low,
        "salary_max": high,
        "salary_currency": currency or plain(job.get("salaryCurrency")),
        "salary_interval": interval,
    }
    return fields, _description(job)


def plain(value: Any) -> str:
    r"""Give the text of a JSON value: its own, that of its name, or those of its items.

    Examples
    --------
    >>> plain({"name": "Aba", "logo": "x"}), plain(["Leeds", {"name": "York"}]), plain(None)
    ('Aba', 'Leeds\nYork', '')
    """
    if isinstance(value, str):
        return without_surrogates(value).strip()
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "\n".join(text for item in value[:100] if not isinstance(item, list) and (text := plain(item)))
    if isinstance(value, dict):
        return next((plain(value[name]) for name in _TEXTS if isinstance(value.get(name), str | int | float)), "")
    return str(value)


def _description(job: Mapping[str, Any]) -> str:
    texts = {"description": _text(job.get("description"))}
    for name in _SECTIONS:
        text = _text(job.get(name))
        # Some sites fill several fields with the same text.
        if text and text not in texts.values():
            texts[name] = text
    names = list(texts)
    return join_description(list(texts.values()), names, [0], range(1, len(names)), [])


def _text(value: Any) -> str:
    """Give a text; a list is written as one."""
    if isinstance(value, list):
        return bulleted([plain(item) for item in value[:200]])
    text = plain(value)
    # Escaped twice: once for HTML and once for JSON's sake.
    return html.unescape(text) if "&amp;lt;" in text else text


def _places(value: Any) -> str:
    places = value if isinstance(value, list) else [value]
    return "; ".join(dict.fromkeys(text for place in places[:20] if (text := _place(place))))


def _place(value: Any) -> str:
    if not isinstance(value, dict):
        return plain(value)
    address = value.get("address", value)
    if isinstance(address, list):
        address = address[0] if address else {}
    if not isinstance(address, dict):
        return plain(address)
    parts = (plain(address.get(name)) for name in ("addressLocality", "addressRegion", "addressCountry"))
    return ", ".join(dict.fromkeys(part for part in parts if part)) or plain(value)


def _identifier(value: Any) -> str:
    if isinstance(value, dict):
        return plain(value.get("value")) or plain(value.get("@id"))
    return plain(value)


def _salary(value: Any) -> tuple[str, str, str, str]:
    if isinstance(value, list):
        value = value[0] if value else None
    if not isinstance(value, dict):
        return (
            (plain(value), "", "", "") if isinstance(value, int | float) and not isinstance(value, bool) else ("",) * 4
        )
    amount = value.get("value")
    inner: dict[str, Any] = amount if isinstance(amount, dict) else {}
    single = plain(inner.get("value")) if inner else plain(amount)
    low = plain(inner.get("minValue", value.get("minValue"))) or single
    high = plain(inner.get("maxValue", value.get("maxValue"))) or single
    unit = plain(inner.get("unitText", value.get("unitText")))
    return low, high, plain(value.get("currency")), unit


def _values(block: str) -> Sequence[Any]:
    text = _WRAPPING.sub("", block).strip()
    for mended in (text, _TRAILING_COMMA.sub("", text), html.unescape(text)):
        try:
            # Not strict: sites write line breaks into their strings.
            return [json.loads(mended, strict=False)]
        except (ValueError, RecursionError):
            continue
    return []
