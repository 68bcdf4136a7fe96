"""Skill profiles: what a person brings, read from a TOML file's table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

import numpy as np
from numpy.typing import NDArray

from features.facts import LEVELS
from features.taxonomy import competencies


class ProfileError(ValueError):
    """A profile that cannot be used; the message says which entry and what is allowed."""


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
        _known(table, ("name", "title", "seniority", "years", "levels", "tools", "preferences"), "entry")
        name = table.get("name")
        if not isinstance(name, str) or not name.replace("-", "_").isidentifier():
            raise ProfileError(f"name = {name!r}: a profile needs a short name of letters, digits, - and _")
        levels = table.get("levels")
        if not isinstance(levels, Mapping):
            raise ProfileError("[levels] is missing: give each competency a level from 0 to 1")
        _known(levels, tuple(competencies()), "competency")
        checked = {code: _number(levels.get(code, 0.0), f"levels.{code}", 1.0) for code in competencies()}
        seniority = table.get("seniority", "mid")
        if seniority not in LEVELS:
            raise ProfileError(f"seniority = {seniority!r}: use one of {', '.join(LEVELS)}")
        return cls(
            name=name,
            levels=checked,
            seniority=seniority,
            years=_number(table.get("years", 4), "years", 60.0),
            tools=tuple(str(tool) for tool in table.get("tools", {}).get("known", ())),
            preferences=_preferences(table.get("preferences", {})),
            title=str(table.get("title", "")),
        )


def _preferences(table: Mapping[str, Any]) -> Preferences:
    _known(table, ("places", "remote", "salary_floor", "salary_currency"), "preference")
    places = table.get("places", [])
    if not isinstance(places, list) or not all(isinstance(place, str) for place in places):
        raise ProfileError('preferences.places: give a list of places, for example ["London"]')
    if not isinstance(table.get("remote", False), bool):
        raise ProfileError("preferences.remote: use true or false")
    floor = _number(table.get("salary_floor", 0), "preferences.salary_floor", float("inf"))
    currency = str(table.get("salary_currency", "")).upper()
    if floor and not currency:
        raise ProfileError('preferences.salary_floor needs salary_currency, for example "GBP"')
    return Preferences(tuple(places), bool(table.get("remote", False)), floor, currency)


def _known(table: Mapping[str, Any], allowed: tuple[str, ...], kind: str) -> None:
    for key in table:
        if key not in allowed:
            near = get_close_matches(key, allowed, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else f"; known: {', '.join(allowed)}"
            raise ProfileError(f"unknown {kind} {key!r}{hint}")


def _number(value: Any, name: str, highest: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= highest:
        raise ProfileError(f"{name} = {value!r}: give a number from 0 to {highest:g}")
    return float(value)
