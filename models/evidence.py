"""What in a posting speaks for one role and against another, by name, and how that differs between two models.

Both steps of the role model are linear, so that every column adds its value times its coefficient to the log odds.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from features.taxonomy import competencies
from models.meaning import WIDTH
from models.role import CHOICE_WEIGHTS, GATE_WEIGHTS, RoleClassifier
from models.views import PostingView

#: What moves the log odds by less than this is not worth a word: 0.2 moves an even chance to 55 %.
WORTH_NAMING = 0.2

_OUTSIDE = "out-of-scope"
_BALANCE = (  # of models.views.balance
    "client share", "operations share", "smaller side", "competencies a line", "number of duties", "clearness",
)  # fmt: skip


class Evidence:
    """Reads the reasons of a role model.

    Parameters
    ----------
    model : RoleClassifier
        Fitted.
    """

    def __init__(self, model: RoleClassifier) -> None:
        self.model = model

    def of(self, view: PostingView, role: str, other: str) -> dict[str, float]:
        """Say what each word and share of a posting adds to the log odds of ``role`` against ``other``.

        Where one of the two is out of scope, the gate decides; else the choice. Empty where the model has no such
        step.
        """
        gate = _OUTSIDE in (role, other)
        coefficients = self._gate(role) if gate else self._choice(role, other)
        if coefficients is None:
            return {}
        row = self.model.blocks([view], GATE_WEIGHTS if gate else CHOICE_WEIGHTS)
        names = self._gate_names if gate else self._choice_names
        found: dict[str, float] = defaultdict(float)
        for column, value in zip(row.indices, row.data, strict=True):
            found[names[column]] += float(value * coefficients[column])
        return dict(found)

    def _gate(self, role: str) -> NDArray[np.float64] | None:
        step = self.model.model_.gate_
        return None if step is None else np.asarray(-step.coef_[0] if role == _OUTSIDE else step.coef_[0])

    def _choice(self, role: str, other: str) -> NDArray[np.float64] | None:
        gated = self.model.model_
        classes = [str(name) for name in gated.classes_[gated.inner_]]
        if gated.choice_ is None or not {role, other} <= set(classes):
            return None
        rows = gated.choice_.coef_
        rows = np.vstack([-rows[0], rows[0]]) / 2 if len(classes) == 2 else rows  # two classes share one row
        return np.asarray(rows[classes.index(role)] - rows[classes.index(other)])

    @cached_property
    def _gate_names(self) -> list[str]:
        return self._names(GATE_WEIGHTS)

    @cached_property
    def _choice_names(self) -> list[str]:
        return self._names(CHOICE_WEIGHTS)

    def _names(self, weights: Mapping[str, float]) -> list[str]:
        model = self.model
        blocks = {
            "duties": [f"“{word}” in the duties" for word in model.duties_.get_feature_names_out()],
            "others": [f"“{word}” in other lines" for word in model.others_.get_feature_names_out()],
            "title": [f"“{word}” in the title" for word in model.title_.get_feature_names_out()],
            "mix": [competency.name.lower() for competency in competencies().values()],
            "balance": list(_BALANCE),
            "title_meaning": ["meaning of the title"] * WIDTH,
            "duties_meaning": ["meaning of the duties"] * WIDTH,
        }
        return [name for block in weights for name in blocks[block]]


def difference(before: Mapping[str, float], after: Mapping[str, float], most: int = 3) -> list[tuple[str, float]]:
    """Name what speaks for a role more (positive) or less (negative) the second time, most first.

    Where no word or share is worth naming by itself, each kind of them is named as a whole.

    Examples
    --------
    >>> difference({"budgets": 0.5}, {"budgets": 1.5, "calls": 0.1})
    [('budgets', 1.0)]
    >>> difference({}, {f"“{word}” in the duties": 0.1 for word in ("brief", "crew", "shoot")})
    [('words in the duties', 0.3)]
    """
    moved = {name: after.get(name, 0.0) - before.get(name, 0.0) for name in before.keys() | after.keys()}
    return _largest(moved, most) or _largest(_by_kind(moved), most)


def _by_kind(moved: Mapping[str, float]) -> dict[str, float]:
    kinds: dict[str, float] = defaultdict(float)
    for name in sorted(moved):
        kinds[f"words{name.rpartition('”')[2]}" if name.startswith("“") else "mix of duties"] += moved[name]
    return kinds


def _largest(moved: Mapping[str, float], most: int) -> list[tuple[str, float]]:
    order = sorted(moved, key=lambda name: (-abs(moved[name]), name))
    return [(name, round(moved[name], 2)) for name in order[:most] if abs(moved[name]) >= WORTH_NAMING]
