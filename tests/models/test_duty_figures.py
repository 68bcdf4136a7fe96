"""Figures of duties: the same as the benchmark script's and as a plain recount's, by words and not by lines."""

from __future__ import annotations

import re
from types import ModuleType

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from features.taxonomy import competencies
from models.duty_figures import NamedDuty, count_duties, duty_figures, trigrams

CODES = list(competencies())[:4]
WORDS = ["manage", "client", "budgets", "and", "plans", "weekly", "&", "**"]
Postings = list[list[NamedDuty]]

duty = st.builds(
    NamedDuty,
    st.lists(st.sampled_from(WORDS), min_size=0, max_size=7).map(" ".join),
    st.sets(st.sampled_from(CODES), max_size=3).map(lambda codes: tuple(sorted(codes))),
)
posting = st.lists(duty, max_size=5)
pairs = st.lists(st.tuples(posting, posting), min_size=1, max_size=5)


def recounted(labelled: Postings, extracted: Postings) -> list[float]:
    """The same figures written out plainly, as the definition reads."""
    lines = found = said = right = named = hits = asked = 0

    def runs(text: str) -> set[tuple[str, ...]]:
        words = re.findall("[a-z0-9]+", text.lower())
        return {tuple(words[i : i + 3]) for i in range(len(words) - 2)} or {tuple(words)}

    for want, have in zip(labelled, extracted, strict=True):
        wanted = {run for duty in want for run in runs(duty.text)}
        covered = {run for duty in have for run in runs(duty.text)}
        lines, said = lines + len(want), said + len(have)
        found += sum(len(runs(d.text) & covered) >= 0.6 * len(runs(d.text)) for d in want)
        right += sum(len(runs(d.text) & wanted) >= 0.6 * len(runs(d.text)) for d in have)
        for duty in want:
            guesses: set[str] = set()
            for other in have:
                shorter = min(len(runs(duty.text)), len(runs(other.text)))
                if len(runs(duty.text) & runs(other.text)) >= 0.5 * shorter:
                    guesses |= set(other.competencies)
            named, hits = named + len(guesses), hits + len(guesses & set(duty.competencies))
            asked += len(duty.competencies)
    precision, recall = right / max(said, 1), found / max(lines, 1)
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return [lines, said, precision, recall, f1, 2 * hits / max(named + asked, 1)]


def measured(labelled: Postings, extracted: Postings) -> list[float]:
    found = duty_figures(count_duties(labelled, extracted))
    values = [figure.value for figure in (found.precision, found.recall, found.f1, found.competency_f1)]
    assert all(value is not None for value in values)
    return [found.labelled, found.extracted, *(value or 0.0 for value in values)]


@given(pairs)
def test_figures_are_those_of_a_plain_recount(pairs: list[tuple[list[NamedDuty], list[NamedDuty]]]) -> None:
    labelled, extracted = [want for want, _ in pairs], [have for _, have in pairs]
    assert measured(labelled, extracted) == pytest.approx(recounted(labelled, extracted))


@pytest.mark.real
@settings(max_examples=40)
@given(pairs)
def test_figures_are_those_of_the_benchmark_script(
    script: ModuleType, pairs: list[tuple[list[NamedDuty], list[NamedDuty]]]
) -> None:
    gold = [
        {
            "id": f"g{n}",
            "units": [duty.text for duty in want],
            "duties": {str(i): list(duty.competencies) for i, duty in enumerate(want)},
        }
        for n, (want, _) in enumerate(pairs)
    ]
    rows = [(f"g{n}", d.text, " | ".join(d.competencies)) for n, (_, have) in enumerate(pairs) for d in have]
    table = pd.DataFrame({"representative": [g["id"] for g in gold]}, index=[g["id"] for g in gold])
    duties = pd.DataFrame(rows, columns=["source_id", "text", "competencies"])
    theirs = script.score_duties(duties, gold, table)
    names = ("duty_lines", "duties_said", "duty_precision", "duty_recall", "duty_f1", "competency_f1")
    ours = measured([want for want, _ in pairs], [have for _, have in pairs])
    assert ours == pytest.approx([theirs[name] for name in names])


@given(posting)
def test_duties_found_as_they_were_labelled_are_all_right(duties: list[NamedDuty]) -> None:
    found = duty_figures(count_duties([duties], [duties]))
    if duties:
        assert (found.precision.value, found.recall.value) == (1, 1)


def test_where_a_duty_is_cut_does_not_matter() -> None:
    whole = [NamedDuty("Manage the client budgets, and present weekly status reports to them.", ())]
    halves = [
        NamedDuty("- Manage the client budgets,", ()),
        NamedDuty("present WEEKLY status reports to them", ()),
    ]
    for labelled, extracted in ((whole, halves), (halves, whole)):
        found = duty_figures(count_duties([labelled], [extracted]))
        assert (found.precision.value, found.recall.value) == (1, 1)


def test_each_competency_is_counted_where_it_was_labelled() -> None:
    text = "Manage the client budgets every week"
    labelled = [[NamedDuty(text, ("budget_tracking", "client_relationship"))], [NamedDuty("Plan the shoots", ())]]
    extracted = [[NamedDuty(text, ("budget_tracking", "scope_control"))], [NamedDuty("You plan the shoots", ())]]
    found = duty_figures(count_duties(labelled, extracted))
    by_code = {code.code: (code.precision, code.recall, code.labelled, code.named) for code in found.codes}
    assert by_code["budget_tracking"] == (1, 1, 1, 1)
    assert by_code["client_relationship"] == (0, 0, 1, 0)
    assert by_code["scope_control"] == (0, 0, 0, 1)
    assert len(by_code) == 20
    assert found.competency_f1.value == pytest.approx(0.5)


def test_nothing_extracted_and_nothing_labelled_have_figures_and_no_postings_have_none() -> None:
    nothing = duty_figures(count_duties([[]], [[]]))
    assert (nothing.labelled, nothing.extracted, nothing.f1.value, nothing.competency_f1.value) == (0, 0, 0, 0)
    with pytest.raises(ValueError, match="no posting"):
        duty_figures(count_duties([], []))


def test_short_texts_are_one_run() -> None:
    assert trigrams("Budgets!") == {("budgets",)}
    assert trigrams("") == {()}
