# The words a developer needs. `make run` and `make test` work on a bare machine.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: help run sandbox setup test check bench lock clean

help:            ## show these words
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: $(VENV)/.run  ## start the bot; without Slack settings, the sandbox
	@$(BIN)/python app.py

sandbox: $(VENV)/.run  ## start the workspace in a box, with the bot in it
	@$(BIN)/python app.py sandbox

setup: $(VENV)/.dev  ## only set up the environment

test: $(VENV)/.dev  ## run the whole suite
	@$(BIN)/pytest

check: $(VENV)/.dev  ## what CI runs: format, lint, types, tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/pytest

bench: $(VENV)/.dev  ## measure, side by side with a peer, and print a table
	@$(BIN)/python -m bench

lock:            ## pin the newest allowed versions, with hashes (needs uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		--no-emit-index-url --upgrade pyproject.toml -o requirements/run.txt
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		--no-emit-index-url -c requirements/run.txt pyproject.toml --group dev -o requirements/dev.txt

clean:           ## remove what the other words made (never your database or .env)
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Tactful needs Python 3.11 or newer; try: make $(MAKECMDGOALS) PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements/run.txt | $(VENV)/bin/python
	@echo "Setting up (once) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/run.txt
	@touch $@

$(VENV)/.dev: requirements/dev.txt $(VENV)/.run
	@echo "Setting up the developers' tools (once) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@
