"""Labels as users bring them: sheets (CSV, Excel), Label Studio, Prodigy, JSON Lines – all read into one shape."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any

from features.identity import posting_id
from flows.sources.base import UnreadableInput
from flows.sources.delimited import head_text
from flows.sources.dialects import find_delimiter
from flows.sources.encoding import binary_kind, open_text, without_surrogates
from models.label_rules import Given, Refusal

#: What the posting_id of a row begins with that explains the others and is no posting.
COMMENT = "#"

#: Bytes that tell what kind of file it is.
_HEAD = 65_536

_OUR_ID = re.compile(r"p[0-9a-f]{16}")
_FIT_OPTION = re.compile(r"fit[-_: ]?([0-4](?:\.\d+)?)", re.IGNORECASE)
_NO_LABELS = (
    "no columns role_label and posting_id; bring back a sheet of `rolefit label next`, or a ranked.csv with them"
)


@dataclass(slots=True)
class LabelFiles:
    """What was read: labels, the postings that came with them in full, and what could not be read."""

    given: list[Given] = field(default_factory=list)
    postings: dict[str, dict[str, str]] = field(default_factory=dict)
    unread: list[Refusal] = field(default_factory=list)

    def refuse(self, file: str, place: str, reason: str) -> None:
        """Note a record that is no label."""
        self.unread.append(Refusal(Given(file, place, "", "", ""), reason))


def read_label_files(paths: Sequence[Path]) -> LabelFiles:
    """Read labels from files of any of the known kinds.

    Raises
    ------
    UnreadableInput
        If a file is none of them.
    """
    found = LabelFiles()
    for path in paths:
        try:
            with path.open("rb") as file:
                head = file.read(_HEAD)
            _read(path, head, found)
        except OSError as error:
            raise UnreadableInput("not-readable", path, f"{error.strerror or error}") from error
        except csv.Error as error:
            raise UnreadableInput("not-readable", path, f"not a readable table: {error}") from error
    return found


def _read(path: Path, head: bytes, found: LabelFiles) -> None:
    if head.startswith(b"PK\x03\x04"):
        _from_table(path, _workbook_rows(path), found)
        return
    if kind := binary_kind(head):
        raise UnreadableInput("not-readable", path, f"this is {kind}; bring CSV, XLSX, JSON or JSON Lines")
    text = head.decode("utf-8-sig", "ignore").lstrip()
    if not text.strip("\x00"):
        raise UnreadableInput("empty-file", path, "the file is empty")
    if text[0] not in "[{":
        with open_text(path, newline="") as lines:
            delimiter = find_delimiter(head_text(path)) or ","
            _from_table(path, csv.reader(lines, delimiter=delimiter), found)
        return
    with open_text(path) as lines:
        if text[0] == "{":
            _from_records(path, _json_lines(path, lines, found), found)
            return
        try:
            tasks = json.load(lines)
        except (ValueError, RecursionError) as error:
            raise UnreadableInput("not-readable", path, f"not readable JSON: {error}") from error
    _from_records(path, ((f"task {number}", task) for number, task in enumerate(tasks, start=1)), found)


def _json_lines(path: Path, lines: Iterable[str], found: LabelFiles) -> Iterator[tuple[str, Any]]:
    for number, line in enumerate(lines, start=1):
        if line.strip("\ufeff \t\r\n"):
            try:
                yield f"line {number}", json.loads(line.lstrip("\ufeff"))
            except (ValueError, RecursionError) as error:
                found.refuse(str(path), f"line {number}", f"not readable JSON: {error}")


def _workbook_rows(path: Path) -> Iterator[list[str]]:
    from openpyxl import load_workbook

    try:
        workbook = load_workbook(path, read_only=True, data_only=True, keep_links=False)
        for row in workbook.worksheets[0].iter_rows(values_only=True):
            yield [_text(value) for value in row]
        workbook.close()
    except Exception as error:  # openpyxl has no error of its own
        raise UnreadableInput("not-readable", path, "this workbook cannot be read; save it as CSV UTF-8") from error


def _from_table(path: Path, rows: Iterable[Sequence[str]], found: LabelFiles) -> None:
    numbered = enumerate(rows, start=1)
    header: list[str] = []
    for _, row in numbered:
        header = [cell.strip().casefold() for cell in row]
        if any(header) and not header[0].startswith("sep="):
            break
    if not {"role_label", "posting_id"} <= set(header):
        raise UnreadableInput("no-labels", path, _NO_LABELS)
    for number, row in numbered:
        cells = dict(zip(header, row, strict=False))
        if not any(cell.strip() for cell in row) or cells.get("posting_id", "").startswith(COMMENT):
            continue
        if [cell.strip().casefold() for cell in row] == header:
            continue  # two sheets pasted under one another
        said = {name: cells.get(name, "").strip() for name in ("posting_id", "role_label", "fit_label", *_ABOUT)}
        found.given.append(
            Given(
                str(path), f"row {number}", said["posting_id"], said["role_label"], said["fit_label"], said["title"],
                said["company"], said["text"], said["annotator"],
            )
        )  # fmt: skip


_ABOUT = ("title", "company", "text", "annotator")


def _from_records(path: Path, records: Iterable[tuple[str, Any]], found: LabelFiles) -> None:
    for place, record in records:
        if not isinstance(record, Mapping):
            found.refuse(str(path), place, "not a JSON object")
            continue
        data, meta = record.get("data"), record.get("meta")
        about: dict[str, Any] = dict(meta) if isinstance(meta, Mapping) else {}
        about.update(data if isinstance(data, Mapping) else record)
        try:
            answers = list(_answers(record))
        except (AttributeError, TypeError, ValueError, KeyError, IndexError):
            found.refuse(str(path), place, "not a label of Label Studio, Prodigy or JSON Lines")
            continue
        key, complaint = _identify(about, found)
        for number, (role, fit, by) in enumerate(answers, start=1):
            here = place if len(answers) == 1 else f"{place}, annotation {number}"
            if complaint and (role or fit):
                found.refuse(str(path), here, complaint)
                continue
            text = "" if "description" in about else _text(about.get("text"))
            title, company = _text(about.get("title")), _text(about.get("company"))
            found.given.append(Given(str(path), here, key, role, fit, title, company, text, by))


def _identify(about: Mapping[str, Any], found: LabelFiles) -> tuple[str, str]:
    """Give a record's posting id; keep the posting that came with it in full."""
    said = _text(about.get("posting_id") or about.get("id")).strip()
    parts = {name: _text(about.get(name)) for name in ("title", "company", "location", "description")}
    if not (parts["title"].strip() and parts["description"].strip()):
        return said, ""
    computed = posting_id(**parts)
    if _OUR_ID.fullmatch(said) and said != computed:
        return said, f"its text has changed since it was {said}"
    found.postings[computed] = parts
    return computed, ""


def _answers(record: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Give role, fit and who for each time the record was labelled; empty texts where it was passed over."""
    if isinstance(record.get("annotations"), list):
        done = [one for one in record["annotations"] if not one.get("was_cancelled")]
        for annotation in done:
            named = {result["from_name"]: _studio_value(result["value"]) for result in annotation.get("result", ())}
            role = named.get("role_label", named.get("role", ""))
            yield role, named.get("fit_label", named.get("fit", "")), _who(annotation.get("completed_by"))
        if not done:
            yield "", "", ""
        return
    if "answer" in record:
        picked = [str(one) for one in record.get("accept", ())] + [str(one) for one in (record.get("label"),) if one]
        if record["answer"] != "accept":
            picked = []  # rejected or ignored: which role it is instead nobody said
        fits = [match[1] for one in picked if (match := _FIT_OPTION.fullmatch(one))]
        roles = [one for one in picked if not _FIT_OPTION.fullmatch(one)]
        by = _who(record.get("_annotator_id"))
        yield " and ".join(roles), " and ".join(fits), by
        return
    role = record.get("role_label", record.get("role"))
    labelled = record.get("labelled")
    who = labelled.get("by") if isinstance(labelled, Mapping) else record.get("by", record.get("annotator"))
    yield _choice(role), _choice(record.get("fit_label", record.get("fit"))), _who(who)


def _studio_value(value: Mapping[str, Any]) -> str:
    for name in ("choices", "rating", "number", "text"):
        if name in value:
            return _choice(value[name])
    return ""


def _choice(value: Any) -> str:
    if isinstance(value, Mapping):
        value = value.get("choices", value.get("rating"))
    if isinstance(value, list):
        return " and ".join(map(_text, chain(value)))
    return _text(value)


def _who(value: Any) -> str:
    if isinstance(value, Mapping):  # of a person's record the number will do; names and addresses are not kept
        value = value.get("id")
    return _text(value)[:60]


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return without_surrogates(str(value))
