"""The card of a model version: what it was made of, how it did, whether it was promoted and why; in Markdown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flows.plain_text import plain
from models.manifest import Manifest

_METRICS = {
    "postings": "labelled postings",
    "duty_line_f1": "F1 of telling duty lines",
    "competency_micro_f1": "micro-F1 of competencies",
    "role_macro_f1": "macro-F1 of roles",
}


def model_card(manifest: Manifest) -> str:
    """Write the card of a version from its manifest."""
    libraries = ", ".join(f"{name} {version}" for name, version in manifest.libraries.items())
    lines = [
        f"# Model {manifest.version}",
        "",
        f"Trained {manifest.created} (Python {manifest.python}, {libraries})"
        + (f" to replace {manifest.parent}." if manifest.parent else "."),
        "It judges job postings by their duties: role and fit with a skill profile. It reads English only; what it is"
        " unsure of is marked `review` and is for a person to decide.",
        "",
        "| cross-validated over its own labels | |",
        "|---|---:|",
        *(f"| {_METRICS.get(name, name)} | {value:,.4g} |" for name, value in manifest.metrics.items()),
        "",
        *_decision(manifest.decision),
        "## Labelled data",
        "",
        f"Hash of all: `{manifest.data_sha256}`",
        "",
        *(f"- `{name}` `{sha256[:16]}`" for name, sha256 in manifest.data.items()),
    ]
    return "\n".join(lines).rstrip() + "\n"


def _decision(found: Mapping[str, Any]) -> list[str]:
    if not found:
        return []
    outcome = "Promoted" if found["promote"] else "Not promoted"
    forced = f" by force: {plain(found['forced'])}" if found["forced"] else ""
    lines = [
        f"## Compared with {found['compared_with']}",
        "",
        f"{outcome}{forced}. Both judged postings whose labels neither had seen.",
        "",
        *(f"- {'✓' if check['passed'] else '✗'} {check['name']}: {check['says']}" for check in found["checks"]),
        "",
    ]
    if found["doubtful_labels"]:
        lines += ["Labels that the model compared with contradicts, the surest first:", ""]
        lines += [f"- {contradiction(label)}" for label in found["doubtful_labels"]]
        lines.append("")
    return lines


def contradiction(label: Mapping[str, Any]) -> str:
    """Say which label is in doubt, and what the model in use says instead."""
    says = f"labelled {label['label']}, the model says {label['model_says']} ({label['probability']:.0%})"
    return plain(f"{label['id']} {label['title']}: {says}")
