# The commands of this project.  `make run` and `make test` work on a fresh clone.
PYTHON ?= python3
BIN := .venv/bin
INDEX ?= data/index
CORPUS ?= index/sample
BENCH ?=
RELEVANCE ?=
TESTS ?=
PYTHONS ?= python3.11 python3.12 python3.13
# Two processes, a file of tests in one of them; in the order of the folders, the slow ones first.
WORKERS := -n 2 --dist loadfile --no-loadscope-reorder

.PHONY: run test test-cluster lint format bench relevance browser cluster-server fonts clean lock audit \
	wheels

run: .venv/run
	@test -f $(INDEX)/CURRENT || $(BIN)/reindex --index $(INDEX) --sample
	TIMBAO_INDEX=$(INDEX) $(BIN)/python -m web

# All of them.  TESTS="-m 'not slow and not e2e'" leaves some out, TESTS=tests/search takes a room.
test: .venv/test browser
	$(BIN)/python -m pytest $(WORKERS) $(TESTS)

# Those that need a cluster alone.  The server, 51 MB, is fetched once for all checkouts.
test-cluster: .venv/test
	@$(BIN)/python tests/opensearch_server.py --fetch
	TIMBAO_TEST_CLUSTER=1 $(BIN)/python -m pytest tests/cluster $(TESTS)

lint: .venv/test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/bandit -q -r index search web

format: .venv/test
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# BENCH="--sizes 2000,20000,all …": python tests/bench --help says what there is.
bench: .venv/bench
	$(BIN)/python tests/bench $(CORPUS) $(BENCH)

# RELEVANCE="--queries 500 …": python tests/relevance --help says what there is.
relevance: .venv/bench
	$(BIN)/python tests/relevance $(CORPUS) $(RELEVANCE)

# The browser tests need Chromium, and the validation of pages Java and a checker.  They are installed
# only where that is allowed (CI=true or TIMBAO_INSTALL_BROWSER=1); else this says how, and the tests
# are skipped by name.
browser:
	@sh tests/e2e/install-browser.sh
	@sh tests/e2e/install-validator.sh .venv
	@sh tests/web/install-servers.sh

# The same of the server that tests of the cluster start, where CI=true or TIMBAO_INSTALL_CLUSTER=1.
cluster-server: .venv/test
	@$(BIN)/python tests/opensearch_server.py

# Nobody needs it to install or run: what it makes lies in the repository, with its licence.
fonts: .venv/run
	$(BIN)/python -m pip install --quiet 'fonttools[woff]>=4.55'
	sh web/static/fonts/make.sh $(BIN)

# Compiled anew when a loop in Cython changes.
.venv/run: pyproject.toml $(shell find index search -name "*.pyx" -o -name "*.pxd")
	@sh .ci/check-build-tools.sh $(PYTHON)
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable .
	@touch $@

.venv/test: .venv/run
	$(BIN)/python -m pip install --quiet 'timbao[test]' # of what is installed: compiles nothing again
	@touch $@

.venv/bench: .venv/test
	$(BIN)/python -m pip install --quiet 'timbao[test,bench]'
	@touch $@

clean:
	find index search -name "*.so" -delete -o -name "*.c" -delete
	rm -rf .venv build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis

# What pip has to bring, each version with its hashes: pip install --require-hashes -r docs/deploy/requirements.lock
lock: .venv/test
	$(BIN)/python -m pip install --quiet 'uv>=0.9'
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
		--no-emit-index-url --upgrade pyproject.toml --output-file docs/deploy/requirements.lock

# Known holes of what is locked; says so where the registry of advisories cannot be reached.
audit: .venv/test
	$(BIN)/python -m pip install --quiet 'pip-audit>=2.7'
	@sh .ci/audit.sh $(BIN)/pip-audit

# A wheel for each Python that is there, installed into a clean environment and tried.
wheels:
	@sh .ci/check-wheels.sh $(PYTHONS)
