"""The model card is what its figures make of it, and its figures are there."""

from __future__ import annotations

import json
from typing import Any

import pytest

from benchmarks.card_figures import TITLES
from benchmarks.model_card import CARD, FIGURES, card, plain_title


@pytest.fixture(scope="module")
def figures() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(FIGURES.read_text(encoding="utf-8"))
    return found


def test_the_card_is_up_to_date_with_its_figures(figures: dict[str, Any]) -> None:
    assert CARD.read_text(encoding="utf-8") == card(figures), "run `make model-card ARGS=--write-only`"


def test_the_card_has_the_headings_of_a_model_card() -> None:
    headings = [line for line in CARD.read_text(encoding="utf-8").splitlines() if line.startswith("## ")]
    assert headings == [
        f"## {name}"
        for name in (
            "Model details", "Intended use", "Factors", "Metrics", "Training data", "Evaluation data",
            "Quantitative analyses", "Ethical considerations", "Caveats and recommendations", "How to retrain",
        )
    ]  # fmt: skip


def test_the_parts_of_the_figures_agree_with_each_other(figures: dict[str, Any]) -> None:
    assert figures["cross_validation"]["postings"] == figures["corpus"]["postings"]
    assert sum(file["postings"] for file in figures["corpus"]["files"]) == figures["corpus"]["postings"]
    real = figures["real"]
    confusion = real["confusion"]
    wrong = sum(map(sum, confusion)) - sum(confusion[i][i] for i in range(4))
    silent = real["postings"] - sum(map(sum, confusion))
    assert sum(kind["count"] for kind in real["kinds"]) == wrong + silent
    for dimension in {group["dimension"] for group in real["groups"]}:
        assert sum(g["postings"] for g in real["groups"] if g["dimension"] == dimension) == real["postings"]


def test_only_titles_are_quoted(figures: dict[str, Any]) -> None:
    titles = [title for kind in figures["real"]["kinds"] for title in kind["titles"]]
    assert titles
    assert all(len(title) <= 70 and "\n" not in title for title in titles)
    assert all(len(kind["titles"]) <= TITLES for kind in figures["real"]["kinds"])


def test_a_card_without_the_real_set_can_be_written(figures: dict[str, Any]) -> None:
    text = card(figures | {"real": None})
    assert "cross-validation" in text
    assert "real |" not in text


def test_a_scraped_title_cannot_shape_the_card(figures: dict[str, Any]) -> None:
    hostile = "A | B ](http://x) <script> `x` **b** {{ 1 + 1 }}\n# Heading"
    kind = figures["real"]["kinds"][0] | {"titles": [hostile]}
    text = card(figures | {"real": figures["real"] | {"kinds": [kind]}})
    assert "“A / B (http://x) script x b {{ 1 + 1 }} # Heading”" in text
    assert plain_title(hostile) in text
