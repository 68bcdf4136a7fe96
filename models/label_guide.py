"""The labels of the guide: their meanings, and how each may be typed."""

from __future__ import annotations

import re
from difflib import get_close_matches

from features.lexicons import load_lexicon
from models.labelled import ROLES, LabelError

_GUIDE = load_lexicon("label_guide")

#: Version of the labelling guide that labels are given by.
GUIDE_VERSION: str = _GUIDE["version"]

#: Role to what it means, and the one key that stands for it.
ROLE_MEANINGS: dict[str, str] = {role: _GUIDE["roles"][role]["meaning"] for role in ROLES}
ROLE_KEYS: dict[str, str] = {_GUIDE["roles"][role]["key"]: role for role in ROLES}

#: Fit grade to what it means, best first.
FIT_MEANINGS: dict[str, str] = _GUIDE["fits"]

_GRADE = re.compile(r"[0-4](?:[.,]\d{1,17})?")


class WrongLabelError(LabelError):
    """A label that is none of the guide's; the message says what to write."""


def read_role(text: str) -> str:
    """Read a role as typed: case, blanks and underscores do not matter, and its one key will do.

    Examples
    --------
    >>> read_role(" Creative PM"), read_role("H")
    ('creative-pm', 'hybrid')
    """
    given = re.sub(r"[\s_\-\u2010-\u2015]+", "-", text.strip().casefold())
    role = ROLE_KEYS.get(given, given)
    if role not in ROLES:
        near = get_close_matches(role, ROLES, 1)
        hint = f"; did you mean {near[0]}?" if near else f"; write one of {', '.join(ROLES)}"
        raise WrongLabelError(f"role_label {text.strip()[:60]!r} is no role{hint}")
    return role


def read_fit(text: str) -> float | None:
    """Read a fit grade as typed, a decimal comma included; None for an empty cell.

    Examples
    --------
    >>> read_fit("3"), read_fit("2,5"), read_fit("")
    (3.0, 2.5, None)
    """
    given = text.strip()
    if not given:
        return None
    grade = float(given.replace(",", ".")) if _GRADE.fullmatch(given) else 5.0
    if grade > 4:
        raise WrongLabelError(f"fit_label {given[:60]!r} is no grade; write 0, 1, 2, 3 or 4 (it is not the fit_score)")
    return grade
