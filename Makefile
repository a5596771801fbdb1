# Everything is made on first use: .venv for the project and its tests, .venv-sam for the SAM CLI,
# whose pinned packages would collide with ours. Needs Python >= 3.11; the build needs 3.13 as well.
.DEFAULT_GOAL := help
.PHONY: help install run test bench proof lint format check calendars catalogues requirements validate build smoke invoke clean
export SAM_CLI_TELEMETRY := 0
export PIP_DISABLE_PIP_VERSION_CHECK := 1

# The first of these interpreters that answers and is new enough, and the name of a file that is
# there once exactly these requirements are installed.
working = $(shell for p in $(1); do "$$p" -c 'import sys; assert sys.version_info[1] $(2)' 2>/dev/null && echo "$$p" && break; done)
python = $(or $(call working,$(or $(PYTHON),python3 python3.13 python3.12 python3.11),> 10),$(error Python 3.11 or newer is needed; name one with PYTHON=/path/to/python3))
python313 = $(or $(call working,$(wildcard $(shell pyenv root 2>/dev/null)/versions/3.13.*/bin/python) python3.13,== 13),$(error Python 3.13 is needed to build for AWS, which runs it))
installed = .venv$(1)/.installed-$(shell cksum < $(2) | tr ' ' -)

VENV := $(call installed,,requirements-dev.txt)
SAM_VENV := $(call installed,-sam,requirements-sam.txt)
BENCH_VENV := $(call installed,-bench,requirements-bench.txt)
SAM := PATH="$(CURDIR)/.venv-sam/bin:$$PATH" sam
HOST := $(if $(filter arm64 aarch64,$(shell uname -m)),arm64,x86_64)
HOST_BUILD := .aws-sam/host/build/template.yaml
PIN := uv pip compile --quiet --upgrade --universal --generate-hashes --no-annotate --no-header --no-emit-index-url
FN ?= ingest_event sweep_due send_reminder

help: ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "%-14s%s\n", $$1, $$2 }' $(MAKEFILE_LIST)

install: $(VENV) ## put the claimwatch command into .venv/bin

run: $(VENV) ## watch eight days of claims on a virtual clock (SPEED=0 does not wait)
	@.venv/bin/claimwatch demo

test: $(VENV) ## run every test that needs no build
	.venv/bin/pytest -m "not smoke" $(ARGS)

bench: $(BENCH_VENV) ## time the deadlines beside other libraries, write docs/performance.md
	@.venv-bench/bin/python -m tests.bench.deadlines

proof: $(VENV) ## hold the deadlines against two other calendars (QUESTIONS=20000)
	@.venv/bin/python -m tests.proof $(or $(QUESTIONS),1000000) $(ARGS)

lint: $(VENV) ## check style, types and who imports whom
	.venv/bin/ruff check && .venv/bin/ruff format --check && .venv/bin/mypy && .venv/bin/lint-imports

format: $(VENV) ## put the code in order
	.venv/bin/ruff check --fix && .venv/bin/ruff format

check: lint test ## what every change must pass

calendars: $(VENV) ## write the public holidays of all stores anew
	.venv/bin/python -m claimwatch.calendars

catalogues: $(VENV) ## take new sentences into the catalogues and compile them
	@mkdir -p build
	.venv/bin/pybabel -q extract -F babel.cfg -k say -k mark -k count:1,2 --add-location=file -o build/claimwatch.pot .
	.venv/bin/pybabel -q update -D claimwatch -d shared/mail/locale -i build/claimwatch.pot --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date
	.venv/bin/pybabel -q compile -D claimwatch -d shared/mail/locale

requirements: ## pin all requirements anew (needs uv)
	$(PIN) --python-version 3.11 shared/requirements.in --output-file shared/requirements.txt
	$(PIN) --python-version 3.11 requirements-dev.in --output-file requirements-dev.txt
	$(PIN) --python-version 3.11 requirements-bench.in --output-file requirements-bench.txt
	$(PIN) --python-version 3.13 requirements-sam.in --output-file requirements-sam.txt

validate: $(SAM_VENV) ## check template.yaml
	$(SAM) validate

build: $(SAM_VENV) ## build for AWS; `sam deploy --guided` comes next
	$(SAM) build

smoke: $(HOST_BUILD) $(VENV) ## import every function from what was built
	.venv/bin/pytest -m smoke tests/smoke

invoke: $(HOST_BUILD) $(VENV) ## run built functions in Docker (FN=ingest_event EVENT=events/ingest_event.json)
	@PATH="$(CURDIR)/.venv-sam/bin:$$PATH" .venv/bin/python -m tests.smoke.invoke $(if $(EVENT),--event $(EVENT)) $(FN) $(SAM_FLAGS)

clean: ## remove everything that was made
	rm -rf .venv .venv-bench .venv-sam .aws-sam .hypothesis build .*_cache *.egg-info

# Built for this machine's processor, apart from what `make build` makes for AWS.
.PHONY: $(HOST_BUILD)
$(HOST_BUILD): $(SAM_VENV)
	$(SAM) build --build-dir $(@D) --cache-dir .aws-sam/host/cache --parameter-overrides Architecture=$(HOST)

$(VENV):
	@echo "making .venv with $$($(python) --version); takes a minute, once"
	@$(python) -m venv --clear .venv
	@.venv/bin/pip install -qq --require-hashes --only-binary=:all: -r requirements-dev.txt
	@.venv/bin/pip install -qq --no-deps --no-build-isolation --no-index -e . && touch $@

$(SAM_VENV):
	@echo "making .venv-sam with $$($(python313) --version); takes a minute, once"
	@$(python313) -m venv --clear .venv-sam
	@.venv-sam/bin/pip install -qq --require-hashes --only-binary=:all: -r requirements-sam.txt && touch $@

# One peer has no wheel; it is built with the tools of .venv, which are pinned.
$(BENCH_VENV): $(VENV)
	@echo "making .venv-bench; takes a minute, once"
	@.venv/bin/python -m venv --clear --without-pip .venv-bench
	@.venv/bin/pip install -qq --ignore-installed --prefix .venv-bench --no-build-isolation --require-hashes --only-binary=:all: --no-binary=pymeeus -r requirements-bench.txt && touch $@
