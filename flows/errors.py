"""Which errors are the user's to mend, and how each reads in one line."""

from __future__ import annotations

import os
import traceback

from flows.plain_text import plain

WRONG_USAGE, FAILED = 2, 1


def exit_code(error: BaseException) -> int:
    """Return 2 for wrong usage or unreadable input, 1 for a run that failed."""
    return WRONG_USAGE if isinstance(error, _user_mistakes()) else FAILED


def message(error: BaseException) -> str:
    """Say in one line what went wrong; with ``ROLEFIT_DEBUG=1`` the whole traceback."""
    if os.environ.get("ROLEFIT_DEBUG"):
        return "".join(traceback.format_exception(error))
    text = " ".join(plain(str(error)).split()) or type(error).__name__
    if exit_code(error) == WRONG_USAGE or isinstance(error, _known_failures()):
        return text
    return f"the run failed: {type(error).__name__}: {text} (set ROLEFIT_DEBUG=1 for details)"


def _user_mistakes() -> tuple[type[BaseException], ...]:
    from flows.evaluate_command import UnknownModelError
    from flows.explain import NotRankedError
    from flows.query import QueryError
    from flows.sources import UnreadableInput
    from flows.store import UnknownPosting
    from flows.training_data import LabelledDataError
    from models.profile import ProfileError
    from models.training import TrainingError

    return (
        UnreadableInput,
        QueryError,
        ProfileError,
        NotRankedError,
        UnknownPosting,
        LabelledDataError,
        TrainingError,
        UnknownModelError,
    )


def _known_failures() -> tuple[type[BaseException], ...]:
    from flows.publish import LostRowsError
    from flows.store import StoreError
    from flows.tables import TableError
    from models.registry import RegistryError

    return (StoreError, TableError, RegistryError, LostRowsError)
