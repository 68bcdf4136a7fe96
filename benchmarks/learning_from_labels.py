"""What labels of a user's own listings bring: roles of real postings added to the shipped ones, scored on the rest.

    make bench-labels

The development postings are split into folds; the labels come from four of them, in the order in which `label next`
chooses them or at random, and the fifth is scored. Either all ads of a company stand in one fold (*strangers*), or
they may not (*neighbours*: a later scrape of the same market). Added roles leave the line and competency models as
they are, so these are trained once and the role model as often as needed. Writes the table "labels" of
``docs/benchmarks.md`` and the plot ``docs/images/learning-from-labels.png``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import f1_score, log_loss
from sklearn.model_selection import GroupKFold
from threadpoolctl import threadpool_limits

from benchmarks.marked_tables import markdown_table, rewrite
from benchmarks.sets import ROOT, read_sets, say
from flows.evaluation_data import Case
from models import role, training
from models.choice import Candidate, choose
from models.corpus import Corpus, views_of
from models.labelled import ROLES, LabelledPosting
from models.meaning import meaning
from models.paired import Pair
from models.promotion import decide
from models.role import RoleClassifier
from models.splits import folds_of, groups_of
from models.unseen import Unseen
from models.views import PostingView

#: How many labels are added; more than a fold leaves means all of it.
SIZES = (20, 50, 100, 195)

#: Ways to split, each with its own order of companies or postings.
SEEDS, FOLDS = 3, 5

DOCUMENT, PLOT = ROOT / "docs" / "benchmarks.md", ROOT / "docs" / "images" / "learning-from-labels.png"


@dataclass(frozen=True)
class Market:
    """Shipped and real postings as the role model sees them, and the model that ships."""

    shipped: list[PostingView]
    shipped_roles: NDArray[np.str_]
    real: list[PostingView]
    records: list[LabelledPosting]
    base: NDArray[np.float64]
    earlier: NDArray[np.float64]
    cut: Sequence[tuple[NDArray[np.int64], NDArray[np.int64]]]
    texts: NDArray[np.float32]
    shipped_texts: NDArray[np.float32]

    @property
    def roles(self) -> NDArray[np.str_]:
        """Labels of the real postings."""
        return np.array([record.role for record in self.records])

    def with_labels(
        self, added: Sequence[int], rest: Sequence[int], left_out: Sequence[int] = ()
    ) -> NDArray[np.float64]:
        """Train on what ships, but for some rows, and on some real postings; judge others."""
        kept = np.setdiff1d(np.arange(len(self.shipped)), left_out).tolist()
        views = [self.shipped[i] for i in kept] + [self.real[i] for i in added]
        roles = np.concatenate([self.shipped_roles[kept], self.roles[list(added)]])
        weights = np.repeat([1.0, training.ADDED_WEIGHT], [len(kept), len(added)])
        judged = [(self.shipped + self.real)[i] for i in rest]
        return RoleClassifier().fit(views, roles, weights).predict_proba(judged)


def main() -> int:
    """Measure, write table and plot; returns the exit code."""
    sets = read_sets()
    if not sets.real:
        say("no real listings beside the project: nothing to measure on (set ROLEFIT_SHARED)")
        return 2
    role.meaning = remembered(meaning)
    with threadpool_limits(limits=1):
        market = prepared(sets.corpus, [as_added(case) for case in sets.real])
        rows = [["none", "0", *_cells([market.base], market), ""]]
        curves: dict[tuple[str, str], list[list[float]]] = {}
        for kind in ("strangers", "neighbours"):
            for order in ("at random", "as `label next` chooses"):
                for size in SIZES:
                    say(f"{kind}, {size} labels {order}")
                    found = [scored(market, kind, order, size, seed) for seed in range(SEEDS)]
                    promoted = share_promoted(market, kind, order, size) if kind == "strangers" else ""
                    rows.append([f"{kind}, {order}", str(min(size, _most(market))), *_cells(found, market), promoted])
                    say("  " + ", ".join(rows[-1]))
                    curves.setdefault((kind, order), []).append([_macro(p, market) for p in found])
        say("60 flipped labels")
        wrong = replace(market, records=[flipped(record, seed) for seed, record in enumerate(market.records)])
        rows.append(
            ["strangers, at random, all flipped", "60", "", "", share_promoted(wrong, "strangers", "at random", 60)]
        )
    headings = ["labels", "added", f"macro-F1 (spread of {SEEDS})", "log loss", "promoted"]
    rewrite(DOCUMENT, "labels", markdown_table(headings, rows))
    plot(curves, _macro(market.base, market), _most(market), PLOT)
    return 0


def remembered(
    vectors: Callable[[Sequence[str]], NDArray[np.float32]],
) -> Callable[[Iterable[str]], NDArray[np.float32]]:
    """Keep the vectors of texts: every training reads the same ones."""
    kept: dict[str, NDArray[np.float32]] = {}

    def read(texts: Iterable[str]) -> NDArray[np.float32]:
        wanted = list(texts)
        new = sorted(set(wanted) - kept.keys())
        kept.update(zip(new, vectors(new), strict=True) if new else ())
        return np.vstack([kept[text] for text in wanted])

    return read


def as_added(case: Case) -> LabelledPosting:
    """Turn a case into what `label add` makes of a label."""
    fit = float("nan") if case.fit is None else case.fit
    return LabelledPosting(
        case.id, case.title, case.company, case.location, case.description, case.role, fit, (), partial=True
    )


def flipped(record: LabelledPosting, seed: int) -> LabelledPosting:
    """Give a posting another role, drawn by lot."""
    others = [name for name in ROLES if name != record.role]
    return replace(record, role=others[int(np.random.default_rng(seed).integers(len(others)))])


def prepared(shipped: Sequence[LabelledPosting], real: Sequence[LabelledPosting]) -> Market:
    """Train the models of lines and competencies once, and show the role model all postings."""
    corpus, groups = Corpus.of(shipped), groups_of(shipped)
    folds = folds_of(shipped, groups)
    lines, kinds = training._cross_fit_kinds(corpus, np.array(groups))
    competencies, said = training._cross_fit_competencies(corpus, kinds, folds, lambda step, done: None)
    views, roles = views_of(corpus, kinds, said), np.array([posting.role for posting in shipped])
    other = Corpus.of(real)
    other_kinds = np.vstack(lines.predict_proba([[line.line for line in labelled] for labelled in other.labelled]))
    other_views = views_of(other, other_kinds, competencies.predict_proba([line.text for line in other.lines]))
    counts = np.ones(len(shipped))
    model, earlier = training._cross_fit_roles(views, roles, counts, folds, lambda step, done: None)
    texts = [meaning(["\n".join((view.title, *view.duty_lines)) for view in some]) for some in (other_views, views)]
    base = model.predict_proba(other_views)
    return Market(views, roles, other_views, list(real), base, earlier, folds, *texts)


def splits(market: Market, kind: str, seed: int) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Cut the real postings into folds, anew for each seed."""
    groups = np.array(groups_of(market.records)) if kind == "strangers" else np.arange(len(market.records))
    shuffled = np.random.default_rng(seed).permutation(groups.max() + 1)[groups]
    yield from GroupKFold(FOLDS).split(shuffled, groups=shuffled)


def chosen(market: Market, pool: NDArray[np.int64], order: str, size: int, seed: int) -> list[int]:
    """Choose which postings of a pool are labelled."""
    if order == "at random":
        return np.random.default_rng(seed).permutation(pool)[:size].tolist()  # type: ignore[no-any-return]
    candidates = [Candidate(str(i), market.records[i].company, tuple(market.base[i])) for i in pool]
    taken = choose(candidates, market.texts[pool], market.shipped_texts, [], size)
    return [int(choice.posting_id) for choice in taken]


def scored(market: Market, kind: str, order: str, size: int, seed: int) -> NDArray[np.float64]:
    """Judge every real posting by a model that learned from labels of other folds."""
    proba = np.zeros_like(market.base)
    for pool, rest in splits(market, kind, seed):
        added = chosen(market, pool, order, size, seed)
        proba[rest] = market.with_labels(added, (len(market.shipped) + rest).tolist())
    return proba


def share_promoted(market: Market, kind: str, order: str, size: int) -> str:
    """Say how often `rolefit retrain` would use the new model, over the folds of the first seed."""
    verdicts = []
    for pool, _ in splits(market, kind, 0):
        added = np.array(chosen(market, pool, order, size, 0))
        ours = _cut([market.records[i] for i in added])
        new, earlier = np.zeros((len(added), len(ROLES))), np.zeros_like(market.earlier)
        for (_, held), mine in zip(market.cut, ours, strict=True):
            rest = [*held.tolist(), *(len(market.shipped) + added[mine]).tolist()]
            judged = market.with_labels(np.delete(added, mine).tolist(), rest, held.tolist())
            earlier[held], new[mine] = judged[: len(held)], judged[len(held) :]
        verdicts.append(decide(_pair(market, added, new), _earlier(market, earlier)).promote)
    return f"{sum(verdicts)} of {len(verdicts)}"


def _cut(records: Sequence[LabelledPosting]) -> list[NDArray[np.int64]]:
    groups = np.array(groups_of(records))
    return [np.flatnonzero(groups % FOLDS == fold) for fold in range(FOLDS)]


def _pair(market: Market, added: NDArray[np.int64], judged: NDArray[np.float64]) -> Pair:
    records = [market.records[i] for i in added]
    none = np.zeros(len(records))
    before, after = (Unseen.of(records, proba, none) for proba in (market.base[added], judged))
    return Pair.of([record.role for record in records], groups_of(records), before, after)


def _earlier(market: Market, judged: NDArray[np.float64]) -> Pair:
    names, none = [str(i) for i in range(len(market.shipped))], np.full(len(market.shipped), np.nan)
    roles = tuple(market.shipped_roles.tolist())
    before, after = (Unseen(tuple(names), roles, none, proba, none) for proba in (market.earlier, judged))
    return Pair.of(roles, list(range(len(names))), before, after)


def _most(market: Market) -> int:
    return len(market.records) * (FOLDS - 1) // FOLDS


def _macro(proba: NDArray[np.float64], market: Market) -> float:
    said = np.array(ROLES)[proba.argmax(axis=1)]
    return float(f1_score(market.roles, said, labels=ROLES, average="macro", zero_division=0))


def _cells(found: Sequence[NDArray[np.float64]], market: Market) -> list[str]:
    macro = [_macro(proba, market) for proba in found]
    loss = np.mean([log_loss(market.roles, proba, labels=list(ROLES)) for proba in found])
    spread = f" ({min(macro):.2f}–{max(macro):.2f})" if len(macro) > 1 else ""
    return [f"{np.mean(macro):.3f}{spread}", f"{loss:.3f}"]


def plot(curves: dict[tuple[str, str], list[list[float]]], base: float, most: int, path: Path) -> None:
    """Draw macro-F1 over the number of labels."""
    import matplotlib as mpl

    mpl.use("Agg")
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(1, 2, figsize=(9, 3.6), sharey=True, layout="constrained")
    sizes = [0, *(min(size, most) for size in SIZES)]
    for axis, kind in zip(axes, ("strangers", "neighbours"), strict=True):
        for (which, order), rows in curves.items():
            if which == kind:
                table = np.array([[base] * SEEDS, *rows])
                axis.plot(sizes, table.mean(axis=1), marker="o", label=order.replace("`", ""))
                axis.fill_between(sizes, table.min(axis=1), table.max(axis=1), alpha=0.15)
        axis.set(xlabel="labels of real postings added", title=f"scored on {kind}")
        axis.grid(alpha=0.3)
    axes[0].set_ylabel("macro-F1 of the role")
    axes[0].legend(frameon=False)
    figure.savefig(path, dpi=110)
    plt.close(figure)


if __name__ == "__main__":
    raise SystemExit(main())
