"""How far a command is: a bar on a terminal, one line a step elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flows.plain_text import plain

#: Told of a step by its name, how much of it is done, and how much there is.
Tell = Callable[[str, int, int], None]


def say(line: str) -> None:
    """Write one line to stderr."""
    sys.stderr.write(plain(line) + "\n")


@contextmanager
def progress(quiet: bool) -> Iterator[Tell]:
    """Show one bar a step on a terminal, one line a step elsewhere, nothing if quiet."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    if quiet or not console.is_terminal:
        told: set[str] = set()

        def line(step: str, done: int, total: int) -> None:
            if not quiet and step not in told:
                told.add(step)
                say(f"{step} …")

        yield line
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bars:
        bar = bars.add_task("starting", total=None)

        def update(step: str, done: int, total: int) -> None:
            bars.update(bar, description=step, completed=done, total=total)

        yield update
