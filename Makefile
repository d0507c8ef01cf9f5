# Shouwen. `make` alone lists what can be made; each thing is made only when it is out of date.
#
# What is needed: Python 3.11 or later with venv, make, and a network the first time.
# No database, no Docker, no Node: PostgreSQL comes in a wheel, and so does Node if the machine has none.

PYTHON ?= python3
BIN := .venv/bin
ASSETS := src/shouwen/web/assets
LOOK := src/shouwen/web/static/built/manifest.json
ASSET_SOURCES := $(shell find $(ASSETS) -name node_modules -prune -o -type f -print 2>/dev/null)
WORDS := $(shell find src/shouwen/locale -name '*.po' -not -path '*/zh_Hant/*' 2>/dev/null)
SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help run ready test check bench assets words clean
.DELETE_ON_ERROR:

help: ## this list
	@awk -F':.*## ' '/^[a-z]+:.*## /{printf "  make %-8s %s\n", $$1, $$2}' Makefile

run: ready ## start everything on this machine: database, demo data, pages, engine (ARGS="--port 9000")
	@exec $(BIN)/shouwen run $(ARGS)

test: ready ## all tests, on a real PostgreSQL, on two cores (ARGS="tests/kernel -k pause")
	@sh tools/chromium.sh
ifeq ($(strip $(ARGS)),)
	$(BIN)/pytest -n 2 --dist worksteal
else
	$(BIN)/pytest $(ARGS)
endif

check: ready ## style, types, floors, settings, migrations, catalogue
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	SHOUWEN_ADDRESS=https://shouwen.example $(BIN)/shouwen manage check --deploy --fail-level WARNING
	$(BIN)/shouwen manage makemigrations --check --dry-run
	$(BIN)/shouwen catalogue --check

bench: ready ## measure; docs/performance.md says what and why (ARGS="--quick")
	$(BIN)/python -m benchmarks $(ARGS)

assets: $(LOOK) ## build style sheets and scripts

words: .venv/words ## compile the translations

clean: ## remove what was built here, not the data in var/
	rm -rf .venv $(ASSETS)/node_modules src/shouwen/web/static/built src/shouwen/locale/zh_Hant

ready: .venv/installed $(LOOK) .venv/words

.venv/installed: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Shouwen needs Python 3.11 or later: make PYTHON=python3.12 ...")'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	@touch $@

$(LOOK): $(ASSET_SOURCES) | .venv/installed
	sh tools/assets.sh $(BIN)
	@touch $@

.venv/words: $(WORDS) | .venv/installed
	$(BIN)/python -m shouwen.ground.words
	@touch $@
