# The front door: `make up` runs the main job, `make test` the tests. Each installs what it needs.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
PYTHON ?= python3
BIN := .venv/bin
MINUTES ?= 60
# Not ?=: variables of the shell that happen to be called so must not lead elsewhere.
STACK := dev
TARGET := local
PULUMI_VERSION := 3.260.0
LANGUAGES ?= nodejs python go
PLUGIN := pulumi-resource-ivs-realtime
PYTEST := $(BIN)/pytest -n 3 --dist worksteal
# What editors show is not a matter of versions, and mypy and pyright are not in those environments.
VERSIONS := -n 2 -m "not full" --ignore tests/editors
PIP := $(BIN)/python -m pip install -q --disable-pip-version-check
PACKAGES := . ./service ./engine
PYPROJECTS := pyproject.toml service/pyproject.toml engine/pyproject.toml
COMPILE := uv pip compile $(PYPROJECTS) --universal --python-version 3.10 --generate-hashes \
	--no-annotate --no-header -q

.PHONY: help up preview refresh down cli test test-full test-lowest test-newest soak bench record cover release site generate \
	check-aws sdks plugin lint lock clean

help:
	@echo "make up         declare the stages of Pulumi.yaml; a local service is started for them"
	@echo "make preview    show what 'make up' would do"
	@echo "make refresh    bring the state to what the service has"
	@echo "make down       destroy the stack and stop the local service"
	@echo "make cli        put the pinned official pulumi CLI into .local/bin"
	@echo "make test       lint, types and tests; at most five minutes"
	@echo "make test-full  all sizes, within an hour, and both of the next line; where the pulumi CLI is, on it, too: an hour more"
	@echo "make test-lowest, make test-newest  'make test' with the lowest, and with the newest versions of all that is needed"
	@echo "make soak       the random tests again and again, with new seeds, for MINUTES (60)"
	@echo "make bench      the figures of docs/performance.md, as ratios measured in one run; a quarter of an hour, and the pulumi CLI"
	@echo "make record     record the scenarios on the pulumi CLI"
	@echo "make cover      choose the scenarios that 'make test' runs"
	@echo "make release    wheels and source packages, tried in empty environments of each Python; nothing is uploaded"
	@echo "make site       the documentation as a site that works without a network, in .local/site"
	@echo "make generate   write what is generated from the declarations of the resources"
	@echo "make check-aws  try the guesses about the service on your AWS account; it asks first"
	@echo "make sdks       build the plugin's SDKs for LANGUAGES ($(LANGUAGES)) into .local/sdks, with the pulumi CLI"
	@echo "make plugin     pack the provider plugin for 'pulumi plugin install resource ivs-realtime VERSION -f FILE'"
	@echo "make clean      stop the local service; remove .venv, .local and the settings of the stacks in it"
	@echo "TARGET=aws      makes up, preview, refresh and down use the AWS and the Pulumi backend of this shell"

up preview refresh: .venv/.up
	@examples/run $@ --stack $(STACK) --target $(TARGET)

down: .venv/.up
	@examples/run destroy --stack $(STACK) --target $(TARGET)

cli:
	@mkdir -p .local
	@curl -fsL --connect-timeout 5 --max-time 30 -o .local/install-pulumi.sh https://get.pulumi.com \
		|| { echo "The official installer at get.pulumi.com cannot be reached from here; 'make up' works without it." >&2; exit 1; }
	@sh .local/install-pulumi.sh --version $(PULUMI_VERSION) --install-root $(CURDIR)/.local --no-edit-path

# Whatever the shell says of bytecode: else each of the hundreds of processes of a run compiles all sources anew.
test test-full soak: export PYTHONDONTWRITEBYTECODE :=

test: .venv/.dev lint
	@$(PYTEST) -m "not full"

test-full: .venv/.dev lint
	@$(PYTEST)
	@$(MAKE) test-lowest test-newest

test-lowest: .venv/.lowest
	@.venv/lowest/bin/pytest $(VERSIONS)

test-newest: .venv/.newest
	@.venv/newest/bin/pytest $(VERSIONS)

soak: .venv/.dev
	@end=$$((SECONDS + 60 * $(MINUTES))); while ((SECONDS < end)); do \
		seed=$$((RANDOM * 32768 + RANDOM + 1)); echo "SEED=$$seed"; \
		SEED=$$seed FUZZ_PROGRAMS=20 $(PYTEST) --hypothesis-seed=$$seed -m "soak and full"; \
	done

record: .venv/.dev
	@PYTHONPATH=tests:engine/tests PATH="$(CURDIR)/.local/bin:$$PATH" $(BIN)/python -m scenarios.record $(SCENARIO)
	@PYTHONPATH=tests:engine/tests PATH="$(CURDIR)/.local/bin:$$PATH" $(BIN)/python -m stage_scenarios.record $(SCENARIO)
	@PYTHONPATH=tests:engine/tests PATH="$(CURDIR)/.local/bin:$$PATH" $(BIN)/python -m plugin_scenarios.record $(SCENARIO)
	@PYTHONPATH=tests:engine/tests PATH="$(CURDIR)/.local/bin:$$PATH" $(BIN)/python -m impact.record $(SCENARIO)
	@$(if $(SCENARIO),true,PYTHONPATH=tests:engine/tests PATH="$(CURDIR)/.local/bin:$$PATH" $(BIN)/python -m policy.record)

cover: .venv/.dev
	@PYTHONPATH=tests:engine/tests $(BIN)/python -m scenarios.choose
	@PYTHONPATH=tests:engine/tests $(BIN)/python -m stage_scenarios.choose

bench: .venv/.dev
	@PATH="$(CURDIR)/$(BIN):$(CURDIR)/.local/bin:$$PATH" $(BIN)/python benchmarks/bench.py

# All of a release but the upload. Wheels come out of the source packages, so that trying them tries both.
release: .venv/.dev
	@PYTHONPATH=tests $(BIN)/python -m package.breaking
	@rm -rf .local/release && mkdir -p .local/release
	@for package in $(PACKAGES); do \
		(cd $$package && $(CURDIR)/$(BIN)/hatchling build -t sdist -d $(CURDIR)/.local/release > /dev/null 2>&1); done
	@$(BIN)/python -m pip wheel -q --disable-pip-version-check --no-deps --no-build-isolation --no-index \
		-w .local/release .local/release/*.tar.gz
	@PYTHONPATH=tests $(BIN)/python -m package.try_wheels .local/release
	@ls .local/release
	@echo "Nothing was uploaded: 'twine upload .local/release/*' does that, once somebody has claimed the names on PyPI."

site: .venv/.dev
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build -q
	@echo "Built .local/site; 'python3 -m http.server -d .local/site' shows it, with its search."

generate: .venv/.dev
	@$(BIN)/python -m generator

check-aws: .venv/.dev
	@$(BIN)/python tools/check_aws.py

sdks: .venv/.up
	@for language in $(LANGUAGES); do \
		PATH="$(CURDIR)/.local/bin:$$PATH" pulumi package gen-sdk $(BIN)/$(PLUGIN) --language $$language --out .local/sdks; \
	done

# Packed is all but Python itself; compiled packages in it hold for this platform and this version of Python.
plugin: .venv/.up
	@rm -rf .local/plugin && mkdir -p .local/plugin
	@$(PIP) --target .local/plugin/python --requirement requirements/up.txt --require-hashes
	@$(PIP) --target .local/plugin/python --no-deps --no-build-isolation .
	@install -m 755 provider/$(PLUGIN) .local/plugin/$(PLUGIN)
	@tar -C .local/plugin -czf .local/$(PLUGIN).tar.gz .
	@echo "pulumi plugin install resource ivs-realtime $$($(BIN)/python -c \
		'import importlib.metadata as m; print(m.version("pulumi-ivs-realtime"))') -f .local/$(PLUGIN).tar.gz"

lint: .venv/.dev
	@$(BIN)/ruff check -q . && $(BIN)/ruff format -q --check . && $(BIN)/mypy
	@$(BIN)/lint-imports > .venv/lint-imports.log || { cat .venv/lint-imports.log; exit 1; }

lock:
	@$(COMPILE) --upgrade --all-extras --group dev -o requirements/dev.txt
	@$(COMPILE) --extra cli --group build -c requirements/dev.txt -o requirements/up.txt
	@$(COMPILE) --resolution lowest-direct --upgrade --all-extras --group tests -o requirements/lowest.txt
	@$(subst $(PYPROJECTS),--no-deps,$(COMPILE)) --upgrade --group policy -o requirements/policy.txt

clean:
	@examples/run clean
	@rm -rf .venv

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10))' \
		|| { echo "Python 3.10 or newer is needed, and $(PYTHON) is $$($(PYTHON) -V 2>&1); set PYTHON=..." >&2; exit 1; }
	@$(PYTHON) -m venv .venv

.venv/.up: requirements/up.txt $(PYPROJECTS) | $(BIN)/python
	@echo "Installing what 'make up' needs into .venv (once) ..."
	@$(PIP) --require-hashes -r requirements/up.txt
	@$(PIP) --no-deps --no-build-isolation $(addprefix -e ,$(PACKAGES))
	@touch $@

.venv/.dev: requirements/dev.txt requirements/policy.txt $(PYPROJECTS) | $(BIN)/python
	@echo "Installing what 'make test' needs into .venv (once) ..."
	@$(PIP) --require-hashes -r requirements/dev.txt
	@rm -rf .venv/policy && $(PIP) --require-hashes --no-deps --target .venv/policy -r requirements/policy.txt
	@$(PIP) --no-deps --no-build-isolation $(addprefix -e ,$(PACKAGES))
	@touch .venv/.up $@

.venv/.lowest: requirements/lowest.txt $(PYPROJECTS) | $(BIN)/python
	@rm -rf .venv/lowest && $(PYTHON) -m venv .venv/lowest
	@.venv/lowest/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r $<
	@.venv/lowest/bin/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation $(addprefix -e ,$(PACKAGES))
	@touch $@

.venv/.newest: $(PYPROJECTS) | $(BIN)/python
	@rm -rf .venv/newest && $(PYTHON) -m venv .venv/newest
	@.venv/newest/bin/python -m pip install -q --upgrade pip
	@.venv/newest/bin/python -m pip install -q --group tests -e '.[aws,cli,tokens,testing]' -e ./service -e ./engine
	@touch $@
