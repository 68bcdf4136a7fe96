"""Fuzz the parsers: ``python -m tests.fuzz --minutes 20 json csv-or-tsv``; all of them if none is named.

With atheris installed (``pip install atheris``; Linux, Python to 3.13) inputs are bred by the code they reach;
without it they are mutated at random. An input that raises, or takes more than :data:`SLOWEST` seconds, is kept
below ``out/fuzz`` and the exit code is 1; ``--replay FILE TARGET`` runs it again. Put it into the target's corpus once
it is mended.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import subprocess
import sys
import tempfile
import time
import traceback
from importlib.util import find_spec
from pathlib import Path

from tests.fuzz.mutation import LONGEST, mutated
from tests.fuzz.targets import CORPUS, Target, seeds, targets

#: Seconds for one input of 64 KiB; nothing that is linear needs one.
SLOWEST = 10.0

OUT = Path("out/fuzz")


def by_mutation(name: str, target: Target, minutes: float) -> bool:
    """Run mutated inputs until the time is up; False at the first that fails."""
    pool = seeds(name) or [b""]
    choose = random.Random(f"{name} {time.time_ns()}")
    end, count, slowest = time.monotonic() + 60 * minutes, 0, 0.0
    while time.monotonic() < end:
        data = mutated(choose, pool)
        begun = time.monotonic()
        try:
            target(data)
        except Exception:
            say(traceback.format_exc())
            return kept(name, data)
        slowest = max(slowest, time.monotonic() - begun)
        if slowest > SLOWEST:
            say(f"{slowest:.1f} s for one input")
            return kept(name, data)
        count += 1
    say(f"{name}: {count:,} inputs in {minutes:g} min, slowest {slowest:.2f} s")
    return True


def kept(name: str, data: bytes) -> bool:
    """Keep an input that fails."""
    OUT.mkdir(parents=True, exist_ok=True)
    path = OUT / f"{name}-{hashlib.sha256(data).hexdigest()[:12]}"
    path.write_bytes(data)
    say(f"{name}: FAILED on {path}; again: python -m tests.fuzz --replay {path} {name}")
    return False


def by_coverage(name: str, minutes: float) -> bool:
    """Run atheris in a process of its own, which it ends; what it breeds is left in a folder that goes."""
    OUT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="rolefit-fuzz-") as folder:
        for number, seed in enumerate(seeds(name)):
            Path(folder, f"seed{number}").write_bytes(seed[:LONGEST])
        options = [
            folder, f"-max_total_time={60 * minutes:.0f}", f"-max_len={LONGEST}", f"-timeout={SLOWEST:.0f}",
            f"-artifact_prefix={OUT}/{name}-", "-print_final_stats=1", "-verbosity=0", "-rss_limit_mb=3000",
        ]  # fmt: skip
        command = [sys.executable, "-m", "tests.fuzz.guided", name, *options]
        ran = subprocess.run(command, capture_output=True, text=True, check=False)
        said = {key: value for key, _, value in (line.rpartition(":") for line in ran.stderr.splitlines()) if key}
        bred = len(list(Path(folder).iterdir())) - len(seeds(name))
    executed = said.get("stat::number_of_executed_units", "?").strip()
    slowest = said.get("stat::slowest_unit_time_sec", "?").strip()
    say(f"{name}: {executed} inputs in {minutes:g} min, {bred} of them new ways through the code, slowest {slowest} s")
    if ran.returncode:
        say(f"{ran.stdout[-3000:]}{ran.stderr[-3000:]}\n{name}: FAILED; the input is in {OUT}")
    return ran.returncode == 0


def say(line: str) -> None:
    """Tell the one who waits."""
    sys.stdout.write(line.rstrip() + "\n")
    sys.stdout.flush()


def main() -> int:
    """Run what the command line asks for."""
    known = targets()
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("names", nargs="*", help=f"targets (default: all): {', '.join(known)}")
    parser.add_argument("--minutes", type=float, default=1.0, help="for each target (default: %(default)s)")
    parser.add_argument("--replay", type=Path, help="run this one input instead")
    parser.add_argument("--no-atheris", action="store_true", help="mutate at random although atheris is installed")
    asked = parser.parse_args()
    if wrong := [name for name in asked.names if name not in known]:
        parser.error(f"no such target: {', '.join(wrong)} (known: {', '.join(known)})")
    names = asked.names or list(known)
    if asked.replay:
        for name in names:
            known[name](asked.replay.read_bytes())
        return 0
    guided = find_spec("atheris") is not None and not asked.no_atheris
    say(f"{len(names)} targets, {'bred by coverage' if guided else 'mutated at random'}, corpus in {CORPUS}")
    done = [
        by_coverage(name, asked.minutes) if guided else by_mutation(name, known[name], asked.minutes) for name in names
    ]
    return 0 if all(done) else 1


if __name__ == "__main__":
    sys.exit(main())
