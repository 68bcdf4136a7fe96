"""The competency taxonomy: the twenty codes of the labelling guide, their sides, names and cues.

The data is ``lexicons/competencies.toml``; adding a competency is adding a table there (and labelled duties that
carry the code).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from features.lexicons import load_lexicon

Side = Literal["client", "shared", "operations"]

#: The sides of a competency, in the order of the labelling guide.
SIDES: tuple[Side, ...] = ("client", "shared", "operations")


@dataclass(frozen=True, slots=True)
class Competency:
    """One competency.

    Attributes
    ----------
    code : str
        As in the labelling guide, for example ``scope_control``.
    side : {"client", "shared", "operations"}
        Whose work it is.
    name, meaning : str
        For people.
    cues : tuple of str
        RE2 patterns of words that often go with it, for lower-cased text; features for a model, not verdicts.
    """

    code: str
    side: Side
    name: str
    meaning: str
    cues: tuple[str, ...]


@cache
def competencies() -> dict[str, Competency]:
    """Return all competencies by code, in the guide's order.

    Examples
    --------
    >>> len(competencies()), competencies()["scope_control"].side
    (20, 'operations')
    """
    return {
        code: Competency(
            code,
            entry["side"],
            entry["name"],
            entry["meaning"],
            tuple(entry["cues"]),
        )
        for code, entry in load_lexicon("competencies").items()
    }


def side_of(codes: tuple[str, ...] | list[str]) -> str:
    """Name the side that most of a duty's competencies are on.

    Parameters
    ----------
    codes : sequence of str
        Competency codes; unknown ones raise ``KeyError``.

    Returns
    -------
    str
        ``client``, ``operations``, or ``shared`` where neither has more; empty without competencies.

    Examples
    --------
    >>> side_of(["client_relationship", "creative_brief"]), side_of(["creative_brief"]), side_of([])
    ('client', 'shared', '')
    """
    if not codes:
        return ""
    sides = [competencies()[code].side for code in codes]
    client, operations = sides.count("client"), sides.count("operations")
    return "shared" if client == operations else "client" if client > operations else "operations"
