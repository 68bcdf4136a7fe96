"""``rolefit profile compare``: two profiles side by side, and how the jobs of the last run move between them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from features.taxonomy import SIDES, competencies
from flows.atomic import replacing
from flows.outputs import csv_file
from flows.plain_text import plain
from flows.profile_files import read_profile
from flows.progress import say
from flows.settings import Settings
from flows.store import Store

if TYPE_CHECKING:
    from rich.console import Console

    from models.judge import Judgement
    from models.profile import SkillProfile
    from models.profile_moves import Move

#: Columns of ``--out``.
COLUMNS = (
    "change", "fit_first", "fit_second", "rank_first", "rank_second", "role", "title", "company", "location", "why",
    "first", "second", "job_url", "posting_id",
)  # fmt: skip

_SHOWN = ("posting_id", "title", "company", "location", "job_url")


def run_compare(first: str, second: str, console: Console, *, out: Path | None, top: int) -> int:
    """Compare two profiles; return how many jobs of the last run have another score.

    Parameters
    ----------
    first, second : str
        Names or paths.
    console : Console
    out : Path or None
        A CSV file for all jobs.
    top : int
        Jobs that are shown of those that gain, and of those that lose.

    Raises
    ------
    models.profile.ProfileError
        If a profile cannot be read.
    """
    settings = Settings()
    profiles = read_profile(settings, first), read_profile(settings, second)
    names = _names(profiles, (first, second))
    _print_levels(profiles, names, console)
    store = Store(settings.store)
    runs = store.batches("ranked")
    if not runs:
        say("nothing ranked yet: after `rolefit rank FILE` this also shows which jobs move")
        return 0
    rows = {row["posting_id"]: row for row in store.read("ranked", max(runs), list(_SHOWN)).to_pylist()}
    moved = _moves(settings, store, set(rows), profiles)
    _print_moves(moved, rows, names, console, top)
    if out is not None:
        with replacing(out) as raw, csv_file(raw, COLUMNS) as append:
            append(_columns(moved, rows, names))
        say(f"{len(moved):,} jobs in {out}")
    return sum(move.change != 0 for move in moved)


def _moves(
    settings: Settings, store: Store, wanted: set[str], profiles: tuple[SkillProfile, SkillProfile]
) -> list[Move]:
    """Judge the jobs of the last run for both profiles from their stored features."""
    from flows.batches import Workplace, judge_batch, load_model
    from flows.champion import champion_manifest
    from flows.explain import NotRankedError
    from models.profile_moves import moves

    manifest = champion_manifest(settings)
    if manifest is None:
        raise NotRankedError("no model that can be used: run `rolefit rank FILE` first")
    place = Workplace(settings.store, settings.registry, manifest.version, manifest.extractor)
    known = store.known_posting_ids()
    pairs: list[tuple[Judgement, Judgement]] = []
    for batch in sorted({known[key] for key in wanted if key in known}):
        if not store.exists(place.duties, batch):
            continue  # parsed by another extractor only; `rank` would parse it again, this command does not
        before, after = judge_batch(place, batch, profiles)
        pairs += ((one, two) for one, two in zip(before, after, strict=True) if one.posting_id in wanted)
    return moves(pairs, profiles, load_model(place.registry, place.model).judge.fit)


def _names(profiles: tuple[SkillProfile, SkillProfile], given: tuple[str, str]) -> tuple[str, str]:
    """Name two profiles; an edited copy often still has the name of its original."""
    first, second = profiles[0].name, profiles[1].name
    return (first, second) if first != second else (Path(given[0]).name, Path(given[1]).name)


def _print_levels(profiles: tuple[SkillProfile, SkillProfile], names: tuple[str, str], console: Console) -> None:
    from rich.text import Text

    table = _table("Levels", "competency", *names, "change")
    for side in SIDES:
        for code, competency in competencies().items():
            if competency.side != side:
                continue
            before, after = (profile.levels[code] for profile in profiles)
            table.add_row(competency.name, f"{before:.2g}", f"{after:.2g}", _signed(after - before))
    pairs = {
        "seniority": [profile.seniority for profile in profiles],
        "years": [f"{profile.years:g}" for profile in profiles],
        "tools": [str(len(profile.tools)) for profile in profiles],
        "places": [" or ".join(profile.preferences.places) for profile in profiles],
        "remote": ["wished" if profile.preferences.remote else "" for profile in profiles],
        "salary from": [f"{profile.preferences.salary_floor:,.0f}".removeprefix("0") for profile in profiles],
    }
    for label, (one, other) in pairs.items():
        if one or other:
            table.add_row(label, Text(plain(one)), Text(plain(other)), "" if one == other else "differs")
    console.print(table)


def _print_moves(
    moved: Sequence[Move], rows: dict[str, dict[str, Any]], names: tuple[str, str], console: Console, top: int
) -> None:
    from rich.text import Text

    gaining = [move for move in moved if move.change > 0]
    losing = [move for move in moved if move.change < 0]
    said = f"\nOf {len(moved):,} jobs of the last run {len(gaining):,} gain and {len(losing):,} lose fit.\n"
    console.print(said, highlight=False)
    inside = {move.posting_id for move in moved if move.role != "out-of-scope"}
    for title, some in (("Gain most, of those in scope", gaining), ("Lose most, of those in scope", losing)):
        some = [move for move in some if move.posting_id in inside][:top]
        if not some:
            continue
        table = _table(title, "change", *names, "rank", "job", "why")
        for move in some:
            row = rows[move.posting_id]
            job = ", ".join(plain(row[name]) for name in ("title", "company") if row[name])
            ranks, scores = (f"{move.ranks[0]} → {move.ranks[1]}", [f"{score:.1f}" for score in move.scores])
            table.add_row(_signed(move.change), *scores, ranks, Text(job), _why(move))
        console.print(table)


def _columns(moved: Sequence[Move], rows: dict[str, dict[str, Any]], names: tuple[str, str]) -> dict[str, list[Any]]:
    return {
        "change": [move.change for move in moved],
        "fit_first": [move.scores[0] for move in moved],
        "fit_second": [move.scores[1] for move in moved],
        "rank_first": [move.ranks[0] for move in moved],
        "rank_second": [move.ranks[1] for move in moved],
        "role": [move.role for move in moved],
        "why": [_why(move) for move in moved],
        "first": [names[0]] * len(moved),
        "second": [names[1]] * len(moved),
        **{name: [rows[move.posting_id][name] for move in moved] for name in _SHOWN},
    }


def _why(move: Move) -> str:
    return ", ".join(f"{name} {points:+.1f}" for name, points in move.reasons)


def _signed(value: float) -> str:
    return f"{value:+.1f}" if abs(value) >= 0.05 else ""


def _table(title: str, *columns: str) -> Any:
    from rich.table import Table
    from rich.text import Text

    table = Table(title=title, title_justify="left", title_style="bold", show_edge=False, pad_edge=False, box=None)
    for column in columns:
        text = column in ("competency", "job", "why")
        table.add_column(Text(plain(column)), overflow="fold", justify="left" if text else "right")
    return table
