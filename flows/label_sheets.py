"""Postings to label, as files: a CSV or Excel sheet, tasks for Label Studio, tasks for Prodigy."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from flows.atomic import replacing
from flows.csv_safety import defuse
from flows.label_candidates import Offer
from flows.label_files import COMMENT
from flows.outputs import cell, write_csv_rows
from models.label_guide import FIT_MEANINGS, GUIDE_VERSION, ROLE_KEYS, ROLE_MEANINGS

#: Columns that are filled in come first, so that nobody has to scroll to them.
COLUMNS = ("role_label", "fit_label", "title", "company", "location", "duties", "text", "job_url", "posting_id")
GUESS_COLUMNS = ("guess_role", "guess_confidence")

#: How a labelling project of Label Studio has to be set up for these tasks.
LABEL_STUDIO_CONFIG = """<View>
  <Header value="$title" size="3"/>
  <Text name="company" value="$company"/>
  <Text name="duties" value="$duties"/>
  <Choices name="role_label" toName="duties" choice="single-radio" required="true">
{roles}
  </Choices>
  <Choices name="fit_label" toName="duties" choice="single-radio">
{fits}
  </Choices>
  <Collapse><Panel value="Whole text"><Text name="text" value="$text"/></Panel></Collapse>
</View>
"""

_WIDTHS = {"role_label": 22, "fit_label": 9, "title": 34, "company": 22, "location": 20, "duties": 80, "text": 40}


def explanation() -> dict[str, str]:
    """Give the row that says what may be typed; ``label add`` passes over it."""
    roles = "; ".join(f"{role}: {meaning}" for role, meaning in ROLE_MEANINGS.items())
    fits = "; ".join(f"{grade}: {meaning}" for grade, meaning in FIT_MEANINGS.items())
    keys = " ".join(ROLE_KEYS)
    return {
        "role_label": f"{', '.join(ROLE_MEANINGS)} (or {keys})",
        "fit_label": "0 to 4, or empty",
        "title": "EXPLANATION, leave this row. Judge by the duties, not the title. Empty rows are passed over.",
        "duties": f"ROLE {roles}. FIT for an account manager with two to five years, {fits}",
        "posting_id": f"{COMMENT}guide {GUIDE_VERSION}",
    }


def write_sheet(path: Path, offers: Sequence[Offer], *, show_guess: bool) -> None:
    """Write a sheet to fill in: Excel's own format if the name ends in ``.xlsx``, else CSV."""
    columns = (*COLUMNS, *(GUESS_COLUMNS if show_guess else ()))
    rows = [{**dict.fromkeys(columns, ""), **explanation()}, *(_row(offer, columns) for offer in offers)]
    if path.suffix.lower() == ".xlsx":
        _write_workbook(path, columns, rows)
        return
    with replacing(path) as raw:
        file = io.TextIOWrapper(raw, encoding="utf-8-sig", newline="", write_through=True)
        write_csv_rows(file, columns, [{name: [row[name] for row in rows] for name in columns}])
        file.detach()


def write_label_studio(path: Path, offers: Sequence[Offer], *, show_guess: bool) -> None:
    """Write tasks for Label Studio; their project is set up with :func:`label_studio_config`."""
    tasks = []
    for offer in offers:
        task: dict[str, Any] = {"data": _data(offer)}
        if show_guess:
            value = {"choices": [offer.guess]}
            result = {"from_name": "role_label", "to_name": "duties", "type": "choices", "value": value}
            task["predictions"] = [{"model_version": "rolefit", "score": offer.confidence, "result": [result]}]
        tasks.append(task)
    with replacing(path) as file:
        file.write(json.dumps(tasks, ensure_ascii=False, indent=1).encode("utf-8") + b"\n")


def write_prodigy(path: Path, offers: Sequence[Offer], *, show_guess: bool) -> None:
    """Write tasks for Prodigy's ``choice`` interface with several choices allowed: a role and a fit."""
    options = [{"id": role, "text": f"{role}: {meaning}"} for role, meaning in ROLE_MEANINGS.items()]
    options += [{"id": f"fit-{grade}", "text": f"fit {grade}: {meaning}"} for grade, meaning in FIT_MEANINGS.items()]
    with replacing(path) as file:
        for offer in offers:
            data = _data(offer)
            task = {
                "text": f"{offer.title}\n\n{data['duties']}",
                "meta": {name: data[name] for name in ("posting_id", "title", "company")},
                "options": options,
                **({"accept": [offer.guess]} if show_guess else {}),
            }
            file.write(json.dumps(task, ensure_ascii=False).encode("utf-8") + b"\n")


def label_studio_config() -> str:
    """Give the labelling set-up to paste into Label Studio."""
    lines = [
        "\n".join(f'    <Choice value="{value}" hint="{meaning}"/>' for value, meaning in meanings.items())
        for meanings in (ROLE_MEANINGS, FIT_MEANINGS)
    ]
    return LABEL_STUDIO_CONFIG.format(roles=lines[0], fits=lines[1])


def _row(offer: Offer, columns: Sequence[str]) -> dict[str, Any]:
    found: dict[str, Any] = {
        "role_label": "", "fit_label": "", "title": offer.title, "company": offer.company, "location": offer.location,
        "duties": list(offer.duties), "text": offer.text, "job_url": offer.job_url, "posting_id": offer.posting_id,
        "guess_role": offer.guess, "guess_confidence": f"{offer.confidence:.2f}",
    }  # fmt: skip
    return {name: found[name] for name in columns}


def _data(offer: Offer) -> dict[str, str]:
    duties = "\n".join(f"• {' '.join(duty.split())}" for duty in offer.duties)
    return {
        "posting_id": offer.posting_id, "title": offer.title, "company": offer.company, "location": offer.location,
        "duties": duties or "(no duties found: read the whole text)", "text": offer.text, "job_url": offer.job_url,
    }  # fmt: skip


def _write_workbook(path: Path, columns: Sequence[str], rows: Sequence[dict[str, Any]]) -> None:
    """Write a workbook whose label cells have drop-down lists, one duty a line."""
    from openpyxl import Workbook
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    workbook = Workbook()
    sheet = workbook.create_sheet("label", 0)
    del workbook["Sheet"]
    sheet.append(list(columns))
    for row in rows:
        shown = {**row, "duties": "\n".join(f"• {cell(duty)}" for duty in row["duties"])} if _is_list(row) else row
        sheet.append([ILLEGAL_CHARACTERS_RE.sub("", _harmless(shown[name])) for name in columns])
    for number, name in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = _WIDTHS.get(name, 18)
    for place, line in enumerate(sheet.iter_rows(min_row=2)):
        for name, each in zip(columns, line, strict=True):
            each.alignment = Alignment(vertical="top", wrap_text=place == 0 or name != "text")
            each.font = Font(italic=place == 0)
    for each in sheet[1]:
        each.font = Font(bold=True)
    sheet.freeze_panes = "C3"
    for column, values in (("A", ",".join(ROLE_MEANINGS)), ("B", ",".join(FIT_MEANINGS))):
        choice = DataValidation(type="list", formula1=f'"{values}"', allow_blank=True)
        sheet.add_data_validation(choice)
        choice.add(f"{column}3:{column}{max(3, len(rows) + 1)}")
    with replacing(path) as file:
        workbook.save(file)


def _is_list(row: dict[str, Any]) -> bool:
    return isinstance(row["duties"], list)


def _harmless(text: str) -> str:
    """Make each line of a cell harmless, keeping the lines."""
    return "\n".join(defuse(line) for line in text.split("\n"))[:32_000]
