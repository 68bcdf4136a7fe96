"""Skill profiles: what a person brings, read from a TOML file's table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

import numpy as np
from numpy.typing import NDArray

from features.facts import LEVELS
from features.taxonomy import competencies


class ProfileError(ValueError):
    """A profile that cannot be used; the message says which entry and what is allowed.

    Parameters
    ----------
    message : str
    entry : str, optional
        Path of the entry, for example ``levels.scope_control``; for whoever looks up its line.
    """

    def __init__(self, message: str, entry: str = "") -> None:
        super().__init__(message)
        self.entry = entry


@dataclass(frozen=True, slots=True)
class Preferences:
    """Wishes; empty means none."""

    places: tuple[str, ...] = ()
    remote: bool = False
    salary_floor: float = 0.0
    salary_currency: str = ""


@dataclass(frozen=True, slots=True)
class SkillProfile:
    """A person's skills.

    Attributes
    ----------
    name : str
        Short name; scores are kept under it.
    levels : mapping of str to float
        Level of each competency, 0 to 1.
    seniority : str
        One of :data:`features.facts.LEVELS`.
    years : float
        Years in the work.
    tools : tuple of str
        Tools the person uses.
    preferences : Preferences
    """

    name: str
    levels: Mapping[str, float]
    seniority: str = "mid"
    years: float = 4.0
    tools: tuple[str, ...] = ()
    preferences: Preferences = field(default_factory=Preferences)
    title: str = ""

    @property
    def vector(self) -> NDArray[np.float64]:
        """Levels in the taxonomy's order, shape (20,)."""
        return np.array([self.levels[code] for code in competencies()])

    @classmethod
    def from_table(cls, table: Mapping[str, Any]) -> SkillProfile:
        """Check a parsed profile file and build the profile.

        Parameters
        ----------
        table : mapping
            As ``tomllib.load`` gives it; see ``data/profiles/account_manager.toml`` for the entries.

        Raises
        ------
        ProfileError
            If an entry is unknown, missing or out of range.
        """
        for fault in faults(table):
            raise fault
        levels = table["levels"]
        return cls(
            name=table["name"],
            levels={code: float(levels.get(code, 0.0)) for code in competencies()},
            seniority=table.get("seniority", "mid"),
            years=float(table.get("years", 4)),
            tools=tuple(table.get("tools", {}).get("known", ())),
            preferences=_preferences(table.get("preferences", {})),
            title=table.get("title", ""),
        )


def faults(table: Mapping[str, Any]) -> Iterator[ProfileError]:
    """Find everything that is wrong with a parsed profile file, in the order of its usual entries.

    Parameters
    ----------
    table : mapping
        As ``tomllib.load`` gives it.

    Yields
    ------
    ProfileError
        Not raised; each names its entry.

    Examples
    --------
    >>> [fault.entry for fault in faults({"name": "me", "yeers": 3, "levels": {"scope_control": 2}})]
    ['yeers', 'levels.scope_control']
    """
    yield from _known(table, ("name", "title", "seniority", "years", "levels", "tools", "preferences"), "entry")
    name = table.get("name")
    if not isinstance(name, str) or not name.replace("-", "_").isidentifier():
        yield ProfileError(f"name = {name!r}: a profile needs a short name of letters, digits, - and _", "name")
    if not isinstance(table.get("title", ""), str):
        yield ProfileError(f"title = {table['title']!r}: give a text in quotes", "title")
    if table.get("seniority", "mid") not in LEVELS:
        yield ProfileError(f"seniority = {table['seniority']!r}: use one of {', '.join(LEVELS)}", "seniority")
    yield from _number(table.get("years", 4), "years", 60.0)
    levels = table.get("levels")
    if isinstance(levels, Mapping):
        yield from _known(levels, tuple(competencies()), "competency", "levels.")
        for code in competencies():
            yield from _number(levels.get(code, 0.0), f"levels.{code}", 1.0)
    else:
        yield ProfileError("[levels] is missing: give each competency a level from 0 to 1", "levels")
    yield from _faults_of_tools(table.get("tools", {}))
    yield from _faults_of_preferences(table.get("preferences", {}))


def _faults_of_tools(table: Any) -> Iterator[ProfileError]:
    if not isinstance(table, Mapping):
        yield ProfileError('tools: write [tools] and below it known = ["Asana"]', "tools")
        return
    yield from _known(table, ("known",), "entry of [tools]", "tools.")
    if not _are_texts(table.get("known", [])):
        yield ProfileError('tools.known: give a list of names, for example ["Asana", "Excel"]', "tools.known")


def _faults_of_preferences(table: Any) -> Iterator[ProfileError]:
    if not isinstance(table, Mapping):
        yield ProfileError("preferences: write [preferences] and the wishes below it", "preferences")
        return
    yield from _known(table, ("places", "remote", "salary_floor", "salary_currency"), "preference", "preferences.")
    if not _are_texts(table.get("places", [])):
        yield ProfileError('preferences.places: give a list of places, for example ["London"]', "preferences.places")
    if not isinstance(table.get("remote", False), bool):
        yield ProfileError("preferences.remote: use true or false", "preferences.remote")
    yield from _number(table.get("salary_floor", 0), "preferences.salary_floor", float("inf"))
    currency = table.get("salary_currency", "")
    if not isinstance(currency, str):
        yield ProfileError('preferences.salary_currency: give a code, for example "GBP"', "preferences.salary_currency")
    elif table.get("salary_floor") and not currency:
        yield ProfileError(
            'preferences.salary_floor needs salary_currency, for example "GBP"', "preferences.salary_floor"
        )


def _preferences(table: Mapping[str, Any]) -> Preferences:
    return Preferences(
        tuple(table.get("places", ())),
        table.get("remote", False),
        float(table.get("salary_floor", 0)),
        table.get("salary_currency", "").upper(),
    )


def _known(table: Mapping[str, Any], allowed: tuple[str, ...], kind: str, within: str = "") -> Iterator[ProfileError]:
    for key in table:
        if key not in allowed:
            near = get_close_matches(key, allowed, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else f"; known: {', '.join(allowed)}"
            yield ProfileError(f"unknown {kind} {key!r}{hint}", f"{within}{key}")


def _number(value: Any, name: str, highest: float) -> Iterator[ProfileError]:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= highest:
        yield ProfileError(f"{name} = {value!r}: give a number from 0 to {highest:g}", name)


def _are_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)
