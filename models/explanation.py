"""The reasons for a judgement in one plain paragraph, made of the numbers that caused it and nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from features.facts import Facts
from features.taxonomy import competencies

#: Competencies named in a reason.
NAMED = 3

#: A factor that moves the score by less than this many points is not worth a word.
WORTH_SAYING = 1.0

_FACTORS = {
    "above": "the level asked is above the profile's",
    "below": "the level asked is below the profile's",
    "years": "more years are asked than the profile has",
    "trade": "a trade is required",
    "demands": "title and requirements",
    "remote": "it is on site",
    "place": "it is in another place",
    "salary": "it pays less than the floor",
}


def reason(
    role: str,
    probabilities: Mapping[str, float],
    client: float,
    operations: float,
    shares: Mapping[str, float],
    parts: Mapping[str, float],
    facts: Facts,
    trade: str,
    demands: Sequence[str],
    duty_lines: int,
) -> str:
    """Say why a posting has its role and its score.

    Parameters
    ----------
    role : str
    probabilities : mapping of role to float
    client, operations : float
        Shares of the duties on each side, 0 to 1, shared competencies half to each.
    shares : mapping of competency code to float
    parts : mapping of factor to points
    facts : Facts
    trade : str
    demands : sequence of str
        Words of title and requirements that lower the fit.
    duty_lines : int
        How many lines the judgement rests on.

    Returns
    -------
    str
        Two or three sentences.
    """
    if not duty_lines:
        return f"No duties were found; the title and the rest of the text read like {role}. " + _score(
            parts, facts, trade, demands
        )
    sides = f"client side {client:.0%}, operations {operations:.0%} of {duty_lines} duty lines"
    asked = [code for code, share in sorted(shares.items(), key=lambda item: -item[1]) if share > 0][:NAMED]
    names = ", ".join(competencies()[code].name.lower() for code in asked)
    if role == "out-of-scope":
        what = f"Out of scope ({probabilities[role]:.0%}): its duties and words are those of another occupation"
    elif role == "hybrid":
        what = f"Hybrid ({probabilities[role]:.0%}): both sides are owned, {sides}; mostly {names}"
    else:
        what = f"{role.capitalize()} ({probabilities[role]:.0%}): {sides}; mostly {names}"
    return f"{what}. {_score(parts, facts, trade, demands)}"


def _score(parts: Mapping[str, float], facts: Facts, trade: str, demands: Sequence[str]) -> str:
    said = [f"duties covered {parts['match']:+.0f}"]
    for factor, words in _FACTORS.items():
        points = parts.get(factor, 0.0)
        if abs(points) >= WORTH_SAYING:
            said.append(f"{words}{_detail(factor, facts, trade, demands)} {points:+.0f}")
    return f"Fit: base {parts['base']:+.0f}, {', '.join(said)}."


def _detail(factor: str, facts: Facts, trade: str, demands: Sequence[str]) -> str:
    if factor in ("above", "below") and facts.seniority:
        return f" ({facts.seniority})"
    if factor == "years" and facts.years_min is not None:
        return f" ({facts.years_min:g})"
    if factor == "trade" and trade:
        return f" ({trade})"
    if factor == "demands" and demands:
        return f" ({', '.join(demands)})"
    return ""
