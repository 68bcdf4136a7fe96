"""Lever's postings: the title is called ``text``, the duties stand in ``lists``, and the rest around them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flows.sources.boards import Board, inner, objects, owner, places
from flows.sources.descriptions import join_pieces
from flows.sources.nested import as_text


def adapt(posting: Mapping[str, Any]) -> dict[str, str]:
    """Give a Lever posting under our names; see :class:`~flows.sources.boards.Board`.

    Lever does not name the employer; the address does, as the account is called. ``description`` is what stands above
    the lists (``opening`` and ``descriptionBody`` are its halves), ``additional`` what stands below.
    """
    where = inner(posting, "categories", "allLocations")
    pay = inner(posting, "salaryRange")
    return {
        "title": as_text(posting.get("text")),
        "company": owner(posting.get("hostedUrl")),
        "location": places(*where) if isinstance(where, list) and where else as_text(_category(posting, "location")),
        "description": _text(posting),
        "source_id": as_text(posting.get("id")),
        "job_url": as_text(posting.get("hostedUrl")),
        "date_posted": as_text(posting.get("createdAt")),
        "is_remote": as_text(posting.get("workplaceType")),
        "salary_min": as_text(inner(pay, "min")),
        "salary_max": as_text(inner(pay, "max")),
        "salary_currency": as_text(inner(pay, "currency")),
        # "per-year-salary", "per-hour-wage"
        "salary_interval": as_text(inner(pay, "interval")).removesuffix("-salary").removesuffix("-wage"),
    }


def _category(posting: Mapping[str, Any], name: str) -> object:
    return inner(posting, "categories", name)


def _text(posting: Mapping[str, Any]) -> str:
    pieces = [("", _first(posting, "description", "descriptionPlain"))]
    for part in objects(posting.get("lists")):
        content = as_text(part.get("content"))
        pieces.append((as_text(part.get("text")).strip(), f"<ul>{content}</ul>" if "<li" in content else content))
    pieces.append(("", _first(posting, "additional", "additionalPlain")))
    return join_pieces([piece for piece in pieces if piece[1].strip()])


def _first(posting: Mapping[str, Any], *names: str) -> str:
    return next((text for name in names if (text := as_text(posting.get(name))).strip()), "")


LEVER = Board(
    "Lever",
    frozenset(("text", "hostedUrl")),
    frozenset(("lists", "description", "descriptionPlain", "categories")),
    adapt,
)
