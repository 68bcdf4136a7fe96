"""A question to the ranked jobs as a value: what may be asked, and how one question is laid over another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any


@dataclass(frozen=True, slots=True)
class Question:
    """Conditions that jobs meet all of, and how the answer is laid out. What is unknown of a job meets none.

    The names are those of the options of ``rolefit query``, and of the keys in the file of a saved query.

    Attributes
    ----------
    profile : str, optional
        Ask the last run for this profile, by its name or the way it was asked for; the last run of all by default.
    role, decision : tuple of str
        Any of these.
    min_fit, max_fit : float, optional
        Bounds of ``fit_score``, both included.
    remote : bool, optional
        Whether the job is remote.
    since : str, optional
        Posted on this day or later: ``14d``, ``3w`` or an ISO date.
    salary_from : float, optional
        Least that the upper end of the pay comes to in a full-time year, in the posting's own currency.
    place : str, optional
        Words in the location, or another name of that town or country; case and accents do not matter.
    company : str, optional
        Words in the company's name; case and accents do not matter.
    skill : tuple of str
        Competencies that the job asks for, all of them, whether the profile has them or not.
    not_company : tuple of str
        Words that the company's name must not hold.
    where : str, optional
        An SQL expression, see :mod:`flows.where_clause`.
    count_by : tuple of str
        Columns to count the jobs by, see :mod:`flows.query_groups`; the rows of the answer are groups then.
    columns : tuple of str
        Columns to give, in this order; all by default.
    sort : tuple of str
        Columns to sort by, ``-`` before one for descending; jobs by rank, groups by size. Unknown values come last.
    top : int, optional
        Give so many rows at most.
    """

    profile: str | None = None
    role: tuple[str, ...] = ()
    decision: tuple[str, ...] = ()
    min_fit: float | None = None
    max_fit: float | None = None
    remote: bool | None = None
    since: str | None = None
    salary_from: float | None = None
    place: str | None = None
    skill: tuple[str, ...] = ()
    company: str | None = None
    not_company: tuple[str, ...] = ()
    where: str | None = None
    count_by: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    sort: tuple[str, ...] = ()
    top: int | None = None

    def given(self) -> dict[str, Any]:
        """Give what it asks beside the defaults, by name."""
        return {f.name: value for f in fields(self) if (value := getattr(self, f.name)) not in (None, ())}

    def overridden(self, given: Mapping[str, Any]) -> Question:
        """Lay other wishes over this question.

        An empty text drops what was asked. Where the rows of the answer become other ones, by another ``count_by``,
        what was said of the former rows (``columns``, ``sort``, ``top``) is dropped too.

        Examples
        --------
        >>> saved = Question(role=("hybrid",), min_fit=60, sort=("company",))
        >>> saved.overridden({"min_fit": 80, "count_by": ("place",)}).given()
        {'role': ('hybrid',), 'min_fit': 80, 'count_by': ('place',)}
        """
        given = {name: None if value == "" else value for name, value in given.items()}
        if given.get("count_by", self.count_by) != self.count_by:
            return replace(replace(self, columns=(), sort=(), top=None), **given)
        return replace(self, **given)


#: What a question may ask, by name.
NAMES = tuple(field.name for field in fields(Question))
