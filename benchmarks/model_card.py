"""Measure the model in use and write its card: ``docs/model-card.json``, and ``docs/model-card.md`` made of it.

    make model-card                        measures (five minutes) and writes both
    make model-card ARGS=--write-only      writes the card again from its JSON

Also writes the table "cross-validation" of ``docs/benchmarks.md``. Where the real listings are missing, their figures
stay those of the last time.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.card_figures import corpus_figures, error_kinds, error_traits, report_figures
from benchmarks.marked_tables import markdown_table, rewrite
from benchmarks.sets import FOLDS, REAL, ROOT, Sets, cross_validated, read_sets, report_of, say
from features.taxonomy import competencies
from flows.atomic import replacing
from flows.champion import champion_manifest, train_champion
from flows.evaluation_run import judge_cases
from flows.settings import Settings
from flows.training_data import labelled_files, labelled_hash
from models.labelled import ROLES
from models.registry import Manifest

CARD, FIGURES = ROOT / "docs" / "model-card.md", ROOT / "docs" / "model-card.json"

#: Competencies shown as the best and the worst told ones, of those labelled at least so often.
EXTREMES, OFTEN = 4, 10


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and write; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write-only", action="store_true", help="only write the card from its JSON")
    if not parser.parse_args(arguments).write_only:
        figures = measured(json.loads(FIGURES.read_text(encoding="utf-8")) if FIGURES.exists() else {})
        text = json.dumps(figures, indent=1, ensure_ascii=False, sort_keys=True, allow_nan=False)
        with replacing(FIGURES) as file:
            file.write(text.encode() + b"\n")
    figures = json.loads(FIGURES.read_text(encoding="utf-8"))
    with replacing(CARD) as file:
        file.write(card(figures).encode())
    rewrite(ROOT / "docs" / "benchmarks.md", "cross-validation", cross_validation_table(figures["cross_validation"]))
    return 0


def measured(before: dict[str, Any]) -> dict[str, Any]:
    """Measure everything that the card shows.

    Parameters
    ----------
    before : dict
        The figures of the last time, for what cannot be measured here.
    """
    settings, sets = Settings(), read_sets()
    manifest = champion_manifest(settings)
    if manifest is None or manifest.data_sha256 != labelled_hash(settings.labeled):
        manifest = train_champion(settings, lambda step, done: say(f"training: {step}"))
    folds = [judged for fold in cross_validated(sets) for judged in fold]
    return {
        "model": manifest.version,
        "data_sha256": manifest.data_sha256,
        "libraries": dict(manifest.libraries),
        "corpus": corpus_figures(
            sets.corpus_cases,
            sum(posting.twin is not None for posting in sets.corpus),
            labelled_files(settings.labeled),
        ),
        "cross_validation": report_figures(report_of(folds, "data/labeled", "", sets)) | {"folds": FOLDS},
        "real": _real(manifest, settings, sets) if sets.real else before.get("real"),
    }


def _real(manifest: Manifest, settings: Settings, sets: Sets) -> dict[str, Any]:
    say("the real set")
    judged = judge_cases(
        sets.real, settings.registry, manifest.version, sets.profile, 1, lambda step, done, total: None
    )
    report = report_of(judged, "dev_postings.jsonl", manifest.version, sets)
    with (REAL / "dev_postings.jsonl").open(encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines if line.strip()]
    unsure = frozenset(record["id"] for record in records if record.get("contested") or not record.get("sure", True))
    return report_figures(report) | {
        "model": manifest.version,
        "kinds": error_kinds(report),
        "traits": error_traits(judged, unsure),
    }


def cross_validation_table(found: dict[str, Any]) -> str:
    """Give the figures of the cross-validation as the table of ``docs/benchmarks.md``."""
    overall, duties = found["overall"], found["duties"]
    figures = {
        "macro-F1": overall["macro_f1"],
        **{f"F1 of {role}": found["roles"][role]["f1"] for role in ROLES},
        "right where the title suggests another role": overall["title_lies_accuracy"],
        "calibration error": overall["calibration_error"],
        "decided": overall["decided_share"],
        "right where decided": overall["decided_accuracy"],
        "fit, Spearman": overall["fit_spearman"],
        "fit within scope, Spearman": overall["fit_spearman_in_scope"],
        "duty F1": duties["f1"],
        "competency F1": duties["competency_f1"],
    }
    heading = f"{found['postings']:,} postings, {found['folds']} folds (95 %)"
    return markdown_table(["", heading], [[name, _figure(figure)] for name, figure in figures.items()])


def card(figures: dict[str, Any]) -> str:
    """Write the card from its figures."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        undefined=StrictUndefined,
        autoescape=False,  # Markdown; what was scraped goes through `plain_title`
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(figure=_figure, short=_short, percent=_percent, title=plain_title, of_duty=_codes)
    template = environment.get_template("model_card.md.j2")
    return template.render(**figures, roles=ROLES, names={code: c.name for code, c in competencies().items()})


def plain_title(title: str) -> str:
    r"""Quote a scraped title in Markdown: its marks mean nothing.

    Examples
    --------
    >>> plain_title("Manager | *PR* <b> `x`")
    'Manager / PR b x'
    """
    kept = title.replace("|", "/").translate({ord(mark): None for mark in "*_`<>[]\\"})
    return " ".join(kept.split())


def _figure(value: dict[str, float | None]) -> str:
    if value["value"] is None:
        return "–"
    return f"{value['value']:.3f} ({value['low']:.2f}–{value['high']:.2f})"


def _short(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share:.0%}".replace("%", " %")


def _codes(duties: dict[str, Any]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Give the best and the worst told competencies."""
    often = [code for code in duties["codes"] if code["labelled"] >= OFTEN]
    ordered = sorted(often, key=lambda code: (-code["f1"], code["code"]))
    return ordered[:EXTREMES], ordered[: -EXTREMES - 1 : -1]


if __name__ == "__main__":
    raise SystemExit(main())
