# Two commands are all a newcomer needs: `make run` and `make test`. The rest serves who works on the project.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
ROWS ?= 1000000

.PHONY: run test lint types bench lock messages sample-files screenshots clean

run: $(VENV)/.run
	$(BIN)/streamlit run app.py

test: lint types
	$(BIN)/python -m pytest -n logical --dist loadfile

lint: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.test
	$(BIN)/mypy

bench: $(VENV)/.test
	$(BIN)/python -m bench --rows $(ROWS)

sample-files: $(VENV)/.run
	$(BIN)/python -m cx.sample data

messages: $(VENV)/.run
	$(BIN)/python -m cx.reports.messages

screenshots: $(VENV)/.test
	$(BIN)/python -m docs.screenshots

lock: $(VENV)/.test
	$(BIN)/pip install --quiet uv
	$(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --no-header --no-annotate \
	    --no-emit-index-url --quiet --output-file requirements.txt
	$(BIN)/uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --no-header --no-annotate \
	    --no-emit-index-url --quiet --constraint requirements.txt --output-file requirements-dev.txt

clean:
	rm -rf $(VENV)

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	    { echo "Python 3.11 or newer is needed; name it with: make run PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
	    { rm -rf $(VENV); echo "This Python cannot make a virtual environment; on Debian install python3-venv."; exit 1; }

$(VENV)/.run: requirements.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/.test: requirements-dev.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@ $(VENV)/.run
