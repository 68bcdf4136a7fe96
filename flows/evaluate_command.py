"""``rolefit evaluate`` from the terminal: read labels, judge, show the figures, write what was asked for."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from flows.champion import champion_manifest, read_profile, train_champion
from flows.progress import Tell, progress, say
from flows.settings import Settings
from flows.training_data import LabelledDataError, read_labelled
from flows.workers import limit_threads

if TYPE_CHECKING:
    from flows.evaluation_report import Report
    from models.registry import Manifest


class UnknownModelError(LookupError):
    """A model version that the registry does not have; the message names those that it has."""


def run_evaluate(
    files: Sequence[Path],
    *,
    model: str | None,
    profile: str,
    json_file: Path | None,
    html_file: Path | None,
    workers: int,
    quiet: bool,
) -> Report:
    """Evaluate a model on labelled files as a user asks for it on the command line.

    Parameters
    ----------
    files : sequence of Path
        Labelled files.
    model : str or None
        A version, or its beginning; the one in use by default, trained first if there is none.
    profile : str
        Name or path of the profile that the fit grades were given for.
    json_file, html_file : Path or None
        Written if given.
    workers : int
        At most so many processes.
    quiet : bool
        Print nothing.

    Returns
    -------
    Report

    Raises
    ------
    LabelledDataError, flows.sources.UnreadableInput, UnknownModelError
        If the files or the version cannot be used.
    """
    limit_threads()
    from flows.evaluation_data import read_cases
    from flows.evaluation_report import make_report
    from flows.evaluation_run import judge_cases

    settings = Settings()
    skills = read_profile(settings, profile)
    labelled = read_cases(files, settings)
    with progress(quiet) as tell:
        version = _manifest(settings, model, tell).version
        judged = judge_cases(labelled.cases, settings.registry, version, skills, workers, tell)
        tell("working out the figures", 0, 1)
        known = _training_ids(settings)
        report = make_report(
            judged,
            files=tuple(str(file) for file in files),
            model=version,
            profile=skills.name,
            unlabelled=labelled.unlabelled,
            duties_alone=labelled.duties_alone,
            seen=sum(item.case.posting_id in known for item in judged),
        )
    if not quiet:
        from rich.console import Console

        from flows.evaluation_tables import show

        show(report, Console())
    _write(report, json_file, html_file, quiet=quiet)
    return report


def _write(report: Report, json_file: Path | None, html_file: Path | None, *, quiet: bool) -> None:
    from flows.atomic import replacing
    from flows.evaluation_page import page
    from flows.evaluation_report import as_json

    if json_file is not None:
        with replacing(json_file) as file:
            file.write(json.dumps(as_json(report), indent=1, ensure_ascii=False, allow_nan=False).encode() + b"\n")
    if html_file is not None:
        with replacing(html_file) as file:
            file.write(page(report).encode())
    for written in (json_file, html_file):
        if written is not None and not quiet:
            say(f"Written: {written}")


def _manifest(settings: Settings, model: str | None, tell: Tell) -> Manifest:
    if model is None:
        return champion_manifest(settings) or train_champion(
            settings, lambda step, done: tell(f"training: {step}", round(done * 100), 100)
        )
    from models.registry import Registry

    known = sorted(path.parent.name for path in settings.registry.glob("*/manifest.json"))
    found = [version for version in known if version == model] or [name for name in known if name.startswith(model)]
    if len(found) != 1:
        raise UnknownModelError(
            f"--model {model}: {'no such model' if not found else 'fits several'}; known: {', '.join(known) or 'none'}"
        )
    return Registry(settings.registry).manifest(found[0])


def _training_ids(settings: Settings) -> set[str]:
    """Give the ids under which a run would keep the postings that models learn from."""
    from features.identity import posting_id

    try:
        records = read_labelled(settings.labeled)
    except LabelledDataError:
        return set()  # a model that was copied here without its data
    return {posting_id(record.title, record.company, record.location, record.description) for record in records}
