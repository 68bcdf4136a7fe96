"""The root of the command line: its commands in the order of use, in panels, with values that the shell completes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from typer.core import TyperGroup

from flows.completion import values_of

#: Title of a panel of ``rolefit --help`` to its commands; what is named nowhere stands in the last.
PANELS: dict[str, tuple[str, ...]] = {
    "1. Rank listings for a profile": ("rank", "profile"),
    "2. Look at the result": ("report", "explain", "query", "queries"),
    "3. Label what is doubtful": ("label", "evaluate"),
    "4. Retrain": ("retrain", "models", "rescore"),
    "Around it": ("doctor", "deploy", "store"),
}


#: Stands below the panels: the way from listings to a better model.
BY_EXAMPLE = (
    "[bold]By example[/bold]\n\n"
    "rolefit rank listings.csv --out results   then open results/report.html\n"
    "rolefit query --role hybrid --min-fit 60  the jobs you ask for\n"
    "rolefit explain pb576                     why that job ranks where it does\n"
    "rolefit label next -n 20                  doubtful ones, for a spreadsheet\n"
    "rolefit label add to-label.csv            your labels, checked\n"
    "rolefit retrain                           used if it is better beyond chance\n"
    "rolefit doctor                            when something does not work\n\n"
    "Each command shows examples of its own: rolefit rank --help."
)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A value for the shell to offer, as Typer's scripts read it."""

    value: str
    help: str = ""
    type: str = "plain"


class CommandGroup(TyperGroup):
    """A group that knows the way through its commands."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        panels = {name: panel for panel, names in PANELS.items() for name in names}
        for name, command in self.commands.items():
            command.rich_help_panel = panels.get(name, list(PANELS)[-1])  # type: ignore[attr-defined]
            _complete_values(name, command)

    def list_commands(self, ctx: Any) -> list[str]:
        """Name the commands in the order of use."""
        known = [name for names in PANELS.values() for name in names]
        return sorted(self.commands, key=lambda name: known.index(name) if name in known else len(known))


def _complete_values(root: str, command: Any) -> None:
    for parameter in command.params:
        complete = values_of(root, parameter.name)
        if complete is not None:
            parameter.shell_complete = lambda ctx, incomplete, complete=complete: [
                Suggestion(value) for value in complete(incomplete)
            ]
    for below in getattr(command, "commands", {}).values():
        _complete_values(root, below)
