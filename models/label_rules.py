"""What a given label is worth: which are good, which are refused and why, which say nothing new.

Pure rules over what a user gave, what the store holds of the postings, and what was labelled before.
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from features.identity import normalised
from models.label_guide import WrongLabelError, read_fit, read_role

#: A text is the posting's when so many of its words stand there: cells are cut, and cleaning changes between versions.
SAME_WORDS = 0.9

#: A name with fewer letters than this is not compared.
LEAST_LETTERS = 3

#: Letters of a title or a company that are compared.
_COMPARED = 2_000


@dataclass(frozen=True, slots=True)
class Given:
    """A label as a file gives it.

    Attributes
    ----------
    file, place : str
        Where it stands: ``"row 3"``, ``"line 7"``, ``"task 2"``.
    posting_id : str
    role, fit : str
        As typed; empty where nothing was.
    title, company, text : str
        What the file says of the posting beside the label; empty where it says nothing.
    by : str
        Who gave it, if the file says.
    """

    file: str
    place: str
    posting_id: str
    role: str
    fit: str
    title: str = ""
    company: str = ""
    text: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """A posting that can be labelled: what the store holds of it."""

    title: str
    company: str
    text: str


@dataclass(frozen=True, slots=True)
class Label:
    """A checked label. ``fit`` is None where nobody graded it."""

    role: str
    fit: float | None


@dataclass(frozen=True, slots=True)
class Refusal:
    """A label that is not taken, and why."""

    given: Given
    reason: str


@dataclass(frozen=True, slots=True)
class Checked:
    """What became of given labels.

    ``good`` are new, ``alike`` say what is known already, ``refused`` are wrong, ``blank`` counts rows without a label.
    ``replacing`` are the ids among the good ones that were labelled otherwise before.
    """

    good: tuple[tuple[Given, Label], ...]
    alike: tuple[Given, ...]
    refused: tuple[Refusal, ...]
    blank: int
    replacing: frozenset[str] = frozenset()


def check_labels(
    given: Sequence[Given], known: Mapping[str, Known], before: Mapping[str, Label], *, replace: bool = False
) -> Checked:
    """Sort given labels into good ones, known ones and wrong ones.

    Parameters
    ----------
    given : sequence of Given
        In the order of the files.
    known : mapping of str to Known
        Postings by id.
    before : mapping of str to Label
        Labels that count today, by posting id.
    replace : bool, default=False
        Whether a label may take the place of another one that was given before.

    Returns
    -------
    Checked
    """
    refused: list[Refusal] = []
    read: list[tuple[Given, Label]] = []
    blank = 0
    for item in given:
        if not item.role.strip() and not item.fit.strip():
            blank += 1
            continue
        try:
            read.append((item, _label(item, known)))
        except WrongLabelError as error:
            refused.append(Refusal(item, str(error)))
    good: list[tuple[Given, Label]] = []
    alike: list[Given] = []
    replacing: set[str] = set()
    labelled = {_job(posting_id, known): (posting_id, label) for posting_id, label in before.items()}
    for job, group in _by_job(read, known).items():
        kept, wrong = _agreed(group)
        refused += wrong
        alike += [item for item, _ in kept[1:]]
        for item, label in kept[:1]:
            old_id, old = labelled.get(job, ("", None))
            if old is not None and _says_nothing_new(label, old):
                alike.append(item)
            elif old is not None and not replace:
                said = f"{old.role}{'' if old.fit is None else f', fit {old.fit:g}'}"
                refused.append(
                    Refusal(item, f"this job was labelled {said} before; add it with --replace if that was wrong")
                )
            else:
                merged = Label(label.role, old.fit if old and label.fit is None else label.fit)
                # The new label goes under the id that the old one has, or both would count.
                good.append((dataclasses.replace(item, posting_id=old_id) if old_id else item, merged))
                replacing.update([old_id] if old_id else [])
    order = {(item.file, item.place): number for number, item in enumerate(given)}
    return Checked(
        good=tuple(sorted(good, key=lambda pair: order[pair[0].file, pair[0].place])),
        alike=tuple(sorted(alike, key=lambda item: order[item.file, item.place])),
        refused=tuple(sorted(refused, key=lambda refusal: order[refusal.given.file, refusal.given.place])),
        blank=blank,
        replacing=frozenset(replacing),
    )


def _label(item: Given, known: Mapping[str, Known]) -> Label:
    fit = read_fit(item.fit)
    if not item.role.strip():
        raise WrongLabelError("fit_label without role_label; type the role too")
    role = read_role(item.role)
    if not item.posting_id:
        raise WrongLabelError("no posting_id: keep that column as it was written")
    posting = known.get(item.posting_id)
    if posting is None:
        raise WrongLabelError(f"no posting {item.posting_id[:40]!r} here: rank its listings first, or mend the id")
    for what, differs in (
        ("title", _differs(item.title, posting.title)),
        ("company", _differs(item.company, posting.company)),
        ("text", _other_text(item.text, " ".join([posting.title, posting.company, posting.text]))),
    ):
        if differs:
            raise WrongLabelError(
                f"its {what} is not that of {item.posting_id}: the posting has changed, or a column was sorted alone"
            )
    return Label(role, fit)


def _differs(said: str, holds: str) -> bool:
    """Whether a cell names something else than the store; an empty cell names nothing.

    Names of digits are not compared: a spreadsheet turns the company "24/7" into a date.
    """
    if sum(map(str.isalpha, holds)) < LEAST_LETTERS:
        return False
    first, second = (normalised(text.removeprefix("'"))[:_COMPARED] for text in (said, holds))
    return bool(first) and first != second


def _other_text(said: str, holds: str) -> bool:
    words = set(normalised(said).split())
    return bool(words) and len(words & set(normalised(holds).split())) < SAME_WORDS * len(words)


def job_of(posting: Known) -> tuple[str, str]:
    """Name the job that a posting is of: one text under one title, whatever place and company it names."""
    return normalised(posting.title), normalised(posting.text)


def _says_nothing_new(label: Label, old: Label) -> bool:
    return label.role == old.role and label.fit in (None, old.fit)


def _by_job(
    labels: Iterable[tuple[Given, Label]], known: Mapping[str, Known]
) -> dict[tuple[str, str], list[tuple[Given, Label]]]:
    groups: dict[tuple[str, str], list[tuple[Given, Label]]] = defaultdict(list)
    for item, label in labels:
        groups[_job(item.posting_id, known)].append((item, label))
    return groups


def _job(posting_id: str, known: Mapping[str, Known]) -> tuple[str, str]:
    """Name a posting's job; a posting without text is a job of its own."""
    posting = known.get(posting_id)
    title, text = job_of(posting) if posting else ("", "")
    return (title, text) if text else (posting_id, "")


def _agreed(group: Sequence[tuple[Given, Label]]) -> tuple[list[tuple[Given, Label]], list[Refusal]]:
    """Keep a job's labels if they agree; else refuse all of them, since nobody can tell which is right."""
    if not any(_conflict(one, other) for _, one in group for _, other in group):
        return sorted(group, key=lambda pair: pair[1].fit is None), []  # stable: the first that has a grade leads
    refusals = []
    for item, label in group:
        other, said = next((pair for pair in group if _conflict(pair[1], label)), group[0])
        where = other.place if other.file == item.file else f"{other.file}, {other.place}"
        what = said.role if said.role != label.role else f"fit {said.fit:g}" if said.fit is not None else "otherwise"
        refusals.append(Refusal(item, f"the same job is labelled {what} in {where}"))
    return [], refusals


def _conflict(one: Label, other: Label) -> bool:
    return one.role != other.role or (one.fit is not None and other.fit is not None and one.fit != other.fit)
