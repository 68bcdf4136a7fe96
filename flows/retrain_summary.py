"""What a retraining tells a person, in plain lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flows.model_card import contradiction
from flows.plain_text import plain
from models.manifest import Manifest

#: Changes and labels that are named one by one; all are in the diff.
NAMED, DOUBTFUL = 5, 10


def summary_lines(
    manifest: Manifest, diff: Mapping[str, Any], *, dry_run: bool, same_duties: bool,
    after: Sequence[str],
) -> list[str]:  # fmt: skip
    """Say what came of a retraining.

    Parameters
    ----------
    manifest : Manifest
        The new version's, with its decision.
    diff : mapping
        Of :func:`flows.retrain_diff.write_diff`.
    dry_run : bool
    same_duties : bool
        Whether it finds the duties that the model in use finds.
    after : sequence of str
        What was done after the promotion; empty where there was none.
    """
    decision = manifest.decision
    lines = [_headline(manifest, diff, dry_run=dry_run)]
    failed = [check for check in decision["checks"] if not check["passed"]]
    lines += [f"  not met: {check['name']}; {check['says']}" for check in failed]
    doubtful = decision["doubtful_labels"]
    if doubtful:
        lines.append("  Look at these (`rolefit label add --replace` mends labels, `label undo` takes a batch back):")
        lines += [f"    {contradiction(label)}" for label in doubtful[:DOUBTFUL]]
        lines += [f"    … and {len(doubtful) - DOUBTFUL} more"] if len(doubtful) > DOUBTFUL else []
    lines += _changes(diff)
    if not same_duties:
        lines.append("It tells lines apart by another model: the next `rolefit rank` parses the store again")
    lines += after
    if not decision["promote"] and not dry_run:
        lines.append(_next(manifest, decision))
    return lines


def _headline(manifest: Manifest, diff: Mapping[str, Any], *, dry_run: bool) -> str:
    decision, figures = manifest.decision, manifest.decision["figures"]
    outcome = {
        (True, False): "promoted", (False, False): "not promoted", (True, True): "would be promoted",
        (False, True): "would not be promoted",
    }[bool(decision["promote"]), dry_run]  # fmt: skip
    forced = f" by force ({plain(decision['forced'])})" if decision["forced"] else ""
    parts = []
    if figures["new_labels"]:
        parts.append(f"macro-F1 on your {figures['new_labels']:.0f} new labels {_move(figures, 'new_macro_f1')}"
                     f" (log loss {_move(figures, 'new_log_loss')})")  # fmt: skip
    if figures["earlier_labels"]:
        parts.append(f"on the {figures['earlier_labels']:,.0f} earlier ones {_move(figures, 'earlier_macro_f1')}")
    if diff["jobs"]:
        parts.append(f"{diff['roles']:,} of {diff['jobs']:,} jobs change role")
    return f"{manifest.version} {outcome}{forced}: {'; '.join(parts)}"


def _changes(diff: Mapping[str, Any]) -> list[str]:
    lines = []
    for row in diff["shown"][:NAMED]:
        role = f"{row['role_before']} → {row['role_after']}, " if row["change"] == "role" else ""
        place = f"rank {row['rank_before']:,} → {row['rank_after']:,}"
        why = f" ({row['why']})" if row["why"] else ""
        lines.append(plain(f"  {row['posting_id']} {row['title'][:60]}: {role}{place}{why}"))
    for name in ("worse", "better"):
        rows = diff[name]
        lines.append(f"  labels judged {name}: {len(rows):,}" + ("; most of all:" if rows else ""))
        for row in rows[:NAMED]:
            chance = f"{row['probability_before']:.0%} → {row['probability_after']:.0%}"
            lines.append(plain(f"    {row['posting_id']} {row['title'][:60]}: {row['label']} {chance} ({row['what']})"))
    if not diff["jobs"]:
        lines.append(
            f"All labels judged otherwise are in {diff['path']}; no jobs were ranked yet that could be compared"
        )
        return lines
    counted = f"{diff['roles']:,} jobs change role, {diff['moved']:,} others their score by 3 points or the best 100"
    lines.append(f"All changes are in {diff['path']}: {counted}")
    return lines


def _next(manifest: Manifest, decision: Mapping[str, Any]) -> str:
    if decision["doubtful_labels"]:
        return "If the labels are right: rolefit retrain --force 'why they are'. Nothing has changed"
    return (
        f"The model in use stays; {manifest.version} is kept. More labels may tell: rolefit label next."
        f" To use it even so: rolefit models promote {manifest.version}"
    )


def _move(figures: Mapping[str, float], name: str) -> str:
    return f"{figures[f'{name}_before']:.3f} → {figures[f'{name}_after']:.3f}"
