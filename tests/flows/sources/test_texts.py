"""Plain text and Markdown: a posting a file, a reader's output, a dump of many; and texts that are none."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flows.sources import Listing, Rejection, UnreadableInput, open_source, read_listings

BODY = (
    "You will plan every shoot, book the crews and tell the client how it "
    "goes.\n\nRequirements:\n- Three years of experience\n"
    "- A portfolio that you can show\n\nApply by e-mail with your resume.\n"
)


def saved(folder: Path, text: str) -> Path:
    path = folder / "ad"
    path.write_text(text, encoding="utf-8")
    return path


def single(path: Path) -> Listing:
    assert open_source(path).name == "text"
    (found,) = read_listings([path])
    assert isinstance(found, Listing)
    return found


@pytest.mark.parametrize(
    "top",
    [
        "Senior Producer\n\n",
        "# Senior Producer\n",
        "Senior Producer\n===============\n\n",
        "**Senior Producer**\n\n",
        "Title: Senior Producer\n\n",
        "Job Title: Senior Producer | Careers | Aba\n\n",
    ],
)
def test_the_title_is_the_first_line_and_not_the_text(tmp_path: Path, top: str) -> None:
    found = single(saved(tmp_path, top + BODY))
    assert found.title == "Senior Producer"
    assert found.description.strip() == BODY.strip()


def test_a_text_may_have_no_title(tmp_path: Path) -> None:
    found = single(saved(tmp_path, BODY))
    assert (found.title, found.description.strip()) == ("", BODY.strip())


def test_fields_on_top(tmp_path: Path) -> None:
    found = single(
        saved(tmp_path, f"Job Title: Producer\nCompany: Aba\nLocation: Leeds\nURL: https://aba.example.com/7\n\n{BODY}")
    )
    assert (found.title, found.company, found.location, found.job_url) == (
        "Producer",
        "Aba",
        "Leeds",
        "https://aba.example.com/7",
    )
    assert found.description.strip() == BODY.strip()


def test_menus_and_buttons_of_a_reader_go(tmp_path: Path) -> None:
    menu = "[Skip](#a)\n* [Home](/) | [Jobs](/jobs)\n![x](y.png)\n"
    text = (
        f"Title: Producer - Aba\nMarkdown Content:\n{menu}## Producer\n{BODY}\n[Apply now](https://aba.example.com)\n"
    )
    found = single(saved(tmp_path, text))
    assert (found.title, found.description.strip()) == ("Producer", BODY.strip())


def block(number: int, *, title: str = "Producer") -> str:
    return f"TITLE: {title}\nURL: https://aba.example.com/{number}\nSTATE: odd\nDESC: Run shoot {number}.\nDaily.\n"


@pytest.mark.parametrize("rule", ["=== {} ===", "----------", "########## {} ##########", "**********"])
def test_a_dump_is_as_many_listings_as_it_has_blocks(tmp_path: Path, rule: str) -> None:
    text = "Scraped today\n" + "".join(f"{rule.format(n)}\n{block(n)}\n" for n in range(5))
    found = list(read_listings([saved(tmp_path, text)]))
    assert [(item.source_row, item.description) for item in found if isinstance(item, Listing)] == [
        (n + 1, f"Run shoot {n}.\nDaily.") for n in range(5)
    ]


def test_a_block_without_anything_is_a_row_of_rejected(tmp_path: Path) -> None:
    text = "".join(f"=== {n} ===\n{part}\n" for n, part in enumerate([block(0), "STATE: odd\nURL:\nTITLE:", block(2)]))
    found = list(read_listings([saved(tmp_path, text)]))
    assert [(item.source_row, isinstance(item, Rejection)) for item in found] == [(1, False), (2, True), (3, False)]


def test_rules_between_the_sections_of_one_posting_do_not_cut_it(tmp_path: Path) -> None:
    found = single(saved(tmp_path, f"Producer\n----------\n{BODY}----------\nBenefits\nFree lunch\n----------\n"))
    assert found.title == "Producer"
    assert "Free lunch" in found.description


@pytest.mark.parametrize(
    "text",
    [
        "# Notes\n\nBuy flour and water.\n",
        "MIT License\n\nPermission is hereby granted, free of charge, to any person "
        "obtaining a copy of this software.\n" * 3,
        f"# tool\n\n```sh\nmake test\n```\n{BODY}\n```sh\nmake rank\n```\n",
        "import os\nfor x in range(3):\n    pass\n" * 20,
    ],
)
def test_other_texts_are_not_recognised(tmp_path: Path, text: str) -> None:
    with pytest.raises(UnreadableInput) as caught:
        read_listings([saved(tmp_path, text)])
    assert caught.value.reason == "not-recognised"


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.sampled_from(
            [
                "=== 1 ===\n",
                "-----\n",
                "TITLE: A\n",
                "DESC: b\n",
                "Title:\n",
                "# X\n",
                "[a](b)\n",
                "`c`\n",
                BODY,
                "Apply now\n",
                "\n\n",
            ]
        )
        | st.text(max_size=8),
        max_size=14,
    )
)
def test_any_text_is_listings_or_refused(tmp_path: Path, pieces: list[str]) -> None:
    try:
        found = list(read_listings([saved(tmp_path, "".join(pieces))]))
    except UnreadableInput as error:
        assert "\n" not in error.detail
        return
    assert found
    assert [item.source_row for item in found] == list(range(1, len(found) + 1))
