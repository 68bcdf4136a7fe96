"""The corpus of the fuzzer, each input once, and a few hundred mutations of it: what was mended stays mended."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.fuzz.mutation import LONGEST, mutated
from tests.fuzz.targets import CORPUS, seeds, targets

#: Mutations of each target's corpus; `make fuzz` runs millions.
A_FEW = 30


@pytest.mark.parametrize("name", targets())
def test_the_corpus_is_read(name: str):
    target = targets()[name]
    pool = seeds(name)
    assert pool
    for data in pool:
        target(data)
    choose = random.Random(name)
    for _ in range(A_FEW):
        target(mutated(choose, pool))


def test_the_corpus_is_small_and_belongs_to_targets():
    assert {folder.name for folder in CORPUS.iterdir()} <= set(targets())
    files = [path for path in CORPUS.rglob("*") if path.is_file()]
    assert all(path.stat().st_size <= LONGEST for path in files)
    assert sum(path.stat().st_size for path in files) < 500_000


def test_a_mutation_changes_and_is_bounded():
    choose = random.Random(1)
    pool = [Path(__file__).read_bytes(), b""]
    made = [mutated(choose, pool) for _ in range(200)]
    assert len(set(made)) > 150
    assert max(map(len, made)) <= LONGEST
