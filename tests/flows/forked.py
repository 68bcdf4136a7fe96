"""Commands in processes of their own, copies of one that has loaded Prefect and spaCy already: 5 s of work less."""

from __future__ import annotations

import atexit
import multiprocessing
import os
import sys
from collections.abc import Mapping, Sequence
from multiprocessing import forkserver
from pathlib import Path

import pytest

#: Seconds that a command may take.
PATIENCE = 240


def run_forked(
    args: Sequence[str], before: str, env: Mapping[str, str], folder: Path, api: str
) -> tuple[int, str, str]:
    """Run a command in a copy of the loaded process.

    Parameters
    ----------
    args : sequence of str
        Of ``rolefit``.
    before : str
        Code that runs first in the copy.
    env : mapping of str to str
        Added to the environment; what Prefect reads at its import is settled by then.
    folder : Path
        Takes what the command writes to its outputs.
    api : str
        Address of the Prefect API that all copies talk to.

    Returns
    -------
    tuple of int, str, str
        Exit code (less than zero: killed by that signal), output, errors.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.flows.loaded"])
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PREFECT_API_URL", api)
        forkserver.ensure_running()
    said = folder / "said", folder / "warned"
    copy = context.Process(target=_run, args=(list(args), before, dict(env), *map(str, said)))
    copy.start()
    copy.join(PATIENCE)
    code = copy.exitcode
    if code is None:
        copy.kill()
        raise TimeoutError(f"{args} took more than {PATIENCE} s")
    return (code, *(path.read_text(encoding="utf-8") for path in said))


def _run(args: list[str], before: str, env: dict[str, str], out: str, err: str) -> None:
    for number, path in ((1, out), (2, err)):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
    sys.stdout, sys.stderr = (os.fdopen(number, "w", encoding="utf-8") for number in (1, 2))
    os.environ.update(env)
    kept = {"__name__": "__main__"}  # until the end, with whatever context it has entered
    exec(before, kept)
    from flows.cli import main

    try:
        main(args)
    finally:
        atexit._run_exitfuncs()  # which a copy passes over; what Prefect says at its end is part of what is said
        sys.stdout.flush()
        sys.stderr.flush()
