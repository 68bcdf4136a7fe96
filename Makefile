# Needs GNU make, a POSIX shell and Python 3.11 to 3.13; everything else is installed into .venv.

# Set PYTHON=/path/to/python to choose; else the first of these that runs, is 3.11 to 3.13, and can make environments.
PYTHON     ?=
CANDIDATES := $(or $(PYTHON),python3.11 python3.12 python3.13 python3)

VENV     := .venv
BIN      := $(VENV)/bin
# The exact packages are a matter of the lock, the project itself one of pyproject.toml: two stamps, so that a line
# changed in pyproject.toml does not install 190 packages again.
LOCKED   := $(VENV)/.locked
READY    := $(VENV)/.ready
PIP      := $(BIN)/python -m pip --disable-pip-version-check --no-input

LISTINGS ?= data/raw/sample_listings.csv
OUT      ?= out/sample
# More arguments for the command of the target: make test ARGS="tests/features -x"
ARGS     ?=

# Minutes that `make fuzz` spends on each parser.
MINUTES  ?= 1

UV       := uv==0.13.9
COMPILE  := uv pip compile --universal --python-version 3.11 --fork-strategy fewest --only-binary :all: \
            --generate-hashes --no-emit-index-url --no-annotate --no-header --no-python-downloads --quiet

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help .venv rank test lint format bench bench-large bench-query bench-rescore bench-labels bench-judgement model-card pairs crash fuzz lock clean distclean

help: ## Show this list
	@awk -F ':.*## ' '/^[.a-z-]+:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

.venv: $(READY) ## Create or bring up to date the environment in .venv

# Rebuilt from nothing when the lock changes: what the lock no longer names must not linger. Wheels only, so that
# installing runs no code of a package; --no-deps because the lock is complete, which `pip check` then confirms.
$(LOCKED): requirements.lock
	@found=; bare=; \
	for candidate in $(CANDIDATES); do \
	  "$$candidate" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null || continue; \
	  if "$$candidate" -c 'import ensurepip, venv' 2>/dev/null; then found=$$candidate; break; fi; \
	  bare="$$bare $$candidate"; \
	done; \
	if [ -n "$$bare" ] && [ -z "$$found" ]; then \
	  echo "rolefit: cannot make an environment with$$bare: its modules venv and ensurepip are missing." >&2; \
	  echo "Install them (Debian and Ubuntu: apt install python3-venv), then run make again." >&2; exit 2; \
	elif [ -z "$$found" ]; then \
	  echo "rolefit: no Python 3.11, 3.12 or 3.13 among: $(CANDIDATES)." >&2; \
	  echo "Install one of them, or name it: make PYTHON=/path/to/python3.12 ..." >&2; exit 2; \
	fi; \
	echo "Creating $(VENV) with $$("$$found" --version), one to three minutes ..." >&2; \
	"$$found" -m venv --clear $(VENV)
	@$(PIP) install --quiet --require-hashes --no-deps --only-binary :all: -r requirements.lock
	@touch $@

$(READY): $(LOCKED) pyproject.toml
	@$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@$(PIP) check --quiet
	@touch $@

rank: $(READY) ## Rank the sample listings (LISTINGS=file-or-folder OUT=folder for others)
	$(BIN)/rolefit rank $(LISTINGS) --out $(OUT) $(ARGS)

# Whole files go to one of two processes, the longest first (tests/conftest.py): with its own order, by number of tests,
# xdist leaves one process idle at the end.
test: $(READY) ## Run the tests on two cores (ARGS="tests/features -x -n 0" for some, in one process)
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder $(ARGS)

lint: $(READY) ## Check style, formatting and types
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

format: $(READY) ## Put the code in format and mend what can be mended by itself
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

bench: $(READY) ## Measure speed of duty extraction, carriers, and ablations of the judgement (4 minutes)
	$(BIN)/python -m benchmarks.duties $(ARGS)
	$(BIN)/python -m benchmarks.carriers
	-$(BIN)/python -m benchmarks.judgement

bench-judgement: $(READY) ## Measure baselines, learning curve, model card into docs/ (30 minutes)
	$(BIN)/python -m benchmarks.baselines
	$(BIN)/python -m benchmarks.learning_curve
	$(BIN)/python -m benchmarks.model_card

bench-labels: $(READY) ## Measure what labels of real listings bring (half an hour)
	$(BIN)/python -m benchmarks.learning_from_labels

model-card: $(READY) ## Measure the model and write docs/model-card.md (5 minutes; ARGS=--write-only from its JSON)
	$(BIN)/python -m benchmarks.model_card $(ARGS)

bench-rescore: $(READY) ## Measure re-scoring a store against parsing it (2 minutes; rank listings first; ARGS="--home FOLDER")
	$(BIN)/python -m benchmarks.rescore $(ARGS)

bench-large: $(READY) ## Measure seconds and memory of runs over 10,000 to 100,000 listings (an hour; ARGS=10000 for one)
	nice $(BIN)/python -m benchmarks.large $(ARGS)

bench-query: $(READY) ## Measure `rolefit query` on 100,000 jobs made of the last run's (3 minutes; ARGS=--write into docs/)
	$(BIN)/python -m benchmarks.query $(ARGS)

crash: $(READY) ## Kill runs over 3,000 listings at 25 random moments; each must go on to the same bytes (half an hour)
	nice $(BIN)/python -m benchmarks.crash $(ARGS)

pairs: $(READY) ## Measure how well listings of one job are told from those of two (ARGS=--errors names the wrong ones)
	$(BIN)/python -m benchmarks.pairs $(ARGS)

fuzz: $(READY) ## Fuzz the parsers (MINUTES=1 for each; ARGS="json parquet" for some of them)
	$(BIN)/python -m tests.fuzz --minutes $(MINUTES) $(ARGS)

lock: $(READY) ## Write requirements.lock anew from pyproject.toml (ARGS=--upgrade for newer versions)
	@$(BIN)/python -m venv --clear $(VENV)/lock
	@$(VENV)/lock/bin/python -m pip --disable-pip-version-check install --quiet $(UV)
	@grep -v '^#' requirements.lock > $(VENV)/lock/new.txt
	$(VENV)/lock/bin/$(COMPILE) --python $(BIN)/python pyproject.toml --extra dev --output-file $(VENV)/lock/new.txt $(ARGS)
	@if grep -E '://|--(extra-)?index-url' $(VENV)/lock/new.txt; then echo "rolefit: a lock names no address" >&2; exit 1; fi
	@{ echo '# Core and dev packages for Python 3.11 to 3.13, every file by its SHA-256. Written by `make lock`.'; \
	  cat $(VENV)/lock/new.txt; } > requirements.lock

clean: ## Remove caches, build folders and the sample's run folder
	rm -rf out/sample build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find benchmarks features flows models tests -name __pycache__ -type d -prune -exec rm -rf {} +

distclean: clean ## Also remove .venv (the store and the models in data/store and models/registry stay)
	rm -rf $(VENV)
