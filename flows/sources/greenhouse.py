"""Greenhouse's job board: ``{"jobs": […]}``; the text is HTML with its tags escaped."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flows.sources.boards import Board, inner, objects
from flows.sources.nested import as_text


def adapt(job: Mapping[str, Any]) -> dict[str, str]:
    """Give a Greenhouse job under our names; see :class:`~flows.sources.boards.Board`.

    The pay is given in cents and without its interval. Of several ranges, for several places, none is the job's.
    """
    ranges = objects(job.get("pay_input_ranges"))
    pay = ranges[0] if len(ranges) == 1 else {}
    return {
        "title": as_text(job.get("title")),
        "company": as_text(job.get("company_name")),
        "location": as_text(inner(job, "location", "name")),
        "description": as_text(job.get("content")),
        "source_id": as_text(job.get("id")),
        "job_url": as_text(job.get("absolute_url")),
        "date_posted": as_text(job.get("first_published")),
        "salary_min": _units(pay.get("min_cents")),
        "salary_max": _units(pay.get("max_cents")),
        "salary_currency": as_text(pay.get("currency_type")),
    }


def _units(cents: object) -> str:
    return str(cents / 100) if isinstance(cents, int | float) else ""


GREENHOUSE = Board(
    "Greenhouse",
    frozenset(("absolute_url", "title")),
    frozenset(("internal_job_id", "content", "first_published", "requisition_id")),
    adapt,
)
