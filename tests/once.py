"""What is costly to make is made once, however many processes run the tests."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


def common_folder(factory: pytest.TempPathFactory) -> Path:
    """The folder that all processes of this run of the tests have in common; another run has another."""
    own = factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """Have a folder filled by whichever process needs it first; another one waits for it.

    Parameters
    ----------
    factory : pytest.TempPathFactory
    name : str
        Of the folder, below :func:`common_folder`. Read what is in it, do not write to it.
    make : callable
        Fills the empty folder that it is given.
    """
    folder = common_folder(factory) / name
    done = folder.with_name(f"{name}.done")
    with locked(folder.with_name(f"{name}.lock")):
        if not done.exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            make(folder)
            done.touch()
    return folder


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Let one process at a time in."""
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
