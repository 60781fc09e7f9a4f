# What one does here. `make` alone says what there is.
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
TORCH := $(VENV)/.torch
GIFT := $(VENV)/.gift

.PHONY: help demo test check format texts clean

help:
	@sed -n 's/^\([a-z]*\):.*## /  make \1	/p' Makefile

demo: $(READY) ## grades a right, a wrong and a hostile submission and shows the feedback
	@$(BIN)/python -m demo

test: $(TORCH) $(GIFT) ## runs all tests
	$(BIN)/python -m pytest

check: $(TORCH) ## style, types and the fast tests
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/python -m pytest -m "not slow"

format: $(READY) ## mends the style
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

texts: $(READY) ## brings catalogues and the JSON Schema up to date with the source
	$(BIN)/python -m grader.results
	$(BIN)/python -m grader.locale.update

clean: ## removes what was built, the virtual environment included
	rm -rf $(VENV) build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The environment follows pyproject.toml. The first Python >= 3.11 that really runs is taken: a
# pyenv shim can be on the path without the version behind it.
$(READY): pyproject.toml
	@if [ ! -x $(BIN)/python ]; then \
	  for python in python3.13 python3.12 python3.11 python3.14 python3; do \
	    if $$python -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; \
	    then exec $$python -m venv $(VENV); fi; \
	  done; \
	  echo "No Python 3.11 or newer (with venv) was found: install one, then run make again." >&2; \
	  exit 1; \
	fi
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

# Tests and benchmarks compare with PyTorch where it is. Its CPU build is taken when pip finds the
# file on this machine; fetching gigabytes of CUDA unasked would be no service.
$(TORCH): $(READY)
	@$(BIN)/python -c 'import torch' 2>/dev/null \
	|| { $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-index --no-deps torch==2.13.0 2>/dev/null \
	&& $(BIN)/python -m pip install --quiet --disable-pip-version-check torch==2.13.0; } \
	|| echo "No PyTorch here: what compares with it is skipped. See https://pytorch.org/get-started/locally/ to have it."
	@$(BIN)/python -c 'import triton' 2>/dev/null \
	|| ! $(BIN)/python -c 'import torch' 2>/dev/null \
	|| $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps 'triton>=3' 2>/dev/null \
	|| echo "No Triton here: the exercise that needs it is skipped."
	@touch $@

# What is exported as GIFT is read back by a parser of npm's, where npm is.
$(GIFT): $(READY)
	@! command -v npm >/dev/null \
	|| npm install --silent --no-audit --no-fund --prefix $(VENV) gift-pegjs@2.0.0-beta.1 >/dev/null 2>&1 \
	|| echo "npm cannot fetch gift-pegjs: the tests that read GIFT with it are skipped."
	@touch $@
