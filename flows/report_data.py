"""What the report shows, gathered from a run's ranked table and the store, judged once more for what it keeps.

Every text of a listing passes through :mod:`flows.report_text`; nothing here depends on the time or the run's name, so
that the same input makes the same bytes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from features.taxonomy import competencies
from flows.plain_text import plain
from flows.report_market import market
from flows.report_text import marked_lines, shown, web_address
from flows.tables_to_features import posting_features
from models.career import GOOD_FIT, gap_gains, path
from models.interview import stories, stories_asked
from models.labelled import ROLES

if TYPE_CHECKING:
    import pyarrow as pa

    from flows.batches import Workplace
    from flows.store import Store
    from models.judge import Judge, Judgement
    from models.profile import SkillProfile

#: Jobs whose full text is kept, best first. Of 6,119 public listings 157 are in scope; with the texts of 500 the report
#: takes 3 s and the page has 6.6 MB, with 1,000 it took 4 s more and had 7.9 MB.
MOST_TEXTS = 500

#: Jobs in one part of the details: a part is read when one of its jobs is opened.
PART = 40

#: Jobs the table lists. Of the others, those in scope count in the market and career pages, and nothing else is read.
MOST_JOBS = 20_000

#: Columns of the ranked table that the report shows.
SHOWN = (
    "posting_id", "fit_score", "role", "decision", *(f"p_{role.replace('-', '_')}" for role in ROLES), "title",
    "company", "location", "is_remote", "seniority", "date_posted", "matched_skills", "gap_skills", "job_url", "copies",
    "operations_share", "why", "other_urls", "top_duties",
)  # fmt: skip

_INSIDE = [role for role in ROLES if role != "out-of-scope"]

_FACTS = (
    "posting_id", "seniority", "salary_currency", "salary_annual_min", "salary_annual_max", "workplace", "tools",
    "employer_kind",
)  # fmt: skip


def report_data(
    store: Store,
    place: Workplace,
    batches: Sequence[str],
    ranked: Iterable[pa.Table],
    profile: SkillProfile,
    judge: Judge,
) -> dict[str, Any]:
    """Gather what the report shows.

    Parameters
    ----------
    store : Store
    place : Workplace
        Versions the run was judged with.
    batches : sequence of str
        Batches that hold its postings.
    ranked : iterable of pyarrow.Table
        The run's ranked table slice by slice, best first, with the columns :data:`SHOWN` at least.
    profile : SkillProfile
        The one it was ranked for.
    judge : Judge
        The judge that ranked it.

    Returns
    -------
    dict
        Plain values for JSON: ``page`` (all that is needed at once) and ``details`` (texts, in parts).
    """
    listed, inside, roles = _kept(ranked)
    scope = {row["posting_id"] for row in inside}
    facts = _facts(store, place, batches, scope.union(row["posting_id"] for row in listed))
    wanted = {row["posting_id"] for row in listed[:MOST_TEXTS]}
    details: dict[str, dict[str, Any]] = {}
    judged: list[Judgement] = []
    for batch in batches:
        for posting, fact, duties, judgement in judged_again(store, place, batch, wanted | scope, judge, profile):
            # Of many thousand jobs in scope, their duties and words would take most of the room.
            judged.append(replace(judgement, duties=(), top_duties=(), why=""))
            if posting["posting_id"] in wanted:
                details[posting["posting_id"]] = _detail(fact, duties, judgement, profile)
    judged.sort(key=lambda judgement: judgement.posting_id)  # batches follow the order of reading
    codes = list(competencies())
    page = {
        "profile": {
            "name": shown(profile.name), "title": shown(profile.title), "seniority": profile.seniority,
            "years": profile.years, "levels": [profile.levels[code] for code in codes], "tools": list(profile.tools),
        },
        "model": place.model,
        "counts": {"jobs": roles.total(), "listed": len(listed), "texts": len(details), "part": PART},
        "good": GOOD_FIT,
        "roles": list(ROLES),
        "competencies": [[c.code, c.side, c.name, c.meaning] for c in competencies().values()],
        "stories": [[story.name, story.tell] for story in stories()],
        "jobs": [_job(row, facts[row["posting_id"]], codes) for row in listed],
        "market": market(inside, roles, facts),
        "career": {
            "jobs": len(scope),
            "gains": [asdict(gain) for gain in gap_gains(judged, judge.fit, profile)],
            "path": [asdict(step) for step in path(judged)],
        },
    }  # fmt: skip
    return {"page": page, "details": list(_parts(listed, details))}


def _kept(ranked: Iterable[pa.Table]) -> tuple[list[dict[str, Any]], list[dict[str, Any]], Counter[str]]:
    """Give the rows that are listed, what counts of those in scope, and the number of jobs of each role."""
    import pyarrow as pa
    import pyarrow.compute as pc

    listed: list[dict[str, Any]] = []
    inside: list[dict[str, Any]] = []
    roles: Counter[str] = Counter()
    for table in ranked:
        listed += table.slice(0, max(0, MOST_JOBS - len(listed))).select(SHOWN).to_pylist()
        scope = table.filter(pc.is_in(table["role"], pa.array(_INSIDE)))
        inside += scope.select(["posting_id", "location", "is_remote"]).to_pylist()
        roles.update(table["role"].to_pylist())
    return listed, inside, roles


def _facts(store: Store, place: Workplace, batches: Sequence[str], ids: Set[str]) -> dict[str, dict[str, Any]]:
    import pyarrow as pa
    import pyarrow.compute as pc

    wanted = pa.array(sorted(ids), pa.string())
    tables = (store.read(place.facts, batch, columns=_FACTS) for batch in batches)
    found = (table.filter(pc.is_in(table["posting_id"], wanted)).to_pylist() for table in tables)
    return {row["posting_id"]: row for rows in found for row in rows}


def judged_again(
    store: Store, place: Workplace, batch: str, wanted: set[str], judge: Judge, profile: SkillProfile
) -> Iterator[tuple[dict[str, Any], dict[str, Any], list[dict[str, Any]], Judgement]]:
    """Judge the wanted postings of a batch again, beside what the judgement rests on."""
    import pyarrow as pa
    import pyarrow.compute as pc

    ids = pa.array(sorted(wanted), pa.string())
    postings = store.read("postings", batch, columns=["posting_id", "title", "location"])
    postings = postings.filter(pc.is_in(postings["posting_id"], ids))
    if not postings.num_rows:
        return
    facts, duties = (
        table.filter(pc.is_in(table["posting_id"], ids))
        for table in (store.read(place.facts, batch), store.read(place.duties, batch))
    )
    judgements = judge.judge(posting_features(postings, facts, duties), profile)
    fact_rows = {row["posting_id"]: row for row in facts.drop_columns(["signature"]).to_pylist()}
    duty_rows: dict[str, list[dict[str, Any]]] = {}
    for row in duties.select(["posting_id", "text", "start", "end"]).to_pylist():
        duty_rows.setdefault(row["posting_id"], []).append(row)
    for posting, judgement in zip(postings.to_pylist(), judgements, strict=True):
        key = posting["posting_id"]
        yield posting, fact_rows[key], duty_rows.get(key, []), judgement


def _job(row: Mapping[str, Any], facts: Mapping[str, Any], codes: list[str]) -> list[Any]:
    """Write a row of the table; the page's script names its places in the same order."""
    return [
        row["posting_id"], row["fit_score"], row["role"], row["decision"],
        *(row[f"p_{role.replace('-', '_')}"] for role in ROLES),
        shown(row["title"], 160), shown(row["company"], 100), shown(row["location"], 100), row["seniority"],
        facts["workplace"] or "", shown(row["date_posted"][:10], 10),
        facts["salary_annual_min"], facts["salary_annual_max"], shown(facts["salary_currency"], 8),
        [codes.index(code) for code in row["matched_skills"]], [codes.index(code) for code in row["gap_skills"]],
        web_address(row["job_url"]), row["copies"], row["operations_share"],
    ]  # fmt: skip


def _parts(rows: Sequence[Mapping[str, Any]], details: Mapping[str, dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    for first in range(0, len(rows), PART):
        yield [
            {
                "why": shown(row["why"], 1_000),
                "other_urls": [url for url in map(web_address, row["other_urls"][:10]) if url],
                **details.get(row["posting_id"], {"top": [shown(duty, 400) for duty in row["top_duties"]]}),
            }
            for row in rows[first : first + PART]
        ]


def _detail(
    facts: Mapping[str, Any], duties: Sequence[Mapping[str, Any]], judgement: Judgement, profile: SkillProfile
) -> dict[str, Any]:
    codes = list(competencies())
    offsets = facts["other_lines"]
    others = zip(offsets[::2], offsets[1::2], facts["other_kinds"], strict=True)
    told = stories()
    return {
        "text": marked_lines(facts["text"], [(duty["start"], duty["end"]) for duty in duties], others),
        "duties": [
            [duty.side, [codes.index(code) for code in duty.competencies], round(100 * duty.weight)]
            for duty in judgement.duties
        ],
        "parts": [[factor, round(points, 1)] for factor, points in judgement.parts.items()],
        "sides": [round(100 * judgement.client_share), round(100 * judgement.operations_share)],
        "skills": [
            [codes.index(code), has, _sentence(code, duties, judgement)]
            for has, named in ((1, judgement.matched), (0, judgement.gaps))
            for code in named
        ],
        "stories": [[told.index(a.story), shown(duties[a.duty]["text"], 400)] for a in stories_asked(judgement.duties)],
        "facts": [[name, plain(value), shown(basis, 300)] for name, value, basis in _said(facts) if value],
        "tools": [[plain(tool), int(tool in profile.tools)] for tool in facts["tools"]],
    }


def _sentence(code: str, duties: Sequence[Mapping[str, Any]], judgement: Judgement) -> str:
    """Find the duty that asks for a competency most; empty where only the whole line does."""
    asking = [
        (judged.competencies.index(code), -round(judged.weight, 4), n)
        for n, judged in enumerate(judgement.duties)
        if code in judged.competencies
    ]
    return shown(duties[min(asking)[2]]["text"], 400) if asking else ""


def _said(facts: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    years = "–".join(f"{v:g}" for v in dict.fromkeys((facts["years_min"], facts["years_max"])) if v is not None)
    pay = "–".join(f"{v:,.0f}" for v in dict.fromkeys((facts["salary_min"], facts["salary_max"])) if v is not None)
    money = f"{pay} {facts['salary_currency']} {facts['salary_interval']}".strip()
    return [
        ("Level", facts["seniority"], facts["seniority_basis"]),
        ("Years asked", years, facts["years_basis"]),
        ("Pay", money, facts["salary_basis"]),
        ("Workplace", facts["workplace"], facts["workplace_basis"]),
        ("Employer", facts["employer_kind"], facts["employer_basis"]),
        ("Required trade", facts["trade"], facts["trade_basis"]),
    ]
