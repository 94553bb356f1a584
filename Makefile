# Everything happens inside .venv; nothing but Python 3.11+, git and make is needed beforehand.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready
DEV    := $(VENV)/.ready-dev
EVAL   := $(VENV)/.ready-eval
UV     := $(BIN)/python -m uv
# Many tests wait rather than work: twice as many at once as a small machine has cores.
SIDE_BY_SIDE := -n 4 --dist worksteal

.DEFAULT_GOAL := help
.PHONY: help run test check lint format types imports unit coverage lock lint-pack eval calibrate kills faults audit clean

help: ## Show what there is to do
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

run: $(READY) ## Start the bot (with DISCORD_TOKEN) or the interview in this terminal
	@$(BIN)/python -m bot

test: $(DEV) ## Everything that CI checks: format, lint, types, imports, packs, tests
	@$(MAKE) --no-print-directory check
	@$(MAKE) --no-print-directory unit

check: format-check lint types imports lint-pack

.PHONY: format-check
format-check: $(DEV)
	$(BIN)/ruff format --check .

lint: $(DEV) ## Lint
	$(BIN)/ruff check .

format: $(DEV) ## Format and fix what can be fixed
	$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .

types: $(DEV) ## Type-check, tests included
	$(BIN)/mypy

imports: $(DEV) ## Imports point down
	$(BIN)/lint-imports

lint-pack: $(DEV) ## Prove that the shipped pack can be scored fairly
	$(BIN)/python -m bot lint mlops

unit: $(DEV) ## The tests
	$(BIN)/python -m pytest $(SIDE_BY_SIDE) $(ARGS)

coverage: $(DEV) ## The tests, and which branches they take; twice as long
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest $(SIDE_BY_SIDE) $(ARGS)
	$(BIN)/coverage combine -q
	$(BIN)/coverage report

eval: $(EVAL) ## Measure the scorer beside its peers; renews docs/scoring.md
	$(BIN)/python -m bench.evaluate --write --check

calibrate: $(DEV) ## Fit the scorer's numbers to the tuning answers
	$(BIN)/python -m bench.calibrate

kills: $(DEV) ## Kill bots 200 times before a simulated Discord: minutes
	$(BIN)/python -m tests.simulated.kill $(ARGS)

faults: $(DEV) ## Let every REST call of the bot meet every fault: minutes
	$(BIN)/python -m tests.faults $(ARGS)

audit: $(BIN)/python ## Ask for known weaknesses of what is locked; needs the network
	$(UV) tool run --from 'pip-audit==2.10.1' pip-audit --strict --require-hashes --disable-pip --progress-spinner off -r requirements.txt

lock: $(DEV) ## Renew the lock files from pyproject.toml
	$(UV) pip compile -q --universal --generate-hashes --no-annotate --no-header --no-emit-index-url --no-emit-find-links --python-version 3.11 --all-extras pyproject.toml -o requirements.txt
	$(UV) pip compile -q --universal --generate-hashes --no-annotate --no-header --no-emit-index-url --no-emit-find-links --python-version 3.11 --all-extras pyproject.toml --group dev -o requirements-dev.txt
	$(UV) pip compile -q --universal --generate-hashes --no-annotate --no-header --no-emit-index-url --no-emit-find-links --python-version 3.11 --all-extras pyproject.toml --group dev --group eval -o requirements-eval.txt

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.12 …")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-uv.txt

$(READY): requirements.txt pyproject.toml | $(BIN)/python
	$(UV) pip install -q --python $(BIN)/python --require-hashes -r requirements.txt
	$(UV) pip install -q --python $(BIN)/python --no-deps --editable .
	@touch $@

$(DEV): requirements-dev.txt requirements.txt pyproject.toml | $(BIN)/python
	$(UV) pip install -q --python $(BIN)/python --require-hashes -r requirements-dev.txt
	$(UV) pip install -q --python $(BIN)/python --no-deps --editable .
	@touch $@ $(READY)

$(EVAL): requirements-eval.txt | $(DEV)
	$(UV) pip install -q --python $(BIN)/python --require-hashes -r requirements-eval.txt
	@touch $@

clean: ## Remove what was built and installed here
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage* build dist
