"""The report as one file: template, style, script and data in a page that loads nothing and runs nothing else.

Data stand in script elements of type JSON in which no character can end the element; the page's own script writes them
as text, never as markup. A content security policy allows that one script and that one style, by their hashes.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from markupsafe import Markup

#: What could end a script element, begin a comment in it, or end a line of script: written as JSON escapes.
_ESCAPES = {ord(char): f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"}


def page(data: Mapping[str, Any]) -> str:
    """Write the report's page.

    Parameters
    ----------
    data : mapping
        As :func:`flows.report_data.report_data` gives it.

    Returns
    -------
    str
        A whole HTML document.
    """
    style, script = _part("report.css"), _part("report.js")
    html: str = _template().render(
        policy=f"default-src 'none'; script-src '{_hash(script)}'; style-src '{_hash(style)}'; base-uri 'none'; "
        "form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
        style=Markup(style),  # style and script are files of this project
        script=Markup(script),
        counts=data["page"]["counts"],
        page=json_in_html(data["page"]),
        details=[json_in_html(part) for part in data["details"]],
    )
    return html


def json_in_html(value: Any) -> Markup:
    r"""Write a value as JSON that cannot leave the script element it stands in.

    Examples
    --------
    >>> str(json_in_html("</script><!--"))
    '"\\u003c/script\\u003e\\u003c!--"'
    """
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return Markup(text.translate(_ESCAPES))  # nothing is left in it that HTML reads


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")


@cache
def _part(name: str) -> str:
    return files("flows").joinpath("report", name).read_text(encoding="utf-8")


@cache
def _template() -> Any:
    from jinja2 import Environment, StrictUndefined

    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(_part("report.html.j2"))
