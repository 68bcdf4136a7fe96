"""Texts that carry their expected duties inside them.

``"- <duty verb=manage object='client budgets'>Manage client budgets</duty>."`` stands for the text without the tags
and for one expected duty with its place, verb and object. Attributes that a test leaves out are not compared.
"""

from __future__ import annotations

import re
import shlex
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

import spacy
from spacy.language import Language

from features.duties import Duty, DutyFinder, duties_of
from features.lines import Line, LineScore
from features.markup import to_plain_text

_DUTY = re.compile(r"<duty([^<>]*)>(.*?)</duty>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Expected:
    start: int
    end: int
    text: str
    attributes: tuple[tuple[str, str], ...]


def parse(annotated: str) -> tuple[str, tuple[Expected, ...]]:
    """Split an annotated text into the text and the duties expected in it."""
    pieces, expected, last, length = [], [], 0, 0
    for match in _DUTY.finditer(annotated):
        pieces.append(annotated[last : match.start()])
        start = length + len(pieces[-1])
        pieces.append(match.group(2))
        length = start + len(match.group(2))
        pairs = [attribute.partition("=") for attribute in shlex.split(match.group(1))]
        attributes = tuple((name, value) for name, _, value in pairs)
        expected.append(Expected(start, length, match.group(2), attributes))
        last = match.end()
    return "".join([*pieces, annotated[last:]]), tuple(expected)


def every_line(postings: Sequence[Sequence[Line]]) -> list[list[LineScore]]:
    """Score every line as a certain duty, so that a test sees the cutting alone."""
    return [[LineScore(1.0, "other")] * len(lines) for lines in postings]


def no_line(postings: Sequence[Sequence[Line]]) -> list[list[LineScore]]:
    """Score no line as a duty."""
    return [[LineScore(0.0, "other")] * len(lines) for lines in postings]


def cpu_seconds(action: Callable[[], object], attempts: int = 2) -> float:
    """Measure the fastest of some attempts, since a busy machine slows single ones."""
    fastest = float("inf")
    for _ in range(attempts):
        started = time.process_time()
        action()
        fastest = min(fastest, time.process_time() - started)
        if fastest < 1:
            break
    return fastest


@cache
def ruled() -> Language:
    """A pipeline as a user gets it: headings and openings decide what is a duty."""
    nlp = spacy.blank("en")
    nlp.add_pipe("rolefit_duties")
    return nlp


@cache
def finder() -> DutyFinder:
    """The component with a scorer that takes every line."""
    component = ruled().get_pipe("rolefit_duties")
    assert isinstance(component, DutyFinder)
    return DutyFinder(component.parser, component.verbs, scorer=every_line)


def check(annotated: str, *, all_lines: bool = False) -> None:
    """Assert that exactly the annotated duties are found, where and as annotated."""
    text, expected = parse(annotated)
    assert to_plain_text(text) == text, "annotate cleaned text: its offsets are compared"
    duties: list[Duty] = finder().find([text])[0] if all_lines else duties_of(ruled()(text))
    assert [(d.start, d.end, d.text) for d in duties] == [(e.start, e.end, e.text) for e in expected]
    for duty, wanted in zip(duties, expected, strict=True):
        for name, value in wanted.attributes:
            assert getattr(duty, name) == value, f"{name} of {duty.text!r}"
