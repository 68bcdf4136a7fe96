from __future__ import annotations

from typing import Any

import pytest

from flows.summary import markdown_summary, terminal_summary

RUN: dict[str, Any] = {
    "rows": 1_234, "ranked": 1_000, "copies": 200, "rejected": 34, "seconds": 12.3, "new_postings": 1_100,
    "model_version": "m1", "profile": "account_manager", "out": "results",
    "roles": {"hybrid": 900, "creative-pm": 60}, "decisions": {"decided": 500, "review": 460, "no-text": 40},
    "previous_run": "", "statuses": {"new": 7, "seen": 990, "changed": 3, "gone": 12},
}  # fmt: skip


def test_the_summary_accounts_for_every_row() -> None:
    accounts = "1,234 rows read = 1,000 ranked + 200 copies + 34 rejected"
    assert accounts in markdown_summary(RUN)
    assert terminal_summary(RUN)[0].startswith(accounts)


def test_a_role_that_no_job_has_is_shown_with_zero() -> None:
    text = markdown_summary(RUN)
    assert "| hybrid | 900 |" in text
    assert "| account-management | 0 |" in text
    assert "0 account-management, 60 creative-pm, 900 hybrid, 0 out-of-scope" in terminal_summary(RUN)[1]


def test_decisions_are_in_a_fixed_order() -> None:
    turned = {**RUN, "decisions": dict(reversed(RUN["decisions"].items()))}
    assert markdown_summary(turned) == markdown_summary(RUN)


@pytest.mark.parametrize("decisions", [{}, {"decided": 1_000}])
def test_a_run_with_nothing_to_review_says_zero(decisions: dict[str, int]) -> None:
    assert "; 0 worth a look" in terminal_summary({**RUN, "decisions": decisions})[1]


def test_what_changed_is_said_where_there_is_a_run_before() -> None:
    assert not [line for line in terminal_summary(RUN) if "Since" in line]
    said = terminal_summary({**RUN, "previous_run": "20261124T080000000000"})
    assert "Since the run before: 7 new, 3 changed, 990 seen, 12 gone" in said
