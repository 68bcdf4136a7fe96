"""Saved web pages: JobPosting in data of every shape, and where there is none, the posting's own part of the page."""

from __future__ import annotations

import html
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from features.markup import to_plain_text
from flows.sources import Listing, UnreadableInput, open_source, read_listings
from tests.features.annotated import cpu_seconds

TEXT = (
    "<p>You will plan every shoot.</p><ul><li>Book crews</li><li>Three years of "
    "experience</li></ul><p>Apply with a reel.</p>"
)
JOB: dict[str, Any] = {
    "@context": "https://schema.org",
    "@type": "JobPosting",
    "title": "Producer &amp; Editor",
    "description": TEXT,
    "datePosted": "2031-05-03T10:00:00Z",
    "identifier": {"@type": "PropertyValue", "name": "Aba", "value": "J-7"},
    "hiringOrganization": {"@type": "Organization", "name": "Aba", "sameAs": "https://aba.example.com"},
    "jobLocation": [
        {
            "@type": "Place",
            "address": {"addressLocality": "Leeds", "addressRegion": "", "addressCountry": {"name": "UK"}},
        },
        {"@type": "Place", "address": "York, UK"},
    ],
    "jobLocationType": "TELECOMMUTE",
    "baseSalary": {"currency": "GBP", "value": {"minValue": 40000, "maxValue": 50000.0, "unitText": "YEAR"}},
    "url": "https://aba.example.com/jobs/7",
}


def page(tmp_path: Path, body: str, head: str = "") -> Path:
    path = tmp_path / "saved.txt"
    path.write_text(f"<!DOCTYPE html>\n<html><head>{head}</head><body>{body}</body></html>", encoding="utf-8")
    return path


def data(value: Any, script: str | None = None) -> str:
    return f'<script type="application/ld+json">{json.dumps(value) if script is None else script}</script>'


def listings(path: Path) -> list[Listing]:
    assert open_source(path).name == "web page"
    found = list(read_listings([path]))
    assert [item.source_row for item in found] == list(range(1, len(found) + 1))
    return [item for item in found if isinstance(item, Listing)]


SHAPES: dict[str, str] = {
    "object": data(JOB),
    "list": data([{"@type": "WebSite"}, JOB]),
    "graph": data({"@context": "https://schema.org", "@graph": [{"@type": "WebPage"}, JOB]}),
    "item list": data({"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "item": JOB}]}),
    "main entity": data({"@type": "WebPage", "mainEntity": JOB}),
    "two types": data(JOB | {"@type": ["Thing", "https://schema.org/JobPosting"]}),
    "in a comment": data(JOB, f"<!-- {json.dumps(JOB)} -->"),
    "in CDATA": data(JOB, f"//<![CDATA[\n{json.dumps(JOB)}\n//]]>"),
    "trailing comma": data(JOB, json.dumps(JOB)[:-1] + ",\n}"),
    "line breaks in texts": data(JOB, json.dumps(JOB).replace("every shoot", "every\nshoot")),
    "escaped once": data(JOB | {"description": html.escape(TEXT)}),
    "escaped twice": data(JOB | {"description": html.escape(html.escape(TEXT))}),
    "beside broken data": data(None, "{broken") + data(JOB),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_a_job_posting_in_data_of_any_shape(tmp_path: Path, shape: str) -> None:
    (found,) = listings(page(tmp_path, "<nav>Home</nav><p>Nothing</p>", SHAPES[shape]))
    assert (found.company, found.location, found.source_id) == ("Aba", "Leeds, UK; York, UK", "J-7")
    assert (found.date_posted, found.is_remote, found.job_url) == ("2031-05-03", True, "https://aba.example.com/jobs/7")
    assert (found.salary_min, found.salary_max, found.salary_currency, found.salary_interval) == (
        40000,
        50000,
        "GBP",
        "yearly",
    )
    assert to_plain_text(found.description).split("\n") == [
        "You will plan every shoot.",
        "- Book crews",
        "- Three years of experience",
        "Apply with a reel.",
    ]


def test_sections_of_their_own_follow_the_description_once(tmp_path: Path) -> None:
    job = JOB | {
        "responsibilities": ["Run shoots", "Brief crews"],
        "qualifications": "<ul><li>A degree</li></ul>",
        "experienceRequirements": "<ul><li>A degree</li></ul>",
        "skills": "",
    }
    (found,) = listings(page(tmp_path, "", data(job)))
    text = to_plain_text(found.description)
    assert "## Responsibilities\n- Run shoots\n- Brief crews\n## Qualifications\n- A degree" in text
    assert text.count("A degree") == 1


def test_several_jobs_in_data_are_several_listings(tmp_path: Path) -> None:
    found = listings(
        page(tmp_path, "", data([JOB | {"title": "A"}, JOB | {"title": "B"}]) + data(JOB | {"title": "C"}))
    )
    assert [item.title for item in found] == ["A", "B", "C"]


def test_a_teaser_in_data_gives_way_to_the_page(tmp_path: Path) -> None:
    (found,) = listings(
        page(tmp_path, f"<nav>Home</nav><h1>Producer</h1>{TEXT * 3}", data(JOB | {"description": "We plan shoots."}))
    )
    assert "Book crews" in found.description
    assert found.company == "Aba"


def test_microdata(tmp_path: Path) -> None:
    body = (
        '<div itemscope itemtype="http://schema.org/JobPosting"><h1 itemprop="title">Producer</h1>'
        '<span itemprop="hiringOrganization" itemscope><span itemprop="name">Aba</span></span>'
        '<div itemprop="jobLocation" itemscope><meta itemprop="addressLocality" content="Leeds">'
        '<span itemprop="addressCountry">UK</span></div><time itemprop="datePosted" datetime="2031-05-03">today</time>'
        f'<div itemprop="description">{TEXT}</div></div>'
    )
    (found,) = listings(page(tmp_path, body))
    assert (found.title, found.company, found.location, found.date_posted) == (
        "Producer",
        "Aba",
        "Leeds, UK",
        "2031-05-03",
    )
    assert "<li>Book crews</li>" in found.description


@pytest.mark.parametrize(
    "head",
    [
        '<link rel="canonical" href="https://aba.example.com/jobs/7">',
        '<meta property="og:url" content="https://aba.example.com/jobs/7">',
        "<!-- saved from url=(0030)https://aba.example.com/jobs/7 -->",
    ],
)
def test_the_address_a_page_was_saved_from(tmp_path: Path, head: str) -> None:
    (found,) = listings(page(tmp_path, f"<h1>Producer</h1>{TEXT * 2}", head))
    assert found.job_url == "https://aba.example.com/jobs/7"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("<h1>About us</h1><p>We bake bread.</p>", "shows no job posting"),
        ("<nav>Home</nav>", "shows no job posting"),
        (data(None, '{"@type": "JobPosting", "title": broken'), "data speak of a job posting but are broken"),
    ],
)
def test_a_page_without_a_posting_says_why(tmp_path: Path, body: str, words: str) -> None:
    path = page(tmp_path, body)
    with pytest.raises(UnreadableInput, match=words):
        read_listings([path])


def test_a_page_saved_with_its_pictures_inside(tmp_path: Path) -> None:
    picture = f'<img src="data:image/png;base64,{"A" * 3_000_000}">'
    (found,) = listings(page(tmp_path, f"{picture}<h1>Producer</h1>{TEXT * 2}{picture}"))
    assert (found.title, len(found.description) < 1_000) == ("Producer", True)


@pytest.mark.parametrize("body", ["<div>" * 5_000 + TEXT, "<ul><li>" * 30_000, "<b>" * 9_000 + TEXT * 3])
def test_a_hostile_page_is_refused_or_read_at_once(tmp_path: Path, body: str) -> None:
    with pytest.raises(UnreadableInput, match="levels deep"):
        read_listings([page(tmp_path, body)])


@pytest.mark.parametrize(
    "text",
    [
        '<script type="application/ld+json">' * 30_000,
        "<!--" * 200_000,
        "<?php " * 200_000,
        "<link rel=" * 100_000,
        "{% " * 300_000,
        "<span>Apply now</span>" * 20_000,
    ],
)
def test_a_page_of_a_million_characters_costs_little(tmp_path: Path, text: str) -> None:
    path = page(tmp_path, text)

    def look() -> None:
        with pytest.raises(UnreadableInput):
            read_listings([path])

    assert cpu_seconds(look) < 3


PIECES = st.lists(
    st.sampled_from(
        [
            "<h1>Producer</h1>",
            "<h2>Your duties</h2>",
            "<h3>Editor</h3>",
            TEXT,
            "<nav>",
            "</nav>",
            "<form>",
            "<footer>x</footer>",
            "<?php ",
            "?>",
            "{{ x }}",
            "{% y %}",
            "<div class='related'>",
            "</div>",
            "<header>",
            data(JOB),
            data(None, "{"),
            "&lt;p&gt;",
            "\0",
            "<!-- ",
            "-->",
            "<ul><li><a href='/'>Home</a></li></ul>",
            "<main>",
            "<p>Location: Leeds</p>",
            "<svg><title>x</title></svg>",
            "<table><tr><td>",
        ]
    )
    | st.text(max_size=10),
    max_size=12,
)


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(PIECES)
def test_any_page_is_listings_or_refused(tmp_path: Path, pieces: list[str]) -> None:
    path = tmp_path / "page"
    path.write_text("<html>" + "".join(pieces), encoding="utf-8")
    try:
        found = list(read_listings([path]))
    except UnreadableInput as error:
        assert "\n" not in error.detail
        return
    assert [item.source_row for item in found] == list(range(1, len(found) + 1))
    assert all(isinstance(item, Listing) for item in found)
