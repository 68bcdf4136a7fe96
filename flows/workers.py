"""Where batches are worked on: in this process, or in a pool of processes that never import Prefect."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from threading import Lock, Thread
from types import TracebackType
from typing import ParamSpec, Self, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class Workers:
    """Run functions in ``count`` processes, or in this one if ``count`` is 1.

    A process that dies (killed, out of memory) breaks a pool for good; the next call gets a new pool, so that a
    retried task can succeed.

    Parameters
    ----------
    count : int
        Processes; one spaCy model and one judge are loaded in each.
    """

    def __init__(self, count: int) -> None:
        self.count = count
        self._pool: ProcessPoolExecutor | None = None
        self._lock = Lock()

    def run(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Call a picklable function and wait for its result; thread-safe."""
        if self.count == 1:
            with self._lock:
                return function(*args, **kwargs)
        pool = self._get_pool()
        try:
            return pool.submit(function, *args, **kwargs).result()
        except BrokenProcessPool:
            self._forget(pool)
            raise

    def warm_up(self, function: Callable[P, object], *args: P.args, **kwargs: P.kwargs) -> None:
        """Start every process and let it load its models while the caller does something else."""
        if self.count > 1:
            pool = self._get_pool()
            for _ in range(self.count):
                pool.submit(function, *args, **kwargs)

    def rest(self) -> None:
        """Stop the processes for now, and give their memory back; the next call starts new ones."""
        with self._lock:
            pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(wait=True)

    def __enter__(self) -> Self:
        """Return the workers; the pool starts with the first call."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop the processes; work not begun is dropped when there was an error."""
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=kind is not None)

    def _get_pool(self) -> ProcessPoolExecutor:
        with self._lock:
            if self._pool is None:
                # "spawn": a forked copy of a process with Prefect's threads in it may deadlock.
                context = multiprocessing.get_context("spawn")
                self._pool = ProcessPoolExecutor(self.count, mp_context=context, initializer=_begin_work)
            return self._pool

    def _forget(self, pool: ProcessPoolExecutor) -> None:
        with self._lock:
            if self._pool is pool:
                self._pool = None
                pool.shutdown(wait=False, cancel_futures=True)


def _begin_work() -> None:
    limit_threads()
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """End a worker whose run was killed: it would wait for work forever, with 400 MB, or write behind the next run."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def limit_threads() -> None:
    """Keep a worker's linear algebra to one thread: workers already fill the cores, and sums stay the same.

    Must run before numpy is first imported.
    """
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")
