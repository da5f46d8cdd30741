PORT ?= 8000
PYTHON ?= python3
BIN = .venv/bin

demo: .venv/ready
	$(BIN)/detente demo --port $(PORT)

test: .venv/ready-dev tests/clients/node/node_modules/.package-lock.json
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python -m pytest --cov --cov-report=term:skip-covered

lint: .venv/ready-dev
	$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy && $(BIN)/lint-imports

format: .venv/ready-dev
	$(BIN)/ruff format . && $(BIN)/ruff check --fix .

docs: .venv/ready-dev
	$(BIN)/python docs/generate.py

clean:
	rm -rf .venv tests/clients/node/node_modules demo-store dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage

.venv/bin/pip:
	$(PYTHON) -m venv .venv

.venv/ready: .venv/bin/pip pyproject.toml
	$(BIN)/pip install --quiet --upgrade pip && $(BIN)/pip install --quiet --editable '.[nlp]' && touch $@

.venv/ready-dev: .venv/ready
	$(BIN)/pip install --quiet --group dev && touch $@

# Comunica, which the tests of /sparql use as one client of others; it needs Node 20.
tests/clients/node/node_modules/.package-lock.json: tests/clients/node/package-lock.json
	cd tests/clients/node && npm ci --loglevel=error && touch node_modules/.package-lock.json

.PHONY: demo test lint format docs clean
