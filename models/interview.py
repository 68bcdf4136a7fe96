"""What to stress in an interview: the stories that a posting's duties ask for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from features.lexicons import load_lexicon
from models.judge import DutyJudgement


@dataclass(frozen=True, slots=True)
class Story:
    """A story to have ready.

    Attributes
    ----------
    code, name, tell : str
        Short name, title, and what to tell; texts of ``lexicons/interview.toml``.
    needs : tuple of str
        Competencies whose duties ask for it.
    """

    code: str
    name: str
    tell: str
    needs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A story a posting asks for, and the number of the duty (from 0) that asks for it most."""

    story: Story
    duty: int


@cache
def stories() -> tuple[Story, ...]:
    """Return all stories, in the order of the lexicon."""
    table = load_lexicon("interview")
    return tuple(Story(code, row["name"], row["tell"], tuple(row["needs"])) for code, row in table.items())


def stories_asked(duties: Sequence[DutyJudgement]) -> tuple[Asked, ...]:
    """Pick the stories that duties ask for, those asked for most first.

    Parameters
    ----------
    duties : sequence of DutyJudgement

    Returns
    -------
    tuple of Asked
        Empty where no duty carries a competency that any story needs.

    Examples
    --------
    >>> found = stories_asked([DutyJudgement(("scope_control",), "operations", 0.4)])
    >>> [(asked.story.name, asked.duty) for asked in found]
    [('A scope conversation handled', 0)]
    """
    found = []
    for order, story in enumerate(stories()):
        asking = [n for n, duty in enumerate(duties) if set(duty.competencies) & set(story.needs)]
        if asking:
            most = min(asking, key=lambda n: (_place(duties[n], story), -round(duties[n].weight, 4), n))
            weight = round(sum(duties[n].weight for n in asking), 4)
            found.append((-weight, order, Asked(story, most)))
    return tuple(asked for _, _, asked in sorted(found, key=lambda row: row[:2]))


def _place(duty: DutyJudgement, story: Story) -> int:
    """Say how far up among a duty's competencies the first stands that the story needs."""
    return min(n for n, code in enumerate(duty.competencies) if code in story.needs)
