"""``report.html``: what it says is what the tables say, it is the same each time, and nothing in it can run."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from selectolax.lexbor import LexborHTMLParser

from features.taxonomy import competencies
from flows.settings import Settings
from flows.store import Store

#: Places of a job's row, as the page's script names them.
FIT, ROLE, TITLE, MATCHED, GAPS, URL = 1, 2, 8, 17, 18, 19


def read(path: Path) -> tuple[LexborHTMLParser, dict[str, Any], list[dict[str, Any]]]:
    """The page, the data of its table, and the details of each job."""
    tree = LexborHTMLParser(path.read_text(encoding="utf-8"))
    blocks = [json.loads(script.text()) for script in tree.css("script[type='application/json']")]
    return tree, blocks[0], [detail for part in blocks[1:] for detail in part]


@pytest.fixture(scope="module")
def report(sample_run: Any) -> tuple[LexborHTMLParser, dict[str, Any], list[dict[str, Any]]]:
    return read(sample_run.outputs.folder / "report.html")


@pytest.fixture(scope="module")
def jobs(report: Any) -> list[tuple[list[Any], dict[str, Any]]]:
    _, page, details = report
    return list(zip(page["jobs"], details, strict=True))


def test_every_ranked_job_is_in_it_in_the_order_of_the_ranking(sample_run: Any, jobs: Any) -> None:
    ranked = sample_run.outputs.ranked
    assert [job[0] for job, _ in jobs] == [row["posting_id"] for row in ranked]
    for (job, detail), row in zip(jobs, ranked, strict=True):
        assert ("" if job[FIT] is None else f"{job[FIT]:.1f}") == row["fit_score"]
        assert (job[ROLE], detail["why"]) == (row["role"], row["why"])
        codes = list(competencies())
        assert " | ".join(codes[at] for at in job[MATCHED]) == row["matched_skills"]
        assert " | ".join(codes[at] for at in job[GAPS]) == row["gap_skills"]


def test_the_points_of_each_job_add_up_to_its_fit(jobs: Any) -> None:
    scored = [(job, detail["parts"]) for job, detail in jobs if job[FIT] is not None]
    assert len(scored) > 50
    for job, parts in scored:
        total = sum(points for _, points in parts)
        assert job[FIT] == pytest.approx(min(100, max(0, total)), abs=0.05 * (len(parts) + 1))


def test_skills_and_stories_are_shown_with_sentences_of_the_job(sample_run: Any, jobs: Any, report: Any) -> None:
    duties: dict[str, set[str]] = {}
    for row in sample_run.outputs.rows("duties.csv"):
        duties.setdefault(row["posting_id"], set()).add(row["text"])
    sentences = gaps = stories = 0
    for job, detail in jobs:
        assert [at for at, has, _ in detail["skills"] if has] == job[MATCHED]
        assert [at for at, has, _ in detail["skills"] if not has] == job[GAPS]
        shown = [sentence for *_, sentence in (*detail["skills"], *detail["stories"]) if sentence]
        assert {sentence.lstrip("'") for sentence in shown} <= duties.get(job[0], set()) | {""}
        sentences += len(shown)
        gaps += len(job[GAPS])
        stories += len(detail["stories"])
    assert sentences > gaps > 20
    assert stories > 20
    assert len(report[1]["stories"]) == 5


def test_the_text_is_whole_and_its_duties_are_marked(sample_run: Any, jobs: Any) -> None:
    settings = Settings(home=sample_run.home)
    store = Store(settings.store)
    ((facts, batch),) = [
        (f"facts/{folder.name}", batch)
        for folder in (settings.store / "facts").iterdir()
        for batch in store.batches(f"facts/{folder.name}")
    ]
    texts = {row["posting_id"]: row["text"] for row in store.read(facts, batch, ["posting_id", "text"]).to_pylist()}
    duties = sample_run.outputs.rows("duties.csv")
    for job, detail in jobs:
        lines = ["".join(words for words, _ in pieces) for kind, pieces in detail["text"] if kind != "gap"]
        assert " ".join(lines).split() == texts[job[0]].split()
        own = [row for row in duties if row["posting_id"] == job[0]]
        assert len(detail["duties"]) == len(own)
        marked: dict[int, str] = {}
        for _, pieces in detail["text"]:
            for words, number in pieces:
                marked[number] = marked.get(number, "") + words
        for number, row in enumerate(own, start=1):
            side, named, _ = detail["duties"][number - 1]
            assert (side, len(named)) == (row["side"], len([c for c in row["competencies"].split(" | ") if c]))
            assert marked.get(number, "").strip(" .;") in row["text"]


def test_the_market_counts_the_jobs_in_scope(sample_run: Any, report: Any) -> None:
    ranked, market = sample_run.outputs.ranked, report[1]["market"]
    scope = [row for row in ranked if row["role"] not in ("", "out-of-scope")]
    assert dict(market["roles"]).keys() - {"no-text"} == {row["role"] for row in ranked} - {""}
    assert sum(count for _, count in market["roles"]) == len(ranked)
    for name in ("levels", "workplaces", "employers"):
        assert sum(count for _, count in market[name]) == len(scope) == market["jobs"]
    assert dict(market["levels"])["mid"] == sum(row["seniority"] == "mid" for row in scope)
    assert market["tools"][0][1] >= market["tools"][-1][1] > 0
    assert sum(row["below"] + row["within"] + row["above"] for row in market["pay"]) > 3


def test_the_career_page_names_jobs_of_the_run(report: Any, jobs: Any) -> None:
    career, roles = report[1]["career"], {job[0]: job[ROLE] for job, _ in jobs}
    assert career["gains"][0]["closed"]["mean"] > 0
    for gain in career["gains"]:
        assert {roles[key] for key in gain["mastered"]["lifted"]} <= {"account-management", "hybrid", "creative-pm"}
    assert [{roles[key] for key in step["examples"]} for step in career["path"]] == [
        {"account-management"}, {"hybrid"}, {"creative-pm"},
    ]  # fmt: skip


def test_one_script_runs_and_nothing_is_loaded(report: Any) -> None:
    tree = report[0]
    policy = tree.css_first("meta[http-equiv='Content-Security-Policy']").attributes["content"]
    assert policy.startswith("default-src 'none'; ")
    (script,) = [script for script in tree.css("script") if script.attributes.get("type") != "application/json"]
    for kind, text in (("script", script.text()), ("style", tree.css_first("style").text())):
        digest = base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")
        assert f"{kind}-src 'sha256-{digest}'" in policy
    assert "unsafe" not in policy
    for node in tree.css("*"):
        assert not [name for name in node.attributes if name.startswith("on") or name in ("style", "src", "srcdoc")]
        assert (node.attributes.get("href") or "#").startswith("#")
    assert tree.css("link, iframe, object, embed, base, form[action]") == []
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function", script.text())


def test_another_profile_ranks_the_same_jobs_anew(sample_home: Path, rolefit: Any, tmp_path: Path, jobs: Any) -> None:
    text = (sample_home / "data" / "profiles" / "account_manager.toml").read_text(encoding="utf-8")
    other = tmp_path / "producer.toml"
    turned = re.sub(r"^(\w+) = ([01]\.\d)$", lambda m: f"{m[1]} = {1.1 - float(m[2]):.1f}", text, flags=re.MULTILINE)
    other.write_text(turned.replace('"account_manager"', '"producer"'), encoding="utf-8")
    before = {path: path.read_bytes() for path in (sample_home / "data" / "store").rglob("*") if path.is_file()}
    ran = rolefit(sample_home, "report", "--out", tmp_path / "r.html", "--profile", other)
    assert ran.code == 0, ran.err
    _, page, _ = read(tmp_path / "r.html")
    assert page["profile"]["name"] == "producer"
    assert {job[0] for job in page["jobs"]} == {job[0] for job, _ in jobs}
    fits = [job[FIT] for job in page["jobs"] if job[FIT] is not None]
    assert fits == sorted(fits, reverse=True)
    assert [job[0] for job in page["jobs"][:10]] != [job[0] for job, _ in jobs[:10]]
    assert {path: path.read_bytes() for path in before} == before


def test_a_run_is_chosen_by_the_beginning_of_its_name(sample_home: Path, rolefit: Any, tmp_path: Path) -> None:
    (first,) = Store(Settings(home=sample_home).store).batches("ranked")
    folder = sample_home / "data" / "store" / "ranked"
    shutil.copy(folder / f"{first}.parquet", folder / f"2{first[1:-1]}.parquet")
    ran = rolefit(sample_home, "report", "--out", tmp_path / "r.html", "--run", first)
    assert (ran.code, ran.out) == (0, "")
    assert "jobs in" in ran.err
    for name, said in (("1999", "no runs have that name"), (first[:4], "2 runs have that name")):
        ran = rolefit(sample_home, "report", "--out", tmp_path / "none.html", "--run", name)
        assert (ran.code, ran.err.count("\n")) == (2, 1)
        assert said in ran.err
    assert not (tmp_path / "none.html").exists()


def test_before_anything_is_ranked_it_says_what_to_run(home: Path, rolefit: Any, tmp_path: Path) -> None:
    ran = rolefit(home, "report", "--out", tmp_path / "r.html")
    assert (ran.code, ran.err) == (2, "rolefit: nothing ranked yet: run `rolefit rank FILE` first\n")


def test_jobs_beyond_the_limits_are_counted_and_said(
    sample_run: Any, rolefit: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flows.report_data.MOST_TEXTS", 5)
    monkeypatch.setattr("flows.report_data.MOST_JOBS", 20)
    monkeypatch.setattr("flows.report_command.SLICE", 7)
    assert rolefit(sample_run.home, "report", "--out", tmp_path / "r.html").code == 0
    tree, page, details = read(tmp_path / "r.html")
    assert page["counts"] == {"jobs": 55, "listed": 20, "texts": 5, "part": 40}
    assert [("text" in detail) for detail in details] == [True] * 5 + [False] * 15
    assert all(detail["why"] and detail["top"] for detail in details[5:20])
    assert "of which the best 20 are listed" in " ".join(tree.css_first("footer").text().split())
    # What to learn and what the market is like is told by all jobs in scope, whatever is shown of them.
    whole = read(sample_run.outputs.folder / "report.html")[1]
    assert whole["market"]["jobs"] > 20
    assert page["jobs"] == whole["jobs"][:20]
    assert (page["career"], page["market"]) == (whole["career"], whole["market"])
