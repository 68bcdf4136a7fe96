"""Files that nobody means when a folder or an archive is given: hidden ones, locks, a system's own folders."""

from __future__ import annotations

from pathlib import PurePosixPath


def is_hidden(name: str) -> bool:
    """Say whether a file's or folder's name is one of a system's own.

    Examples
    --------
    >>> is_hidden(".DS_Store"), is_hidden("~$jobs.xlsx"), is_hidden("__MACOSX"), is_hidden("jobs.csv")
    (True, True, True, False)
    """
    # "~$" are the locks of open Office files, "__" Python's and macOS's own folders.
    return name.startswith((".", "~$", "__")) and name not in (".", "..")


def hidden_part(path: str) -> str:
    """Give a path up to its first hidden folder or file; empty if none is.

    Examples
    --------
    >>> hidden_part("jobs/.git/objects/1"), hidden_part("jobs/a.csv")
    ('jobs/.git', '')
    """
    parts = PurePosixPath(path).parts
    for number, part in enumerate(parts, start=1):
        if is_hidden(part):
            return "/".join(parts[:number])
    return ""


#: What a row of rejected.csv says of them.
HIDDEN_DETAIL = "hidden files and folders, and what is in them, are not read; rename it if it holds listings"
