"""Five hundred hostile expressions for ``--where``: those written by hand, the rest put together from pieces of SQL."""

from __future__ import annotations

import random
from collections.abc import Iterator

from tests.flows.hostile_expressions import WRITTEN

_PATHS = ["'{secret}'", "'{target}'", "'secret.csv'", "'~/secret.csv'", "'/etc/passwd'", '"secret.csv"', "'./*'"]
_READERS = (
    "read_csv read_csv_auto read_text read_blob read_json read_json_auto read_ndjson read_parquet parquet_scan glob"
    " parquet_schema parquet_metadata sniff_csv query query_table"
).split()
_STATEMENTS = [
    "copy ranked to {target}", "attach {target} as x", "install httpfs", "load {path}", "export database {target}",
    "import database {path}", "pragma database_list", "set enable_external_access = true", "reset lock_configuration",
    "create table x as from {path}", "call pragma_show('ranked')", "copy x from {path}", "drop view ranked",
    "use {path}",
]  # fmt: skip
_SUBQUERIES = [
    "(select count(*) from {read}) > 0", "exists (from {read})", "title in (from {read})", "title = all(from {read})",
    "title = (select content from {read} limit 1)", "(from {read} select 1) is null", "exists (from {path})",
    "fit_score > (table {path})", "(with x as (from {read}) from x) is null", "{read} is null",
    "array(from {read}) is null", "exists (select * from ranked, lateral (from {read}))",
    "(values (1), ((select count(*) from {read}))) is null",
]  # fmt: skip
_FRAMES = [
    "{it}", "not {it}", "true or {it}", "false and {it}", "({it})", "case when {it} then true end", "{it} is not null",
    "fit_score > 0 and ({it} or title = 'x')", "coalesce({it}, true)", "lower(({it})::varchar) = 'x'", "{it} -- x",
    "/* x */ {it}", "try_cast({it} as boolean)", "title in ('x', ({it})::varchar)", "greatest({it}, true)",
    "if({it}, true, false)", "{it} between false and true",
]  # fmt: skip
_BREAKS = [
    "true); {do}; select (1", "true; {do}", "{do}", "1=1); {do} --", "true)\n;\n{do};\nselect\n(1", "'x'; {do}; --",
    "true); begin; {do}; commit; select (true", "true /*); {do}; select (*/ ; {do}", "true)); {do}; select ((1",
]  # fmt: skip
_TAILS = [
    "group by (1", "having ({sub}", "order by ({sub}", "limit ({sub}", "offset (1", "qualify ({sub}", "using sample (1",
    "union all select 1 where ({sub}", "except (from {read}) --", "window w as (order by {sub}", "union from {read} --",
]  # fmt: skip


def attacks(number: int = 500, seed: int = 6) -> list[str]:
    """Give so many different expressions: those written by hand, then composed ones, the same for the same seed."""
    found = dict.fromkeys(WRITTEN)
    composed = _composed(random.Random(seed))
    while len(found) < number:
        found[next(composed)] = None
    return list(found)


def _composed(rng: random.Random) -> Iterator[str]:
    while True:
        path = rng.choice(_PATHS)
        read = f"{rng.choice(_READERS)}({path})"
        sub = _put(rng.choice(_SUBQUERIES), read=read, path=path)
        for _ in range(rng.randrange(3)):
            sub = _put(rng.choice(_FRAMES), it=sub)
        do = _put(rng.choice(_STATEMENTS), path=path, target="'{target}'")
        kind = rng.randrange(4)
        if kind == 0:
            whole = _put(rng.choice(_BREAKS), do=do)
        elif kind == 1:
            whole = f"true) {_put(rng.choice(_TAILS), sub=sub, read=read)}"
        else:
            whole = sub
        yield "".join(char.upper() if rng.random() < 0.2 and "{" not in whole else char for char in whole)


def _put(pattern: str, **parts: str) -> str:
    for name, part in parts.items():
        pattern = pattern.replace(f"{{{name}}}", part)
    return pattern
