"""A report of the sample listings and of hostile ones, made without Prefect, in the Chromium that is installed."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from flows.batches import Workplace, extract_batch, score_batch
from flows.champion import champion_manifest, read_profile
from flows.ingest import ingest
from flows.profile_key import profile_key
from flows.publish import publish
from flows.report_command import report_of
from flows.runs import Asked, begin
from flows.same_jobs import run_same_jobs
from flows.settings import Settings
from flows.sources import ReadOptions, read_listings
from flows.store import Store
from tests.once import made_once

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "chrome")

#: Text that tries to run, each piece setting a mark that the tests look for.
RUN = "window.hacked=1"
PIECES = (
    f"<script>{RUN}</script>", f"<img src=x onerror={RUN}>", f"</script><script>{RUN}</script>", f"<svg onload={RUN}>",
    f"--><iframe srcdoc='<script>parent.{RUN}</script>'></iframe>",
    f'" onmouseover="{RUN}', f"${{{RUN}}}", f"{{{{{RUN}}}}}",
    '=HYPERLINK("http://example.com","x")', "\u202egnp.exe\u2066", f"<a href=javascript:{RUN}>x</a>",
    "<style>*{display:none}</style>",
)  # fmt: skip
ADDRESSES = (
    f"javascript:{RUN}", f"JAVASCRIPT:{RUN}//https://", f"data:text/html,<script>{RUN}</script>", "file:///etc/passwd",
    "vbscript:x", 'https://example.com/"onclick="x', "//example.com",
)  # fmt: skip
DUTIES = (
    "Manage client relationships and present campaign results {}", "Build timelines backward from the launch {}",
    "Write change requests when the scope of work moves {}", "Run revision rounds with designers {}",
)  # fmt: skip


def hostile() -> list[dict[str, str]]:
    """Postings of the field whose every column attacks."""
    return [
        {
            "id": f"h{number} {piece}", "title": f"Account Manager {piece}",
            "company": f"Aba {chr(65 + number) * 4} {piece}",
            "location": f"Leeds {piece}", "job_url": ADDRESSES[number % len(ADDRESSES)],
            "date_posted": piece[:10],
            "description": "Responsibilities\n" + "\n".join(f"- {d.format(piece)}" for d in DUTIES),
        }
        for number, piece in enumerate(PIECES)
    ]  # fmt: skip


@pytest.fixture(scope="session")
def pieces() -> tuple[str, ...]:
    """What each of the hostile postings attacks with; their companies are all called Aba."""
    return PIECES


@pytest.fixture(scope="session")
def report(trained_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report's file; beside it lies ``ranked.csv``."""
    return made_once(tmp_path_factory, "browser", lambda folder: _report(trained_home, folder)) / "out" / "report.html"


def _report(trained_home: Path, folder: Path) -> None:
    settings, out = Settings(home=Path(shutil.copytree(trained_home, folder / "home"))), folder / "out"
    profile = read_profile(settings, "account_manager")
    manifest = champion_manifest(settings)
    assert manifest is not None
    rows = hostile()
    with (folder / "hostile.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    store = Store(settings.store)
    place = Workplace(settings.store, settings.registry, manifest.version, manifest.extractor)
    files = [ROOT / "data" / "raw" / "sample_listings.csv", folder / "hostile.csv"]
    key = profile_key(profile)
    asked = Asked(
        inputs=(), folder="", files="", out=str(out), profile=profile.name, profile_key=key, profile_file=profile.name,
        model=manifest.version,
    )  # fmt: skip
    run = begin(store, asked, datetime(2026, 11, 25, tzinfo=UTC))
    read = ingest(read_listings(files, ReadOptions()), store, run.name)
    run = replace(run, listings=read.listings, counts={"rows": read.rows, "rejected": read.rejected})
    for batch in read.batches:
        extract_batch(place, batch)
        score_batch(place, batch, profile, key)
    same = run_same_jobs(place, run, read.batches)
    publish(store, place, run, read.batches, same, dict, lambda ranked: report_of(place, ranked, read.batches, profile))


@pytest.fixture
def blocks(report: Path) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The data of the report's table and the details of each job, read back."""
    found = re.findall(r'<script type="application/json"[^>]*>(.*?)</script>', report.read_text(encoding="utf-8"))
    data, *parts = map(json.loads, found)
    return data, [detail for part in parts for detail in part]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium without a window."""
    playwright = pytest.importorskip(
        "playwright.sync_api", reason="no browser tests: the package playwright is missing"
    )
    path = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if path is None:
        pytest.skip(f"no browser tests: none of {', '.join(CHROMIUM)} is installed")
    with playwright.sync_playwright() as driver:
        # Root, as on a build server, has no sandbox to start Chromium in.
        browser = driver.chromium.launch(executable_path=path, args=["--no-sandbox"] if os.geteuid() == 0 else [])
        yield browser
        browser.close()


@pytest.fixture
def open_report(browser: Browser, report: Path) -> Iterator[Callable[..., Page]]:
    """Open the report, at an address within it, in a window of its own; what goes wrong there fails the test."""
    contexts, wrong = [], []

    def opened(at: str = "", file: Path = report, **settings: Any) -> Page:
        context = browser.new_context(**settings)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
        page.on("dialog", lambda dialog: wrong.append(dialog.message))
        page.on("request", lambda request: wrong.append(request.url) if "report.html" not in request.url else None)
        page.goto(file.as_uri() + at)
        page.wait_for_selector("#rows tr", state="attached")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert wrong == []


@pytest.fixture(scope="session")
def axe() -> str:
    """The text of axe-core, which checks a page for accessibility."""
    places = [os.environ.get("AXE_CORE", ""), ROOT / "node_modules" / "axe-core" / "axe.min.js"]
    found = next((Path(place) for place in places if place and Path(place).is_file()), None)
    if found is None:
        pytest.skip(
            "no accessibility check: axe-core is missing (npm install axe-core, or AXE_CORE=path/to/axe.min.js)"
        )
    return found.read_text(encoding="utf-8")
