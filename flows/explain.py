"""Why a posting ranks where it does: its duties, their competencies, the role, and what the score is made of.

Needs no spaCy and no Prefect: features come from the store, the judge is run once more on this one posting.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from features.taxonomy import competencies
from flows.batches import Workplace
from flows.champion import champion_manifest, read_profile
from flows.plain_text import plain
from flows.settings import Settings
from flows.store import Store
from flows.tables_to_features import posting_features
from models.registry import Registry

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from models.judge import Judgement

_SIDE_STYLE = {"client": "cyan", "operations": "magenta", "shared": "yellow", "": "dim"}
_BAR = 24


class NotRankedError(LookupError):
    """The posting is not in the store, or not with the present model; the message says what to do."""


@dataclass(frozen=True)
class Explained:
    """A posting with everything its judgement rests on."""

    posting: dict[str, Any]
    facts: dict[str, Any]
    duties: list[dict[str, Any]]
    judgement: Judgement


def explain(settings: Settings, posting_id: str, profile: str) -> Explained:
    """Judge one stored posting again and keep what led to it.

    Parameters
    ----------
    settings : Settings
    posting_id : str
        The id, a beginning of it that fits one posting only, or a source's own id.
    profile : str
        Name or path of the profile.

    Raises
    ------
    NotRankedError
        If the posting is not in the store, or was never ranked with the present model.
    """
    manifest = champion_manifest(settings)
    if manifest is None:
        raise NotRankedError("no model yet: run `rolefit rank FILE` first")
    store = Store(settings.store)
    place = Workplace(settings.store, settings.registry, manifest.version, manifest.extractor)
    batch, full_id = store.find(posting_id)
    if not store.exists(place.duties, batch):
        raise NotRankedError(f"{full_id} was read but not ranked with the present model: run `rolefit rank` again")
    postings = _only(store.read("postings", batch), full_id)
    facts, duties = (
        _only(store.read(place.facts, batch), full_id),
        _only(store.read(place.duties, batch), full_id),
    )
    features = posting_features(postings, facts, duties)
    judge = Registry(settings.registry).load(manifest.version).judge
    (judgement,) = judge.judge(features, read_profile(settings, profile))
    return Explained(postings.to_pylist()[0], facts.to_pylist()[0], duties.to_pylist(), judgement)


def _only(table: Any, posting_id: str) -> Any:
    import pyarrow.compute as pc

    return table.filter(pc.equal(table["posting_id"], posting_id))


def show(explained: Explained, console: Console) -> None:
    """Print an explanation; scraped text is printed as plain text, never as markup."""
    posting, judgement = explained.posting, explained.judgement
    from rich.text import Text

    console.print(Text(plain(posting["title"]) or "(no title)", style="bold"))
    about = [posting["company"], posting["location"], f"posting {posting['posting_id']}", posting["job_url"]]
    console.print(Text(" · ".join(plain(part) for part in about if part), style="dim"))
    if judgement.fit is None:
        console.print(f"\n{judgement.why}")
        return
    console.print(f"\n{judgement.why}\n", highlight=False, markup=False)
    for part in (
        _role_table(judgement),
        _fit_table(judgement),
        _duty_table(explained),
        _skill_table(explained),
    ):
        console.print(part)
    facts = _fact_table(explained.facts)
    if facts is not None:
        console.print(facts)


def _table(title: str, *columns: str) -> Table:
    from rich.table import Table

    table = Table(title=title, title_justify="left", title_style="bold", show_edge=False, pad_edge=False, box=None)
    for column in columns:
        table.add_column(column, overflow="fold", justify="right" if column in ("%", "points", "share") else "left")
    return table


def _role_table(judgement: Judgement) -> Table:
    table = _table(f"Role: {judgement.role} ({judgement.decision})", "role", "%", "")
    for role, probability in judgement.probabilities.items():
        table.add_row(role, f"{probability:.0%}", "█" * round(probability * _BAR))
    table.add_row("client side of the duties", f"{judgement.client_share:.0%}", "")
    table.add_row("operations side", f"{judgement.operations_share:.0%}", "")
    return table


def _fit_table(judgement: Judgement) -> Table:
    table = _table(f"\nFit: {judgement.fit:.1f} of 100, the sum of", "points", "from")
    meaning = {
        "base": "every posting",
        "match": "duties the profile covers, times the chance of being in scope",
        "above": "levels above the profile",
        "below": "levels below the profile",
        "years": "years asked beyond the profile's",
        "trade": "a required trade",
        "demands": "what title and requirements demand",
        "remote": "wish for remote work",
        "place": "wish for places",
        "salary": "wish for pay",
    }
    for factor, points in judgement.parts.items():
        if factor in ("base", "match") or abs(points) >= 0.05:
            table.add_row(f"{points:+.1f}", meaning[factor])
    return table


def _duty_table(explained: Explained) -> Table:
    from rich.text import Text

    table = _table(f"\nDuties ({len(explained.duties)})", "share", "duty", "competencies")
    for duty, judged in zip(explained.duties, explained.judgement.duties, strict=True):
        names = ", ".join(competencies()[code].name for code in judged.competencies) or "none"
        table.add_row(f"{judged.weight:.0%}", Text(plain(duty["text"])), Text(names, style=_SIDE_STYLE[judged.side]))
    return table


def _skill_table(explained: Explained) -> Table:
    from rich.text import Text

    table = _table("\nSkills", "", "competency", "asked for in")
    judgement = explained.judgement
    for mark, codes in (("have", judgement.matched), ("gap", judgement.gaps)):
        for code in codes:
            table.add_row(mark, competencies()[code].name, Text(plain(_evidence(explained, code))))
    return table


def _evidence(explained: Explained, code: str) -> str:
    """Find the duty that asks for a competency most."""
    found = [
        (judged.competencies.index(code), -judged.weight, duty["text"])
        for duty, judged in zip(explained.duties, explained.judgement.duties, strict=True)
        if code in judged.competencies
    ]
    return min(found)[2] if found else ""


def _fact_table(facts: dict[str, Any]) -> Table | None:
    from rich.text import Text

    low, high = facts["salary_min"], facts["salary_max"]
    span = "–".join(f"{value:,.0f}" for value in dict.fromkeys((low, high)) if value is not None)
    years = "–".join(f"{v:g}" for v in dict.fromkeys((facts["years_min"], facts["years_max"])) if v is not None)
    rows = [
        ("seniority", facts["seniority"], facts["seniority_basis"]),
        ("years asked", years, facts["years_basis"]),
        (
            "salary",
            f"{span} {facts['salary_currency']} {facts['salary_interval']}".strip(),
            facts["salary_basis"],
        ),
        ("workplace", facts["workplace"], facts["workplace_basis"]),
        ("employer", facts["employer_kind"], facts["employer_basis"]),
        ("trade", facts["trade"], facts["trade_basis"]),
        ("tools", ", ".join(facts["tools"]), ""),
    ]
    if not any(value for _, value, _ in rows):
        return None
    table = _table("\nFacts", "", "", "read from")
    for name, value, basis in rows:
        if value:
            table.add_row(name, Text(plain(value)), Text(plain(basis), style="dim"))
    return table
