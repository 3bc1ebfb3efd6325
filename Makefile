# Everything a newcomer needs: `make demo` and `make test`. `make help` lists the rest.
PORT ?= 8000
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes
# Files that say nothing about a database; the run on PostgreSQL leaves them out.
PURE := $(addprefix --ignore=tests/,home/test_typography.py home/test_assets.py home/test_uploads.py servicecards/test_lifecycle.py search/test_analysis.py search/test_understanding.py mail/test_mime.py mail/test_smtp.py newsletter/test_web.py newsletter/test_messages.py newsletter/test_sign_up.py newsletter/test_editors.py newsletter/test_access.py partners/test_routing.py partners/test_asking.py partners/test_feedback.py partners/test_office.py partners/test_signed_links.py servicecards/test_confirming.py)
.DEFAULT_GOAL := help
.PHONY: help install demo serve elasticsearch elasticsearch-stop test coverage check e2e messages lock clean

help: ## Show this list
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 20

$(VENV)/base.stamp: requirements.txt
	@echo "[0/8] Install packages (once) …"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(PIP) -r requirements.txt
	@touch $@

$(VENV)/dev.stamp: $(VENV)/base.stamp requirements/dev.txt
	@echo "Install tools for tests and checks (once) …"
	@$(PIP) -r requirements.txt -r requirements/dev.txt
	@touch $@

install: $(VENV)/base.stamp ## Create .venv and install the locked packages

demo: install ## Install, migrate, load the content, index and serve: make demo PORT=8000
	@PYTHONPATH=site $(BIN)/python -m portal.server --prepare --port $(PORT)

serve: install ## Serve the data that is there
	@PYTHONPATH=site $(BIN)/python -m portal.server --port $(PORT)

elasticsearch: ## Fetch (once) and start a real Elasticsearch: make elasticsearch ES_PORT=9200
	@./scripts/elasticsearch

elasticsearch-stop: ## Stop it; its data stay
	@./scripts/elasticsearch --stop

test: $(VENV)/dev.stamp ## Run the whole test suite (services that are missing are skipped)
	@$(BIN)/python manage.py compile_texts --verbosity 0
	$(BIN)/python -m pytest -n 2 -m "not browser and not elastic and not smtp"
	$(BIN)/python -m pytest -m smtp -p no:randomly tests/services
	$(BIN)/python -m tests.services.postgresql $(BIN)/python -m pytest -n 2 -m "not browser and not elastic and not smtp and not sqlite_only" $(PURE) tests/home tests/partners tests/servicecards tests/projects tests/news tests/search tests/mail tests/newsletter
	$(BIN)/python -m tests.services.elasticsearch $(BIN)/python -m pytest -m elastic -p no:randomly tests/search
	$(BIN)/python -m pytest -n 2 --dist loadscope -m browser -p no:randomly

coverage: $(VENV)/dev.stamp ## Run the tests on SQLite and show the lines that none of them reaches
	$(BIN)/python -m pytest -n 2 -m "not browser and not elastic and not smtp" --cov --cov-report=term:skip-covered

e2e: $(VENV)/dev.stamp ## Run only the tests in Chromium
	@$(BIN)/python manage.py compile_texts --verbosity 0
	$(BIN)/python -m pytest -n 2 --dist loadscope -m browser -p no:randomly

check: $(VENV)/dev.stamp ## Run linters, types, house rules and drift checks
	@BIN=$(BIN) ./scripts/check

messages: $(VENV)/dev.stamp ## Collect interface texts into locale/ (needs gettext)
	@BIN=$(BIN) ./scripts/messages

lock: $(VENV)/dev.stamp ## Lock the requirements again after a change of requirements/*.in
	@BIN=$(BIN) ./scripts/lock

clean: ## Remove what can be made again; data in var/ stay
	rm -rf $(VENV) var/static var/static.stamp var/build .pytest_cache .mypy_cache .ruff_cache htmlcov .coverage
	find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +
	find locale -name '*.mo' -delete
