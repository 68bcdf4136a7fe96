"""Scraped text in a spreadsheet: no cell may run as a formula, none may break the file."""

from __future__ import annotations

import re

#: Excel shows at most 32,767 characters of a cell.
MAX_CELL = 32_000

# What Excel, LibreOffice and Google Sheets take for the beginning of a formula (OWASP, "CSV injection"), also behind
# blanks or quotes and in full width.
_FORMULA = re.compile(r"^[\s\"']*[=+\-@\uff1d\uff0b\uff0d\uff20|%]")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")
_BREAKS = re.compile(r"[\t\r\n]+")


def defuse(cell: str) -> str:
    r"""Make a text harmless as a spreadsheet cell; it stays on one line.

    Examples
    --------
    >>> defuse("=HYPERLINK(1)"), defuse(" @SUM(A1)"), defuse("Lead\nteam")
    ("'=HYPERLINK(1)", "' @SUM(A1)", 'Lead team')
    """
    cell = _CONTROL.sub("", _BREAKS.sub(" ", cell))[:MAX_CELL]
    return f"'{cell}" if _FORMULA.match(cell) and not cell.startswith("'") else cell
