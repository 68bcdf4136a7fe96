"""A profile as the commented TOML file that a person fills in."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from features.facts import LEVELS
from features.lexicons import load_lexicon
from features.taxonomy import SIDES, competencies
from flows.plain_text import plain

if TYPE_CHECKING:
    from models.cv_reading import Proposal

#: Sentences of a CV that are quoted above a level; the table of `from-cv` says how many more there are.
QUOTES = 3

_SIDES = {
    "client": "Client side: what account managers live by",
    "shared": "Shared by both roles",
    "operations": "Operations side: what creative project managers live by",
}


@dataclass(frozen=True, slots=True)
class Draft:
    """What a new profile file says; comments stand above their entries, one line each.

    Attributes
    ----------
    name, title : str
    about : tuple of str
        Comments at the top.
    levels : mapping of str to float
        Competencies left out are 0.
    evidence : mapping of str to sequence of str
        Comments above a level.
    seniority, years : str or None, float or None
        None if unknown.
    seniority_from, years_from : tuple of str
        Comments that say what they were read from.
    tools : tuple of str
    """

    name: str
    title: str = ""
    about: tuple[str, ...] = ()
    levels: Mapping[str, float] = field(default_factory=dict)
    evidence: Mapping[str, Sequence[str]] = field(default_factory=dict)
    seniority: str | None = None
    seniority_from: tuple[str, ...] = ()
    years: float | None = None
    years_from: tuple[str, ...] = ()
    tools: tuple[str, ...] = ()


def empty_draft(name: str) -> Draft:
    """Give a draft with nothing filled in."""
    about = (
        "Your skill profile. Fill it in, look at it with `rolefit profile check` and `rolefit profile show`,",
        "then `rolefit rank FILE --profile` with its name or path. What you leave at 0 counts as never done.",
    )
    return Draft(name, about=about)


def draft_of_cv(name: str, source: str, proposal: Proposal) -> Draft:
    """Turn what was read in a CV into a draft; it decides nothing, every level is for the person to confirm."""
    evidence = {}
    for code, proposed in proposal.levels.items():
        quotes = [f'"{one.quote}"' for one in proposed.evidence[:QUOTES]]
        more = len(proposed.evidence) - len(quotes)
        years = "" if proposed.years is None else f", {proposed.years:.1f} years in jobs that show it"
        said = f"proposed {proposed.level:.1f}{years}" if proposed.level else "too little to propose a level"
        said = f"{said}; the CV says:" if quotes else "no evidence in the CV"
        evidence[code] = (said, *quotes, *([f"and {more} more"] if more else []))
    other = tuple(f"not counted, another field: {heading}" for heading in proposal.other_work)
    return Draft(
        name,
        about=(
            f"A proposal read from {source}. Every level is yours to decide: a CV leaves out much, and praises much.",
            "The sentences are the CV's own; where one is quoted for the wrong competency, lower the level.",
        ),
        levels={code: proposed.level for code, proposed in proposal.levels.items()},
        evidence=evidence,
        seniority=proposal.seniority,
        seniority_from=(proposal.seniority_basis,) if proposal.seniority_basis else (),
        years=proposal.years,
        years_from=(*proposal.years_basis, *other),
        tools=proposal.tools,
    )


def profile_toml(draft: Draft) -> str:
    """Write a draft as TOML."""
    return "\n".join(_lines(draft)) + "\n"


def level_words(code: str) -> tuple[str, ...]:
    """Say what the levels 0, 0.3, 0.6 and 0.9 of a competency mean."""
    lexicon = load_lexicon("level_words")
    return (str(lexicon["nothing"]), *lexicon["words"][code])


def _lines(draft: Draft) -> Iterator[str]:
    yield from map(_comment, draft.about)
    yield f"name = {_text(draft.name)}"
    yield f"title = {_text(draft.title)}   # a line about you, shown in reports"
    yield ""
    yield f"# Your level: one of {', '.join(LEVELS)}."
    yield from map(_comment, draft.seniority_from or ("not known yet: mid until you change it",))
    yield f"seniority = {_text(draft.seniority or 'mid')}"
    yield ""
    yield "# Years in the work, counted over jobs of the field."
    yield from map(_comment, draft.years_from or ("not known yet",))
    yield f"years = {draft.years or 0:.1f}"
    yield ""
    yield "# How well you do each competency today, from 0 to 1; any number between the four that are described."
    yield "[levels]"
    for side in SIDES:
        yield from ("", f"# --- {_SIDES[side]} ---")
        for code, competency in competencies().items():
            if competency.side == side:
                yield from _level(draft, code)
    yield ""
    yield "# Tools you use. They are shown beside what a posting asks for and do not change the score."
    yield "[tools]"
    yield f"known = [{', '.join(map(_text, draft.tools))}]" + ("" if draft.tools else '   # ["Asana", "Excel"]')
    yield ""
    yield "# What you want. Empty means no wish. A posting that states the opposite loses points; silence loses none."
    yield "[preferences]"
    yield 'places = []            # for example ["London", "Manchester"]'
    yield "remote = false         # true: you want to work remotely"
    yield "salary_floor = 0       # a year"
    yield 'salary_currency = ""   # for example "GBP"; the floor counts only against salaries in this currency'


def _level(draft: Draft, code: str) -> Iterator[str]:
    competency = competencies()[code]
    yield from ("", _comment(f"{competency.name}: {competency.meaning}"))
    for number, words in zip((0, 0.3, 0.6, 0.9), level_words(code), strict=True):
        yield _comment(f"  {number:<3g} {words}")
    for line in draft.evidence.get(code, ()):
        yield f"#> {plain(line)}"
    yield f"{code} = {draft.levels.get(code, 0.0):.1f}"


def _comment(text: str) -> str:
    return f"# {plain(text)}".rstrip()


def _text(value: str) -> str:
    return json.dumps(plain(value), ensure_ascii=False)
