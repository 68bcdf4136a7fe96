"""What every source of listings gives and takes: listings, rejections, options, and one kind of error."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from flows.sources.columns import ColumnMapping

#: Longest description that is read, in characters. The longest of 6,119 real listings has 48,631; a text
#: twenty times as long is a page dump or rows run together.
MAX_DESCRIPTION = 1_000_000

#: Longest title, company, address and so on, in characters: tracking links reach a few thousand.
MAX_CELL = 10_000

#: Longest record, in characters, that is held in memory. It leaves room for a description of 5 MB, so that
#: such a row is recognised as one row, rejected, and followed by the next.
MAX_RECORD = 8 * 1024 * 1024

#: Bytes that a source sees to decide whether a file is its own.
HEAD_BYTES = 64 * 1024

#: Characters of a rejected record that are shown.
EXCERPT = 200

#: What a user is told where a file is none of ours.
FORMATS = (
    "rolefit reads CSV, TSV, XLSX, Parquet, JSON, JSON Lines, job boards' feeds, web pages, Markdown, text, "
    "and gzip or ZIP archives of them"
)


@dataclass(frozen=True, slots=True)
class Listing:
    """One record of a file, under our column names; unknown is ``""`` or None.

    Attributes
    ----------
    title, company, location, description : str
        As found; markup is not touched.
    source_id, site, job_url : str
        The source's own identifier, the site's name, the listing's address.
    date_posted : str
        ISO date.
    is_remote : bool or None
        From an explicit column only.
    salary_min, salary_max : float or None
        As stated in the columns, not annualised.
    salary_currency : str
        ISO 4217 code.
    salary_interval : str
        ``yearly``, ``monthly``, ``weekly``, ``daily`` or ``hourly``.
    source_file : str
        The file's path as it was given.
    source_row : int
        Number of the record in the file, from 1; a header does not count.
    """

    title: str
    company: str
    location: str
    description: str
    source_id: str
    site: str
    job_url: str
    date_posted: str
    is_remote: bool | None
    salary_min: float | None
    salary_max: float | None
    salary_currency: str
    salary_interval: str
    source_file: str
    source_row: int


@dataclass(frozen=True, slots=True)
class Rejection:
    """A record, or a whole file (``source_row`` 0), that gave no listing, and why.

    Attributes
    ----------
    source_file, source_row
        As in :class:`Listing`.
    reason : str
        Short code. Of a record: ``broken-row``, ``not-json``, ``not-xml``, ``not-listed``,
        ``no-title-and-description``, ``too-long``, ``repeated-header``.
        Of a file: ``no-posting``, ``hidden-file``, ``unsafe-path``, ``too-large``,
        ``empty-file``, ``binary-file``, ``not-readable``, ``not-recognised``,
        ``no-description-column``.
    detail : str
        One sentence for a person.
    excerpt : str
        The beginning of the record, at most 200 characters.
    """

    source_file: str
    source_row: int
    reason: str
    detail: str
    excerpt: str = ""


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How to read.

    Attributes
    ----------
    columns : mapping of str to str
        Our column names to the file's, where the aliases do not find them: ``{"description": "Body"}``.
        Several columns of a description are joined with ``+``: ``"Tasks+Profile"``.
    """

    columns: Mapping[str, str] = field(default_factory=dict)


class UnreadableInput(ValueError):  # noqa: N818 - it names what the user gave, as FileNotFound does
    """Input that cannot be read as listings; the message says what to do.

    Parameters
    ----------
    reason : str
        A code of :class:`Rejection`.
    path : Path or str
        What was given.
    detail : str
        What is wrong and how to mend it.
    """

    def __init__(self, reason: str, path: Path | str, detail: str) -> None:
        super().__init__(f"{path}: {detail}")
        self.reason = reason
        self.path = str(path)
        self.detail = detail

    def __reduce__(self) -> tuple[type[UnreadableInput], tuple[str, str, str]]:
        # An exception is rebuilt from ``args`` when it comes back from a worker process; these are three.
        return type(self), (self.reason, self.path, self.detail)

    def as_rejection(self) -> Rejection:
        """Give the row that stands for the whole file."""
        return Rejection(self.path, 0, self.reason, self.detail)


@runtime_checkable
class Source(Protocol):
    """One format of listings. A package adds its own under the entry point group ``rolefit.sources``.

    One whose files are no text says so with an attribute ``reads_binary = True``; the others are never asked about
    such files.
    """

    @property
    def name(self) -> str:
        """What the format is called, for messages."""

    def recognises(self, path: Path, head: bytes) -> bool:
        """Say whether the file is of this format, by its content.

        Parameters
        ----------
        path : Path
            The file; a name proves nothing.
        head : bytes
            Its first 64 KiB, never empty.
        """

    def mapping(self, path: Path, options: ReadOptions) -> ColumnMapping | None:
        """Give the columns that would be read, or None where the format fixes them.

        Raises
        ------
        UnreadableInput
            If no column holds the description.
        """

    def read(self, path: Path, options: ReadOptions) -> Iterator[Listing | Rejection]:
        """Give one listing or rejection for each record, holding no more than one record in memory.

        Raises
        ------
        UnreadableInput
            If the file as a whole cannot be read.
        """


def excerpt(text: str) -> str:
    r"""Show the beginning of a record on one line.

    Examples
    --------
    >>> excerpt("a,b\n  c")
    'a,b c'
    """
    return " ".join(text[: 4 * EXCERPT].split())[:EXCERPT]
