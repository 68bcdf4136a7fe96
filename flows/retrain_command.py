"""``rolefit retrain`` from the terminal: say whether there is anything to learn, run the flow, say what came of it."""

from __future__ import annotations

import sys
from pathlib import Path

from flows.champion import champion_manifest, train_champion
from flows.plain_text import plain
from flows.prefect_settings import prepare_prefect
from flows.progress import Tell, progress
from flows.retrain_labels import nothing_to_learn
from flows.retrain_steps import only_one
from flows.settings import Settings
from flows.workers import limit_threads


def run_retrain(diff: Path, *, dry_run: bool, force: str, quiet: bool) -> None:
    """Retrain as a user asks for it on the command line.

    Parameters
    ----------
    diff : Path
        The CSV file to write what changes to.
    dry_run : bool
        Whether to write nothing else.
    force : str
        Why to promote the new model in any case; empty for none.
    quiet : bool
        Print nothing.
    """
    limit_threads()
    settings = Settings()
    with only_one(settings), progress(quiet) as tell:
        lines = _retrain(settings, diff, tell, dry_run=dry_run, force=force)
    if not quiet:
        for line in lines:
            sys.stdout.write(plain(line) + "\n")


def _retrain(settings: Settings, diff: Path, tell: Tell, *, dry_run: bool, force: str) -> list[str]:
    manifest = champion_manifest(settings)
    if manifest is None:
        if dry_run:
            return ["There is no model that can be used: the first `rolefit rank` or `rolefit retrain` trains one"]
        manifest = train_champion(settings, lambda step, done: tell(f"training: {step}", round(done * 100), 100))
        return [f"There was no model that could be used: {manifest.version} was trained and is in use now"]
    idle = [] if force else nothing_to_learn(settings, manifest.version, again=dry_run)
    if idle:
        return idle
    prepare_prefect(settings.home)
    tell("starting", 0, 1)
    from flows.retrain import RetrainRequest, as_request, retrain, surroundings

    request = RetrainRequest(str(settings.home), str(diff.resolve()), dry_run, force)
    with surroundings(tell):
        lines: list[str] = retrain(as_request(request))["lines"]
    return lines
