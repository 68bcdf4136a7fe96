"""Which source reads which file: by its content, asked of one source after the other."""

from __future__ import annotations

from functools import cache
from importlib.metadata import entry_points
from pathlib import Path

from flows.sources.archives import GzipSource, ZipSource
from flows.sources.base import FORMATS, HEAD_BYTES, Source, UnreadableInput
from flows.sources.delimited import DelimitedSource
from flows.sources.encoding import binary_kind
from flows.sources.front_matter import FrontMatterSource
from flows.sources.jobspy import JobSpySource
from flows.sources.json_document import JsonSource
from flows.sources.json_records import BOARDS
from flows.sources.jsonlines import JsonLinesSource
from flows.sources.pages import PageSource
from flows.sources.parquet import ParquetSource
from flows.sources.personio import PersonioSource
from flows.sources.texts import TextSource
from flows.sources.workbook import WorkbookSource

#: Entry point group under which other packages add sources.
GROUP = "rolefit.sources"


@cache
def find_sources() -> tuple[Source, ...]:
    """Give all sources, in the order in which they are asked: other packages' first, the most general last.

    A new format is a module of this folder whose class has the three methods of
    :class:`~flows.sources.base.Source`, and one line here.

    Raises
    ------
    UnreadableInput
        If another package's source cannot be loaded.
    """
    added: list[Source] = []
    for entry in sorted(entry_points(group=GROUP), key=lambda entry: entry.name):
        try:
            added.append(entry.load()())
        except Exception as error:
            failure = f"{type(error).__name__}: {error}"
            detail = f"this source cannot be loaded ({failure}); uninstall or mend its package"
            raise UnreadableInput("not-readable", f"{GROUP}: {entry.name}", detail) from error
    return (
        *added,
        ParquetSource(),
        WorkbookSource(),
        GzipSource(),
        ZipSource(),
        PersonioSource(),
        FrontMatterSource(),
        PageSource(),
        JobSpySource(),
        JsonLinesSource(),
        *(JsonSource(board) for board in BOARDS),
        JsonSource(),
        DelimitedSource(),
        TextSource(),
    )


def open_source(path: Path) -> Source:
    """Find the source that reads a file.

    Raises
    ------
    UnreadableInput
        If the file is missing, empty, binary, or of no format that is read.
    """
    try:
        if path.is_dir():
            raise UnreadableInput("not-recognised", path, "this is a folder, not a file")
        if path.exists() and not path.is_file():
            raise UnreadableInput("not-readable", path, "this is neither a file nor a folder")
        with path.open("rb") as file:
            head = file.read(HEAD_BYTES)
    except FileNotFoundError:
        raise UnreadableInput("not-readable", path, "there is no such file or folder") from None
    except (OSError, ValueError) as error:
        raise UnreadableInput("not-readable", path, f"cannot be opened: {cause(error)}") from error
    if not head.strip(b" \t\r\n\xef\xbb\xbf\x00\xff\xfe"):
        raise UnreadableInput("empty-file", path, "the file is empty")
    kind = binary_kind(head)
    for source in find_sources():
        if (not kind or getattr(source, "reads_binary", False)) and source.recognises(path, head):
            return source
    if kind:
        raise UnreadableInput("binary-file", path, f"this is {kind}; {FORMATS}")
    raise UnreadableInput("not-recognised", path, f"no listings are recognised in it; {FORMATS}")


def cause(error: Exception) -> str:
    """Say why the system refused, without its numbers."""
    return (error.strerror if isinstance(error, OSError) else None) or str(error)
