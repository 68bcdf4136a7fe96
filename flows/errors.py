"""Which errors are the user's to mend, and how each reads in one line."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

import typer

from flows.plain_text import plain
from flows.where_clause import QueryError

WRONG_USAGE, FAILED = 2, 1


@contextmanager
def plain_errors() -> Iterator[None]:
    """Turn what goes wrong in a command into one line on stderr and an exit code, 2 or 1."""
    try:
        yield
    except (typer.Exit, typer.BadParameter, BrokenPipeError):  # the last is `| head`: Typer ends quietly
        raise
    except KeyboardInterrupt:
        sys.stderr.write("rolefit: stopped; run the same command to go on where it was\n")
        raise typer.Exit(130) from None
    except Exception as error:
        sys.stderr.write(f"rolefit: {message(error)}\n")
        raise typer.Exit(exit_code(error)) from error


def exit_code(error: BaseException) -> int:
    """Return 2 for wrong usage or unreadable input, 1 for a run that failed."""
    if isinstance(error, QueryError):  # first: to load what the other classes need takes longer than a query
        return WRONG_USAGE
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
    from flows.deployments import DeployError
    from flows.evaluate_command import UnknownModelError
    from flows.explain import NotRankedError
    from flows.ingest import RowsRejectedError
    from flows.retry import NothingToRetryError
    from flows.sources import UnreadableInput
    from flows.store import UnknownPosting
    from flows.training_data import LabelledDataError
    from models.profile import ProfileError
    from models.registry import NoSuchModelError
    from models.training import TrainingError

    return (
        UnreadableInput,
        ProfileError,
        NotRankedError,
        UnknownPosting,
        RowsRejectedError,
        NothingToRetryError,
        LabelledDataError,
        TrainingError,
        UnknownModelError,
        NoSuchModelError,
        DeployError,
    )


def _known_failures() -> tuple[type[BaseException], ...]:
    from flows.publish import LostRowsError
    from flows.store import StoreError
    from flows.tables import TableError
    from models.registry import RegistryError

    return (StoreError, TableError, RegistryError, LostRowsError)
