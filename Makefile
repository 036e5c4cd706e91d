# `make run` sets up and starts everything, `make test` sets up and tests everything.

BIN := .venv/bin
PYTHONS := python3 python3.13 python3.12 python3.11
PIPS := $(wildcard requirements/pips/*.lock)
COMPILE := $(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-annotate --no-header --only-binary :all:

.PHONY: help run test tests bench chaos outages explore mutants security lint format browser debian promtool haproxy pips lock lists clean

help:  ## Show this list
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/\1 \2/p' Makefile | \
		while read -r name what; do printf '  make %-8s %s\n' "$$name" "$$what"; done

run: .venv/embedded.lock  ## Start everything on this machine; Ctrl-C stops it, all data stays in .data
	@exec $(BIN)/python stack.py

test:  ## Check the code and run all tests, side by side
	@$(MAKE) --no-print-directory --jobs lint tests

# With bytecode, whatever the machine is set to: four workers make it of one another's tests.
tests: .venv/dev.lock browser promtool haproxy pips
	PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest --numprocesses auto --dist loadfile --no-loadscope-reorder \
		--max-worker-restart 0

bench: .venv/dev.lock  ## Measure all beside the same done bare, in one table; then the pages of a big database
	$(BIN)/python -m bench.table
	$(BIN)/python -m bench.pages
	$(BIN)/python -m bench.portal
	$(BIN)/python -m bench.console
	$(BIN)/python -m bench.decisions
	$(BIN)/python -m bench.rush

chaos: .venv/dev.lock  ## Have people enrol while everything fails at random (SEED, MINUTES or HOURS, MAKERS, FAULTS, PREVIOUS)
	$(BIN)/python -m bench.chaos

outages: .venv/dev.lock  ## Have each server fail in every way at every step of every workflow
	$(BIN)/python -m bench.outages

MINUTES ?= 10

explore: .venv/dev.lock  ## Try every order of what can happen for MINUTES=10; nothing may break a law
	$(BIN)/python -m bench.explore --minutes $(MINUTES)

mutants: .venv/dev.lock  ## Leave out guards one at a time (MINUTES=10): which does no test notice?
	$(BIN)/python -m rig.mutation --minutes $(MINUTES)

security: .venv/dev.lock browser  ## Attack it: all tests of security, then what takes longer (MINUTES=10 by chance)
	$(BIN)/python -m rig.security --minutes $(MINUTES) \
		--chromium "$$($(BIN)/python -m tests.browser_setup | sed -n 's/^Browser of the tests: //p')"

lint: .venv/dev.lock  ## Check style, types and the floors of the house
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy .
	$(BIN)/lint-imports

format: .venv/dev.lock  ## Write the code in the one style
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

browser: .venv/dev.lock debian  ## Make sure of a browser and a Japanese font for the tests
	@$(BIN)/python -m tests.browser_setup

debian:
	@tests/debian_setup.sh

# After the browser, for all may ask apt-get, which does one thing at a time.
promtool: .venv/dev.lock | browser  ## Make sure of Prometheus's checker for the tests of the alerts
	@$(BIN)/python -m tests.promtool_setup

haproxy: .venv/dev.lock | promtool  ## Make sure of the proxy for the tests of the releases
	@$(BIN)/python -m tests.haproxy_setup

lock: .venv/dev.lock  ## Choose the versions of all dependencies anew
	$(COMPILE) --extra embedded --extra dev -o requirements/dev.lock
	$(COMPILE) --extra embedded -c requirements/dev.lock -o requirements/embedded.lock
	$(COMPILE) -c requirements/dev.lock -o requirements/app.lock

lists: .venv/dev.lock  ## Write anew the lists in docs that are made from code, tests and packages
	$(BIN)/python -m tests.deployment.security_catalogue
	$(BIN)/python -m tests.deployment.licences
	$(BIN)/python -m tests.deployment.sbom
	$(BIN)/python -m tests.deployment.procedure_page
	$(BIN)/python -m tests.deployment.laws_page
	$(BIN)/python -m tests.deployment.asvs_page
	$(BIN)/python -m tests.inforex.click_words

clean:  ## Remove what can be made again; .data stays
	rm -rf .venv build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Looks each time: what .venv holds is not seen by dates.
.venv/%.lock: FORCE
	@requirements/install.sh $* $(PYTHONS)

pips: $(PIPS:requirements/%.lock=build/%)  ## Get old and new pips, for the tests of the install

build/pips/%: requirements/pips/%.lock | .venv/dev.lock
	@rm -rf $@ $@.unfinished
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check \
		--require-hashes --no-deps --only-binary :all: --requirement $< --target $@.unfinished
	@mv $@.unfinished $@

FORCE:
