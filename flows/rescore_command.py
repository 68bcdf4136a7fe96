"""What a command says and does about the stored postings once another model is in use."""

from __future__ import annotations

import sys

from flows.plain_text import plain
from flows.progress import Tell, progress
from flows.settings import Settings


def judge_again(settings: Settings, *, rescore: bool) -> None:
    """Judge the store with the model that has just come into use, and say so; or say that the next run will."""
    if not rescore:
        _say("The next `rolefit rank` judges with it")
        return
    with progress(quiet=False) as tell:
        lines = judged_again(settings, tell)
    for line in lines:
        _say(line)


def judged_again(settings: Settings, tell: Tell) -> list[str]:
    """Judge the store with the model that has just come into use; return what to say of it.

    The model stays in use whatever keeps the store from being judged: the next run judges what it needs.
    """
    from flows.rank_command import default_workers
    from flows.rescore import rescore_store
    from flows.store import StoreError
    from flows.tables import TableError
    from models.profile import ProfileError

    try:
        done = rescore_store(settings, workers=default_workers(), progress=tell)
    except (StoreError, ProfileError, TableError) as error:
        return [f"The stored postings were not judged again: {error}. The next `rolefit rank` judges with it"]
    lines = []
    if done.note:
        lines.append(f"Nothing was judged again: {done.note}")
    elif done.postings:
        lines.append(f"{done.postings:,} stored postings judged by it in {done.seconds:.1f} s, none parsed again")
    elif done.run:
        lines.append("It had judged all stored postings before")
    if done.run:
        lines.append("`rolefit query`, `report` and `explain` show it; the next `rolefit rank` writes its files")
    return lines


def _say(line: str) -> None:
    sys.stdout.write(plain(line) + "\n")
