# The commands of this project.  `make run` and `make test` work on a fresh clone.
PYTHON ?= python3
BIN := .venv/bin
INDEX ?= data/index
CORPUS ?= index/sample

.PHONY: run test lint format bench browser clean

run: .venv/run
	@test -f $(INDEX)/CURRENT || $(BIN)/reindex --index $(INDEX) --sample
	TIMBAO_INDEX=$(INDEX) $(BIN)/python -m web

test: .venv/test browser
	$(BIN)/python -m pytest

lint: .venv/test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: .venv/test
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: .venv/test
	$(BIN)/python tests/bench/bench.py $(CORPUS)

# The browser tests need Chromium; where it cannot be installed they are skipped by name.
browser:
	@sh tests/e2e/install-browser.sh

.venv/run: pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable .
	@touch $@

.venv/test: .venv/run
	$(BIN)/python -m pip install --quiet --editable '.[test]'
	@touch $@

clean:
	rm -rf .venv build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
