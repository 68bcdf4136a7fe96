"""Whatever a listing says, in the browser it is text: nothing of it runs, loads, or becomes markup."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from flows.report_page import page as render


def walk(page: Any, jobs: list[str]) -> None:
    """Open jobs and pages; nothing may have run, come in from elsewhere, or become markup."""
    scripts = page.evaluate("document.scripts.length")
    for job in jobs:
        page.evaluate("at => { location.hash = at }", f"#/job/{job}")
        page.wait_for_function("id => document.getElementById('job').textContent.includes(id)", arg=job)
        unlike = (
            "[...document.querySelectorAll('a')].map(a => a.getAttribute('href')).filter(h => !/^(#|https?:)/.test(h))"
        )
        assert page.evaluate(unlike) == []
    for at in ("#/market", "#/career", "#/jobs", "#/job/<img src=x onerror=window.hacked=1>", "#/constructor"):
        page.evaluate("at => { location.hash = at }", at)
        page.wait_for_timeout(30)
    assert page.evaluate("window.hacked") is None
    assert page.evaluate("document.scripts.length") == scripts
    kinds = set(page.evaluate("[...document.querySelectorAll('*')].map(e => e.localName)"))
    assert not kinds & {"img", "iframe", "svg", "object", "embed", "base", "link", "video"}
    handlers = "[...document.querySelectorAll('*')].flatMap(e => e.getAttributeNames()).filter(n => n.startsWith('on'))"
    assert page.evaluate(handlers) == []


def test_hostile_postings_change_nothing(open_report: Any, pieces: tuple[str, ...]) -> None:
    page = open_report()
    for box in page.locator("[name=role]").all():
        box.check()
    page.fill("#q", "aba")
    jobs = [link.get_attribute("href").removeprefix("#/job/") for link in page.locator("#rows a").all()]
    assert len(jobs) == len(pieces)
    shown = " ".join(page.locator("#rows td.job").all_inner_texts())
    assert "=HYPERLINK(" in shown
    assert "onmouseover=" in shown
    walk(page, jobs)
    # None of their addresses is one of the web, and nothing turns the direction of writing.
    assert page.locator("#job a[target]").count() == 0
    assert not re.search(r"[\u202a-\u202e\u2066-\u2069]", page.content())


def test_markup_in_any_text_of_the_data_stays_text(
    open_report: Any, blocks: Any, pieces: tuple[str, ...], tmp_path: Path
) -> None:
    def poisoned(value: Any) -> Any:
        if isinstance(value, str):
            return f"{value} {pieces[len(value) % len(pieces)]} {pieces[0]}"
        if isinstance(value, list):
            return [poisoned(item) for item in value]
        return {key: poisoned(item) for key, item in value.items()} if isinstance(value, dict) else value

    data, details = blocks
    texts_of_job = (8, 9, 10, 12, 13, 16, 19)
    data["jobs"] = [[poisoned(v) if at in texts_of_job else v for at, v in enumerate(job)] for job in data["jobs"]]
    data["market"], data["profile"] = poisoned(data["market"]), poisoned(data["profile"])
    details = [poisoned(detail) for detail in details]
    for number, address in enumerate(
        ("javascript:window.hacked=1", "data:text/html,<script>1</script>", "JavaScript://x")
    ):
        data["jobs"][number][19], details[number]["other_urls"] = address, [address]
    file = tmp_path / "report.html"
    parts = [details[at : at + 40] for at in range(0, len(details), 40)]
    file.write_text(render({"page": data, "details": parts}), encoding="utf-8")
    page = open_report(file=file)
    assert pieces[0] in page.locator("#rows td.job").all_inner_texts()[0]
    walk(page, [job[0] for job in data["jobs"][:12]])


def test_the_page_refuses_a_script_that_is_not_its_own(browser: Any, report: Path) -> None:
    page = browser.new_page()  # not the one of `open_report`, in which a refusal is a fault
    page.goto(report.as_uri())
    page.evaluate("document.body.append(Object.assign(document.createElement('div'), {id: 'here'}))")
    with pytest.raises(Exception, match="TrustedHTML"):
        page.evaluate("document.getElementById('here').innerHTML = '<img src=x onerror=window.hacked=1>'")
    page.evaluate("document.getElementById('here').setAttribute('style', 'color: red')")
    assert page.evaluate("getComputedStyle(document.getElementById('here')).color") != "rgb(255, 0, 0)"
    page.close()
