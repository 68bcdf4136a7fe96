"""Addresses without tracking: what identifies the job stays, letter by letter."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from features.urls import without_tracking

CASES = {
    "https://aba.example.com/7?utm_source=x&utm_medium=y": "https://aba.example.com/7",
    "https://aba.example.com/7?UTM_Source=x&id=7&gclid=z": "https://aba.example.com/7?id=7",
    "https://boards.example.com/aba/jobs/42?gh_jid=42&gh_src=mail": "https://boards.example.com/aba/jobs/42?gh_jid=42",
    "https://www.indeed.com/viewjob?jk=a1&from=serp&vjs=3": "https://www.indeed.com/viewjob?jk=a1",
    "https://uk.indeed.com/viewjob?jk=a1&tk=1": "https://uk.indeed.com/viewjob?jk=a1",
    "https://www.linkedin.com/jobs/view/41?position=3&pageNum=0&refId=x&trackingId=y": "https://www.linkedin.com/jobs/view/41",
    "https://www.linkedin.com/jobs/search?currentJobId=41&trk=x": "https://www.linkedin.com/jobs/search?currentJobId=41",
    "https://www.glassdoor.co.uk/job.htm?jl=9&ao=1&src=GD": "https://www.glassdoor.co.uk/job.htm?jl=9",
    "https://jobs.example.com/apply?from=7&src=JB-1": "https://jobs.example.com/apply?from=7&src=JB-1",
    "https://jobs.example.com/a?lever-source%5B%5D=x&b=%20c": "https://jobs.example.com/a?b=%20c",
    "https://jobs.example.com/a?x=1&amp;utm_source=y&amp;z=2": "https://jobs.example.com/a?x=1&z=2",
    "https://jobs.example.com/#/job/12?utm_source=x": "https://jobs.example.com/#/job/12?utm_source=x",
    "https://jobs.example.com/7#utm_source=x": "https://jobs.example.com/7",
    "https://jobs.example.com/?": "https://jobs.example.com/",
    "jobs.example.com/7?utm_source=x": "jobs.example.com/7?utm_source=x",
    "mailto:a@example.com?subject=x&utm_source=y": "mailto:a@example.com?subject=x&utm_source=y",
    "": "",
}


@pytest.mark.parametrize("url", CASES)
def test_tracking_goes_and_the_job_stays(url: str) -> None:
    assert without_tracking(url) == CASES[url]


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["utm_source", "gclid", "fbclid", "mc_cid", "id", "jk", "gh_jid", "ref", "src", "q"]),
            st.text("ab1%=", max_size=4),
        ),
        max_size=6,
    )
)
def test_what_is_left_is_there_in_its_order(parameters: list[tuple[str, str]]) -> None:
    url = "https://jobs.example.com/x?" + "&".join(f"{name}={value}" for name, value in parameters)
    kept = [f"{name}={value}" for name, value in parameters if name in ("id", "jk", "gh_jid", "ref", "src", "q")]
    assert urlsplit(without_tracking(url)).query == "&".join(kept)
    assert without_tracking(without_tracking(url)) == without_tracking(url)


@given(st.text(max_size=60) | st.text(max_size=40).map(lambda rest: f"https://x.example/{rest}"))
def test_any_text_is_an_address_or_left_alone(text: str) -> None:
    once = without_tracking(text)
    assert without_tracking(once) == once
