"""``rolefit models``: the trained versions, what each was made of, and which one is in use."""

from __future__ import annotations

import sys
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from flows.plain_text import plain
from flows.rescore_command import judge_again
from flows.settings import Settings
from flows.store import Store
from models.compare import Scored, compare
from models.manifest import Manifest
from models.pruning import prunable, prune
from models.registry import NoSuchModelError, Registry, RegistryError

#: Postings that `models diff` names.
NAMED = 10


def run_list() -> None:
    """Print the versions, newest first."""
    from rich.console import Console
    from rich.table import Table

    registry = Registry(Settings().registry)
    versions = registry.versions()
    if not versions:
        _say("No model yet: the first `rolefit rank` trains one")
        return
    champion = registry.champion()
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("", "version", "trained", "postings", "role macro-F1", "from", "state"):
        table.add_column(name, justify="right" if name in ("postings", "role macro-F1") else "left", overflow="fold")
    rows = []
    for version in versions:
        mark = "→" if version == champion else ""
        try:
            found = registry.manifest(version)
        except RegistryError:
            rows.append(("", (mark, version, "", "", "", "", "its manifest cannot be read")))
            continue
        postings, score = found.metrics.get("postings"), found.metrics.get("role_macro_f1")
        cells = (
            mark, version, found.created[:16].replace("T", " "), "" if postings is None else f"{postings:,.0f}",
            "" if score is None else f"{score:.3f}", found.parent or "", _state(registry, found),
        )  # fmt: skip
        rows.append((found.created, cells))
    for _, cells in sorted(rows, reverse=True):
        table.add_row(*cells)
    Console(width=None if sys.stdout.isatty() else 120).print(table, markup=False, highlight=False)
    _say("→ is in use. F1 is cross-validated over each version's own labelled postings, so compare with care")


def run_show(version: str | None) -> None:
    """Print all that is recorded of a version, by default of the one in use."""
    registry = Registry(Settings().registry)
    version = _named(registry, version)
    found = registry.manifest(version)
    history = registry.history()
    used = "in use" if registry.champion() == version else "not in use"
    _say(f"{version}: {used}, {_state(registry, found) or 'whole'}")
    lines = {
        "trained": found.created,
        "made with": ", ".join(f"{name} {number}" for name, number in found.libraries.items())
        + f", Python {found.python}",
        "extractor": found.extractor,
        "parent": found.parent or "none",
        "note": found.note,
        "labelled data": found.data_sha256,
    }
    for name, value in lines.items():
        if value:
            _say(f"  {name}: {value}")
    for name, sha256 in found.data.items():
        _say(f"    {name}  {sha256[:16]}")
    if not found.data:
        _say("    (the files were not recorded)")
    for name, figure in found.metrics.items():
        _say(f"  {name}: {figure:,.4g}")
    if found.decision:
        outcome = "promoted" if found.decision["promote"] else "not promoted"
        _say(f"  compared with {found.decision['compared_with']}: {outcome}")
        for check in found.decision["checks"]:
            _say(f"    {'✓' if check['passed'] else '✗'} {check['name']}: {check['says']}")
    for event in history:
        if event.version == version:
            reason = f": {event.reason}" if event.reason else ""
            _say(f"  {event.at or 'once'} {'rolled back to' if event.kind == 'rollback' else 'promoted'}{reason}")


def run_diff(first: str, second: str) -> None:
    """Print how two versions differ: figures, data, libraries, and what they say of the stored postings."""
    settings = Settings()
    registry = Registry(settings.registry)
    one, other = registry.manifest(first), registry.manifest(second)
    _say(f"{first} → {second}")
    for name in dict.fromkeys((*one.metrics, *other.metrics)):
        before, after = one.metrics.get(name), other.metrics.get(name)
        moved = f" ({after - before:+.4g})" if before is not None and after is not None else ""
        _say(f"  {name}: {_figure(before)} → {_figure(after)}{moved}")
    _say_data(one, other)
    for name in dict.fromkeys((*one.libraries, *other.libraries)):
        if one.libraries.get(name) != other.libraries.get(name):
            _say(f"  {name}: {one.libraries.get(name)} → {other.libraries.get(name)}")
    _say_postings(settings, first, second)


def run_promote(version: str, reason: str, *, rescore: bool = True) -> None:
    """Use a version from now on; one that other libraries made is trained anew from its recorded data."""
    settings = Settings()
    registry = Registry(settings.registry)
    found = registry.manifest(version)
    if registry.champion() == version and registry.is_current(found):
        registry.check(version)
        _say(f"{version} is in use already")
        judge_again(settings, rescore=rescore)  # which may have been stopped the first time
        return
    if found.is_of_this_code and found.foreign_libraries:
        from flows.champion import train_again

        made = ", ".join(f"{name} {number}" for name, number in found.foreign_libraries.items())
        _say(f"{version} was made with {made}: it is not loaded, but trained again from its recorded data …")
        again = train_again(settings, version, lambda step, done: None)
        _say(f"{again.version} is in use now")
    else:
        registry.promote(version, reason)
        _say(f"{version} is in use now")
    judge_again(settings, rescore=rescore)


def run_rollback(reason: str, *, rescore: bool = True) -> None:
    """Use the version again that was in use before."""
    settings = Settings()
    registry = Registry(settings.registry)
    before = registry.champion()
    version = registry.rollback(reason)
    _say(f"{version} is in use again, {before} is kept: `rolefit models promote {before}` returns to it")
    judge_again(settings, rescore=rescore)


def run_prune(keep: int, *, really: bool) -> None:
    """Delete versions that nothing needs; without ``really`` say which."""
    registry = Registry(Settings().registry)
    versions = prunable(registry, keep)
    if not versions:
        _say(f"Nothing to delete: the one in use, the one before it and {keep} more are kept")
    elif really:
        prune(registry, versions)
        _say(f"Deleted: {', '.join(versions)}")
    else:
        _say(f"Would be deleted: {', '.join(versions)}. With --yes they are")


def _say_data(one: Manifest, other: Manifest) -> None:
    if one.data_sha256 == other.data_sha256:
        _say("  labelled data: the same")
        return
    if not (one.data and other.data):
        _say("  labelled data: differs; which files was not recorded")
        return
    gone = sorted(set(one.data) - set(other.data))
    new = sorted(set(other.data) - set(one.data))
    edited = sorted(name for name in set(one.data) & set(other.data) if one.data[name] != other.data[name])
    for what, names in (("new", new), ("no longer", gone), ("edited", edited)):
        if names:
            _say(f"  labelled data, {what}: {', '.join(names)}")


def _say_postings(settings: Settings, first: str, second: str) -> None:
    store = Store(settings.store)
    scored = [_scores(settings, store, version) for version in (first, second)]
    result = compare(*scored)
    if not result.postings:
        _say("  stored postings: none that both have scored under one profile")
        return
    _say(f"  stored postings that both scored: {result.postings:,}; another role: {len(result.roles):,}")
    titles = _titles(store, {change.posting_id for change in (*result.roles[:NAMED], *result.moved[:NAMED])})
    for change in result.roles[:NAMED]:
        _say(f"    {change.posting_id} {change.before.role} → {change.after.role}: {titles.get(change.posting_id, '')}")
    if result.moved:
        _say("  moved furthest in the ranking:")
    for change in result.moved[:NAMED]:
        fits = f"fit {_figure(change.before.fit)} → {_figure(change.after.fit)}"
        place = f"{change.rank_before:,} → {change.rank_after:,}"
        _say(f"    {change.posting_id} {place} ({fits}): {titles.get(change.posting_id, '')}")


def _scores(settings: Settings, store: Store, version: str) -> dict[str, Scored]:
    """Read what a version said under the profile that most models were asked for: the default one if it was."""
    folder = settings.store / "scores" / version
    keys = sorted(path.name for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []
    keys.sort(key=lambda key: not key.startswith("account_manager-"))
    found: dict[str, Scored] = {}
    for key in keys[:1]:
        for batch in store.batches(f"scores/{version}/{key}"):
            rows = store.read(f"scores/{version}/{key}", batch, ["posting_id", "role", "fit_score"]).to_pylist()
            found.update((row["posting_id"], Scored(row["role"], row["fit_score"])) for row in rows)
    return found


def _titles(store: Store, wanted: Collection[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for batch in store.batches("postings") if wanted else ():
        rows: Sequence[Mapping[str, Any]] = store.read("postings", batch, ["posting_id", "title"]).to_pylist()
        found.update((row["posting_id"], row["title"]) for row in rows if row["posting_id"] in wanted)
    return found


def _state(registry: Registry, found: Manifest) -> str:
    if not found.is_of_this_code:
        return "made by another version of rolefit"
    if found.foreign_libraries:
        made = ", ".join(f"{name} {number}" for name, number in found.foreign_libraries.items())
        return f"made with {made}: promoting trains it again"
    try:
        registry.check(found.version)
    except RegistryError:
        return "damaged or tampered with: never loaded"
    return ""


def _named(registry: Registry, version: str | None) -> str:
    found = version or registry.champion()
    if found is None:
        raise NoSuchModelError("no model yet: the first `rolefit rank` trains one")
    return found


def _figure(value: float | None) -> str:
    return "unknown" if value is None else f"{value:,.4g}"


def _say(line: str) -> None:
    sys.stdout.write(plain(line) + "\n")
