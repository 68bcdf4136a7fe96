"""A description that a file spreads over several columns, put together so that its sections survive."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

from flows.sources import values

_WORD_BREAK = re.compile(r"[_\s]+|(?<=[a-z])(?=[A-Z])")
_MARKUP = re.compile(r"<(?:p|br|li|ul|ol|div|h[1-6]|strong|b|em|span)\b[^<>]{0,2000}>", re.I)
_LISTED = re.compile(r"\s*\[\s*['\"]")
_ESCAPED_MARKUP = re.compile(r"&lt;/?(?:p|br|li|ul|ol|div|h[1-6]|strong|b|em|span)\b", re.I)


def join_description(
    record: Sequence[str],
    columns: Sequence[str],
    body: Sequence[int],
    parts: Sequence[int],
    context: Sequence[int],
    otherwise: Sequence[int] = (),
) -> str:
    r"""Join the columns that make up a description.

    Parameters
    ----------
    record : sequence of str
        The cells.
    columns : sequence of str
        Their names, which become headings.
    body : sequence of int
        Places of the description proper. One alone needs no heading.
    parts : sequence of int
        Places of its sections.
    context : sequence of int
        Places of what goes below, and only where there is a description.
    otherwise : sequence of int
        Places of which the first that is filled stands in for an empty body.

    Returns
    -------
    str
        One column's text untouched; several with a heading each, in Markdown, or in HTML if any of them is.

    Examples
    --------
    >>> join_description(["Run shoots.", "A reel."], ["text", "candidate_profile"], [0], [1], [])
    'Run shoots.\n\n## Candidate profile\nA reel.'
    """
    if any(_LISTED.match(record[place]) for place in (*body, *parts, *otherwise)):
        record = [values.listed(text) for text in record]
    body = [place for place in body if values.cell(record[place])]
    parts = [place for place in parts if values.cell(record[place])]
    if not body:
        body = [place for place in otherwise if values.cell(record[place])][:1]
    if not body and not parts:
        return ""
    if len(body) == 1 and not parts and not any(values.cell(record[place]) for place in context):
        return record[body[0]]
    whole = "\n".join(record[place] for place in body)
    # Some exports repeat the requirements inside the description.
    parts = [place for place in parts if record[place].strip() not in whole]
    below = [place for place in context if values.cell(record[place]) and record[place].strip() not in whole]
    # One column that is the description needs no heading; several that the user joined do.
    headed = [*(body if len(body) > 1 else ()), *parts, *below]
    pieces = [("", record[place]) for place in body if place not in headed]
    pieces += [(_heading(columns[place]), record[place]) for place in headed]
    return join_pieces(pieces)


def join_pieces(pieces: Sequence[tuple[str, str]]) -> str:
    r"""Join texts under their headings; an empty heading is none.

    Parameters
    ----------
    pieces : sequence of (str, str)
        Heading and text.

    Returns
    -------
    str
        Markdown, or HTML if any of the texts is.

    Examples
    --------
    >>> join_pieces([("", "<p>Hello"), ("Tasks & more", "Run\nBrief")])
    '<div><p>Hello</div>\n<h3>Tasks &amp; more</h3>\n<div>Run<br>\nBrief</div>'
    """
    if not any(_MARKUP.search(text) or _ESCAPED_MARKUP.search(text) for _, text in pieces):
        return "\n\n".join(f"## {heading}\n{text}" if heading else text for heading, text in pieces)
    # Among HTML a line break is no more than a blank: headings and plain columns become HTML too.
    return "\n".join(
        (f"<h3>{html.escape(heading)}</h3>\n" if heading else "") + f"<div>{_as_html(text)}</div>"
        for heading, text in pieces
    )


def _as_html(text: str) -> str:
    if _ESCAPED_MARKUP.search(text):
        return html.unescape(text)
    return text if _MARKUP.search(text) else html.escape(text, quote=False).replace("\n", "<br>\n")


def _heading(column: str) -> str:
    """Write a column's name as a heading: ``minimumQualifications`` gives ``Minimum Qualifications``."""
    words = _WORD_BREAK.sub(" ", column.rpartition(".")[2]).strip()[:60]
    return words[:1].upper() + words[1:]
