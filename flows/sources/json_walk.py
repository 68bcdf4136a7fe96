r"""JSON text as a stream: every object's place and names, and the text of the records at chosen places.

Parsers that stream (ijson was tried) stop for good at the first ``NaN``, raw line break or slip, all of which scraped
JSON has, and every record after it is lost. Here only strings and brackets are followed; each record is cut out as
text and parsed alone, so that a broken one costs itself and no other. Nothing but the current record is held.

A *place* says where a value stands: ``("jobs", "[]")`` is every element of the list ``jobs`` of the outermost object.
A key with a digit in it is an id, and reads ``*``: ``{"jobs": {"4711": {…}}}`` has one place ``("jobs", "*")``.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import TextIO

from flows.sources.base import MAX_RECORD

Place = tuple[str, ...]

#: Any element of a list, any member whose key is an id.
ELEMENT, ANY_KEY = "[]", "*"

#: Depth below which no record is looked for. Feeds nest records four deep, GraphQL seven.
MAX_DEPTH = 32

#: Places and names that are remembered; a hostile file has a new one in each byte.
MAX_PLACES, MAX_NAMES, MAX_NAME = 500, 500, 200

#: Keys of one object that hold objects, before they are taken for ids.
MAX_CHILDREN = 60

CHUNK = 1 << 16

_MARK = re.compile(r'["{}\[\],:]')
_DEEP_MARK = re.compile(r'["{}\[\]]')
_STRING = re.compile(r'[^"\\]*+(?:\\.[^"\\]*+)*+', re.S)
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Element:
    """The text of one value at a chosen place; ``too_long`` if only its beginning was kept."""

    text: str
    too_long: bool
    closed: bool = True


@dataclass(slots=True)
class Seen:
    """What the objects at one place have in common.

    Attributes
    ----------
    count : int
        Objects.
    names : dict of str to bool
        Their names, in order; False where an object is the value.
    """

    count: int = 0
    names: dict[str, bool] = field(default_factory=dict)


@dataclass(slots=True)
class _Frame:
    """An open list or object, or the document as a whole (``kind`` empty)."""

    kind: str
    place: Place
    slot: Place | None = None
    key: str = ""
    in_value: bool = False


class JsonWalk:
    """One walk over a JSON text, or over several that stand one after the other.

    Parameters
    ----------
    file : TextIO
        The text.
    wanted : collection of Place
        Places of the records that are given. Nothing inside them is looked at.

    Attributes
    ----------
    seen : dict of Place to Seen
        The objects outside of records, filled while iterating.
    complete : bool
        After iterating: whether the text ended with all its brackets closed.
    """

    def __init__(self, file: TextIO, wanted: Collection[Place] = ()) -> None:
        self._file = file
        self._wanted = frozenset(wanted)
        self._frames = [_Frame("", (), slot=(), in_value=True)]
        self._children: dict[Place, set[str]] = {}
        self._deep = 0
        self._capture: list[str] | None = None
        self._size = 0
        self._too_long = False
        self._key: list[str] = []
        self.seen: dict[Place, Seen] = {}
        self.complete = True
        self._open_slot()

    def __iter__(self) -> Iterator[Element]:
        in_string, carry = False, ""
        while chunk := self._file.read(CHUNK):
            text, at = carry + chunk, 0
            carry = ""
            while at < len(text):
                if in_string:
                    found = _STRING.match(text, at)
                    end = found.end() if found else at
                    if text[end : end + 1] == '"':
                        end, in_string = end + 1, False
                    elif end < len(text):  # a backslash whose partner is in the next chunk
                        carry = text[end:]
                        self._string(text[at:end], ended=False)
                        break
                    self._string(text[at:end], ended=not in_string)
                    at = end
                    continue
                mark = (_DEEP_MARK if self._deep else _MARK).search(text, at)
                end = mark.end() if mark else len(text)
                if mark is None:
                    self._keep(text[at:end])
                elif (sign := text[end - 1]) == '"':
                    self._keep(text[at:end])
                    in_string, self._key = True, []
                else:
                    yield from self._sign(sign, text[at : end - 1])
                at = end
        # What is still open holds at most one record.
        self._keep(carry)
        self.complete = len(self._frames) == 1 and not self._deep and not in_string
        yield from self._close_slot(closed=self.complete)

    def _string(self, text: str, *, ended: bool) -> None:
        self._keep(text)
        frame = self._frames[-1]
        if self._capture is None and not self._deep and frame.kind == "{" and not frame.in_value:
            self._key.append(text[:-1] if ended else text)
            if len(self._key) > 3:  # parts come with the chunks: no name is that long
                self._key = [""]
            if ended:
                frame.key = "".join(self._key)

    def _sign(self, sign: str, before: str) -> Iterator[Element]:
        """Follow a bracket, a comma or a colon outside of strings."""
        if self._deep:
            self._keep(before + sign)
            self._deep += 1 if sign in "{[" else -1
            if not self._deep and self._capture is not None and self._frames[-1].kind != "{":
                # An element ends with its bracket, whether or not a comma follows.
                yield from self._close_slot()
                self._open_slot()
            return
        self._keep(before)
        if sign in "{[":
            self._open(sign)
        elif sign == ":":
            self._colon()
        elif sign == ",":
            yield from self._close_slot()
            frame = self._frames[-1]
            frame.in_value = frame.kind != "{"
            self._open_slot()
        elif len(self._frames) > 1:  # a closing bracket, whichever: a wrong one shows when the record is parsed
            yield from self._close_slot()
            self._frames.pop()
            if self._frames[-1].kind != "{":
                self._open_slot()

    def _open(self, sign: str) -> None:
        frame = self._frames[-1]
        if self._capture is not None or frame.slot is None or len(self._frames) > MAX_DEPTH:
            self._keep(sign)
            self._deep = 1
            return
        place = frame.slot
        self._frames.append(_Frame(sign, place, in_value=sign == "["))
        if sign == "{":
            if place in self.seen or len(self.seen) < MAX_PLACES:
                self.seen.setdefault(place, Seen()).count += 1
            self._note_value(frame, plain=False)
        else:
            self._note_value(frame, plain=True)
            self._open_slot()

    def _colon(self) -> None:
        frame = self._frames[-1]
        if frame.kind == "{" and not frame.in_value:
            frame.in_value = True
            self._open_slot()
            self._note_value(frame, plain=None)
        else:
            self._keep(":")

    def _note_value(self, frame: _Frame, *, plain: bool | None) -> None:
        """Remember a name; None until its value is known to be an object (False), or anything else (True)."""
        seen = self.seen.get(frame.place)
        if frame.kind != "{" or seen is None or not frame.key:
            return
        if plain is None:
            if len(seen.names) < MAX_NAMES and len(frame.key) <= MAX_NAME:
                seen.names.setdefault(frame.key, True)
        elif not plain and frame.key in seen.names:
            seen.names[frame.key] = False

    def _open_slot(self) -> None:
        """Begin a value: an element of a list, a member of an object, a document."""
        frame = self._frames[-1]
        if frame.kind == "[":
            frame.slot = (*frame.place, ELEMENT)
        elif frame.kind == "{":
            frame.slot = (*frame.place, self._step(frame)) if frame.in_value else None
        if frame.slot in self._wanted and frame.in_value:
            self._capture, self._size, self._too_long = [], 0, False

    def _step(self, frame: _Frame) -> str:
        if _DIGIT.search(frame.key) or len(frame.key) > MAX_NAME:
            return ANY_KEY
        known = self._children.setdefault(frame.place, set()) if len(self._children) < MAX_PLACES else set()
        if frame.key in known or len(known) < MAX_CHILDREN:
            known.add(frame.key)
            return frame.key
        return ANY_KEY

    def _keep(self, text: str) -> None:
        if self._capture is None:
            return
        self._size += len(text)
        if self._size <= MAX_RECORD:
            self._capture.append(text)
        else:
            self._too_long = True

    def _close_slot(self, *, closed: bool = True) -> Iterator[Element]:
        if self._capture is not None:
            text = "".join(self._capture)
            self._capture = None
            if text.strip():
                yield Element(text, self._too_long, closed)
