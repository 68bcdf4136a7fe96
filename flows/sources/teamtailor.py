"""Teamtailor's JSON Feed: items with a schema.org JobPosting inside. A feed without one is JSON like any other."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flows.sources.boards import Board, inner, objects, places
from flows.sources.nested import as_text


def adapt(item: Mapping[str, Any]) -> dict[str, str]:
    """Give an item under our names; see :class:`~flows.sources.boards.Board`.

    What the posting says wins over what the feed says. A feed without texts gives titles only.
    """
    posting = inner(item, "_jobposting")
    pay = inner(posting, "baseSalary")
    company = inner(posting, "hiringOrganization")
    texts = (inner(posting, "description"), *(item.get(name) for name in ("content_html", "content_text", "summary")))
    return {
        "title": as_text(inner(posting, "title")) or as_text(item.get("title")),
        # Where the employer is not named, the identifier is: a number, and whose number it is.
        "company": as_text(company) or as_text(inner(company, "name")) or as_text(inner(posting, "identifier", "name")),
        "location": places(*(_address(place) for place in _list(inner(posting, "jobLocation")))),
        "description": next((text for found in texts if (text := as_text(found)).strip()), ""),
        "source_id": as_text(item.get("id")) or as_text(inner(posting, "identifier", "value")),
        "job_url": as_text(item.get("url")) or as_text(inner(posting, "url")),
        "date_posted": as_text(inner(posting, "datePosted")) or as_text(item.get("date_published")),
        "is_remote": as_text(inner(posting, "jobLocationType")),
        "salary_min": as_text(inner(pay, "value", "minValue")) or as_text(inner(pay, "value", "value")),
        "salary_max": as_text(inner(pay, "value", "maxValue")) or as_text(inner(pay, "value", "value")),
        "salary_currency": as_text(inner(pay, "currency")),
        "salary_interval": as_text(inner(pay, "value", "unitText")),
    }


def _list(value: object) -> list[Mapping[str, Any]]:
    return [value] if isinstance(value, Mapping) else objects(value)


def _address(place: Mapping[str, Any]) -> str:
    address = place.get("address")
    if not isinstance(address, Mapping):
        return as_text(address)
    names = ("addressLocality", "addressRegion", "addressCountry")
    said = (as_text(address.get(name)) or as_text(inner(address, name, "name")) for name in names)
    return ", ".join(text.strip() for text in said if text.strip())


TEAMTAILOR = Board("Teamtailor", frozenset(("_jobposting",)), frozenset(("id", "url", "title")), adapt)
