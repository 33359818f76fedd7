# make serve | make test | make install | make check: each is enough on its own, and repeating it installs nothing again.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# More arguments for pip, for example an index of processor-only builds of torch.
PIP_ARGS ?=
PORT ?= 7860
WORKERS ?= 2

.DEFAULT_GOAL := help
.PHONY: help serve install setup test test-hard bench bench-engines check format browser clean

help:
	@echo "make serve    install what is missing, index the seed article, serve the page on 127.0.0.1:$(PORT)"
	@echo "make test     install what is missing, run all tests"
	@echo "make test-hard  kill, damage and starve an index in every way, for some minutes"
	@echo "make bench    measure speed, size and recall up to a million passages, for a quarter of an hour"
	@echo "make bench-engines  compare lexical engines and forms of vectors"
	@echo "make install  make $(BIN)/qa"
	@echo "make check    format, lint, types, tests"

serve: setup
	$(BIN)/qa serve --port $(PORT)

install: $(VENV)/installed

# The language model goes to the user's cache folder, where other clones find it.
setup: install
	@$(BIN)/qa setup

$(VENV)/installed: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 10) else "Python 3.10 or newer is needed; try: make PYTHON=python3.11 $(MAKECMDGOALS)")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --disable-pip-version-check $(PIP_ARGS) -e .
	@touch $@

$(VENV)/installed-dev: $(VENV)/installed
	$(BIN)/python -m pip install --disable-pip-version-check $(PIP_ARGS) -e '.[dev]'
	@touch $@

test: $(VENV)/installed-dev browser
	@$(BIN)/qa setup --no-index
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal

# Kills, damage, full disks, races: some minutes, so not among all tests. Prints how many of each were tried.
test-hard: $(VENV)/installed-dev
	$(BIN)/python -m pytest -m hard tests/hard

# What is compared with needs packages that the product does not. More options: make bench BENCH="--sizes 10000".
BENCH ?=

bench: $(VENV)/installed-bench
	$(BIN)/python -m index.bench $(BENCH)

bench-engines: $(VENV)/installed-bench
	$(BIN)/python -m index.bench.engines $(BENCH)

$(VENV)/installed-bench: $(VENV)/installed
	$(BIN)/python -m pip install --disable-pip-version-check $(PIP_ARGS) -e '.[bench]'
	@touch $@

# The browser tests need a Chromium. As root on Debian it is installed; elsewhere it is asked for, and they are skipped.
browser:
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || \
	{ test "$$(id -u)" = 0 && command -v apt-get >/dev/null && apt-get update -qq && apt-get install -y -qq chromium >/dev/null; } || \
	echo "no Chromium: the browser tests are skipped; install it (apt-get install chromium) to run them"

check: $(VENV)/installed-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(MAKE) test

format: $(VENV)/installed-dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

clean:
	rm -rf $(VENV) artifacts build dist .mypy_cache .pytest_cache .ruff_cache
