"""What judging reads of texts, whichever version judges: words, cues and meanings, kept so that no text is read twice.

A version brings its own vocabulary and weights; which words a text has does not depend on it. So this half of the
work is done once, when a posting is parsed, and a new version has only arithmetic left to do.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version as library_version
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from features.cues import cues_in
from features.taxonomy import competencies
from features.words import words
from models.meaning import WIDTH, meaning
from models.ragged import Ragged

#: Raised when what is read, or how, changes.
READINGS_VERSION = 1


class DutyText(Protocol):
    """A duty, and the line that it stands in."""

    @property
    def text(self) -> str: ...  # noqa: D102
    @property
    def line(self) -> str: ...  # noqa: D102
    @property
    def line_start(self) -> int: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts of a posting: its title, its duties, the lines that are none, and those of them that ask something."""

    title: str
    duties: Sequence[DutyText]
    others: Sequence[str]
    asked: Sequence[str]


@dataclass(frozen=True, slots=True)
class Readings:
    """A batch of postings, read. Words and pieces are numbered; ragged arrays have one row a posting, or a piece.

    Attributes
    ----------
    words : tuple of str
        The distinct words of the batch.
    pieces, cues : Ragged
        Words and cues of each distinct duty or duty line of the batch.
    titles, others, demands : Ragged
        Words of each posting's title, of its lines that are no duties, and of its title and requirements.
    lines : Ragged
        The pieces that are a posting's duty lines, in the order of the text.
    duties, duty_lines : Ragged
        The piece of each of a posting's duties, and which of its lines each stands in.
    title_meanings, duty_meanings : ndarray of float32 of shape (n_postings, 256)
    """

    words: tuple[str, ...]
    pieces: Ragged
    cues: Ragged
    titles: Ragged
    others: Ragged
    demands: Ragged
    lines: Ragged
    duties: Ragged
    duty_lines: Ragged
    title_meanings: NDArray[np.float32]
    duty_meanings: NDArray[np.float32]


def read(postings: Sequence[Texts]) -> Readings:
    """Read the texts of a batch of postings."""
    lines = [{duty.line_start: duty.line for duty in posting.duties} for posting in postings]
    starts = [{start: place for place, start in enumerate(sorted(found))} for found in lines]
    ordered = [[found[start] for start in sorted(found)] for found in lines]
    pieces = sorted({_bare(text) for p in postings for duty in p.duties for text in (duty.text, duty.line)})
    number = {piece: place for place, piece in enumerate(pieces)}
    known: dict[str, int] = {}

    def numbered(texts: Iterable[str]) -> list[int]:
        return [known.setdefault(word, len(known)) for text in texts for word in words(text)]

    return Readings(
        pieces=Ragged.of(numbered([piece]) for piece in pieces),
        cues=Ragged.of(cues_in(piece) for piece in pieces),
        titles=Ragged.of(numbered([posting.title]) for posting in postings),
        others=Ragged.of(numbered(posting.others) for posting in postings),
        demands=Ragged.of(numbered([posting.title, *posting.asked]) for posting in postings),
        lines=Ragged.of([number[_bare(line)] for line in found] for found in ordered),
        duties=Ragged.of([number[_bare(duty.text)] for duty in posting.duties] for posting in postings),
        duty_lines=Ragged.of(
            [place[duty.line_start] for duty in posting.duties] for posting, place in zip(postings, starts, strict=True)
        ),
        title_meanings=meaning([posting.title for posting in postings]),
        duty_meanings=meaning(["\n".join(found) for found in ordered]).reshape(-1, WIDTH),
        words=tuple(known),
    )


@cache
def readings_version() -> str:
    """Name what readings depend on beside the texts: this code, the cues, and the vectors of meaning."""
    cues = "\n".join(cue for competency in competencies().values() for cue in competency.cues)
    said = f"{READINGS_VERSION}\0{library_version('wordllama')}\0{cues}"
    return f"r{READINGS_VERSION}-{hashlib.sha256(said.encode('utf-8')).hexdigest()[:8]}"


def _bare(text: str) -> str:
    """Drop closing marks, in which a duty and the line it fills differ; no feature reads them."""
    return text.rstrip(" .;,")
