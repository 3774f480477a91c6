# Needs make and Python 3.11 or later. Another interpreter: make PYTHON=/path/to/python3.12 test
# Packages from elsewhere, such as a torch without CUDA: PIP_EXTRA_INDEX_URL=https://... make test
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
SHELL := /bin/sh

VENV ?= .venv
DEMO_VENV ?= .venv-demo

# The newest Python on the path that is new enough and able to make environments.
PYTHON ?= $(shell for p in python3.14 python3.13 python3.12 python3.11 python3 python; do \
	command -v $$p >/dev/null 2>&1 || continue; \
	$$p -c 'import sys; assert sys.version_info >= (3, 11); import ensurepip, venv' >/dev/null 2>&1 || continue; \
	echo $$p; break; done)

# $(call install,ENVIRONMENT,WHAT): an environment with pip, then the project in it, editable.
define install
	@test -n "$(PYTHON)" || { echo "No Python 3.11 or later with the modules venv and ensurepip was found." \
	  "Install one (on Debian and Ubuntu also the package python3-venv), or name one: make PYTHON=/path/to/python3" >&2; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "PYTHON=$(PYTHON) is missing or older than 3.11; name another one: make PYTHON=/path/to/python3" >&2; exit 1; }
	@$(1)/bin/python -m pip --version >/dev/null 2>&1 || { echo "making $(1) with $(PYTHON)"; "$(PYTHON)" -m venv $(1); }
	@echo "installing $(2) into $(1)"
	@$(1)/bin/python -m pip install --quiet --disable-pip-version-check --editable '$(2)'
	@touch $@
endef

.PHONY: help demo test test-long lint bench dist clean distclean

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1	/p' $(firstword $(MAKEFILE_LIST)) | while IFS='	' read -r name what; do printf '  make %-10s %s\n' "$$name" "$$what"; done

# What is installed depends on pyproject.toml alone: the installation is editable, so changed code needs no new one.
$(VENV)/.installed: pyproject.toml
	$(call install,$(VENV),.[dev])

$(DEMO_VENV)/.installed: pyproject.toml
	$(call install,$(DEMO_VENV),.)

demo: $(DEMO_VENV)/.installed ## sixty scenes and a contact sheet, with the base installation alone
	@mkdir -p demo
	$(DEMO_VENV)/bin/synthgroup render --n 60 --out demo/scenes --overwrite
	$(DEMO_VENV)/bin/synthgroup preview --out demo/contact-sheet.png
	@echo
	@echo "The scenes are in $(CURDIR)/demo/scenes, the contact sheet is $(CURDIR)/demo/contact-sheet.png"

lint: $(VENV)/.installed ## style, types and import contracts
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports

test: lint ## lint, then all tests but the long ones
	$(VENV)/bin/pytest -n auto

test-long: lint ## lint, then all tests
	$(VENV)/bin/pytest -n auto --long

bench: $(VENV)/.installed ## the measurements behind the README's figures
	@set -e; for f in benchmarks/[a-z]*.py; do test -e "$$f" || continue; echo "== $$f"; $(VENV)/bin/python "$$f"; done

dist: $(VENV)/.installed ## wheel and sdist in dist/
	rm -rf build dist
	$(VENV)/bin/python -m build --outdir dist

clean: ## remove what was made, but not the environments
	rm -rf build dist demo *.egg-info cli/*.egg-info .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find synthgroup groupmood_model cli tests benchmarks examples -name __pycache__ -type d -prune -exec rm -rf {} +

distclean: clean ## remove the environments too
	rm -rf $(VENV) $(DEMO_VENV)
