"""Physical lines of a text file that can be put back, read ahead, and are never held beyond a limit."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from typing import TextIO

from flows.sources.base import MAX_RECORD


class TooLongError(Exception):
    """What is being read is longer than its limit."""


class Lines(Iterator[str]):
    """The lines of a file, one after the other; those of the current record stay in ``taken``.

    Attributes
    ----------
    taken : list of str
        Lines given since :meth:`start`.
    number : int
        Lines given since the file's beginning.
    ended : bool
        Whether a line was wanted after the last one.
    """

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._pending: deque[str] = deque()
        self._size = 0
        self.taken: list[str] = []
        self.number = 0
        self.ended = False

    def start(self) -> None:
        """Begin a new record: what was taken is done with."""
        self.taken, self._size, self.ended = [], 0, False

    def __next__(self) -> str:
        line = self.read()
        if not line:
            self.ended = True
            raise StopIteration
        self.taken.append(line)
        self.number += 1
        self._size += len(line)
        if self._size > MAX_RECORD:
            raise TooLongError
        return line

    def read(self) -> str:
        """Give a line without taking it; empty at the end. A line longer than a record is cut."""
        if self._pending:
            return self._pending.popleft()
        line = self._file.readline(MAX_RECORD + 1)
        if len(line) > MAX_RECORD and not line.endswith(("\n", "\r")):
            while (more := self._file.readline(1 << 16)) and not more.endswith(("\n", "\r")):
                pass
            line += "\n"
        return line

    def skip(self) -> bool:
        """Leave out one line; False at the end."""
        if not self.read():
            return False
        self.number += 1
        return True

    def push(self, lines: Sequence[str]) -> None:
        """Give these lines next, before the rest of the file."""
        self._pending.extendleft(reversed(lines))

    def put_back(self, first: int = 0) -> list[str]:
        """Put taken lines back, from one on; gives all that were taken."""
        taken = self.taken
        self.push(taken[first:])
        self.number -= len(taken) - first
        self.start()
        return taken


class Probe(Iterator[str]):
    """A look ahead over lines already taken and then those of the file; :meth:`undo` leaves no trace.

    Parameters
    ----------
    lines : Lines
        The file.
    taken : sequence of str
        Lines that come before it.
    place : int
        The first of them to read.
    limit : int
        Characters after which it gives up.
    """

    def __init__(self, lines: Lines, taken: Sequence[str], place: int, limit: int) -> None:
        self._lines = lines
        self._taken = taken
        self._place = place
        self._limit = limit
        self._ahead: list[str] = []
        self.count = 0
        self.size = 0
        self.last: list[str] = []

    def __next__(self) -> str:
        if self._place + self.count < len(self._taken):
            line = self._taken[self._place + self.count]
        else:
            line = self._lines.read()
            if not line:
                raise StopIteration
            self._ahead.append(line)
        self.count += 1
        self.size += len(line)
        self.last.append(line)
        if self.size > self._limit:
            raise TooLongError
        return line

    def undo(self) -> None:
        """Put back what was read of the file."""
        self._lines.push(self._ahead)


class Counted(Iterator[str]):
    """Lines that tell how many were read, and whether more were wanted than there are."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = lines
        self.count = 0
        self.exhausted = False

    def __next__(self) -> str:
        if self.count == len(self._lines):
            self.exhausted = True
            raise StopIteration
        self.count += 1
        return self._lines[self.count - 1]
