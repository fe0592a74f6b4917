# All that `make demo` and `make test` need beforehand is make and Python 3.11. Each makes its own environment in .venv.

# The system's own interpreter where it is new enough and can make environments (root gets it what it lacks): that is
# Debian's, built with every optimisation.
USABLE := import importlib.util, os, sys; \
	sys.exit(sys.version_info < (3, 11) or bool(os.getuid() and not importlib.util.find_spec("ensurepip")))
PYTHON ?= $(shell /usr/bin/python3 -c '$(USABLE)' 2>/dev/null && echo /usr/bin/python3 || echo python3)
export PYTHON

DEMO := .venv/demo
DEV := .venv/dev
PEERS := cwt sd-jwt claim169

ENVIRONMENT := pyproject.toml tools/environment.sh

.PHONY: help demo test lint docs bench clean

help:
	@echo 'make demo    issue certificates for the sample members, draw them, read them back and verify them'
	@echo 'make test    install what the tests need, run them, hold the coverage floor'
	@echo 'make lint    ruff, mypy, import direction'
	@echo 'make docs    check that every link and picture in the documentation is there'
	@echo 'make bench   measure against peers, as ratios; writes bench/results.json'
	@echo 'make clean   remove everything that make made'

demo: $(DEMO)/.stamp
	$(DEMO)/bin/cicpa demo --out demo

# python-cwt reads our credentials as a stranger would; it wants another cbor2, so it has an environment of its own.
test: $(DEV)/.stamp .venv/bench-cwt/.stamp
	tools/debian-packages.sh
	$(DEV)/bin/pytest -n auto --cov

lint: $(DEV)/.stamp
	$(DEV)/bin/ruff check
	$(DEV)/bin/ruff format --check
	$(DEV)/bin/mypy
	$(DEV)/bin/lint-imports

docs: $(DEV)/.stamp
	$(DEV)/bin/python tools/check_links.py README.md CHANGELOG.md CONTRIBUTING.md docs

bench: $(DEV)/.stamp $(PEERS:%=.venv/bench-%/.stamp)
	$(DEV)/bin/python -m bench

clean:
	rm -rf .venv build dist demo .coverage .coverage.* .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# A stamp is written last, so an environment whose installation broke off is made again.

$(DEMO)/.stamp: $(ENVIRONMENT)
	tools/environment.sh $(@D) --editable '.[cli,scan]'
	@touch $@

$(DEV)/.stamp: $(ENVIRONMENT)
	tools/environment.sh $(@D) --editable '.[all]' --group dev
	@touch $@

.venv/bench-%/.stamp: $(ENVIRONMENT)
	tools/environment.sh $(@D) --group bench-$*
	@touch $@
