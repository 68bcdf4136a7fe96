"""The process that atheris runs in: ``python -m tests.fuzz.guided TARGET`` and libFuzzer's own options.

The code under test is imported here and nowhere before, so that every branch of it is watched.
"""

from __future__ import annotations

import sys

import atheris

with atheris.instrument_imports(include=["flows.sources", "features"], enable_loader_override=False):
    from tests.fuzz.targets import targets

if __name__ == "__main__":
    atheris.Setup([sys.argv[0], *sys.argv[2:]], targets()[sys.argv[1]])
    atheris.Fuzz()
