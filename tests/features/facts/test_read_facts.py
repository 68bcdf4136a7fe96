import csv
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from features.facts import Facts, read_facts
from features.markup import to_plain_text

POSTING = """Senior Account Manager
We are an independent creative agency.
## What you bring
- 5+ years of agency experience
- Asana and Google Slides
Salary: £45,000 - £50,000
Hybrid working, London"""

#: Words that set off every reader, so that random texts reach the rules behind the first test.
WORDS = [
    "$", "£", "kr", "USD", "80k", "1,000", "12.5", "-", "–", "to", "per", "hour", "year", "years", "5+",
    "two", "salary", "pay", "OTE", "remote", "hybrid", "on-site", "not", "days", "office", "we", "are",
    "a", "is", "agency", "studio", "our", "client", "Asana", "Monday", ",", ".", "\n", "- ", "(", ")",
    "experience", "of", "İ", "ﬁ", "\u0000", "１２", "LPA", "401k", "up to",
]  # fmt: skip


def bases(facts: Facts) -> list[str]:
    found = [facts.seniority_basis, facts.years_basis, facts.workplace_basis, facts.employer_basis]
    return [*found, facts.salary.basis if facts.salary else ""]


def test_all_facts_of_one_posting():
    facts = read_facts(POSTING, title="Account Manager", location="London")
    assert (facts.seniority, facts.seniority_basis) == ("senior", "- 5+ years of agency experience")
    assert (facts.years_min, facts.years_max) == (5, None)
    assert facts.salary is not None
    assert (facts.salary.annual_min, facts.salary.currency) == (45_000, "GBP")
    assert (facts.workplace, facts.is_remote) == ("hybrid", False)
    assert facts.tools == ("Asana", "Google Slides")
    assert facts.employer_kind == "agency"


def test_nothing_is_guessed_of_nothing():
    assert read_facts("") == Facts(None, "", None, None, "", None, None, None, "", (), None, "")


def test_columns_of_pay_win_over_the_text():
    facts = read_facts(POSTING, salary_min=30.0, salary_currency="USD", salary_interval="hourly")
    assert facts.salary is not None
    assert (facts.salary.min, facts.salary.max, facts.salary.basis) == (30, None, "column salary_min")


def test_pay_in_the_title_is_the_last_resort():
    salary = read_facts("We make films.", title="Producer, £40k - £45k").salary
    assert salary is not None
    assert (salary.max, salary.basis) == (45_000, "column title: Producer, £40k - £45k")


def test_an_agency_makes_the_account_executive_junior():
    assert read_facts("We are a media agency.", title="Account Executive").seniority == "entry"
    assert read_facts("We are a SaaS company.", title="Account Executive").seniority is None


@given(
    st.one_of(
        st.text(),
        st.lists(st.sampled_from(WORDS), max_size=60).map(" ".join),
        st.lists(st.sampled_from(WORDS)).map("".join),
    ),
    st.text(max_size=40),
    st.sampled_from([None, True, False]),
    st.one_of(st.none(), st.floats()),
)
def test_any_text_gives_facts_with_a_basis(text, column, flag, amount):
    facts = read_facts(
        text, title=column, company=column, location=column, is_remote=flag, salary_min=amount, salary_currency=column
    )
    for basis in bases(facts):
        assert basis in text or basis.startswith("column ")
    assert (facts.seniority is None) == (facts.seniority_basis == "")
    assert (facts.employer_kind is None) == (facts.employer_basis == "")
    assert (facts.years_min is None and facts.years_max is None) == (facts.years_basis == "")
    if facts.salary and facts.salary.min is not None and facts.salary.max is not None:
        assert 0 < facts.salary.min <= facts.salary.max


@pytest.mark.parametrize(
    "piece",
    [
        "1 ", "$1", "$1,000-", "5 years ", "years ", "we are a ", "is a x ", "A, the ", "remote or ",
        "not ", "hybrid (", "Slack, ", "clients ", "salary $5 ", "salary (", "our client is ",
        "location: a b ", "tech ", "1" * 300, " ", "\n", "(", "İ", "director to ",
    ],
)  # fmt: skip
def test_hostile_repetition_stays_fast(piece):
    text = (piece * (200_000 // len(piece) + 1))[:200_000]
    read_facts("warm up")
    started = time.process_time()
    read_facts(text, title=text, company=text, location=text, salary_currency=text, salary_interval=text)
    assert time.process_time() - started < 1.0


@pytest.mark.real
def test_speed_on_real_listings(shared):
    csv.field_size_limit(10_000_000)
    with (shared / "real" / "listings_jobspy.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row, _ in zip(csv.DictReader(file, escapechar="\\"), range(500), strict=False)]
    texts = [(to_plain_text(row["description"]), row["title"]) for row in rows]
    read_facts("warm up", title="warm up")
    started = time.process_time()
    for text, title in texts:
        read_facts(text, title=title)
    # 1.4 ms a posting on the machine it was written on; more than twice that is a pattern gone wrong.
    assert (time.process_time() - started) / len(texts) < 0.003
