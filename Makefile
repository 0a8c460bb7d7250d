# The front door: `make up` runs the main job, `make test` the tests. Each installs what it needs.
SHELL := bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
TARGET ?= local
STACK ?= dev

.PHONY: up preview refresh down cli serve test test-full soak bench lint lock clean help

help:
	@echo "make up         declare the stages of Pulumi.yaml (a local service is started for it)"
	@echo "make preview    show what 'make up' would do"
	@echo "make refresh    bring the state to what the service has"
	@echo "make down       destroy the stack, stop the local service"
	@echo "make test       lint, types and tests (up to five minutes)"
	@echo "make test-full  full sizes, the pulumi CLI where it is on PATH (up to an hour)"
	@echo "make cli        the pinned official pulumi CLI into .local/bin"
	@echo "TARGET=aws      up, preview, refresh and down go to AWS"

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10))' \
		|| { echo "Python 3.10 or newer is needed; $(PYTHON) is $$($(PYTHON) -V 2>&1). Set PYTHON=..." >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.up: requirements/up.txt pyproject.toml | $(BIN)/python
	@echo "Installing what 'make up' needs into $(VENV) ..."
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/up.txt
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: requirements/dev.txt pyproject.toml | $(BIN)/python
	@echo "Installing what 'make test' needs into $(VENV) ..."
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(VENV)/.up $@

lint: $(VENV)/.dev
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy && $(BIN)/lint-imports

test: lint
	@$(BIN)/pytest -n 2

lock:
	@uv pip compile pyproject.toml --universal --python-version 3.10 --generate-hashes --no-emit-index-url --no-annotate --no-header -q \
		--upgrade --extra aws --extra local --extra testing --group dev -o requirements/dev.txt
	@uv pip compile pyproject.toml --universal --python-version 3.10 --generate-hashes --no-emit-index-url --no-annotate --no-header -q \
		--extra local --extra testing --group build -c requirements/dev.txt -o requirements/up.txt
