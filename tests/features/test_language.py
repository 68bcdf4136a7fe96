"""The language of a posting: English at once, others by name, too little text by none."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from features.language import is_readable, language_name, language_of
from features.markup import to_plain_text

TEXTS = {
    "en": "You will look after three clients, brief the studio and keep an eye on the budget of each project.",
    "de": (
        "Sie betreuen unsere Kunden, briefen das Studio und behalten die Budgets "
        "der Projekte im Blick. Bewerben Sie sich bei uns."
    ),
    "fr": (
        "Vous suivez nos clients, préparez les briefs de l'équipe de création et "
        "gérez le budget de chaque projet de l'agence."
    ),
    "es": (
        "Usted atiende a nuestros clientes, prepara los encargos del equipo "
        "creativo y cuida el presupuesto de cada proyecto."
    ),
    "pt": (
        "Você atende os nossos clientes, prepara as tarefas da equipe de criação e "
        "cuida do orçamento de cada projeto da agência."
    ),
    "nl": (
        "Je begeleidt onze klanten, brieft de studio en houdt het budget van elk "
        "project in de gaten, samen met het hele team."
    ),
    "sv": (
        "Du tar hand om våra kunder, förbereder uppdragen för studion och håller "
        "ordning på budgeten för varje projekt hos oss."
    ),
    "ru": (
        "Вы ведёте наших клиентов, готовите задания для студии и следите за "
        "бюджетом каждого проекта вместе с командой агентства и с нами."
    ),
    "zh": "您将负责维护我们的客户关系，向设计团队提供简报，并与整个团队一起关注每个项目的预算和时间安排。",
}


@pytest.mark.parametrize("code", TEXTS)
def test_each_language_is_told(code: str) -> None:
    assert language_of(TEXTS[code] * 3) == code
    assert is_readable(code) == (code == "en")
    assert "(" not in language_name(code)


def test_a_text_half_in_english_can_be_read() -> None:
    assert language_of(TEXTS["fr"] * 10 + TEXTS["en"] * 10) == "en"
    assert language_of(TEXTS["fr"] * 20 + "Apply now.") == "fr"


@pytest.mark.parametrize("text", ["", "Producer", "Leeds, 50 %, m/w/d", "1 2 3 4 5 " * 20, "- - -\n" * 30])
def test_too_little_text_is_in_no_language_and_nothing_speaks_against_it(text: str) -> None:
    assert language_of(text) == ""
    assert is_readable("")


def test_lists_of_tools_and_titles_in_english() -> None:
    text = "Job description for the team: JavaScript, TypeScript, React, AWS and Kubernetes. 5+ years with the shell. "
    assert language_of(text * 2) == "en"


@given(st.text(max_size=200))
def test_any_text_has_a_language_or_none(text: str) -> None:
    assert len(language_of(text)) <= 3


@pytest.mark.real
def test_real_rows_of_a_german_board(shared: Path) -> None:
    with (shared / "real" / "raw_samples" / "05_german_google_jobs.csv").open(encoding="utf-8", newline="") as file:
        codes = [language_of(to_plain_text(row["content"])) for row in csv.DictReader(file)]
    # Read by eye: more than a third of the board's postings are in English.
    assert (codes.count("de"), codes.count("en"), codes.count("fr")) == (63, 36, 1)
