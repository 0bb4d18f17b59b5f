# `make chat` and `make test` are all that is needed; both set up what is missing first.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: install chat index test check gate baseline eval bench results lock clean

install: .venv/installed

# The constraints file is the lock: every version comes from it, and a change of it reinstalls.
.venv/installed: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Footnote needs Python 3.11 or later; name one with make PYTHON=python3.11 ...")'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt torch==2.13.0
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	@touch $@

index: install
	$(BIN)/rag index

chat: index
	$(BIN)/rag chat

check: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

test: check
	$(BIN)/python -m pytest
	$(MAKE) gate

# Over an index of its own: what else is in .rag would change the figures.
gate: install
	$(BIN)/rag index seeds --index build/gate
	$(BIN)/rag eval --gate eval/gate.toml --index build/gate

# The run that the gate compares with, made anew; its bounds are printed beside the new figures.
baseline: install
	$(BIN)/rag index seeds --index build/gate
	$(BIN)/rag eval --index build/gate
	$(BIN)/python -m eval.gate last

eval: index
	$(BIN)/rag eval

bench: index
	$(BIN)/python -m eval.bench

# About a quarter of an hour; what is measured already is kept, and not measured again.
DATA ?= ../shared/data
results: install
	$(BIN)/python -m eval.results --data "$(DATA)"

lock:
	$(BIN)/python -m pip freeze --exclude-editable | sed -e '/^pip==/d' -e 's/+cpu$$//' > constraints.txt

clean:
	rm -rf .venv .rag build *.egg-info
