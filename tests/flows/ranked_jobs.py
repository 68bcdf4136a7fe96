"""Five ranked jobs for the tests of queries, each named by what it is good for."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from flows.query import run_query
from flows.tables import RANKED, to_table

TODAY = date(2026, 11, 25)

#: The title is the name.
JOBS: dict[str, dict[str, Any]] = {
    "best": {"role": "hybrid", "fit_score": 90.0, "is_remote": True, "company": "Aba Studio", "location": "London, UK",
             "date_posted": "2026-11-20", "salary_min": 50_000.0, "salary_max": 60_000.0, "salary_interval": "yearly",
             "matched_skills": ["scope_control", "creative_brief"], "gap_skills": ["resourcing"],
             "decision": "decided"},
    "hourly": {"role": "creative-pm", "fit_score": 70.0, "is_remote": False, "company": "Zürcher Werbung",
               "location": "Zürich", "date_posted": "2026-11-11", "salary_min": 30.0, "salary_interval": "hourly",
               "decision": "review", "gap_skills": ["scope_control"]},
    "unknown": {"role": "account-management", "fit_score": 70.0, "company": "", "decision": "decided",
                "salary_min": 90_000.0},
    "hunter": {"role": "out-of-scope", "fit_score": 10.5, "is_remote": False, "company": "Aba Sales",
               "location": "Leeds", "date_posted": "2026-01-31", "decision": "decided",
               "why": "it's sales; nothing else -- really"},
    "empty": {"decision": "no-text", "location": "London"},
}  # fmt: skip


def write_jobs(path: Path) -> Path:
    """Write the jobs as a run's ranked table."""
    plain: dict[str, Any] = {}
    for field in RANKED:
        is_list, is_text = pa.types.is_list(field.type), pa.types.is_string(field.type)
        plain[field.name] = [] if is_list else "" if is_text else 0 if pa.types.is_integer(field.type) else None
    rows = [{**plain, "rank": rank, "title": title, **job} for rank, (title, job) in enumerate(JOBS.items(), start=1)]
    pq.write_table(to_table(rows, RANKED), path)
    return path


def titles(ranked: Path, **asked: Any) -> list[str]:
    """Ask a question and give the titles of the jobs that answer it."""
    found: list[str] = run_query(ranked, columns=["title"], today=TODAY, **asked)["title"].to_pylist()
    return found
