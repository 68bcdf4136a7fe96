"""Facts of a posting, each with the words it was read from: level, years, pay, workplace, tools, employer.

>>> from features.facts import read_facts
>>> facts = read_facts("You bring 3+ years of experience with Asana. £35k - £40k salary.", title="Account Manager")
>>> facts.seniority, facts.years_min, facts.tools, facts.salary.annual_max
('mid', 3.0, ('Asana',), 40000.0)
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from features.facts.basis import column
from features.facts.employer import employer_of
from features.facts.salary import Salary, salary_in_text, salary_of_columns
from features.facts.seniority import LEVELS, Level, seniority_of
from features.facts.tools import tools_in
from features.facts.workplace import workplace_of
from features.facts.years import years_asked

__all__ = ["LEVELS", "Facts", "Level", "Salary", "read_facts"]

#: Characters of a column that are read: in 6,119 listings a title has up to 152, a location up to 555.
MAX_COLUMN = 600


@dataclass(frozen=True, slots=True)
class Facts:
    """What a posting says of its job, apart from the duties. Unknown is ``None``; a basis is then empty.

    Attributes
    ----------
    seniority, seniority_basis : str or None, str
        One of :data:`LEVELS`.
    years_min, years_max, years_basis : float or None, float or None, str
        Years of experience asked.
    salary : Salary or None
        Pay, with its own basis.
    workplace, is_remote, workplace_basis : str or None, bool or None, str
        ``remote``, ``hybrid`` or ``on-site``.
    tools : tuple of str
        Canonical names, in the order of their first mention.
    employer_kind, employer_basis : str or None, str
        For example ``agency``.
    """

    seniority: Level | None
    seniority_basis: str
    years_min: float | None
    years_max: float | None
    years_basis: str
    salary: Salary | None
    workplace: str | None
    is_remote: bool | None
    workplace_basis: str
    tools: tuple[str, ...]
    employer_kind: str | None
    employer_basis: str


def read_facts(
    text: str,
    *,
    title: str = "",
    company: str = "",
    location: str = "",
    is_remote: bool | None = None,
    salary_min: float | None = None,
    salary_max: float | None = None,
    salary_currency: str = "",
    salary_interval: str = "",
) -> Facts:
    """Read all facts of one posting.

    Parameters
    ----------
    text : str
        The posting's cleaned text, lines separated by a line feed.
    title, company, location, salary_currency, salary_interval : str, optional
        The listing's columns; empty where unknown.
    is_remote : bool or None, optional
        The listing's flag.
    salary_min, salary_max : float or None, optional
        The listing's pay; it wins over the text.

    Returns
    -------
    Facts
        Every basis is a substring of the text or begins with ``column``. No text makes it raise.
    """
    title, company, location = title[:MAX_COLUMN], company[:MAX_COLUMN], location[:MAX_COLUMN]
    years = years_asked(text)
    salary = (
        salary_of_columns(salary_min, salary_max, salary_currency[:MAX_COLUMN], salary_interval[:MAX_COLUMN], location)
        or salary_in_text(text, location)
        or _salary_in_title(title, location)
    )
    workplace, remote, workplace_basis = workplace_of(text, location, is_remote)
    employer_kind, employer_basis = employer_of(text, company)
    low, high, years_basis = (years.low, years.high, years.basis) if years else (None, None, "")
    seniority, seniority_basis = seniority_of(
        title, years_min=low, years_max=high, years_basis=years_basis, at_agency=employer_kind == "agency"
    )
    return Facts(
        seniority=seniority,
        seniority_basis=seniority_basis,
        years_min=low,
        years_max=high,
        years_basis=years_basis,
        salary=salary,
        workplace=workplace,
        is_remote=remote,
        workplace_basis=workplace_basis,
        tools=tools_in(text),
        employer_kind=employer_kind,
        employer_basis=employer_basis,
    )


def _salary_in_title(title: str, location: str) -> Salary | None:
    salary = salary_in_text(title, location, lone=True)
    return replace(salary, basis=column("title", salary.basis)) if salary else None
