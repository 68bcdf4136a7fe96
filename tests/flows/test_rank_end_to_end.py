"""The main job on the sample listings: every row accounted for, best first, each promise of the outputs kept."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

COLUMNS = (
    "rank fit_score role role_confidence p_account_management p_creative_pm p_hybrid p_out_of_scope decision "
    "client_share operations_share seniority title company location is_remote salary_min salary_max salary_currency "
    "salary_interval date_posted matched_skills gap_skills top_duties why job_url other_urls site source_id "
    "other_source_ids other_dates source_file source_row posting_id copies model_version profile "
    "status score_change first_seen last_seen"
).split()

ROLES = {
    "account-management": "p_account_management",
    "creative-pm": "p_creative_pm",
    "hybrid": "p_hybrid",
    "out-of-scope": "p_out_of_scope",
}

#: Reposts of the sample (see data/raw/README.md): which ids are one job.
REPOSTS = [
    {"gd-1009199808528", "in-61b274fb774d3d0c"},
    {"li-4126769799", "go-ae3d9bbf644"},
    {"in-db23306a405e5d7b", "li-4102653634"},
    {"go-ced456382e3", "in-aa4f64a96ce61254"},
    {"in-11b849e8c4818cec", "zr-fb331ac36328"},
]
NO_DESCRIPTION = "go-c502b074368"


@pytest.fixture(scope="module")
def ranked(sample_run: Any) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = sample_run.outputs.ranked
    return rows


def by_source(ranked: list[dict[str, str]]) -> dict[str, dict[str, str]]:
    return {row["source_id"]: row for row in ranked}


def test_every_row_read_is_ranked_a_copy_or_rejected(sample_run: Any, ranked: list[dict[str, str]]) -> None:
    copies = sum(int(row["copies"]) for row in ranked)
    rejected = sample_run.outputs.rows("rejected.csv")
    assert (len(ranked), copies, len(rejected)) == (55, 5, 0)
    assert sample_run.outputs.summary["rows"] == 60


def test_every_source_id_is_in_the_output_once(
    ranked: list[dict[str, str]], sample_records: list[dict[str, str]]
) -> None:
    ids = [row["source_id"] for row in ranked]
    ids += [other for row in ranked for other in row["other_source_ids"].split(" | ") if other]
    assert sorted(ids) == sorted(record["id"] for record in sample_records)


def test_the_summary_counts_what_the_files_hold(sample_run: Any, ranked: list[dict[str, str]]) -> None:
    summary = sample_run.outputs.summary
    assert (summary["ranked"], summary["copies"], summary["rejected"]) == (55, 5, 0)
    assert summary["new_postings"] == len({row["posting_id"] for row in ranked}) + 2  # two reposts differ in words
    assert summary["roles"] == {
        role: sum(row["role"] == role for row in ranked) for role in ROLES if any(row["role"] == role for row in ranked)
    }
    for decision, count in summary["decisions"].items():
        assert count == sum(row["decision"] == decision for row in ranked)
    assert sum(summary["decisions"].values()) == 55


def test_the_columns_are_those_promised_in_that_order(sample_run: Any) -> None:
    with (sample_run.outputs.folder / "ranked.csv").open(encoding="utf-8-sig", newline="") as file:
        assert next(csv.reader(file)) == COLUMNS


@pytest.mark.parametrize("ids", REPOSTS, ids=lambda ids: "+".join(sorted(ids)))
def test_a_repost_is_merged_and_stays_reachable(
    ids: set[str], ranked: list[dict[str, str]], sample_records: list[dict[str, str]]
) -> None:
    (row,) = [row for row in ranked if row["source_id"] in ids]
    urls = {record["id"]: record["job_url"] for record in sample_records}
    (other,) = ids - {row["source_id"]}
    assert row["copies"] == "1"
    assert row["other_source_ids"] == other
    assert row["job_url"] == urls[row["source_id"]]
    assert row["other_urls"] == urls[other]


def test_jobs_that_only_look_alike_stay_two(ranked: list[dict[str, str]]) -> None:
    towns = {row["location"] for row in ranked if row["company"] == "Prairie Lantern Insurance"}
    titles = {row["title"] for row in ranked if row["company"] == "Tallow & Pike Advertising"}
    assert towns == {"Chicago, IL, US", "Des Moines, IA, US"}
    assert titles == {"Account Manager", "Senior Account Manager"}


def test_a_listing_without_text_gets_no_judgement_and_comes_last(ranked: list[dict[str, str]]) -> None:
    row = ranked[-1]
    assert row["source_id"] == NO_DESCRIPTION
    assert row["rank"] == "55"
    assert row["decision"] == "no-text"
    for column in ("fit_score", "role", "role_confidence", *ROLES.values(), "client_share", "operations_share"):
        assert row[column] == "", column
    assert [row["source_id"] for row in ranked if row["decision"] == "no-text"] == [NO_DESCRIPTION]


def test_probabilities_sum_to_one_and_name_the_role(ranked: list[dict[str, str]]) -> None:
    for row in ranked[:-1]:
        given = {role: float(row[column]) for role, column in ROLES.items()}
        assert sum(given.values()) == pytest.approx(1, abs=0.0003)
        assert given[row["role"]] == max(given.values()) == float(row["role_confidence"])
        assert 0 <= float(row["client_share"]) + float(row["operations_share"]) <= 1.001


def test_the_best_fit_comes_first(ranked: list[dict[str, str]]) -> None:
    scores = [float(row["fit_score"]) for row in ranked[:-1]]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 100 for score in scores)
    assert [row["rank"] for row in ranked] == [str(number) for number in range(1, 56)]


def test_duties_belong_to_ranked_jobs_and_say_something(sample_run: Any, ranked: list[dict[str, str]]) -> None:
    duties = sample_run.outputs.rows("duties.csv")
    ids = {row["posting_id"]: row["source_id"] for row in ranked}
    assert len(duties) > 200
    assert all(ids[duty["posting_id"]] == duty["source_id"] for duty in duties)
    assert all(duty["text"].strip() for duty in duties)
    assert by_source(ranked)[NO_DESCRIPTION]["posting_id"] not in {duty["posting_id"] for duty in duties}
    numbers: dict[str, list[int]] = {}
    for duty in duties:
        numbers.setdefault(duty["posting_id"], []).append(int(duty["duty"]))
    assert all(found == list(range(1, len(found) + 1)) for found in numbers.values())


def test_shown_duties_are_duties_of_the_job(sample_run: Any, ranked: list[dict[str, str]]) -> None:
    texts: dict[str, set[str]] = {}
    for duty in sample_run.outputs.rows("duties.csv"):
        texts.setdefault(duty["posting_id"], set()).add(duty["text"])
    shown = [(row["posting_id"], text) for row in ranked for text in row["top_duties"].split(" | ") if text]
    assert len(shown) > 55
    assert all(text in texts[posting] for posting, text in shown)


def test_prefect_keeps_a_summary_with_the_counts(sample_run: Any, prefect_api: str) -> None:
    filters = {"artifacts": {"key": {"any_": ["rank-summary"]}}, "limit": 200}
    kept: list[dict[str, Any]] = []
    while page := httpx.post(f"{prefect_api}/artifacts/filter", json={**filters, "offset": len(kept)}).json():
        kept += page
    summary = sample_run.outputs.summary
    (found,) = [found for found in kept if summary["out"] in found["data"]]
    assert found["type"] == "markdown"
    assert "60 rows read = 55 ranked + 5 copies + 0 rejected" in found["data"]
    for role, count in summary["roles"].items():
        assert f"| {role} | {count} |" in found["data"]


def test_the_terminal_says_what_was_done_and_where_it_is(sample_run: Any) -> None:
    assert "60 rows read = 55 ranked + 5 copies + 0 rejected (57 never seen before" in sample_run.ran.out
    assert str(sample_run.outputs.folder / "ranked.csv") in sample_run.ran.out
    kind, *steps = sample_run.ran.err.splitlines()
    assert kind.endswith("sample_listings.csv: read as JobSpy CSV")
    assert steps == [f"{step} …" for step in ("starting", "reading", "judging", "writing")]


def test_nothing_temporary_stays(sample_run: Any) -> None:
    for folder in (sample_run.home / "data", sample_run.home / "models", sample_run.outputs.folder):
        assert [path for path in Path(folder).rglob("*") if path.name.endswith(".tmp")] == []
    names = {path.name for path in sample_run.outputs.folder.iterdir()}
    assert names == {"ranked.csv", "duties.csv", "rejected.csv", "gone.csv", "report.html", "run.json"}


def test_a_flow_run_without_the_command_brings_its_own_lock_and_workers(
    sample_run: Any, sample_home: Path, sample: Path, prefect_api: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a deployment runs it: by its parameters alone."""
    import flows.rank
    from flows.champion import champion_manifest
    from flows.settings import Settings
    from flows.store import Store, StoreError
    from flows.workers import Workers

    counts: list[int] = []

    class Counted(Workers):
        def __init__(self, count: int) -> None:
            counts.append(count)
            super().__init__(count)

    monkeypatch.setattr(flows.rank, "Workers", Counted)
    settings = Settings(home=sample_home)
    manifest = champion_manifest(settings)
    assert manifest is not None
    request = flows.rank.RankRequest(
        (str(sample),), str(tmp_path / "out"), str(sample_home), manifest.version, workers=3
    )
    assert flows.rank.rank(flows.rank.as_request(request))["ranked"] == 55
    assert counts == [3]
    replace(sample_run.outputs, folder=tmp_path / "out").check_accounts()
    with Store(settings.store).locked(), pytest.raises(StoreError, match="another run uses"):
        flows.rank.rank(flows.rank.as_request(request))
