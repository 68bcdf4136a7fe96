"""What changes for the postings when one model takes another's place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scored:
    """What a model says of a posting; ``fit`` is None where there was no text."""

    role: str
    fit: float | None


@dataclass(frozen=True, slots=True)
class Change:
    """A posting that another model sees otherwise; ranks count from 1 among the postings that both scored."""

    posting_id: str
    before: Scored
    after: Scored
    rank_before: int
    rank_after: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """How two models differ on the postings that both scored.

    ``roles`` are those with another role, ``moved`` those whose rank differs, furthest first.
    """

    postings: int
    roles: tuple[Change, ...]
    moved: tuple[Change, ...]


def compare(before: Mapping[str, Scored], after: Mapping[str, Scored]) -> Comparison:
    """Compare what two models say of the postings that both scored.

    Examples
    --------
    >>> old = {"p1": Scored("hybrid", 70.0), "p2": Scored("hybrid", 60.0)}
    >>> new = {"p1": Scored("creative-pm", 50.0), "p2": Scored("hybrid", 60.0)}
    >>> [change.posting_id for change in compare(old, new).roles]
    ['p1']
    """
    shared = sorted(before.keys() & after.keys())
    first = _ranks({key: before[key] for key in shared})
    second = _ranks({key: after[key] for key in shared})
    changes = [Change(key, before[key], after[key], first[key], second[key]) for key in shared]
    return Comparison(
        postings=len(shared),
        roles=tuple(change for change in changes if change.before.role != change.after.role),
        moved=tuple(
            sorted(
                (change for change in changes if change.rank_before != change.rank_after),
                key=lambda change: (-abs(change.rank_before - change.rank_after), change.posting_id),
            )
        ),
    )


def _ranks(scores: Mapping[str, Scored]) -> dict[str, int]:
    def place(key: str) -> tuple[float, str]:
        fit = scores[key].fit
        return (1.0 if fit is None else -fit, key)

    order = sorted(scores, key=place)
    return {key: rank for rank, key in enumerate(order, start=1)}
