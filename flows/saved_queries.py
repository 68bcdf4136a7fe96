"""Questions kept by name: one small TOML file each, which a person can read, write and mend."""

from __future__ import annotations

import json
import re
import shlex
import tomllib
from pathlib import Path
from typing import Any

from flows.atomic import StoreError, cannot_write, replacing
from flows.question import NAMES, Question
from flows.where_clause import QueryError, nearest

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")
_HEADER = "# A saved query: rolefit query {name}\n# The keys are the options of `rolefit query`.\n"


class SavedQueries:
    """The saved queries of a home.

    Parameters
    ----------
    folder : Path
        ``data/queries`` of a home; made when first written.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def names(self) -> list[str]:
        """List what is saved, in alphabetical order."""
        return sorted(path.stem for path in self.folder.glob("*.toml") if _NAME.fullmatch(path.stem))

    def save(self, name: str, question: Question) -> bool:
        """Keep a question under a name, in place of what had the name before; whether anything had.

        Raises
        ------
        QueryError
            If the name could not be that of a file, or a text of the question cannot be written.
        flows.atomic.StoreError
            If the file cannot be written.
        """
        path = self._path(name)
        replaced = path.exists()
        lines = [f"{key} = {_toml(value)}\n" for key, value in question.given().items()]
        try:
            content = "".join([_HEADER.format(name=path.stem), *lines]).encode("utf-8")
        except UnicodeEncodeError as error:
            raise QueryError("the query holds a character that is no text, and cannot be saved") from error
        with replacing(path) as file:
            file.write(content)
        return replaced

    def load(self, name: str) -> Question:
        """Give a saved question.

        Raises
        ------
        QueryError
            If there is none of this name, or its file has a mistake.
        """
        path = self._existing(name)
        try:
            content = tomllib.loads(path.read_text(encoding="utf-8-sig"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
            raise QueryError(f"{path}: {' '.join(str(error).split())}; mend it, or save the query anew") from error
        return _checked(path, content)

    def delete(self, name: str) -> None:
        """Forget a question.

        Raises
        ------
        QueryError
            If there is none of this name.
        flows.atomic.StoreError
            If its file cannot be removed.
        """
        path = self._existing(name)
        try:
            path.unlink()
        except OSError as error:
            raise cannot_write(path, error) from error

    def _path(self, name: str) -> Path:
        given = name.strip().lower()
        if not _NAME.fullmatch(given):
            raise QueryError(f"{name!r} is no name for a query: use letters, digits, - and _, such as london-hybrid")
        return self.folder / f"{given}.toml"

    def _existing(self, name: str) -> Path:
        path = self.folder / f"{name.strip().lower()}.toml"
        if not _NAME.fullmatch(path.stem) or path.parent != self.folder or not path.is_file():
            saved = self.names()
            others = nearest(name, saved) if saved else "; none is saved yet, --save NAME keeps one"
            raise QueryError(f"no saved query {name!r}{others} (see `rolefit query --help`)")
        return path


def command_line(question: Question) -> str:
    """Write a question as options that ask it.

    Examples
    --------
    >>> command_line(Question(role=("hybrid",), remote=False, where="copies > 0", sort=("-fit_score",)))
    "--role hybrid --not-remote --where 'copies > 0' --sort=-fit_score"
    """
    options: list[str] = []
    for name, value in question.given().items():
        option = f"--{name.replace('_', '-')}"
        if name == "remote":
            options.append("--remote" if value else "--not-remote")
        elif name in ("columns", "sort", "count_by"):
            joined = shlex.quote(",".join(value))
            options.append(f"{option}={joined}" if joined.startswith("-") else f"{option} {joined}")
        else:
            values = value if isinstance(value, tuple) else (value,)
            options += [f"{option} {_quoted(each)}" for each in values]
    return " ".join(options)


def _quoted(value: Any) -> str:
    text = f"{value:g}" if isinstance(value, float) else str(value)
    return f'"{text}"' if "'" in text and not set('"$`\\!') & set(text) else shlex.quote(text)


def _checked(path: Path, content: dict[str, Any]) -> Question:
    from pydantic import TypeAdapter, ValidationError

    given = {key.replace("-", "_"): value for key, value in content.items()}
    for key in given.keys() - set(NAMES):
        raise QueryError(f"{path}: no option {key!r}{nearest(key, NAMES)}")
    try:
        return TypeAdapter(Question).validate_python(given)
    except ValidationError as error:
        first = error.errors()[0]
        raise QueryError(f"{path}: {first['loc'][0]}: {first['msg'].lower()}") from error


def _toml(value: Any) -> str:
    # What JSON writes of text, lists, truth and finite numbers is TOML, but for one control character.
    return json.dumps(list(value) if isinstance(value, tuple) else value, ensure_ascii=False).replace("\x7f", r"\u007f")


__all__ = ["SavedQueries", "StoreError", "command_line"]
