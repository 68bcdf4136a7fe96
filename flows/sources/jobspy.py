r"""JobSpy's CSV, as its README writes it.

``jobs.to_csv("jobs.csv", quoting=csv.QUOTE_NONNUMERIC, escapechar="\\", index=False)``: 34 columns, quotes
doubled, descriptions in Markdown over many lines. What a backslash means depends on who wrote the file.
Python 3.11 and later write each one twice. Earlier versions wrote it as it is, so that the one before a
closing quote looks like an escaped quote. And ``to_csv`` without these options does not escape at all. The
reader tells them apart record by record.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from flows.sources.base import Listing, ReadOptions, Rejection
from flows.sources.columns import ColumnMapping, mapping_for
from flows.sources.delimited import head_text, read_table
from flows.sources.dialects import Dialect
from flows.sources.encoding import decode_head, open_text
from flows.sources.records import RecordReader

#: JobSpy's columns, in its order (jobspy/util.py). Releases differ in the last ones.
COLUMNS = (
    "id", "site", "job_url", "job_url_direct", "title", "company", "location", "date_posted", "job_type",
    "salary_source", "interval", "min_amount", "max_amount", "currency", "is_remote", "job_level",
    "job_function", "listing_type", "emails", "description", "company_industry", "company_url",
    "company_logo", "company_url_direct", "company_addresses", "company_num_employees", "company_revenue",
    "company_description", "skills", "experience_range", "company_rating", "company_reviews_count",
    "vacancy_count", "work_from_home_type",
)  # fmt: skip

#: What makes a header JobSpy's: these names in every release, and in no other tool together.
SIGNATURE = frozenset(("site", "job_url", "title", "company", "location", "date_posted", "is_remote", "description"))

#: JobSpy's names of what we call something else.
_OURS = {
    "source_id": "id",
    "site": "site",
    "job_url": "job_url",
    "title": "title",
    "company": "company",
    "location": "location",
    "date_posted": "date_posted",
    "is_remote": "is_remote",
    "salary_min": "min_amount",
    "salary_max": "max_amount",
    "salary_currency": "currency",
    "salary_interval": "interval",
    "description": "description",
}


class JobSpySource:
    """JobSpy's CSV; what its columns mean is known and not guessed from aliases."""

    name = "JobSpy CSV"

    def recognises(self, path: Path, head: bytes) -> bool:
        """Say whether the header is JobSpy's; see :class:`~flows.sources.base.Source`."""
        first, _, _ = decode_head(head).lstrip("\ufeff \r\n").partition("\n")
        return {name.strip().strip('"') for name in first.strip().split(",")} >= SIGNATURE

    def mapping(self, path: Path, options: ReadOptions) -> ColumnMapping | None:
        """Give None: the format fixes the columns. A column that the user maps is shown."""
        if not options.columns:
            return None
        with open_text(path, newline="") as file:
            return _mapping(RecordReader(file, [Dialect()]).header(), options)

    def read(self, path: Path, options: ReadOptions) -> Iterator[Listing | Rejection]:
        """Give a listing or a rejection for each record; see :class:`~flows.sources.base.Source`."""
        escaped, plain = Dialect(escapes=True), Dialect()
        # QUOTE_NONNUMERIC quotes the header too; to_csv without the README's options does not, and does not
        # escape.
        quoted = head_text(path).lstrip("\ufeff \r\n").startswith('"')
        with open_text(path, newline="") as file:
            reader = RecordReader(file, (escaped, plain) if quoted else (plain, escaped))
            header = reader.header()
            yield from read_table(reader, header, _mapping(header, options), str(path))


def _mapping(header: list[str], options: ReadOptions) -> ColumnMapping:
    columns = {ours: theirs for ours, theirs in _OURS.items() if theirs in header} | dict(options.columns)
    mapping = mapping_for(header, ReadOptions(columns))
    # The company's own description and the like are not part of the job's.
    return ColumnMapping(mapping.columns, mapping.fields, (), (), frozenset(options.columns))
