# run: a fresh machine to a filled dashboard · test: every test · check: what CI runs · fix: format · bench, bench-faults: measure
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
SHARED ?= ../shared
FAULTS := tests/bench/bench_durability.py tests/bench/bench_input_faults.py

.PHONY: check run test fix bench bench-faults train browser clean
.DEFAULT_GOAL := check

$(VENV)/.installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check torch==2.13.0
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable .
	touch $@

$(VENV)/.tested: $(VENV)/.installed
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev,export-check]'
	touch $@

run: $(VENV)/.installed
	$(BIN)/monitor nightly --each-night sample_logs
	$(BIN)/monitor dashboard

test: $(VENV)/.tested browser
# Two workers on two cores: threads of one small batch would wait for each other longer than they work.
	OMP_NUM_THREADS=1 $(BIN)/pytest --numprocesses 2 --dist loadfile

browser:
	@sh tests/install_browser.sh

check: $(VENV)/.tested
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(MAKE) test

fix: $(VENV)/.tested
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

train: $(VENV)/.tested
	$(BIN)/python -m pipelines.train --labelled $(SHARED)/data/labelled

bench: $(VENV)/.tested
	for script in $(filter-out $(FAULTS),$(wildcard tests/bench/bench_*.py)); do PYTHONPATH=. $(BIN)/python $$script || exit 1; done

bench-faults: $(VENV)/.tested
	for script in $(wildcard $(FAULTS)); do PYTHONPATH=. $(BIN)/python $$script || exit 1; done

clean:
	rm -rf $(VENV) .monitor build *.egg-info
