# Everything a person does with a checkout. `make` alone lists the targets; all of them work in a fresh clone.
#
#   PYTHON   the Python, 3.11 or newer, that .venv is made with   make PYTHON=python3.12 test
#   ARGS     more arguments for pytest                            make test ARGS="-k fold -x"
#   SECONDS  how long `make fuzz` runs                        make fuzz SECONDS=3600
#   SCREENSHOTS  where `make test-browser` puts pictures      make test-browser SCREENSHOTS=shots
#   DATA     the file that `make bench` measures on               make bench DATA=news.jsonl
#            or the folder that `make gate` measures on           make gate DATA=../data

PYTHON ?= python3
VENV ?= .venv
ARGS ?=
DATA ?=
SECONDS ?= 600
SCREENSHOTS ?=

BIN := $(VENV)/bin
PYTEST := $(BIN)/python -m pytest
PIP := $(BIN)/python -m pip --disable-pip-version-check

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help audit demo docs pictures test test-browser test-nojit coverage lint format gate fuzz lock bench need-data dist clean

help: ## list these targets
	@awk -F ':[^#]*## ' '/^[a-z][a-z-]*:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

demo: $(VENV)/.dedup ## do the whole job on the demo corpus and end with the path of the page to read
	@$(BIN)/dedup demo

test: $(VENV)/.dedup-test ## run the tests and the examples in the docs
	$(PYTEST) $(ARGS)

test-browser: $(VENV)/.dedup-browser ## run the tests of report.html in Chromium, which must be there (Debian: chromium)
	DEDUP_SCREENSHOTS="$(SCREENSHOTS)" $(PYTEST) tests/browser -m browser $(ARGS)

pictures: $(VENV)/.dedup-browser ## take the pictures of the report in docs/images again, in Chromium
	$(BIN)/python tools/take_pictures.py

# With the jit off, integers are numpy scalars, and numpy warns where they wrap round as they are meant to.
test-nojit: $(VENV)/.dedup-test ## run the tests as plain Python, without the jit and without the slow ones
	NUMBA_DISABLE_JIT=1 $(PYTEST) -m "not slow" -W "ignore:overflow encountered:RuntimeWarning" $(ARGS)

.PHONY: test-redis
test-redis: $(VENV)/.dedup-redis ## run the tests of the shared index on a Redis server of their own (Debian: redis-server)
	$(PYTEST) tests/redis_server -m redis $(ARGS)

.PHONY: test-spark
test-spark: $(VENV)/.dedup-spark ## run the tests of the engine on Spark, local and on a cluster of their own (needs Java 17)
	$(PYTEST) tests/spark -m spark $(ARGS)

coverage: $(VENV)/.dedup-test ## the same, with the lines and branches that no test reaches
	NUMBA_DISABLE_JIT=1 $(PYTEST) -m "not slow" -W "ignore:overflow encountered:RuntimeWarning" --cov $(ARGS)

fuzz: $(VENV)/.dedup-fuzz ## hand arbitrary bytes to readers, kernels, claims, reports and the index for SECONDS=N
	PYTHONPATH=tests $(BIN)/python -m fuzz --seconds "$(SECONDS)"

lint: $(VENV)/.dedup-dev ## check style (ruff) and types (mypy, strict)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(VENV)/.dedup-dev ## rewrite the code in the project's style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

gate: $(VENV)/.dedup-test ## hold the stages to the floors in tools/floors.json, on the demo or on DATA=FOLDER (ARGS="--raise")
	$(BIN)/python tools/gate.py $(if $(DATA),--data "$(DATA)") $(ARGS)

bench: need-data $(VENV)/.dedup-bench ## measure dedup and its peers on DATA=FILE (PEERS=PYTHON: one that has them all)
	$(BIN)/python benchmarks/copies.py "$(DATA)" --cold --peers "$(or $(PEERS),$(BIN)/python)"
	$(BIN)/python benchmarks/kernels.py --data "$(DATA)"
	$(BIN)/python benchmarks/quality.py --data "$(DATA)"
	$(BIN)/python benchmarks/table.py

need-data:
	@test -n "$(DATA)" || { echo "make: name the file to measure on: make bench DATA=news.jsonl" >&2; exit 2; }

docs: $(VENV)/.dedup-dev ## build the documentation into build/site; what it quotes must be what the commands say
	$(BIN)/python tools/build_docs.py --check
	$(BIN)/mkdocs build --strict --quiet

audit: $(VENV)/.dedup-dev ## ask the package index for known weaknesses of what is installed
	$(PIP) install --quiet pip-audit
	$(BIN)/pip-audit --skip-editable --progress-spinner off

# Of an environment that nothing else was ever installed into; the versions hold for every Python that is supported.
lock: ## write requirements.lock, the versions that CI takes, from a fresh environment
	rm -rf build/lock
	"$(PYTHON)" -m venv build/lock
	build/lock/bin/python -m pip --disable-pip-version-check install --quiet '.[dev,browser,redis]'
	build/lock/bin/python -m pip freeze --exclude dedup >build/lock.txt
	{ echo "# Made by make lock: the versions that CI takes. Bounds for everybody else are in pyproject.toml."; \
	    LC_ALL=C sort -f build/lock.txt; } >requirements.lock
	rm -rf build/lock build/lock.txt

dist: $(VENV)/.dedup-dev ## build the wheel and the source archive into dist/
	$(BIN)/python -m build

clean: ## remove all that make has made, the virtual environment too
	rm -rf build dist dedup.egg-info .coverage htmlcov .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find . \( -path ./.git -o -path "./$(VENV)" \) -prune -o -name __pycache__ -type d -prune -exec rm -rf {} +
	@if test -f "$(VENV)/pyvenv.cfg"; then echo rm -rf "$(VENV)"; rm -rf "$(VENV)"; fi

# The environment is made once, and installed into again only when what it needs has changed. Each stamp is the date
# of one installation; those with more in them also stand for those with less.

$(VENV)/.made:
	@command -v "$(PYTHON)" >/dev/null || { \
	    echo "make: there is no $(PYTHON); name a Python 3.11 or newer: make PYTHON=python3.12" >&2; exit 1; }
	@"$(PYTHON)" -c 'import sys; v = sys.version_info; sys.exit(v < (3, 11) and "make: $(PYTHON) is Python %d.%d, \
	and dedup needs 3.11 or newer; name one: make PYTHON=python3.12" % v[:2])'
	@"$(PYTHON)" -c 'import ensurepip, venv' 2>/dev/null || { \
	    echo "make: $(PYTHON) cannot make a virtual environment; Debian and Ubuntu have that in python3-venv" >&2; exit 1; }
	"$(PYTHON)" -m venv "$(VENV)"
	@touch $@

$(VENV)/.dedup: $(VENV)/.made pyproject.toml setup.cfg
	@echo "Installing dedup and what it needs into $(VENV): a minute or two, and only this once."
	$(PIP) install --quiet --editable .
	@touch $@

$(VENV)/.dedup-test: $(VENV)/.made pyproject.toml setup.cfg
	@echo "Installing dedup and what its tests need into $(VENV): a minute or two, and only this once."
	$(PIP) install --quiet --editable '.[test]'
	@touch $(VENV)/.dedup $@

$(VENV)/.dedup-dev: $(VENV)/.made pyproject.toml setup.cfg
	@echo "Installing dedup and its developers' tools into $(VENV): a minute or two, and only this once."
	$(PIP) install --quiet --editable '.[dev]'
	@touch $(VENV)/.dedup $(VENV)/.dedup-test $@

$(VENV)/.dedup-browser: $(VENV)/.made pyproject.toml setup.cfg
	@echo "Installing dedup and what drives a browser into $(VENV): a minute or two, and only this once."
	$(PIP) install --quiet --editable '.[test,browser]'
	@touch $(VENV)/.dedup $(VENV)/.dedup-test $@

$(VENV)/.dedup-redis: $(VENV)/.made pyproject.toml setup.cfg
	@echo "Installing dedup and its client of Redis into $(VENV): a minute or two, and only this once."
	$(PIP) install --quiet --editable '.[test,redis]'
	@touch $(VENV)/.dedup $(VENV)/.dedup-test $@

$(VENV)/.dedup-fuzz: $(VENV)/.made pyproject.toml setup.cfg
	@echo "Installing dedup and atheris into $(VENV): a minute or two, and only this once."
	$(PIP) install --quiet --editable '.[fuzz]'
	@touch $(VENV)/.dedup $(VENV)/.dedup-test $@

$(VENV)/.dedup-spark: $(VENV)/.made pyproject.toml setup.cfg
	@echo "Installing dedup and Spark into $(VENV): a few minutes, and only this once."
	$(PIP) install --quiet --editable '.[test,spark]'
	@touch $(VENV)/.dedup $(VENV)/.dedup-test $@

$(VENV)/.dedup-bench: $(VENV)/.made pyproject.toml setup.cfg
	@echo "Installing dedup and the peers it is measured against into $(VENV): a minute or two, and only this once."
	$(PIP) install --quiet --editable '.[bench]'
	@touch $(VENV)/.dedup $@
