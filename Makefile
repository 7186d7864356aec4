# Two commands matter: `make demo` and `make test`. Everything else is a step of theirs.
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := $(BIN)/uv
STAMPS := $(VENV)/stamps
SOURCES := pyproject.toml requirements

.PHONY: help demo month test check lint types arrows pytest bench-geo bench-schedule system lock clean

help: ## say what can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'

demo: $(STAMPS)/run $(STAMPS)/assets ## set up, run the main job on the sample data, say where the results lie
	$(BIN)/cotrench demo --out out/demo

month: $(STAMPS)/run ## set up, play one whole month on the running desk, say what came of it; a minute
	rm -rf out/month
	$(BIN)/python -m sample_data.month --out out/month

test: system $(STAMPS)/dev $(STAMPS)/assets ## set up, run every check and every test
	$(MAKE) --no-print-directory check

check: lint types arrows pytest ## lint, types, import arrows and tests; needs `make test` once for its set-up

lint:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types:
	$(BIN)/mypy

arrows:
	$(BIN)/lint-imports

pytest:
	tools/with-postgis $(BIN)/pytest -n 2

bench-schedule: $(STAMPS)/dev ## grouping and scheduling, kept in benchmarks/RESULTS.md; SIZES=--quick takes minutes, all a quarter of an hour
	$(BIN)/python -m benchmarks.schedule $(SIZES) --keep benchmarks/RESULTS.md

bench-geo: system $(STAMPS)/dev $(STAMPS)/bench ## matching and overlap against peers, kept in benchmarks/RESULTS.md: some 15 min
	tools/with-postgis $(BIN)/python -m benchmarks.geo_peers --keep benchmarks/RESULTS.md

system: ## what tests need from the machine: installed as root on Debian, named otherwise
	@tools/system-packages

$(UV):
	@$(PYTHON) -m venv $(VENV) || { echo "python3-venv is missing: apt-get install python3-venv" >&2; exit 1; }
	$(BIN)/pip install --quiet --disable-pip-version-check uv
	@mkdir -p $(STAMPS)

$(STAMPS)/run: $(UV) pyproject.toml requirements/run.txt
	test -e $(STAMPS)/dev || VIRTUAL_ENV=$(VENV) $(UV) pip install --quiet --require-hashes -r requirements/run.txt
	VIRTUAL_ENV=$(VENV) $(UV) pip install --quiet --no-deps -e .
	@touch $@

$(STAMPS)/dev: $(UV) pyproject.toml requirements/dev.txt
	VIRTUAL_ENV=$(VENV) $(UV) pip install --quiet --require-hashes -r requirements/dev.txt
	VIRTUAL_ENV=$(VENV) $(UV) pip install --quiet --no-deps -e .
	@touch $@ $(STAMPS)/run

$(STAMPS)/bench: $(UV) $(STAMPS)/dev requirements/bench.txt
	VIRTUAL_ENV=$(VENV) $(UV) pip install --quiet --require-hashes -r requirements/bench.txt
	@touch $@

$(STAMPS)/assets: $(UV) maps/assets/package.json maps/assets/package-lock.json $(wildcard maps/assets/*.py)
	tools/front-end-assets $(BIN)/python
	@touch $@

lock: $(UV) ## write the lock anew
	tools/lock $(UV)

clean: ## remove everything that was made
	rm -rf $(VENV) out node_modules maps/assets/node_modules maps/static/vendor .mypy_cache .ruff_cache .pytest_cache
