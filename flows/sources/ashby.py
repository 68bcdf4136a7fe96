"""Ashby's job board: ``{"jobs": […]}``, jobs that are not listed among them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flows.sources.boards import Board, NotListed, inner, objects, owner, places
from flows.sources.nested import as_text


def adapt(job: Mapping[str, Any]) -> dict[str, str]:
    """Give an Ashby job under our names; see :class:`~flows.sources.boards.Board`.

    ``isRemote`` is true of hybrid jobs too, so ``workplaceType`` decides. Ashby does not name the employer; the
    address does, as the account is called.

    Raises
    ------
    NotListed
        If ``isListed`` is false: such a job can be reached by its link alone.
    """
    if job.get("isListed") is False:
        raise NotListed("isListed: false, so the job is not public")
    others = [as_text(place.get("location")) for place in objects(job.get("secondaryLocations"))]
    pay = _salary(job)
    return {
        "title": as_text(job.get("title")),
        "company": owner(job.get("jobUrl")),
        "location": places(job.get("location"), *others),
        "description": as_text(job.get("descriptionHtml")) or as_text(job.get("descriptionPlain")),
        "source_id": as_text(job.get("id")),
        "job_url": as_text(job.get("jobUrl")),
        "date_posted": as_text(job.get("publishedAt")),
        "is_remote": as_text(job.get("workplaceType")) or as_text(job.get("isRemote")),
        "salary_min": as_text(inner(pay, "minValue")),
        "salary_max": as_text(inner(pay, "maxValue")),
        "salary_currency": as_text(inner(pay, "currencyCode")),
        "salary_interval": as_text(inner(pay, "interval")).removeprefix("1 "),
    }


def _salary(job: Mapping[str, Any]) -> object:
    parts = objects(inner(job, "compensation", "summaryComponents"))
    return next((part for part in parts if part.get("compensationType") == "Salary"), None)


ASHBY = Board(
    "Ashby",
    frozenset(("title", "jobUrl")),
    frozenset(("isListed", "descriptionHtml", "descriptionPlain", "secondaryLocations")),
    adapt,
)
