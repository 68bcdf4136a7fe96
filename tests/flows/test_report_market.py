from __future__ import annotations

from collections import Counter
from typing import Any

from flows.report_market import market

NOTHING: dict[str, Any] = {
    "seniority": "", "salary_currency": "", "salary_annual_min": None, "salary_annual_max": None, "workplace": "",
    "tools": [], "employer_kind": "",
}  # fmt: skip


def places(*cells: tuple[str, bool | None]) -> list[tuple[str, int]]:
    rows = [
        {"posting_id": f"p{n}", "location": location, "is_remote": remote} for n, (location, remote) in enumerate(cells)
    ]
    found: list[tuple[str, int]] = market(rows, Counter(), {row["posting_id"]: NOTHING for row in rows})["places"]
    return found


def test_a_place_is_counted_once_however_it_is_spelled() -> None:
    spelled = ["London, UK", "London, England, GB", "Greater London, England, United Kingdom", "London"]
    assert places(*((cell, None) for cell in [*spelled, "NYC", "New York, NY, US"])) == [("London", 4), ("New York", 2)]


def test_a_job_in_two_towns_counts_in_both_and_one_without_a_town_in_its_country() -> None:
    found = places(
        ("Leeds or York", None), ("York, England", False), ("Remote - UK", True), ("Remote", True), ("", None)
    )
    assert found == [("York", 2), ("Leeds", 1), ("Remote", 1), ("Remote, United Kingdom", 1)]


def test_all_jobs_count_in_the_roles_and_those_without_a_role_have_no_text() -> None:
    roles = Counter({"out-of-scope": 7, "": 9, "hybrid": 1, "creative-pm": 7})
    assert market([], roles, {})["roles"] == [("no-text", 9), ("creative-pm", 7), ("out-of-scope", 7), ("hybrid", 1)]
