"""The report as a person meets it: in a real browser, by mouse, by keyboard, on a phone, in the dark."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest

from flows.report_page import page as render

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
NAME_OF_FOCUS = """(e => e.id || e.name || e.dataset.page || e.closest('[data-by]')?.dataset.by || e.tagName)(
    document.activeElement)"""
PAGES = ("#/jobs", "#/market", "#/career")


@pytest.fixture(scope="module")
def ranked(report: Path) -> list[dict[str, str]]:
    with (report.parent / "ranked.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def texts(page: Any, column: int) -> list[str]:
    return [cell.strip() for cell in page.locator(f"#rows tr td:nth-child({column})").all_inner_texts()]


def everything(page: Any) -> None:
    for box in page.locator("[name=role]").all():
        box.check()


def test_the_table_shows_what_was_ranked(open_report: Any, ranked: list[dict[str, str]]) -> None:
    page = open_report()
    scope = [row for row in ranked if row["role"] not in ("", "out-of-scope")]
    assert texts(page, 2) == [row["fit_score"] for row in scope][:50]
    assert page.inner_text("#count") == f"{len(scope)} of {len(ranked)} jobs"
    everything(page)
    assert page.inner_text("#count") == f"{len(ranked)} jobs"
    page.click("#after")
    assert len(texts(page, 1)) == len(ranked) - 50
    assert page.locator("#after").is_disabled()


def test_search_finds_all_words_anywhere_and_says_how_many(open_report: Any, ranked: list[dict[str, str]]) -> None:
    page = open_report()
    everything(page)
    page.fill("#q", "manager LEEDS")
    found = texts(page, 3)
    expected = [
        row for row in ranked
        if "manager" in row["title"].lower() and "leeds" in (row["title"] + row["location"]).lower()
    ]  # fmt: skip
    assert len(found) >= len(expected) > 5
    assert all("manager" in title.lower() for title in found)
    page.fill("#q", "nothing has these words")
    assert page.inner_text("#count") == f"0 of {len(ranked)} jobs"
    page.click("button[type=reset]")
    page.wait_for_selector("#rows tr")
    assert "of" in page.inner_text("#count")
    assert len(texts(page, 2)) > 20


def test_filters_narrow_together(open_report: Any, ranked: list[dict[str, str]]) -> None:
    page = open_report()
    page.uncheck("[name=role][value=account-management]")
    page.uncheck("[name=role][value=creative-pm]")
    assert {text.split("\n")[0] for text in texts(page, 4)} == {"hybrid"}
    page.fill("#min", "60")
    fits = [row["fit_score"] for row in ranked if row["role"] == "hybrid" and float(row["fit_score"]) >= 60]
    assert texts(page, 2) == fits
    page.select_option("#skill", label="Scope control")
    skilled = [
        row for row in ranked
        if row["role"] == "hybrid" and float(row["fit_score"]) >= 60
        and "scope_control" in row["matched_skills"] + row["gap_skills"]
    ]  # fmt: skip
    assert len(texts(page, 2)) == len(skilled)


def test_a_head_sorts_and_sorts_back(open_report: Any) -> None:
    page = open_report()
    fit = page.locator("#head th", has_text="Fit")
    for direction, reverse in (("ascending", True), ("descending", False)):
        fit.locator("button").click()
        assert fit.get_attribute("aria-sort") == direction
        fits = [float(text) for text in texts(page, 2)]
        assert fits == sorted(fits, reverse=reverse)
        assert len(set(fits)) > 10
    page.select_option("#sort", "title")
    titles = [text.split("\n")[0].lower() for text in texts(page, 3)]
    assert titles[0][:1] <= titles[-1][:1]
    assert fit.get_attribute("aria-sort") == "none"


def test_a_job_tells_why_and_leads_on(open_report: Any, ranked: list[dict[str, str]]) -> None:
    page = open_report()
    page.locator("#rows a").first.click()
    shown = page.inner_text("#job")
    best = ranked[0]
    assert page.inner_text("#job-title") == best["title"]
    assert page.evaluate("document.activeElement.id") == "job-title"
    for words in (
        "What the score is made of",
        "Skills you bring",
        "Gaps",
        "What to stress in an interview",
        best["why"],
    ):
        assert words in shown
    points = [float(text.replace("−", "-")) for text in page.locator("#job td.number").all_inner_texts()]
    assert sum(points) == pytest.approx(float(best["fit_score"]), abs=0.4)
    assert page.locator("#job mark.client, #job mark.operations").count() > 2
    page.click("text=Next job")
    page.wait_for_function("title => document.getElementById('job-title').textContent !== title", arg=best["title"])
    page.go_back()
    page.go_back()
    page.wait_for_selector("#jobs:not([hidden])")


def test_dark_follows_the_system_and_the_button(open_report: Any) -> None:
    ground = "getComputedStyle(document.documentElement).backgroundColor"
    light, dark = open_report(color_scheme="light"), open_report(color_scheme="dark")
    colours = light.evaluate(ground), dark.evaluate(ground)
    assert colours[0] == "rgb(255, 255, 255)" != colours[1]
    light.click("#theme")
    assert light.evaluate(ground) == colours[1]
    light.reload()
    assert light.evaluate(ground) == colours[1]
    light.click("#theme")
    assert light.evaluate(ground) == colours[0]


def test_nothing_is_wider_than_a_phone(open_report: Any) -> None:
    page = open_report(**PHONE)
    job = page.locator("#rows a").first.get_attribute("href")
    for at in (*PAGES, job):
        page.evaluate("at => { location.hash = at }", at)
        page.wait_for_function("at => !document.querySelector('main > section:not([hidden])').hidden", arg=at)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.goto(page.url.partition("#")[0] + "#/jobs")
    page.locator("summary").tap()
    page.locator("#level").select_option("mid")
    assert page.locator("#rows tr").first.is_visible()


def test_the_keyboard_is_enough(open_report: Any, ranked: list[dict[str, str]]) -> None:
    page = open_report()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    stops = []
    for _ in range(40):
        page.keyboard.press("Tab")
        stop = page.evaluate(NAME_OF_FOCUS)
        stops.append(stop)
        if stop == "q":
            page.keyboard.type("manager")
        elif stop == "A":
            break
    wanted = ["jobs", "market", "career", "theme", "q", "role", "min", "decision", "level", "workplace", "skill",
              "sort", "rank", "fit", "title", "A"]  # fmt: skip
    assert [stop for stop in dict.fromkeys(stops) if stop in wanted] == wanted
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    title = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Enter")
    page.wait_for_selector("#job:not([hidden])")
    assert page.inner_text("#job-title") == title


def test_market_and_career_are_filled(open_report: Any) -> None:
    page = open_report("#/market")
    assert page.locator("#market .bars li").count() > 30
    assert page.locator("#market tbody tr").count() > 3
    page.click("text=Career")
    page.wait_for_selector("#career:not([hidden])")
    assert re.search(r"Learn .+ raises fit most, by \d", page.inner_text("#career .callout"))
    assert page.locator("#career .steps > li").count() == 3
    page.locator("#career .steps a").first.click()
    page.wait_for_selector("#job:not([hidden])")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_serious_fault(scheme: str, open_report: Any, axe: str) -> None:
    page = open_report(color_scheme=scheme, **(PHONE if scheme == "dark" else {}))
    page.evaluate(axe)
    for at in (*PAGES, page.locator("#rows a").first.get_attribute("href")):
        page.evaluate("at => { location.hash = at }", at)
        page.wait_for_timeout(100)
        found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        serious = [rule for rule in found["violations"] if rule["impact"] in ("serious", "critical")]
        assert [(rule["id"], rule["nodes"][0]["html"]) for rule in serious] == []
        assert len(found["passes"]) > 15


@pytest.mark.bench
def test_five_thousand_jobs_open_in_two_seconds_and_filter_without_a_stutter(
    browser: Any, blocks: Any, tmp_path: Path
) -> None:
    data, details = blocks
    few = data["jobs"]
    data["jobs"] = [[f"{job[0]}{turn}", *job[1:]] for turn in range(5_000 // len(few) + 1) for job in few][:5_000]
    data["counts"] = {"jobs": 5_000, "listed": 5_000, "texts": 500, "part": 40}
    short = [{"why": detail["why"], "other_urls": [], "top": []} for detail in details]
    many = [(details if at < 500 else short)[at % len(few)] for at in range(5_000)]
    (tmp_path / "report.html").write_text(
        render({"page": data, "details": [many[at : at + 40] for at in range(0, 5_000, 40)]}), encoding="utf-8"
    )
    page = browser.new_page()
    started = perf_counter()
    page.goto((tmp_path / "report.html").as_uri())
    page.wait_for_selector("#rows tr")
    assert perf_counter() - started < 2
    everything(page)
    assert page.inner_text("#count") == "5,000 jobs"
    took = page.evaluate(
        """async () => { const q = document.getElementById("q"), times = [];
        for (const word of ["m", "ma", "man", "manager", "manager l", ""]) {
          await new Promise((done) => setTimeout(done));
          const start = performance.now(); q.value = word; q.dispatchEvent(new Event("input", {bubbles: true}));
          document.body.offsetHeight; times.push(performance.now() - start); }
        return times.sort((a, b) => a - b); }"""
    )
    assert took[len(took) // 2] < 100
    page.close()
