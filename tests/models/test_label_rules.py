from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.label_guide import ROLE_KEYS, WrongLabelError, read_fit, read_role
from models.label_rules import Checked, Given, Known, Label, check_labels
from models.labelled import ROLES

KNOWN = {
    "p1": Known("Producer", "Aba", "Run every shoot and build the schedule for it."),
    "p2": Known("Account Manager", "Zeb", "<p>Keep the client &amp; grow the account.</p>"),
    "p3": Known("Producer", "Other Name", "Run every shoot, and build the schedule for it!"),
    "p4": Known("Empty", "Aba", ""),
    "p5": Known("Empty", "Aba", ""),
    "p6": Known("Nurse", "24/7", "Look after patients at night."),
}


def label(place: int, posting_id: str, role: str = "hybrid", fit: str = "", **about: str) -> Given:
    return Given("a.csv", f"row {place}", posting_id, role, fit, **about)


def check(*given: Given, before: dict[str, Label] | None = None, **options: Any) -> Checked:
    return check_labels(given, KNOWN, before or {}, **options)


def reasons(checked: Checked) -> list[tuple[str, str]]:
    return [(refusal.given.place, refusal.reason) for refusal in checked.refused]


def test_good_labels_are_read_and_empty_rows_passed_over() -> None:
    checked = check(label(2, "p1", " Creative_PM ", "3,5"), label(3, "p2", "", ""), label(4, "p2", "A"))
    assert [found for _, found in checked.good] == [Label("creative-pm", 3.5), Label("account-management", None)]
    assert (checked.blank, checked.refused, checked.alike) == (1, (), ())


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (label(2, "p1", "hybird"), "did you mean hybrid?"),
        (label(2, "p1", "boss"), "write one of account-management"),
        (label(2, "p1", "hybrid and creative-pm"), "is no role"),
        (label(2, "p1", "hybrid", "71.5"), "it is not the fit_score"),
        (label(2, "p1", "hybrid", "4.5"), "write 0, 1, 2, 3 or 4"),
        (label(2, "p1", "hybrid", "-1"), "is no grade"),
        (label(2, "p1", "hybrid", "nan"), "is no grade"),
        (label(2, "p1", "", "3"), "type the role too"),
        (label(2, "p9"), "no posting 'p9' here"),
        (label(2, ""), "keep that column"),
        (label(2, "p1", title="Account Manager"), "its title is not that of p1"),
        (label(2, "p1", company="Zeb"), "its company is not that of p1"),
        (label(2, "p1", text="Sell insurance by telephone to strangers."), "its text is not that of p1"),
    ],
)
def test_a_wrong_label_is_refused_alone_and_says_why(wrong: Given, said: str) -> None:
    checked = check(wrong, label(3, "p2"))
    ((place, reason),) = reasons(checked)
    assert place == "row 2"
    assert said in reason
    assert len(checked.good) == 1


def test_what_a_spreadsheet_or_a_cleaner_did_to_a_text_is_no_change() -> None:
    checked = check(
        label(2, "p2", title="'ACCOUNT manager", company="ZEB", text="• Keep the client & grow"),
        label(3, "p1", title="Producer", text="producer run every shoot"),
        label(4, "p6", title="Nurse", company="24. Jul"),
    )
    assert (len(checked.good), checked.refused) == (3, ())


def test_labels_of_one_job_that_conflict_are_all_refused_and_name_each_other() -> None:
    checked = check(label(2, "p1", "hybrid"), label(3, "p2", "hybrid"), label(4, "p1", "creative-pm"))
    assert reasons(checked) == [
        ("row 2", "the same job is labelled creative-pm in row 4"),
        ("row 4", "the same job is labelled hybrid in row 2"),
    ]
    assert [item.posting_id for item, _ in checked.good] == ["p2"]


def test_copies_of_one_text_are_one_job() -> None:
    assert len(check(label(2, "p1", "hybrid"), label(3, "p3", "creative-pm")).refused) == 2
    agreed = check(label(2, "p1", "hybrid"), label(3, "p3", "hybrid", "2"))
    assert [found for _, found in agreed.good] == [Label("hybrid", 2.0)]
    assert [item.posting_id for item in agreed.alike] == ["p1"]


def test_grades_that_conflict_are_refused() -> None:
    assert len(check(label(2, "p1", fit="1"), label(3, "p1", fit="4")).refused) == 2


def test_postings_without_text_are_jobs_of_their_own() -> None:
    assert len(check(label(2, "p4", "hybrid"), label(3, "p5", "creative-pm")).good) == 2


def test_a_label_given_before_is_known_or_refused_or_replaced() -> None:
    before = {"p1": Label("hybrid", 3.0)}
    assert [item.place for item in check(label(2, "p1", "hybrid", "3"), before=before).alike] == ["row 2"]
    assert [item.place for item in check(label(2, "p1", "hybrid"), before=before).alike] == ["row 2"]
    ((_, reason),) = reasons(check(label(2, "p1", "creative-pm"), before=before))
    assert "labelled hybrid, fit 3 before; add it with --replace" in reason
    replaced = check(label(2, "p1", "creative-pm"), before=before, replace=True)
    assert [found for _, found in replaced.good] == [Label("creative-pm", 3.0)]
    assert replaced.replacing == {"p1"}


def test_a_copy_of_what_was_labelled_replaces_it_under_its_own_id() -> None:
    replaced = check(label(2, "p3", "creative-pm"), before={"p1": Label("hybrid", None)}, replace=True)
    assert [item.posting_id for item, _ in replaced.good] == ["p1"]


@given(st.text(max_size=30))
def test_any_text_is_a_role_or_a_plain_complaint(text: str) -> None:
    try:
        assert read_role(text) in ROLES
    except WrongLabelError as error:
        assert "role_label" in str(error)


@given(st.text(max_size=12) | st.floats().map(str))
def test_any_text_is_a_grade_or_a_plain_complaint(text: str) -> None:
    try:
        grade = read_fit(text)
        assert grade is None or 0 <= grade <= 4
    except WrongLabelError as error:
        assert "fit_label" in str(error)


def test_every_role_has_one_key_and_none_is_taken_by_the_prompt() -> None:
    assert sorted(ROLE_KEYS.values()) == sorted(ROLES)
    assert not set(ROLE_KEYS) & set("sutq")
