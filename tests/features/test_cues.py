from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from features.cues import cue_count, cues_in
from features.taxonomy import competencies
from tests.features.annotated import cpu_seconds

WORDS = st.sampled_from(
    "the client manage budget scope of work brief designers status risk assign launch pitch present review".split()
)


def one_by_one(text: str) -> tuple[int, ...]:
    cues = [cue for competency in competencies().values() for cue in competency.cues]
    return tuple(number for number, cue in enumerate(cues) if re.search(cue, text.lower(), re.ASCII))


@given(st.lists(WORDS, max_size=14).map(" ".join))
def test_one_pass_finds_what_single_searches_find(text: str) -> None:
    assert cues_in(text) == one_by_one(text)


@given(st.text(max_size=200))
def test_any_text_may_be_searched(text: str) -> None:
    assert all(0 <= number < cue_count() for number in cues_in(text))


def test_hostile_text_costs_linear_time() -> None:
    assert cpu_seconds(lambda: cues_in("manage the the the the " * 10_000)) < 2
