PORT ?= 8000
PYTHON ?= python3
BIN = .venv/bin

demo: .venv/ready
	$(BIN)/detente demo --port $(PORT)

test: .venv/ready-dev
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python -m pytest --cov --cov-report=term:skip-covered

lint: .venv/ready-dev
	$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy && $(BIN)/lint-imports

format: .venv/ready-dev
	$(BIN)/ruff format . && $(BIN)/ruff check --fix .

docs: .venv/ready-dev
	$(BIN)/python docs/generate.py

clean:
	rm -rf .venv demo-store dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage

.venv/bin/pip:
	$(PYTHON) -m venv .venv

.venv/ready: .venv/bin/pip pyproject.toml
	$(BIN)/pip install --quiet --upgrade pip && $(BIN)/pip install --quiet --editable '.[nlp]' && touch $@

.venv/ready-dev: .venv/ready
	$(BIN)/pip install --quiet --group dev && touch $@

.PHONY: demo test lint format docs clean
