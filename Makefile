# The few commands of the house. Everything is set up on demand and again in seconds.
# The first Python that really runs and is new enough: a name on the PATH alone proves nothing.
PYTHON ?= $(shell for p in python3 python3.11 python3.12 python3.13; do \
  $$p -c 'import sys, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
HOST ?= 127.0.0.1
PORT ?= 8000
JOBS ?= auto

RUN_STAMP := $(VENV)/.run-$(shell cksum < requirements/run.txt | cut -d' ' -f1)
DEV_STAMP := $(VENV)/.dev-$(shell cksum < requirements/dev.txt | cut -d' ' -f1)

.PHONY: help run serve setup test check bench shots lighthouse clean

help:
	@echo "make run     a demonstration town on http://$(HOST):$(PORT)"
	@echo "make serve   the same server on your own school's database (var/lopso.db or LOPSO_DATABASE_URL)"
	@echo "make test    every test        make check   lint, types, contracts, catalogues"
	@echo "make bench   benchmarks        make shots   screenshots for the README"

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer with its venv package is needed"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(RUN_STAMP): | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements/run.txt
	@touch $@

$(DEV_STAMP): $(RUN_STAMP)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements/dev.txt
	@touch $@

setup: $(RUN_STAMP)
	@$(BIN)/python tools/vendor.py

run: setup
	@LOPSO_DEMO=true $(BIN)/flask --app wsgi setup
	@LOPSO_DEMO=true $(BIN)/flask --app wsgi demo load
	@LOPSO_DEMO=true $(BIN)/flask --app wsgi serve --host $(HOST) --port $(PORT)

serve: setup
	@$(BIN)/flask --app wsgi setup
	@$(BIN)/flask --app wsgi serve --host $(HOST) --port $(PORT)

test: setup $(DEV_STAMP)
	$(BIN)/python -m pytest -q -n $(JOBS) --dist loadscope

check: setup $(DEV_STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint --quiet --lint templates lms repository school

bench: setup $(DEV_STAMP)
	$(BIN)/python -m bench

lighthouse: setup $(DEV_STAMP)
	$(BIN)/python tools/lighthouse.py

shots: setup $(DEV_STAMP)
	$(BIN)/python tools/shots.py

clean:
	rm -rf $(VENV) node_modules static/vendor build
