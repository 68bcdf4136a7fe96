"""Pages with fields in front: YAML, TOML and JSON, good fences and bad, and what is no posting at all."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flows.sources import Listing, ReadOptions, Rejection, UnreadableInput, open_source, read_listings

BODY = "You will plan every shoot and book the crews.\n\n* Three years of experience\n* Apply with a reel\n"
YAML = "title: Producer\ncompany: Aba\nlocation: Leeds\ndate: 2031-05-03\nlink: https://aba.example.com/7\n"
TOML = (
    'title = "Producer"\ncompany = "Aba"\nlocation = "Leeds"\ndate = 2031-05-03\nlink = "https://aba.example.com/7"\n'
)
JSON = '{"title": "Producer", "company": {"name": "Aba"}, "location": ["Leeds"], "date": "2031-05-03", "link": "https://aba.example.com/7"}'


def saved(folder: Path, text: str) -> Path:
    path = folder / "page.dat"
    path.write_text(text, encoding="utf-8")
    return path


def single(path: Path, options: ReadOptions | None = None) -> Listing:
    assert open_source(path).name == "page with front matter"
    (found,) = read_listings([path], options)
    assert isinstance(found, Listing)
    return found


FENCES = {
    "YAML": f"---\n{YAML}---\n{BODY}",
    "YAML with a mark and blank lines": f"\ufeff\n\n---\n{YAML}---\n\n{BODY}",
    "Windows line ends": f"---\n{YAML}---\n{BODY}".replace("\n", "\r\n"),
    "blank behind the closing fence": f"---\n{YAML}--- \n{BODY}",
    "blank behind the opening fence": f"--- \n{YAML}---\n{BODY}",
    "a dash too many": f"---\n{YAML}----\n{BODY}",
    "a dash too few": f"---\n{YAML}--\n{BODY}",
    "a typographer's dash": f"---\n{YAML}—\n{BODY}",
    "dots": f"---\n{YAML}...\n{BODY}",
    "no closing fence": f"---\n{YAML}\n{BODY}",
    "TOML": f"+++\n{TOML}+++\n{BODY}",
    "TOML without a closing fence": f"+++\n{TOML}\n{BODY}",
    "JSON between fences": f"---\n{JSON}\n---\n{BODY}",
    "JSON between semicolons": f";;;\n{JSON}\n;;;\n{BODY}",
    "JSON alone": f"{JSON}\n\n{BODY}",
    "bad YAML": f"---\nnote: this: is: wrong\n{YAML}---\n{BODY}",
    "bad TOML": f"+++\nnote = {{\n{TOML}+++\n{BODY}",
    "tabs in YAML": f"---\n{YAML}tags:\n\t- a\n---\n{BODY}",
    "the title again": f"---\n{YAML}---\n# Producer\n{BODY}",
}


@pytest.mark.parametrize("fence", FENCES)
def test_fields_and_body_whatever_the_fence(tmp_path: Path, fence: str) -> None:
    found = single(saved(tmp_path, FENCES[fence]))
    assert (found.title, found.company, found.location) == ("Producer", "Aba", "Leeds")
    assert (found.date_posted, found.job_url) == ("2031-05-03", "https://aba.example.com/7")
    assert found.description.strip() == BODY.strip()


def test_html_below_and_template_code_between(tmp_path: Path) -> None:
    found = single(
        saved(tmp_path, f"---\n{YAML}---\n{{% include head.html %}}<p>Run shoots for {{{{ page.company }}}}</p>")
    )
    assert found.description == "<p>Run shoots for </p>"


def test_a_summary_in_the_fields_is_not_the_description(tmp_path: Path) -> None:
    assert (
        single(saved(tmp_path, f"---\n{YAML}description: A nice job\n---\n{BODY}")).description.strip() == BODY.strip()
    )


def test_the_text_may_stand_in_the_fields_with_sections(tmp_path: Path) -> None:
    found = single(
        saved(
            tmp_path,
            f"---\n{YAML}description: |\n  Run shoots.\nresponsibilities:\n  - Book crews\n  - Brief them\n---\n",
        )
    )
    assert found.description == "Run shoots.\n\n## Responsibilities\n- Book crews\n- Brief them"


def test_a_job_posting_of_schema_org_as_fields(tmp_path: Path) -> None:
    fields = (
        '{"@type": "JobPosting", "title": "Producer", "hiringOrganization": {"name": "Aba"}, "description": "Short."}'
    )
    found = single(saved(tmp_path, f"---\n{fields}\n---\n{BODY}"))
    assert (found.title, found.company, found.description.strip()) == ("Producer", "Aba", BODY.strip())


def test_the_users_mapping_wins(tmp_path: Path) -> None:
    found = single(saved(tmp_path, f"---\n{YAML}place: York\n---\n{BODY}"), ReadOptions({"location": "place"}))
    assert found.location == "York"


def test_an_address_without_a_site_is_none(tmp_path: Path) -> None:
    assert single(saved(tmp_path, f"---\n{YAML}---\n{BODY}".replace("https://aba.example.com", ""))).job_url == ""


@pytest.mark.parametrize(
    "text",
    [
        "---\ntitle: Notes on baking\ndate: 2031-05-03\n---\nFlour, water, salt. Knead and wait.\n",
        "---\nname: deploy\non: push\n---\n",
        '{"title": "A"}\n{"title": "B"}\n',
        "+++\n+++\n",
    ],
)
def test_other_pages_are_not_taken_for_postings(tmp_path: Path, text: str) -> None:
    path = saved(tmp_path, text)
    try:
        assert open_source(path).name != "page with front matter"
    except UnreadableInput as error:
        assert error.reason == "not-recognised"


def test_a_few_lines_that_would_be_gigabytes(tmp_path: Path) -> None:
    lines = "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12))
    found = single(saved(tmp_path, f"---\na0: &a0 x\n{lines}{YAML}---\n{BODY}"))
    assert found.title == "Producer"


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(["---\n", "+++\n", ";;;\n", "{", "--- x\n"]),
    st.lists(
        st.sampled_from(
            [
                "title: A\n",
                "company: B\n",
                "---\n",
                "+++\n",
                "- x\n",
                "  y: [\n",
                "&a *a\n",
                '"t": {"u": 1},',
                "}",
                BODY,
                "k = 1\n",
                "\t",
                "? :\n",
                "!!python/x y\n",
            ]
        )
        | st.text(max_size=8),
        max_size=10,
    ),
)
def test_any_front_matter_is_a_listing_or_refused(tmp_path: Path, fence: str, pieces: list[str]) -> None:
    try:
        found = list(read_listings([saved(tmp_path, fence + YAML + "".join(pieces))]))
    except UnreadableInput as error:
        assert "\n" not in error.detail
        return
    assert [item.source_row for item in found] == list(range(1, len(found) + 1))
    assert all(isinstance(item, Listing | Rejection) for item in found)
