"""What went wrong, as one line on stderr and an exit code."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import typer


@contextmanager
def plain_errors() -> Iterator[None]:
    """Turn what went wrong into one line on stderr and an exit code: 2 for the user's mistake, 1 for ours."""
    from flows.errors import exit_code, message

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
