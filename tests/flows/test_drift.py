"""Each run says what it looks like; the terminal speaks of it only when it matters."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from flows.runs import finished_runs
from flows.settings import Settings
from flows.store import Store
from flows.summary import terminal_summary


def test_a_run_draws_the_postings_that_it_ranked(sample_run: Any) -> None:
    drift = sample_run.outputs.summary["drift"]
    portrait, store = drift["portrait"], Store(Settings(home=sample_run.home).store)
    postings = {row["posting_id"] for row in store.read("jobs", finished_runs(store)[0].name).to_pylist()}
    assert portrait["postings"] == sum(portrait["lengths"]) == sum(portrait["decisions"]) == len(postings)
    assert sum(portrait["roles"]) == len(postings) - portrait["decisions"][2] == sum(portrait["fits"])
    assert portrait["foreign"] == 0
    assert 0.7 < portrait["known"] < 1
    assert sum(portrait["mix"]) > len(postings)
    assert finished_runs(store)[0].drift == drift


def test_the_history_shows_every_run(sample_run: Any, home: Path, rolefit: Callable[..., Any]) -> None:
    shown = rolefit(sample_run.home, "models", "drift").out
    assert finished_runs(Store(Settings(home=sample_run.home).store))[0].name in shown
    assert "No run has been measured yet" in rolefit(home, "models", "drift").out


def test_only_what_matters_is_told(sample_run: Any) -> None:
    foreign = {"said": "80% are not in English", "label": False}
    longer = {"said": "the texts are longer", "label": True}

    def told(*findings: dict[str, Any]) -> str:
        lines = terminal_summary({**sample_run.outputs.summary, "drift": {"findings": findings}})
        return "".join(line for line in lines if "unusual" in line)

    assert told() == ""
    assert (
        told(longer) == "These listings are unusual: the texts are longer; label 20 of them with `rolefit label next`"
    )
    assert told(foreign, longer) == "These listings are unusual: 80% are not in English, the texts are longer"


def test_listings_in_another_language_are_noticed(
    sample_home: Path, tmp_path: Path, rolefit: Callable[..., Any], rank: Callable[..., Any], write_listings: Any
) -> None:
    out = rank(sample_home, tmp_path / "out", write_listings(tmp_path / "de.csv", german(range(40))))
    measures = [finding["measure"] for finding in out.summary["drift"]["findings"]]
    assert {"foreign", "inside"} <= set(measures)
    assert "foreign" in rolefit(sample_home, "models", "drift").out


def test_two_searches_are_not_compared(
    sample_home: Path, tmp_path: Path, rank: Callable[..., Any], write_listings: Any
) -> None:
    """Nurses after the samples are another search, not another market; the same folder or the same file is one."""

    def compared(out: str, file: str, numbers: range) -> str:
        written = write_listings(tmp_path / file, german(numbers))
        name: str = rank(sample_home, tmp_path / out, written).summary["drift"]["compared_with"]
        return name

    assert finished_runs(Store(Settings(home=sample_home).store))
    assert compared("out", "de.csv", range(40)) == ""
    first = finished_runs(Store(Settings(home=sample_home).store))[-1].name
    assert compared("out", "other.csv", range(1, 41)) == first
    second = finished_runs(Store(Settings(home=sample_home).store))[-1].name
    assert compared("elsewhere", "other.csv", range(2, 42)) == second


def german(numbers: range) -> list[dict[str, str]]:
    """Write listings that are not in English."""
    text = (
        "Wir suchen für unser Haus {n} eine Pflegekraft, die gerne mit Menschen arbeitet. Du pflegst unsere Bewohner,"
        " sprichst mit ihren Angehörigen und schreibst alles auf. Wir bieten dir einen unbefristeten Vertrag"
        " und dreißig Tage Urlaub im Jahr."
    )
    return [
        {"title": "Pflegekraft", "company": f"Haus {n}", "location": "Ulm", "description": text.format(n=n)}
        for n in numbers
    ]
