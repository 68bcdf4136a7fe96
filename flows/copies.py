"""One row a job: the listings merged into it become lists and a count, and fill what its own listing leaves open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from features.facts.salary import salary_of_columns

if TYPE_CHECKING:
    import pandas as pd

#: Columns that are filled one by one; unknown is empty or null.
FILLED = ("title", "company", "location", "date_posted", "is_remote")

#: Columns that are filled together: one listing's pay is never put beside another's currency.
PAY = ("salary_min", "salary_max", "salary_currency", "salary_interval")

#: What a job's row takes from the first of its own sightings.
_OF_THE_FIRST = ("source_id", "site", "job_url", "date_posted", "source_file", "source_row")


def one_row_a_job(
    jobs: pd.DataFrame, sightings: pd.DataFrame, copies: pd.DataFrame, earlier: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Join jobs with the rows they were seen in.

    Parameters
    ----------
    jobs : pandas.DataFrame
        One row a job: ``posting_id``, ``place`` and the columns of its posting, facts and scores.
    sightings : pandas.DataFrame
        Rows in reading order: ``place`` of their job, ``posting_id``, and the columns of the listing.
    copies : pandas.DataFrame
        ``posting_id`` and the columns to fill of the postings that another one stands for.
    earlier : pandas.DataFrame, optional
        ``place``, ``job_url``, ``source_id`` and ``date_posted`` of how earlier runs saw the jobs. They are no rows of
        this run, so they are listed and not counted.

    Returns
    -------
    pandas.DataFrame
        ``jobs`` with the columns of the first listing, ``other_urls``, ``other_source_ids``, ``other_dates``,
        ``copies``. What was unknown is the first known value of the others: the job's own reposts in reading order,
        then its copies in reading order. What was known stays.
    """
    import pandas as pd

    rows = sightings.merge(jobs[["place", "posting_id"]].rename(columns={"posting_id": "job"}), on="place")
    # The representative's own first sighting comes first, the others follow in the order they were read.
    rows["copy"] = rows["posting_id"] != rows["job"]
    rows = rows.sort_values(["place", "copy"], kind="stable", ignore_index=True)
    first = rows.drop_duplicates("place")[["place", *_OF_THE_FIRST]]
    others = rows[rows.duplicated("place")]
    found = jobs.merge(first, on="place")
    found["copies"] = found["place"].map(others["place"].value_counts()).fillna(0).astype("int64")
    for column, said, listed in _LISTS:
        now, before = _by_place(others, said), _by_place(earlier, said)
        # As objects: a column without any job would stay one of text.
        found[column] = pd.Series(
            [
                listed(own, now.get(place, []), before.get(place, []))
                for place, own in zip(found["place"], found[said], strict=True)
            ],
            index=found.index,
            dtype=object,
        )
    return _filled(found, rows, copies)


def _filled(jobs: pd.DataFrame, rows: pd.DataFrame, copies: pd.DataFrame) -> pd.DataFrame:
    """Fill what is unknown of jobs from their rows, in the order of these."""
    import pandas as pd

    rows = rows[rows.duplicated("place", keep=False)]
    if rows.empty:
        return jobs
    columns = ["place", *FILLED, *PAY]
    # A row says its own columns first, then what its posting's text says.
    said = rows.assign(title="", company="", location="")[columns].assign(order=range(0, 2 * len(rows), 2))
    said = _read_pay(said, jobs)
    read = rows[["place", "posting_id"]].assign(order=range(1, 2 * len(rows) + 1, 2)).merge(copies, on="posting_id")
    both = pd.concat([said, read.assign(date_posted="")[[*columns, "order"]]]).sort_values("order", kind="stable")
    jobs = jobs.set_index("place", drop=False)
    for names in (*((name,) for name in FILLED), PAY):
        known = both[_known(both, names)].drop_duplicates("place").set_index("place")
        open_ = jobs.index[~_known(jobs, names) & jobs.index.isin(known.index)]
        for name in names:
            jobs[name] = jobs[name].astype(object)
            jobs.loc[open_, name] = known.loc[open_, name]
    return jobs.reset_index(drop=True)


def _known(table: pd.DataFrame, names: tuple[str, ...]) -> pd.Series[bool]:
    """Whether the first column, or either bound of a pay, says anything."""
    known = table[names[0]].notna() & (table[names[0]] != "")
    return known | table["salary_max"].notna() if names is PAY else known


def _read_pay(said: pd.DataFrame, jobs: pd.DataFrame) -> pd.DataFrame:
    """Read the pay of listings' columns as that of a posting's own is read; what is none becomes unknown."""
    locations = dict(zip(jobs["place"], jobs["location"], strict=True))
    pays: list[tuple[float | None, float | None, str, str]] = []
    for place, low, high, currency, interval in said[["place", *PAY]].itertuples(index=False):
        low, high = (None if value != value else value for value in (low, high))
        pay = salary_of_columns(low, high, currency, interval, locations[place])
        pays.append((pay.min, pay.max, pay.currency or "", pay.interval or "") if pay else (None, None, "", ""))
    return said.assign(**dict(zip(PAY, zip(*pays, strict=True), strict=True)))


def _by_place(rows: pd.DataFrame | None, column: str) -> dict[int, list[str]]:
    """Collect what the rows of each place say, in their order; what is unknown is left out."""
    said: dict[int, list[str]] = {}
    if rows is not None:
        for place, value in zip(rows["place"], rows[column], strict=True):
            if value:
                said.setdefault(place, []).append(value)
    return said


def _distinct(own: str, now: list[str], before: list[str]) -> list[str]:
    """List what the run's other rows say, and what earlier runs said and the own row does not."""
    return sorted({*now, *before} - ({own} - {*now}))


def _others(own: str, now: list[str], before: list[str]) -> list[str]:
    """List what any other row says and the own row does not."""
    return sorted({*now, *before} - {own})


def _listed(own: str, now: list[str], before: list[str]) -> list[str]:
    """List the ids of the run's other rows as often as they are, then those that only earlier runs gave."""
    return now + sorted({*before} - {own, *now})


_LISTS = (
    ("other_urls", "job_url", _distinct),
    ("other_source_ids", "source_id", _listed),
    ("other_dates", "date_posted", _others),
)
