"""Text from listings and files on a terminal: it may say anything and steer nothing."""

from __future__ import annotations


def plain(text: str) -> str:
    r"""Blank out what does not print: control and escape characters, marks that turn the direction of writing.

    Examples
    --------
    >>> plain("Lead\x1b[2J\tteam")
    'Lead [2J team'
    """
    return text if text.isprintable() else "".join(char if char.isprintable() else " " for char in text)
