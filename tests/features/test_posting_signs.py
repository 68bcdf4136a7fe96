"""What reads like a posting and what does not, and the words of a page that belong to none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from features.markup import to_plain_text
from features.posting_signs import is_board, is_button, is_general, reads_like_posting
from tests.features.annotated import cpu_seconds

ROOT = Path(__file__).resolve().parents[2]


def test_every_written_posting_reads_like_one() -> None:
    lines = (ROOT / "data" / "labeled" / "postings.jsonl").read_text(encoding="utf-8").splitlines()
    texts = [to_plain_text(json.loads(line)["description"]) for line in lines[::5]]
    long = [text for text in texts if len(text.split()) >= 120]
    assert len(long) > 50
    assert sum(map(reads_like_posting, long)) >= 0.95 * len(long)


@pytest.mark.parametrize(
    "name",
    ["docs/architecture.md", "docs/benchmarks.md", "README.md", "LICENSE", "pyproject.toml", "requirements.lock"],
)
def test_documents_of_a_project_do_not(name: str) -> None:
    assert not reads_like_posting(to_plain_text((ROOT / name).read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    "text",
    [
        "Wir suchen eine Projektleitung. Deine Aufgaben: Du übernimmst Budgets und "
        "Zeitpläne. Dein Profil: Berufserfahrung in einer Agentur. "
        "Wir bieten: unbefristet, Vollzeit. Bewirb dich mit deinen Unterlagen bei uns, wir freuen uns auf dich.",
        "Nous recherchons un chef de projet. Vos missions : suivre les clients et "
        "les budgets. Profil recherché : expérience en agence. "
        "CDI, salaire selon profil. Envoyez votre candidature avec votre portfolio à notre équipe.",
    ],
)
def test_other_languages_do_too(text: str) -> None:
    assert reads_like_posting(text)


def test_buttons_general_titles_and_boards() -> None:
    assert is_button("APPLY NOW!") and is_button(" Copy to clipboard ") and not is_button("Apply what you know")
    assert is_general("We’re hiring!") and is_general("Careers") and not is_general("Careers Adviser")
    assert is_board("LinkedIn") and is_board("Indeed.com") and not is_board("Aba")


@given(st.text(max_size=300))
def test_any_text_is_judged(text: str) -> None:
    assert reads_like_posting(text) in (True, False)
    assert is_button(text) in (True, False)


def test_a_long_hostile_text_costs_little() -> None:
    assert cpu_seconds(lambda: reads_like_posting("years experience looking for strong " * 50_000)) < 1
    assert cpu_seconds(lambda: reads_like_posting("strong " + "a" * 200_000 + " skills")) < 1
