"""Retraining as a Prefect flow: validate, train, compare, decide, show what changes, promote.

Tasks are thin wrappers: they get names and paths and call one function of :mod:`flows.retrain_steps` or
:mod:`flows.retrain_diff`. Importing this module imports Prefect (2 s).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from prefect import flow, get_run_logger, task
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE

from flows import retrain_steps as steps
from flows.model_card import model_card
from flows.progress import Tell
from flows.rescore_command import judged_again
from flows.retrain_diff import write_diff
from flows.retrain_labels import nothing_to_learn
from flows.retrain_steps import Work, only_one
from flows.retrain_summary import summary_lines
from flows.settings import Settings
from models.registry import NoSuchModelError, Registry


@dataclass(frozen=True, slots=True)
class RetrainRequest:
    """How to retrain; plain values, so that a deployment can carry it as parameters.

    Attributes
    ----------
    home : str
    diff : str
        The CSV file to write what changes to.
    dry_run : bool
        Whether to write nothing but the diff.
    force : str
        Why to promote the new version in any case; empty for none.
    """

    home: str
    diff: str
    dry_run: bool = False
    force: str = ""


_alone = False
_tell: Tell = lambda step, done, total: None  # noqa: E731


@contextmanager
def surroundings(tell: Tell) -> Iterator[None]:
    """Let flows run as part of a command that holds the lock already, and tell it of progress."""
    global _alone, _tell
    before, (_alone, _tell) = (_alone, _tell), (True, tell)
    try:
        yield
    finally:
        _alone, _tell = before


@task(name="validate", cache_policy=NO_CACHE, persist_result=False)
def validate_task(work: dict[str, Any]) -> dict[str, int]:
    """Check the labels, and count what is new."""
    _tell("checking the labels", 0, 1)
    return steps.validate(_work(work))


@task(name="train", cache_policy=NO_CACHE, persist_result=False)
def train_task(work: dict[str, Any]) -> str:
    """Train a version and save it, not in use."""
    return steps.train_challenger(_work(work), _part("training"))


@task(name="evaluate", cache_policy=NO_CACHE, persist_result=False)
def evaluate_task(work: dict[str, Any], version: str, force: str) -> bool:
    """Compare the new version with the one in use, and record the decision."""
    _tell("comparing with the model in use", 0, 1)
    steps.judge_by_champion(_work(work), _part("training the model in use once more, to compare with it"))
    return steps.compare_and_record(_work(work), version, force).promote


@task(name="diff", cache_policy=NO_CACHE, persist_result=False)
def diff_task(work: dict[str, Any], version: str, path: str) -> dict[str, Any]:
    """Write what changes."""
    return write_diff(Path(path), _work(work), version, _tell)


@task(name="promote", cache_policy=NO_CACHE, persist_result=False)
def promote_task(work: dict[str, Any], version: str) -> list[str]:
    """Use the new version from now on, and judge the store by it; return what to say of that."""
    steps.promote(_work(work), version)
    return judged_again(_work(work).settings, _tell)


@flow(name="retrain", validate_parameters=False)
def retrain(request: dict[str, Any]) -> dict[str, Any]:
    """Train a model on all labels, and use it if it is better than the one in use.

    Parameters
    ----------
    request : dict
        The fields of a :class:`RetrainRequest`.

    Returns
    -------
    dict
        ``version``, ``promoted``, and ``lines``: what happened in plain words.
    """
    asked = RetrainRequest(**request)
    if _alone:
        return _retrain(asked)
    with only_one(Settings(home=Path(asked.home))):
        found = _retrain(asked)
    for line in found["lines"]:
        get_run_logger().info(line)
    return found


def _retrain(asked: RetrainRequest) -> dict[str, Any]:
    settings = Settings(home=Path(asked.home))
    champion = Registry(settings.registry).champion()
    if champion is None:
        raise NoSuchModelError("no model yet: the first `rolefit rank` trains one on all labels")
    idle = [] if asked.force else nothing_to_learn(settings, champion, again=asked.dry_run)
    if idle:
        return {"version": champion, "promoted": False, "lines": idle}
    with TemporaryDirectory(prefix="rolefit-retrain-") as folder:
        work = {"folder": folder, "home": asked.home, "champion": champion, "dry_run": asked.dry_run}
        validate_task(work)
        version = train_task(work)
        if version == champion:
            return {"version": champion, "promoted": False, "lines": [f"Training again gives {champion} again"]}
        better = evaluate_task(work, version, asked.force)
        diff = diff_task(work, version, asked.diff)
        promoted = (better or bool(asked.force)) and not asked.dry_run
        after = promote_task(work, version) if promoted else []
        manifest = _work(work).registry.manifest(version)
        create_markdown_artifact(
            key="retrain-summary", markdown=model_card(manifest), description="Card of the newly trained model"
        )
        same = Registry(settings.registry).manifest(champion).extractor == manifest.extractor
        lines = summary_lines(manifest, diff, dry_run=asked.dry_run, same_duties=same, after=after)
        return {"version": version, "promoted": promoted, "lines": lines}


def _work(work: dict[str, Any]) -> Work:
    return Work(Path(work["folder"]), Path(work["home"]), work["champion"], work["dry_run"])


def _part(step: str) -> steps.Progress:
    return lambda name, done: _tell(f"{step}: {name}", round(done * 100), 100)


def as_request(request: RetrainRequest) -> dict[str, Any]:
    """Turn a request into the flow's parameter."""
    return json.loads(json.dumps(asdict(request)))  # type: ignore[no-any-return]
