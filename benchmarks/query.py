"""Seconds that ``rolefit query`` takes on 100,000 jobs, from the start of the process to its end.

    python -m benchmarks.query [--rows 100000] [--times 5] [--write]

The jobs are those of the largest run in the home's store, repeated: each copy with a title, company and id of its own,
every tenth in a town of its own. Each question is asked by a new process, of a file that was thrown out of the system's
cache. ``--write`` puts the table into docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.marked_tables import markdown_table, rewrite
from flows.settings import Settings
from flows.store import Store

ROOT = Path(__file__).resolve().parents[1]

#: Jobs that a run writes at once, see :data:`flows.spill.SLICE_RANKS`.
PART = 4_000

#: What is asked, by what it shows.
QUESTIONS = {
    "`--help` alone": ("--help",),
    "the first 50": ("--top", "50"),
    "filters": ("--role", "hybrid", "--min-fit", "30", "--remote", "--since", "2020-01-01", "--place", "london",
                "--skill", "scope_control", "--not-company", "X", "--top", "50"),
    "`--salary-from`, `--sort=-salary_max`": ("--salary-from", "60000", "--sort=-salary_max", "--top", "50"),
    "`--where` with two texts": ("--where", "title ilike '%producer%' or regexp_matches(company, 'Studio|Agency')",
                                 "--top", "50"),
    "`--where` over lists and dates": ("--where", "'scope_control' in gap_skills and try_cast(date_posted as date)"
                                                  " > current_date - interval 10 years", "--top", "50"),
    "`--sort=company,-fit_score`": ("--sort=company,-fit_score", "--top", "50"),
    "`--count-by role,seniority`": ("--count-by", "role,seniority"),
    "`--count-by gap_skills`": ("--count-by", "gap_skills"),
    "`--count-by role,place`": ("--count-by", "role,place"),
    "`--count-by company,month --top 50`": ("--count-by", "company,month", "--top", "50"),
    "all in scope, all columns, as CSV": ("--role", "hybrid", "--role", "account-management", "--role", "creative-pm"),
    "a typo": ("--sort", "fit_scor"),
}  # fmt: skip


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and report; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args(arguments)
    source = largest_ranked(Store(Settings().store))
    if source is None:
        sys.stderr.write("nothing ranked yet: run `rolefit rank FILE` first\n")
        return 2
    rows = []
    with tempfile.TemporaryDirectory(prefix="rolefit-query-") as folder:
        home = Path(folder)
        table = write_many(home / "data" / "store" / "ranked" / "many.parquet", pq.read_table(source), args.rows)
        sys.stdout.write(f"{args.rows:,} rows, {table.stat().st_size / 1e6:.1f} MB\n")
        for name, question in QUESTIONS.items():
            walls, processor = asked(home, table, question, args.times)
            rows.append([name, f"{median(walls):.2f}", f"{max(walls):.2f}", f"{processor:.2f}"])
            sys.stdout.write("  ".join(rows[-1]) + "\n")
            sys.stdout.flush()
    if args.write:
        headings = [f"{args.rows:,} jobs", "seconds, median", "worst", "processor seconds"]
        rewrite(ROOT / "docs" / "benchmarks.md", "query", markdown_table(headings, rows))
    return 0


def largest_ranked(store: Store) -> Path | None:
    """Find the run with the most jobs."""
    paths = [store.path("ranked", run) for run in store.batches("ranked")]
    return max(paths, key=lambda path: pq.ParquetFile(path).metadata.num_rows, default=None)


def write_many(path: Path, jobs: pa.Table, rows: int) -> Path:
    """Write so many jobs as a run would, in parts."""
    path.parent.mkdir(parents=True)
    with path.open("wb") as file, Store.writer(file, jobs.schema) as append:
        for part in _parts(jobs.to_pylist(), rows):
            append(pa.Table.from_pylist(part, schema=jobs.schema))
    return path


def _parts(jobs: list[dict[str, Any]], rows: int) -> Iterator[list[dict[str, Any]]]:
    part: list[dict[str, Any]] = []
    for number in range(rows):
        copy, job = number // len(jobs), dict(jobs[number % len(jobs)])
        if copy:
            job["posting_id"] = "p" + hashlib.sha256(f"{copy} {job['posting_id']}".encode()).hexdigest()[:16]
            job["title"], job["company"] = f"{job['title']} {copy}", f"{job['company']} {copy}"
            if number % 10 == 0:
                job["location"] = f"{job['posting_id'].translate(_LETTERS)}ton, TX, US"
        part.append({**job, "rank": number + 1})
        if len(part) == PART or number + 1 == rows:
            yield part
            part = []


#: A town's name has no digits.
_LETTERS = str.maketrans("0123456789", "ghijklmnop")


def asked(home: Path, table: Path, question: Sequence[str], times: int) -> tuple[list[float], float]:
    """Ask a question in new processes; wall seconds of each, processor seconds of one."""
    command = [sys.executable, "-c", "from flows.cli import main; main()", "query", *question]
    env = {**os.environ, "PYTHONPATH": str(ROOT), "ROLEFIT_HOME": str(home)}
    walls, before = [], resource.getrusage(resource.RUSAGE_CHILDREN)
    for _ in range(times):
        with table.open("rb") as file:
            os.fsync(file.fileno())
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        began = time.perf_counter()
        subprocess.run(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        walls.append(time.perf_counter() - began)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) / times
    return walls, processor


if __name__ == "__main__":
    raise SystemExit(main())
