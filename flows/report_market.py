"""The market page of the report: what the jobs in scope are, where, what they pay, which tools and employers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from features.lexicons import load_lexicon
from features.place_names import place_names
from flows.report_text import shown
from models.market import Pay, pay_by_level

#: Rows of a chart.
PLACES, TOOLS = 15, 20

#: Fewer jobs than this in a currency say nothing of a market.
LEAST_PAID = 3


def market(
    scope: Sequence[Mapping[str, Any]], roles: Counter[str], facts: Mapping[str, Mapping[str, Any]]
) -> dict[str, Any]:
    """Count what the jobs in scope are like.

    Parameters
    ----------
    scope : sequence of mapping
        Rows of the ranked table that are in scope.
    roles : collections.Counter
        Jobs of each role, of all that were ranked.
    facts : mapping of str to mapping
        Rows of the facts table by posting id.

    Returns
    -------
    dict
        Plain lists for the page: ``roles``, ``places``, ``workplaces``, ``levels``, ``tools``, ``employers``,
        ``pay``; counts are of jobs in scope except ``roles``, which has all. A job in two towns counts in both.
    """
    told = [facts[row["posting_id"]] for row in scope]
    paid = [
        Pay(row["seniority"], row["salary_currency"], low, high)
        for row in told
        if row["salary_currency"] and (low := row["salary_annual_min"] or row["salary_annual_max"])
        and (high := row["salary_annual_max"] or low)
    ]  # fmt: skip
    sums = [level for level in pay_by_level(paid) if _enough(level.currency, paid)]
    return {
        "jobs": len(scope),
        "roles": _counted({role or "no-text": count for role, count in roles.items()}),
        "places": _counted((shown(place, 60) for row in scope for place in _places(row)), PLACES),
        "workplaces": _counted(row["workplace"] or "" for row in told),
        "levels": _counted(row["seniority"] or "" for row in told),
        "tools": _counted((tool for row in told for tool in dict.fromkeys(row["tools"])), TOOLS),
        "employers": _counted(row["employer_kind"] or "" for row in told),
        "paid": len(paid),
        "pay": [asdict(level) for level in sums],
        "usual_currency": load_lexicon("usual_pay")["currency"],
    }


def _places(row: Mapping[str, Any]) -> tuple[str, ...]:
    """Name the places of a job as counts of ``rolefit query`` do, however its cell spells them."""
    return place_names(row["location"], row["is_remote"])


def _enough(currency: str, paid: Sequence[Pay]) -> bool:
    return sum(pay.currency == currency for pay in paid) >= LEAST_PAID


def _counted(values: Any, most: int | None = None) -> list[tuple[str, int]]:
    """Count values, the most frequent first, equals by name; the unknown one (empty) comes last."""
    found = Counter(values).items()
    return sorted(found, key=lambda item: (item[0] == "", -item[1], item[0]))[:most]
