# All that `make demo` and `make test` need beforehand is make and Python 3.11. Each makes its own environment in .venv.

# The system's own interpreter where it is new enough and can make environments (root gets it what it lacks): that is
# Debian's, built with every optimisation.
USABLE := import importlib.util, os, sys; \
	sys.exit(sys.version_info < (3, 11) or bool(os.getuid() and not importlib.util.find_spec("ensurepip")))
PYTHON ?= $(shell /usr/bin/python3 -c '$(USABLE)' 2>/dev/null && echo /usr/bin/python3 || echo python3)
export PYTHON

# PINNED=1, as continuous integration has it: install what requirements/ names, by hash, and nothing else.
pins = $(if $(PINNED),requirements/$(1).txt)
environment = PINS=$(call pins,$(1)) tools/environment.sh

DEMO := .venv/demo
DEV := .venv/dev
RELEASE := .venv/release
INSTALLED := .venv/installed
PEERS := cwt sd-jwt claim169

ENVIRONMENT := pyproject.toml tools/environment.sh $(if $(PINNED),$(wildcard requirements/*.txt))

.PHONY: help demo test lint docs fuzz mutants bench dist pins pythons clean

help:
	@echo 'make demo    issue certificates for the sample members, draw them, read them back and verify them'
	@echo 'make test    install what the tests need, run them, hold the coverage floor'
	@echo 'make lint    ruff, mypy, import direction'
	@echo 'make docs    check every link of the documentation, and build its site in build/site'
	@echo 'make fuzz    let a fuzzer at every parser for some seconds each'
	@echo 'make mutants change the code in a thousand ways, and see whether the tests notice; takes an hour'
	@echo 'make bench   measure against peers, as ratios; writes bench/results.json and the table of docs/performance.md'
	@echo 'make dist    build the archives, check them, run the demonstration from the wheel, list what it is made of'
	@echo 'make pins    write requirements/ anew after a change of dependencies (UPGRADE=1: with the newest versions)'
	@echo 'make pythons run the tests with every supported Python that is here'
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
	$(DEV)/bin/python tools/check_links.py *.md docs
	$(DEV)/bin/python -m sphinx --quiet --fresh-env --write-all --fail-on-warning --keep-going \
		--doctree-dir build/doctrees docs build/site
	@echo 'build/site/index.html'

fuzz: .venv/fuzz/.stamp
	.venv/fuzz/bin/python -m fuzz

mutants: .venv/mutants/.stamp
	.venv/mutants/bin/mutmut run --max-children 2
	.venv/mutants/bin/mutmut results

bench: $(DEV)/.stamp $(PEERS:%=.venv/bench-%/.stamp)
	$(DEV)/bin/python -m bench

# The same commit gives the same bytes: a test holds this. The demonstration runs where nothing of this folder is found.
dist: $(RELEASE)/.stamp
	rm -rf dist
	$(RELEASE)/bin/hatchling build -d dist
	$(RELEASE)/bin/twine check --strict dist/*
	$(call environment,all) $(INSTALLED) "$$(echo dist/*.whl)[all]"
	rm -rf build/empty && mkdir -p build/empty
	cd build/empty && $(CURDIR)/$(INSTALLED)/bin/cicpa demo --out demo
	$(INSTALLED)/bin/python -m pip uninstall --quiet --yes setuptools pip
	$(RELEASE)/bin/cyclonedx-py environment --pyproject pyproject.toml --output-reproducible \
		--output-file dist/sbom.cdx.json $(INSTALLED)/bin/python

pins: $(RELEASE)/.stamp
	tools/pins.sh $(RELEASE)/bin/uv $(if $(UPGRADE),--upgrade)

# What pyenv has installed is not on the PATH.
PYENV = $(wildcard $(HOME)/.pyenv/versions/3.1[1-9]*/bin/python3)

pythons: $(RELEASE)/.stamp
	tools/debian-packages.sh
	$(RELEASE)/bin/tox run --discover $(PYTHON) $(PYENV)

clean:
	rm -rf .venv build dist demo mutants fuzz/findings .coverage .coverage.* .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# A stamp is written last, so an environment whose installation broke off is made again.

$(DEMO)/.stamp: $(ENVIRONMENT)
	$(call environment,demo) $(@D) --editable '.[cli]'
	@touch $@

$(DEV)/.stamp: $(ENVIRONMENT)
	$(call environment,dev) $(@D) --editable '.[all]' --group dev
	@touch $@

$(RELEASE)/.stamp: $(ENVIRONMENT)
	$(call environment,release) $(@D) --group release
	@touch $@

.venv/fuzz/.stamp: $(ENVIRONMENT)
	tools/environment.sh $(@D) --editable . --group fuzz
	@touch $@

.venv/mutants/.stamp: $(ENVIRONMENT)
	tools/environment.sh $(@D) --editable '.[all]' --group test --group mutants
	@touch $@

.venv/bench-cwt/.stamp: $(ENVIRONMENT)
	$(call environment,bench-cwt) $(@D) --group bench-cwt
	@touch $@

.venv/bench-%/.stamp: $(ENVIRONMENT)
	tools/environment.sh $(@D) --group bench-$*
	@touch $@
