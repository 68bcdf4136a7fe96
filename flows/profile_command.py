"""``rolefit profile``: make a profile, look at one, check one, propose one from a CV."""

from __future__ import annotations

import re
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from features.taxonomy import SIDES, competencies
from flows.plain_text import plain
from flows.profile_files import faults_in, profile_path, read_profile, read_text, write_new
from flows.profile_text import Draft, draft_of_cv, empty_draft, level_words, profile_toml
from flows.progress import progress, say
from flows.settings import Settings

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from models.cv_reading import Proposal
    from models.profile import SkillProfile

#: Name of a new profile if none is given.
NEW = "my_profile"

#: Name of a profile proposed from a CV if none is given.
FROM_CV = "from_cv"

_BAR = 20
_STYLES = {"client": "cyan", "shared": "yellow", "operations": "magenta"}


def run_init(name: str, *, force: bool) -> Path:
    """Write an empty profile with every level explained; return the file.

    Raises
    ------
    models.profile.ProfileError
        If the file exists.
    """
    path = profile_path(Settings(), name)
    write_new(path, profile_toml(empty_draft(_short_name(path))), force=force)
    say(f"wrote {path}: fill it in, then `rolefit profile check {name}` and `rolefit rank FILE --profile {name}`")
    return path


def run_show(name: str, console: Console) -> None:
    """Print a profile: its levels by side as bars, its tools, its wishes."""
    profile = read_profile(Settings(), name)
    from rich.text import Text

    console.print(Text(plain(profile.title or profile.name), style="bold"))
    console.print(f"{profile.seniority}, {profile.years:g} years\n", highlight=False)
    for side in SIDES:
        console.print(_levels_table(profile, side))
        console.print()
    for label, said in (("tools", ", ".join(profile.tools) or "none named"), ("wishes", _wishes(profile))):
        console.print(Text(f"{label}: {plain(said)}"), highlight=False)


def run_check(name: str) -> int:
    """Say what is wrong with a profile, a line each, or that nothing is; return the number of faults.

    Raises
    ------
    models.profile.ProfileError
        If there is no such file.
    """
    settings = Settings()
    path = profile_path(settings, name)
    wrong = faults_in(read_text(settings, path))
    for fault in wrong:
        say(fault.said(path))
    if not wrong:
        profile = read_profile(settings, name)
        known = sum(level > 0 for level in profile.levels.values())
        sys.stdout.write(plain(f"{path} is right: {known} of {len(profile.levels)} competencies above 0") + "\n")
        if not known:
            sys.stdout.write("Every level is 0: nothing is filled in yet, and every job will look like a gap.\n")
    return len(wrong)


def run_from_cv(cv: Path, out: str | None, today: date, console: Console, *, force: bool, quiet: bool) -> Path:
    """Propose a profile from a CV: write it as TOML and print what it rests on; return the file.

    Parameters
    ----------
    cv : Path
        Text, Markdown, DOCX or PDF.
    out : str or None
        Name or path of the profile.
    today : date
        What "present" means in the CV.
    console : Console
    force : bool
        Whether to overwrite a profile.
    quiet : bool
        Print nothing.

    Raises
    ------
    flows.sources.UnreadableInput
        If the CV cannot be read.
    models.profile.ProfileError
        If the profile exists.
    """
    from flows.cv_files import read_cv_file

    settings = Settings()
    path = profile_path(settings, out or FROM_CV)
    if path.exists() and not force:
        write_new(path, "", force=False)  # says so before the work is done
    proposal = _propose(settings, read_cv_file(cv), today, quiet=quiet)
    draft = draft_of_cv(_short_name(path), cv.name, proposal)
    write_new(path, profile_toml(draft), force=force)
    if not quiet:
        _print_proposal(proposal, draft, console)
        if not any(proposed.evidence for proposed in proposal.levels.values()):
            say("no statement shows any competency; jobs are looked for under a heading like Experience or Employment")
        say(f"wrote {path}: the proposal with the sentences it rests on; every level is yours to change")
    return path


def _propose(settings: Settings, text: str, today: date, *, quiet: bool) -> Proposal:
    from flows.champion import champion_manifest, train_champion

    with progress(quiet) as tell:
        manifest = champion_manifest(settings) or train_champion(
            settings, lambda step, done: tell(f"training: {step}", round(done * 100), 100)
        )
        tell("reading", 0, 1)
        from features.cv import read_cv
        from features.cv_dates import month_of
        from features.cv_duties import find_statements
        from features.duties import DutyFinder
        from features.parser import load_parser, load_verb_index
        from flows.batches import load_model
        from models.cv_reading import propose_profile

        model = load_model(settings.registry, manifest.version)
        cv = read_cv(text)
        finder = DutyFinder(load_parser(), load_verb_index(), scorer=model.lines.score_lines)
        return propose_profile(cv, find_statements(cv, finder), model.judge, month_of(today.year, today.month))


def _print_proposal(proposal: Proposal, draft: Draft, console: Console) -> None:
    from rich.text import Text

    table = _table("Proposed levels", "", "competency", "level", "statements", "the strongest")
    for side in SIDES:
        for code, proposed in proposal.levels.items():
            if competencies()[code].side != side:
                continue
            quote = proposed.evidence[0].quote if proposed.evidence else "no evidence"
            bar = Text("█" * round(proposed.level * _BAR / 2), style=_STYLES[side])
            table.add_row(
                bar, competencies()[code].name, f"{proposed.level:.1f}", str(len(proposed.evidence)),
                Text(plain(quote), style="" if proposed.evidence else "dim"),
            )  # fmt: skip
    console.print(table)
    years = "unknown" if proposal.years is None else f"{proposal.years:.1f}"
    for label, value, basis in (
        ("seniority", proposal.seniority or "unknown", draft.seniority_from),
        ("years", years, draft.years_from),
        ("tools", ", ".join(proposal.tools) or "none named", ()),
    ):
        said = f"{label}: {value}" + (f"   ({'; '.join(basis)})" if basis else "")
        console.print(Text(plain(said)), highlight=False)


def _levels_table(profile: SkillProfile, side: str) -> Table:
    from rich.text import Text

    table = _table(side, "level", "", "competency", "which means about")
    for code, competency in competencies().items():
        if competency.side == side:
            level = profile.levels[code]
            bar = Text("█" * round(level * _BAR), style=_STYLES[side]) + Text(
                "·" * (_BAR - round(level * _BAR)), style="dim"
            )
            table.add_row(f"{level:.2g}", bar, competency.name, level_words(code)[min(3, round(level / 0.3))])
    return table


def _table(title: str, *columns: str) -> Table:
    from rich.table import Table

    table = Table(title=title, title_justify="left", title_style="bold", show_edge=False, pad_edge=False, box=None)
    for column in columns:
        table.add_column(column, overflow="fold", justify="right" if column in ("level", "statements") else "left")
    return table


def _wishes(profile: SkillProfile) -> str:
    wishes = profile.preferences
    said = [
        *([f"in {' or '.join(wishes.places)}"] if wishes.places else []),
        *(["remote"] if wishes.remote else []),
        *([f"from {wishes.salary_floor:,.0f} {wishes.salary_currency} a year"] if wishes.salary_floor else []),
    ]
    return ", ".join(said) or "none"


def _short_name(path: Path) -> str:
    """Make a name that a profile may have out of its file's."""
    name = re.sub(r"[^\w-]+", "_", path.stem).strip("_-")
    return name if name.replace("-", "_").isidentifier() else f"profile_{name}".rstrip("_")
