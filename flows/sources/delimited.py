"""Any CSV, TSV or other delimited table: the delimiter from the content, the columns by their names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from flows.sources.base import HEAD_BYTES, Listing, ReadOptions, Rejection, UnreadableInput, excerpt
from flows.sources.columns import ColumnMapping, mapping_for, no_description
from flows.sources.dialects import Dialect, find_delimiter, sample_rows
from flows.sources.encoding import decode_head, open_text
from flows.sources.listings import to_listing
from flows.sources.prose import with_text
from flows.sources.records import Broken, RecordReader


class DelimitedSource:
    """Tables with a header and foreign column names."""

    name = "CSV or TSV"

    def recognises(self, path: Path, head: bytes) -> bool:
        """Say whether the head looks like a table; see :class:`~flows.sources.base.Source`."""
        return find_delimiter(decode_head(head)) is not None

    def mapping(self, path: Path, options: ReadOptions) -> ColumnMapping:
        """Give what is read from which column; see :class:`~flows.sources.base.Source`."""
        with open_text(path, newline="") as file:
            return _mapping(path, RecordReader(file, self._dialects(path)).header(), options)

    def read(self, path: Path, options: ReadOptions) -> Iterator[Listing | Rejection]:
        """Give a listing or a rejection for each record; see :class:`~flows.sources.base.Source`."""
        with open_text(path, newline="") as file:
            reader = RecordReader(file, self._dialects(path))
            header = reader.header()
            yield from read_table(reader, header, _mapping(path, header, options), str(path))

    def _dialects(self, path: Path) -> tuple[Dialect, ...]:
        delimiter = find_delimiter(head_text(path)) or ","
        return Dialect(delimiter), Dialect(delimiter, escapes=True)


def head_text(path: Path) -> str:
    """Give the decoded beginning of a file."""
    with path.open("rb") as file:
        return decode_head(file.read(HEAD_BYTES))


def read_table(
    reader: RecordReader, header: Sequence[str], mapping: ColumnMapping, source_file: str
) -> Iterator[Listing | Rejection]:
    """Turn the records below a header into listings and rejections, numbered from 1."""
    names = list(header)
    for number, record in enumerate(reader.records(len(names)), start=1):
        if isinstance(record, Broken):
            reason = "too-long" if record.too_long else "broken-row"
            yield Rejection(source_file, number, reason, record.detail, excerpt(record.text))
        elif record.cells == names:
            detail = "the header stands here again (are these several files joined?)"
            yield Rejection(source_file, number, "repeated-header", detail, excerpt(" | ".join(names)))
        else:
            yield to_listing(record.cells, mapping, source_file, number)


def _mapping(path: Path, header: Sequence[str], options: ReadOptions) -> ColumnMapping:
    if not header:
        raise UnreadableInput("empty-file", path, "the file has no rows")
    mapping = with_text(mapping_for(header, options), sample_rows(head_text(path)))
    if not mapping.has_description:
        raise no_description(path, header)
    return mapping
