"""Recruitee's offers: ``{"offers": […]}``, the text in two parts, drafts and internal offers among them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flows.sources.boards import Board, NotListed, inner, objects, places
from flows.sources.descriptions import join_pieces
from flows.sources.nested import as_text


def adapt(offer: Mapping[str, Any]) -> dict[str, str]:
    """Give a Recruitee offer under our names; see :class:`~flows.sources.boards.Board`.

    The heading of ``requirements`` stands inside its text. Of an offer that is hybrid, ``remote`` says nothing.

    Raises
    ------
    NotListed
        If ``status`` is anything but ``published``.
    """
    status = as_text(offer.get("status"))
    if status and status != "published":
        raise NotListed(f"status: {status[:40]}, so the offer is not public")
    several = [as_text(place.get("name")) or as_text(place.get("city")) for place in objects(offer.get("locations"))]
    parts = [as_text(offer.get(name)) for name in ("description", "requirements")]
    return {
        "title": as_text(offer.get("title")),
        "company": as_text(offer.get("company_name")),
        "location": places(*several) if len(several) > 1 else as_text(offer.get("location")),
        "description": join_pieces([("", part) for part in parts if part.strip()]),
        "source_id": as_text(offer.get("id")),
        "job_url": as_text(offer.get("careers_url")),
        "date_posted": as_text(offer.get("published_at")) or as_text(offer.get("created_at")),
        "is_remote": "" if offer.get("hybrid") is True else as_text(offer.get("remote")),
        "salary_min": as_text(inner(offer, "salary", "min")),
        "salary_max": as_text(inner(offer, "salary", "max")),
        "salary_currency": as_text(inner(offer, "salary", "currency")),
        "salary_interval": as_text(inner(offer, "salary", "period")),
    }


RECRUITEE = Board(
    "Recruitee",
    frozenset(("title", "careers_url")),
    frozenset(("requirements", "description", "careers_apply_url")),
    adapt,
)
