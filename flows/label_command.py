"""``rolefit label``: what to label next, labels in, the last batch back, and how things stand."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flows.label_batches import changing, labels_in_force, read_batches, undo_last, write_batch
from flows.label_files import LabelFiles, read_label_files
from flows.plain_text import plain
from flows.settings import Settings
from flows.sources import UnreadableInput
from flows.store import Store
from flows.training_data import LabelledDataError, file_name, labelled_hash, read_labelled
from models.label_guide import GUIDE_VERSION
from models.label_rules import Checked, Given, Known, Label, Refusal, check_labels
from models.registry import Registry, RegistryError

#: Format of `label next` to the name of its file.
FORMATS = {"csv": "to-label.csv", "xlsx": "to-label.xlsx", "label-studio": "to-label.json", "prodigy": "to-label.jsonl"}

#: Refusals that are shown one by one.
SHOWN = 50


def run_next(count: int, out: Path | None, form: str, *, show_guess: bool) -> Path:
    """Write the postings whose labels teach most; return the file.

    Raises
    ------
    LabelledDataError
        If nothing was ranked, or nothing is left to label.
    UnreadableInput
        If the file exists: somebody may have labelled in it.
    """
    from flows import label_sheets
    from flows.label_candidates import next_to_label

    form = _form(form, out)
    path = out or Path(FORMATS[form])
    if path.exists():
        advice = f"it exists and may hold labels: bring them in with `rolefit label add {path}`, or give another --out"
        raise UnreadableInput("exists", path, advice)
    offers = next_to_label(Settings(), count)
    if not offers:
        raise LabelledDataError("nothing left to label among the jobs of the last run; rank more listings")
    write = {
        "csv": label_sheets.write_sheet, "xlsx": label_sheets.write_sheet,
        "label-studio": label_sheets.write_label_studio, "prodigy": label_sheets.write_prodigy,
    }[form]  # fmt: skip
    write(path, offers, show_guess=show_guess)
    _say(f"{len(offers)} postings to label in {path}")
    if form == "label-studio":
        config = path.with_suffix(".xml")
        if not config.exists():
            config.write_text(label_sheets.label_studio_config(), encoding="utf-8")
        _say(f"Labelling set-up for Label Studio: {config}")
    _say(f"Fill it in, then: rolefit label add {path if form in ('csv', 'xlsx') else 'EXPORT'}")
    return path


def run_ask(count: int, by: str | None, read_key: Callable[[], str], *, show_guess: bool) -> None:
    """Ask for labels in the terminal and add them as one batch."""
    from rich.console import Console

    from flows.label_ask import ask
    from flows.label_candidates import next_to_label

    settings = Settings()
    offers = next_to_label(settings, count)
    if not offers:
        raise LabelledDataError("nothing left to label among the jobs of the last run; rank more listings")
    answers = ask(offers, read_key, Console(), show_guess=show_guess)
    files = LabelFiles()
    for number, answer in enumerate(answers, start=1):
        place = f"answer {number}"
        files.given.append(Given("terminal", place, answer.offer.posting_id, answer.role, answer.fit))
    if files.given:
        _add(settings, files, by, replace=False)
    else:
        _say("nothing labelled, nothing added")


def run_add(paths: Sequence[Path], by: str | None, *, replace: bool) -> None:
    """Check labels and add the good ones as one batch.

    Raises
    ------
    LabelledDataError
        If labels were given and none of them is good.
    UnreadableInput
        If a file holds no labels.
    """
    _add(Settings(), read_label_files(paths), by, replace=replace)


def run_undo() -> None:
    """Take the last batch back."""
    folder = Settings().labeled
    with changing(folder):
        batch, kept = undo_last(folder)
    _say(f"Batch {batch.name} taken back: {_roles(batch.roles)}")
    _say(f"It is kept in {kept}; `rolefit label add {kept}` brings its labels in again")


def run_status() -> None:
    """Say what is labelled, by whom and when, and what of it the model in use has seen."""
    settings = Settings()
    batches = read_batches(settings.labeled)
    ids = labels_in_force(batches)
    postings = read_labelled(settings.labeled)
    shipped = [posting for posting in postings if posting.id not in ids]
    _say(f"{len(postings):,} labelled postings: {len(shipped):,} shipped, {len(ids):,} added")
    _say(f"  shipped: {_roles(Counter(posting.role for posting in shipped))}")
    seen = _seen(settings)
    for batch in batches:
        about = batch.about
        by = f" by {about['by']}" if about.get("by") else ""
        new = "" if seen is None or file_name(settings.labeled, batch.path) in seen else "; the model has not seen it"
        _say(f"  {batch.name}, {str(about.get('at', ''))[:16]}{by}: {_roles(batch.roles)}{new}")
    undone = sorted((settings.labeled / "undone").glob("b*.jsonl"))
    if undone:
        _say(f"  taken back and kept: {', '.join(path.stem for path in undone)}")
    version = Registry(settings.registry).champion()
    if version is None:
        _say("No model yet: the first `rolefit rank` trains one on all of them")
    elif _is_trained_on_all(settings, version):
        _say(f"Model {version} has learned from all of them")
    else:
        _say(f"Model {version} was trained on other labels than these; `rolefit retrain` learns from them")


def _add(settings: Settings, files: LabelFiles, by: str | None, *, replace: bool) -> None:
    with changing(settings.labeled):
        batches = read_batches(settings.labeled)
        force = labels_in_force(batches)
        postings = _postings(settings, files, force)
        known = {key: Known(row["title"], row["company"], row["description"]) for key, row in postings.items()}
        before = {key: Label(str(record["role"]), record.get("fit")) for key, record in force.items()}
        checked = check_labels(files.given, known, before, replace=replace)
        _report_refusals([*files.unread, *checked.refused])
        if checked.good:
            at = datetime.now(UTC).isoformat(timespec="seconds")
            path = write_batch(settings.labeled, [_record(*pair, postings, checked, by, at) for pair in checked.good])
            good = Counter(label.role for _, label in checked.good)
            _say(f"{_counted(len(checked.good), 'label')} added as batch {path.stem}: {_roles(good)}")
        _report_rest(checked)
    refused = len(files.unread) + len(checked.refused)
    if checked.good:
        _say("`rolefit retrain` learns from them; `rolefit label undo` takes the batch back")
    elif refused:
        raise LabelledDataError(f"no label was added: {refused} refused, see above")
    elif checked.alike:
        _say("Nothing new, nothing added")
    else:
        raise LabelledDataError("no label was added: every role_label is empty; type one of the roles into it")


def _postings(settings: Settings, files: LabelFiles, force: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Collect what is known of the postings: added before, brought along in full, or in the store."""
    found: dict[str, Any] = {}
    store = Store(settings.store)
    known = store.known_posting_ids()
    wanted = {item.posting_id for item in files.given} & known.keys()
    for batch in sorted({known[posting_id] for posting_id in wanted}):
        columns = ["posting_id", "title", "company", "location", "description"]
        rows = store.read("postings", batch, columns).to_pylist()
        found.update((row["posting_id"], row) for row in rows if row["posting_id"] in wanted)
    keys = ("title", "company", "location", "description")
    old = {key: {name: str(record.get(name) or "") for name in keys} for key, record in force.items()}
    return {**old, **files.postings, **found}


def _record(
    given: Given, label: Label, postings: Mapping[str, Any], checked: Checked, by: str | None, at: str
) -> dict[str, Any]:
    posting = postings[given.posting_id]
    return {
        "id": given.posting_id,
        **{name: posting[name] for name in ("title", "company", "location", "description")},
        "role": label.role,
        "fit": label.fit,
        "duties": None,
        "partial": True,
        **({"replaces": True} if given.posting_id in checked.replacing else {}),
        "labelled": {
            "by": by or given.by or None,
            "at": at,
            "guide": GUIDE_VERSION,
            "from": f"{Path(given.file).name}, {given.place}",
        },
    }


def _report_refusals(refusals: Collection[Refusal]) -> None:
    for number, refusal in enumerate(refusals):
        if number == SHOWN:
            sys.stderr.write(f"… and {len(refusals) - SHOWN} more\n")
            break
        sys.stderr.write(plain(f"{refusal.given.file}, {refusal.given.place}: {refusal.reason}") + "\n")


def _report_rest(checked: Checked) -> None:
    if checked.alike:
        _say(f"{_counted(len(checked.alike), 'label')} known already")
    if checked.blank:
        _say(f"{_counted(checked.blank, 'row')} without a label passed over")


def _form(form: str, out: Path | None) -> str:
    if form not in FORMATS:
        raise UnreadableInput("format", form, f"no such format; use one of {', '.join(FORMATS)}")
    return "xlsx" if form == "csv" and out is not None and out.suffix.lower() == ".xlsx" else form


def _seen(settings: Settings) -> Collection[str] | None:
    registry = Registry(settings.registry)
    version = registry.champion()
    try:
        return registry.manifest(version).data if version else None
    except RegistryError:
        return None


def _is_trained_on_all(settings: Settings, version: str) -> bool:
    try:
        return Registry(settings.registry).manifest(version).data_sha256 == labelled_hash(settings.labeled)
    except RegistryError:
        return False


def _roles(counts: Counter[str]) -> str:
    return ", ".join(f"{count:,} {role}" for role, count in sorted(counts.items())) or "none"


def _counted(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def _say(line: str) -> None:
    sys.stdout.write(plain(line) + "\n")
