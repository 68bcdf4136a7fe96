"""What a command says and does about the stored postings once another model is in use."""

from __future__ import annotations

import sys

from flows.plain_text import plain
from flows.settings import Settings


def judge_again(settings: Settings, *, rescore: bool) -> None:
    """Judge the store with the model that has just come into use, and say so; or say that the next run will.

    The model stays in use whatever keeps the store from being judged: the next run judges what it needs.
    """
    if not rescore:
        _say("The next `rolefit rank` judges with it")
        return
    from flows.progress import progress
    from flows.rank_command import default_workers
    from flows.rescore import rescore_store
    from flows.store import StoreError
    from flows.tables import TableError
    from models.profile import ProfileError

    try:
        with progress(quiet=False) as tell:
            done = rescore_store(settings, workers=default_workers(), progress=tell)
    except (StoreError, ProfileError, TableError) as error:
        _say(f"The stored postings were not judged again: {error}. The next `rolefit rank` judges with it")
        return
    if done.note:
        _say(f"Nothing was judged again: {done.note}")
    elif done.postings:
        _say(f"{done.postings:,} stored postings judged by it in {done.seconds:.1f} s, none parsed again")
    elif done.run:
        _say("It had judged all stored postings before")
    if done.run:
        _say("`rolefit query`, `report` and `explain` show it; the next `rolefit rank` writes its files")


def _say(line: str) -> None:
    sys.stdout.write(plain(line) + "\n")
