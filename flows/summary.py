"""What a finished run tells a person: a Markdown table for Prefect, a few lines for the terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_ROLES = ("account-management", "creative-pm", "hybrid", "out-of-scope")

#: Findings of drift that are told on the terminal; `rolefit models drift` tells all.
TOLD = 2


def markdown_summary(run: Mapping[str, Any]) -> str:
    """Write a run's counts as Markdown, for a Prefect artifact."""
    lines = [
        f"# {run['ranked']:,} jobs ranked",
        "",
        f"{_accounts(run)}, {run['seconds']} s; model `{run['model_version']}`, profile `{run['profile']}`,"
        f" outputs in `{run['out']}`.",
        "",
        "| role | jobs |",
        "|---|---:|",
        *(f"| {role} | {run['roles'].get(role, 0):,} |" for role in _ROLES),
        "",
        "| decision | jobs |",
        "|---|---:|",
        *(f"| {decision} | {count:,} |" for decision, count in sorted(run["decisions"].items())),
    ]
    return "\n".join(lines) + "\n"


def terminal_summary(run: Mapping[str, Any]) -> list[str]:
    """Write a run's counts as a few plain lines."""
    roles = ", ".join(f"{run['roles'].get(role, 0):,} {role}" for role in _ROLES)
    review = run["decisions"].get("review", 0)
    return [
        f"{_accounts(run)} ({run['new_postings']:,} never seen before, {run['seconds']} s)",
        f"{roles}; {review:,} worth a look (decision = review)",
        *_since(run),
        *_unusual(run),
        f"Results: {run['out']}/ranked.csv, duties.csv, rejected.csv, gone.csv, and report.html for a browser",
    ]


def _since(run: Mapping[str, Any]) -> list[str]:
    """Say what changed, where there is an earlier run to compare with."""
    if not run["previous_run"]:
        return []
    counts = run["statuses"]
    said = ", ".join(f"{counts[status]:,} {status}" for status in ("new", "changed", "seen", "gone"))
    return [f"Since the run before: {said}"]


def _unusual(run: Mapping[str, Any]) -> list[str]:
    """Say what is unusual about the listings, and what helps; nothing where nothing is."""
    found = run.get("drift", {}).get("findings", [])
    if not found:
        return []
    # Where the search brings other jobs, labels of these would not help with those.
    advice = "; label 20 of them with `rolefit label next`" if all(finding["label"] for finding in found) else ""
    return [f"These listings are unusual: {', '.join(finding['said'] for finding in found[:TOLD])}{advice}"]


def _accounts(run: Mapping[str, Any]) -> str:
    """Account for every row."""
    kept, copies, rejected = run["ranked"], run["copies"], run["rejected"]
    return f"{run['rows']:,} rows read = {kept:,} ranked + {copies:,} copies + {rejected:,} rejected"
