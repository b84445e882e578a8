# Talentfeed: `make help` says what there is. POSIX sh and make only.
#
# Every command runs in .venv. PYTHON chooses the interpreter it is made from:
#     make PYTHON=python3.12 setup

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
SETUP  := $(VENV)/.setup-done
DEV    := $(VENV)/.setup-dev-done

# What an install depends on: changing the package's metadata or its pins makes it stale.
PINS   := pyproject.toml requirements.txt
ROOMS := records reference formats store spiders normalise dedupe search_index portal services desk cli
CHECKED := $(ROOMS) $(wildcard dags docs deploy examples tests bench)

# A Python that is named replaces an environment of another one. (Only a named one is asked for its
# version: it would cost every other command that start.)
ifneq ($(origin PYTHON),file)
version = $(shell $(1) -c 'import sys; print(*sys.version_info[:2])' 2>/dev/null)
ifneq ($(call version,$(PYTHON)),$(call version,$(BIN)/python))
.PHONY: $(SETUP) $(DEV)
endif
endif

LOCK := $(BIN)/uv pip compile pyproject.toml -q --universal --python-version 3.11 --generate-hashes \
	--no-annotate --no-header --no-emit-index-url --no-emit-find-links --extra build

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev demo test test-servers lint types format airflow bench mutants lock audit env clean compiled

help: ## say what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-12s %s\n", $$1, $$2 }' Makefile

setup: $(SETUP) compiled ## make .venv with all that running needs
setup-dev: $(DEV) compiled ## the same, and what tests and checks need

# uv installs in seconds what pip installs in a minute: the one on the PATH, else the pinned wheel,
# else pip does it all. Every download is checked against its hash in the requirements file.
define install
	@sh tools/install.sh "$(PYTHON)" "$(VENV)" $(1)
	@touch $@
endef

$(SETUP): $(PINS) tools/install.sh
	$(call install,requirements.txt)

# It holds the runtime's pins too, so `setup` has nothing left to do after it.
$(DEV): $(PINS) requirements-dev.txt tools/install.sh
	$(call install,requirements-dev.txt)
	@touch $(SETUP)

# Our own code, so that no process compiles it anew where PYTHONDONTWRITEBYTECODE is set. Only files that changed
# since the last time are compiled.
compiled:
	@$(BIN)/python -m compileall -q $(CHECKED)

demo: $(SETUP) compiled ## harvest made-up publishers into a portal; DEMO_SERVE=0 ends after the table, DAY=2 is a day later
	$(BIN)/python -m examples.demo

airflow: $(SETUP) compiled ## Airflow with the project's DAGs on this machine
	$(BIN)/python -m dags.standalone

# A file's tests stay on one worker: its module fixtures (a whole region, harvested once) are not made twice,
# and what one test leaves for the next is there. The longest files go first (tests/order.py).
test: test-servers ## all tests; ARGS='-k dedupe' for some
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile --no-loadscope-reorder $(ARGS)

# PostgreSQL comes in a wheel; a browser is a system package; Elasticsearch is fetched once a machine.
# What cannot be had is said, here and by the tests that need it.
test-servers: $(DEV) compiled
	@sh tools/browser.sh
	@$(BIN)/python -m tests.servers fetch

lint: $(DEV) ## style and common mistakes
	$(BIN)/ruff check $(CHECKED)
	$(BIN)/ruff format --check $(CHECKED)

types: $(DEV) ## strict types
	$(BIN)/mypy $(CHECKED)

format: $(DEV) ## rewrite the code in the one format
	$(BIN)/ruff check --fix $(CHECKED)
	$(BIN)/ruff format $(CHECKED)

bench: $(DEV) compiled ## measure speed
	$(BIN)/python -m bench $(ARGS)

# What survives in mutants/: .venv/bin/mutmut results, then .venv/bin/mutmut show NAME.
mutants: $(DEV) ## change rules one by one and see which change no test notices; ARGS='dedupe.vetoes*' for a part
	TALENTFEED_TEST_PATIENCE=20 $(BIN)/mutmut run --max-children 2 $(ARGS)

lock: $(DEV) ## remake the pinned requirements from pyproject.toml; UPGRADE=1 for newer versions
	$(LOCK) $(if $(UPGRADE),--upgrade) -o requirements.txt >/dev/null
	$(LOCK) $(if $(UPGRADE),--upgrade) --extra test --extra dev -c requirements.txt -o requirements-dev.txt >/dev/null

audit: $(DEV) ## known holes in the pinned packages, and in our own code (asks an advisory service)
	$(BIN)/bandit -q -r $(ROOMS) $(wildcard dags deploy)
	$(BIN)/pip-audit --strict --require-hashes --disable-pip -r requirements.txt

env: ## write .env with random secrets for docker-compose.yml; keeps one that exists
	@sh tools/write-env.sh .env.example .env

clean: ## remove .venv and caches; keeps data
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache mutants build dist *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
