"""Tables inside a document that a command writes anew, between two marks."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from flows.atomic import replacing


def markdown_table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Give a Markdown table, the first column to the left and the others to the right.

    Examples
    --------
    >>> print(markdown_table(["", "F1"], [["rule", "0.5"]]))
    | | F1 |
    |---|---:|
    | rule | 0.5 |
    """
    lines = [headings, ["---", *["---:"] * (len(headings) - 1)], *rows]
    return "\n".join("|" + "|".join(_cell(cell) for cell in line) + "|" for line in lines)


def _cell(text: str) -> str:
    return text if text.startswith("---") else f" {text} " if text else " "


def rewrite(path: Path, name: str, text: str) -> None:
    """Put a text between the marks of a name.

    Raises
    ------
    ValueError
        If the document has no such marks.
    """
    document = path.read_text(encoding="utf-8")
    start, end = f"<!-- {name}: begin -->\n", f"<!-- {name}: end -->"
    before, found, rest = document.partition(start)
    _, closed, after = rest.partition(end)
    if not (found and closed):
        raise ValueError(f"{path}: no marks {start.strip()} and {end}")
    with replacing(path) as file:
        file.write(f"{before}{start}{text.strip()}\n{end}{after}".encode())
