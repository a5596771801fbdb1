# Everything is made on first use: .venv for the project and its tests, .venv-sam for the SAM CLI,
# .venv-local for the emulated AWS, .venv-scan for the scanners: their pins would collide with ours and
# with one another. Needs Python >= 3.11; whatever builds or runs built functions needs 3.13 as well.
.DEFAULT_GOAL := help
.PHONY: help install run browser mutants soak figures test bench bench-check botocores aws-check cost law proof older-zones \
	coverage dist later-year lint format check calendars models catalogues requirements validate build reproducible \
	smoke invoke local local-stop e2e scan audit clean
export SAM_CLI_TELEMETRY := 0
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# pip's word for "no isolation": what SAM has to build is built with the tools of .venv-sam, pinned.
export PIP_NO_BUILD_ISOLATION := 0

# The first of these interpreters that answers and is new enough, and the name of a file that is
# there once exactly these requirements are installed (and their Python has not gone since).
working = $(shell for p in $(1); do "$$p" -c 'import sys; assert sys.version_info[1] $(2)' 2>/dev/null && echo "$$p" && break; done)
python = $(or $(call working,$(or $(PYTHON),python3 python3.13 python3.12 python3.11),> 10),$(error Python 3.11 or newer is needed; name one with PYTHON=/path/to/python3))
python313 = $(or $(call working,$(wildcard $(shell pyenv root 2>/dev/null)/versions/3.13.*/bin/python) python3.13,== 13),$(error Python 3.13 is needed to build for AWS, which runs it))
installed = .venv$(1)/.installed-$(shell test -x .venv$(1)/bin/python || rm -f .venv$(1)/.installed-*; cksum < requirements/$(2).txt | tr ' ' -)

VENV := $(call installed,,dev)
SAM_VENV := $(call installed,-sam,sam)
BENCH_VENV := $(call installed,-bench,bench)
LOCAL_VENV := $(call installed,-local,local)
SCAN_VENV := $(call installed,-scan,scan)
SAM := PATH="$(CURDIR)/.venv-sam/bin:$$PATH" sam
HOST := $(if $(filter arm64 aarch64,$(shell uname -m)),arm64,x86_64)
HOST_BUILD := .aws-sam/host/build/template.yaml
PIN := uv pip compile --quiet --upgrade --universal --no-strip-extras --generate-hashes --emit-build-options --no-annotate --no-header --no-emit-index-url
BYTECODE := PYTHONHASHSEED=0 .venv-sam/bin/python tools/bytecode.py

# What looks like a secret and is none: hashes of packages, fields of sample events, credentials of
# emulators, and lines that only name where a secret is kept.
HASHES := (^|/)requirements/[a-z]+\.txt$$|^shared/requirements\.txt$$|/(older-zones|oldest-botocore|pip-[a-z]+)\.txt$$
NO_SECRETS := md5OfBody|receiptHandle|eTag|AWS_SECRET_ACCESS_KEY|S105|secretsmanager:|LINK_SECRET_ARN|: !Ref|ServiceToken|SecretString="\\n"

help: ## show this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "%-14s%s\n", $$1, $$2 }' $(MAKEFILE_LIST)

install: $(VENV) ## put the claimwatch command into .venv/bin

run: $(VENV) ## watch eight days of claims on a virtual clock (SPEED=0 does not wait)
	@.venv/bin/claimwatch demo

test: $(VENV) ## run every test that needs no build
	.venv/bin/pytest -m "not smoke and not e2e and not browser and not pips and not dist" $(ARGS)

bench: $(HOST_BUILD) $(BENCH_VENV) ## time everything beside what else one could use, write docs/performance.md
	@.venv-bench/bin/python -m tests.bench

bench-check: $(HOST_BUILD) $(VENV) ## fail where a cold start or an event got dearer; needs valgrind
	@.venv/bin/python -m tests.bench.check

cost: $(VENV) ## count what a thousand claims take of AWS, write docs/cost.md
	@.venv/bin/python -m tests.bench.cost

law: $(VENV) ## hold what cannot be believed to only adding (PAIRS=100000 SEED=1)
	@.venv/bin/python -m tests.simulation.unbelieved --pairs $(or $(PAIRS),100000) --seed $(or $(SEED),1)

proof: $(VENV) ## hold the deadlines against two other calendars (QUESTIONS=20000)
	@.venv/bin/python -m tests.proof $(or $(QUESTIONS),1000000) $(ARGS)

older-zones: $(VENV) ## the same questions with the time zones of another year
	@.venv/bin/pip install --quiet --no-deps --require-hashes --upgrade --target build/older-zones --requirement tests/oracles/older-zones.txt
	@.venv/bin/python -m tests.proof $(or $(QUESTIONS),20000) --tzdata build/older-zones $(ARGS)

botocores: $(VENV) ## hold our descriptions of AWS's services against the oldest botocore we accept and the newest
	@.venv/bin/pip install --quiet --no-deps --require-hashes --upgrade --target build/botocore-oldest --requirement tests/oracles/oldest-botocore.txt
	@.venv/bin/pip install --quiet --no-deps --upgrade --target build/botocore-newest botocore
	@for each in oldest newest; do PYTHONPATH=build/botocore-$$each:. .venv/bin/python -m tests.botocores || exit 1; done

aws-check: $(VENV) $(SAM_VENV) samconfig.toml ## deploy into a real AWS account, measure, delete (ARGS=--dry-run)
	@case "$(ARGS)" in *--dry-run*) ;; *) $(MAKE) build >&2 ;; esac
	@.venv/bin/python -m tools.aws_check $(ARGS)

coverage: $(VENV) ## hold the tests of the domain to every line and every branch of it
	@COVERAGE_FILE=build/coverage/data .venv/bin/pytest -q tests/unit/domain tests/unit/figures tests/unit/knowledge \
		--cov --cov-report=term-missing --cov-fail-under=100 $(ARGS)

browser: $(VENV) ## drive the pages in a real Chromium (needs chromium and npm)
	npm install --silent --no-save --prefix build/axe axe-core@4.14.1
	.venv/bin/pytest -n0 -m browser tests/web

mutants: $(VENV) ## plant bugs one at a time, and see that a test fails with each (ARGS=word)
	@.venv/bin/python -m tests.mutants $(ARGS)

soak: $(VENV) ## play random faults against the protocol (SCHEDULES=1000000 SEED=1)
	@.venv/bin/python -m tests.simulation.soak --schedules $(or $(SCHEDULES),1000000) --seed $(or $(SEED),1)

figures: $(VENV) ## play pairs of faults and 20,000 schedules, write what was found into README.md and docs/reliability.md
	@.venv/bin/python -m tests.simulation.figures $(ARGS)

dist: $(VENV) ## build the wheel, and prove it in an empty environment beside somebody else's
	rm -rf dist && .venv/bin/pip wheel --quiet --no-deps --no-index --no-build-isolation --wheel-dir dist .
	.venv/bin/pytest -n0 -m dist tests/install $(ARGS)

later-year: $(VENV) $(SAM_VENV) ## install every lock from an index of a later year, with the oldest pip and the newest
	@for each in oldest newest; do .venv/bin/pip download --quiet --no-deps --require-hashes --dest build/pips -r tests/install/pip-$$each.txt || exit 1; done
	.venv/bin/pytest -m pips tests/install $(ARGS)

lint: $(VENV) ## check style, types and who imports whom
	.venv/bin/ruff check && .venv/bin/ruff format --check && .venv/bin/mypy && .venv/bin/lint-imports

format: $(VENV) ## put the code in order
	.venv/bin/ruff check --fix && .venv/bin/ruff format

check: lint test ## what every change must pass

calendars: $(VENV) ## write the public holidays of all stores anew
	.venv/bin/python -m tools.calendars

models: $(VENV) ## write anew what AWS says of the operations we use
	.venv/bin/python -m tools.models

catalogues: $(VENV) ## take new sentences into the catalogues and compile them
	@mkdir -p build
	.venv/bin/pybabel -q extract -F babel.cfg -k say -k mark -k count:1,2 --add-location=file -o build/claimwatch.pot .
	.venv/bin/pybabel -q update -D claimwatch -d shared/mail/locale -i build/claimwatch.pot --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date
	.venv/bin/pybabel -q compile -D claimwatch -d shared/mail/locale

requirements: $(VENV) ## pin all requirements anew, and write down what each of them needs (needs uv)
	$(PIN) --python-version 3.11 shared/requirements.in --output-file shared/requirements.txt
	for each in dev bench; do $(PIN) --python-version 3.11 requirements/$$each.in --output-file requirements/$$each.txt || exit 1; done
	for each in sam local scan; do $(PIN) --python-version 3.13 requirements/$$each.in --output-file requirements/$$each.txt || exit 1; done
	echo pip | $(PIN) --python-version 3.11 - --output-file tests/install/pip-newest.txt
	.venv/bin/python -m tools.needs $(python313)
	.venv/bin/python -m tools.wheels

validate: $(SAM_VENV) samconfig.toml ## check template.yaml
	$(SAM) validate

build: $(SAM_VENV) samconfig.toml ## build for AWS, bytecode included; `sam deploy --guided` comes next
	$(SAM) build
	$(BYTECODE) .aws-sam/build

reproducible: $(SAM_VENV) $(VENV) samconfig.toml ## build twice from nothing and compare every file
	for n in 1 2; do rm -rf .aws-sam/twice/$$n && $(SAM) build --no-cached --build-dir .aws-sam/twice/$$n && $(BYTECODE) .aws-sam/twice/$$n || exit 1; done
	diff -r .aws-sam/twice/1 .aws-sam/twice/2 && echo "both builds are the same, byte for byte"

smoke: $(HOST_BUILD) $(LOCAL_VENV) $(VENV) ## run every built function under Lambda's own runtime client; no Docker
	.venv/bin/pytest -n0 -m smoke tests/smoke

invoke: $(HOST_BUILD) $(VENV) ## run built functions in Docker (FN=ingest_event EVENT=events/ingest_event.json)
	@command -v docker >/dev/null || { echo "invoke: needs Docker, which is not here; \`make smoke\` does without" >&2; exit 1; }
	@PATH="$(CURDIR)/.venv-sam/bin:$$PATH" .venv/bin/python -m tests.smoke.invoke $(if $(EVENT),--event $(EVENT)) $(FN) $(SAM_FLAGS)

local: $(HOST_BUILD) $(LOCAL_VENV) $(VENV) ## deploy into an AWS emulated on this machine, and leave it running
	@.venv/bin/python -m tests.e2e.emulator up

local-stop: $(VENV) ## end the emulated AWS of `make local`
	@.venv/bin/python -m tests.e2e.emulator down

e2e: $(HOST_BUILD) $(LOCAL_VENV) $(VENV) ## deploy into an emulated AWS with permissions enforced, and try it; two minutes
	.venv/bin/pytest -n0 -m e2e tests/e2e tests/integration/test_case_table.py

scan: $(SCAN_VENV) $(VENV) ## look for unsafe code, unsafe resources and secrets
	.venv-scan/bin/bandit --quiet --severity-level medium --recursive functions shared claimwatch
	@mkdir -p build && .venv/bin/python -m tests.template > build/transformed.json
	.venv-scan/bin/checkov --file build/transformed.json --framework cloudformation --compact --quiet --skip-download --config-file .checkov.yaml
	@git ls-files -z | xargs -0 .venv-scan/bin/detect-secrets-hook --exclude-files '$(HASHES)' --exclude-lines '$(NO_SECRETS)' && echo "no secrets"

audit: $(SCAN_VENV) ## look up known vulnerabilities of everything pinned; needs the internet
	@for each in shared/requirements.txt requirements/*.txt; do echo "$$each" && .venv-scan/bin/pip-audit --strict --disable-pip --requirement "$$each" || exit 1; done

clean: ## remove everything that was made
	rm -rf .venv* .aws-sam .local .hypothesis build dist .*_cache *.egg-info

# `sam deploy --guided` writes its answers into it; git has the example only.
samconfig.toml:
	@cp samconfig.example.toml $@

# Built for this machine's processor, apart from what `make build` makes for AWS: a template that asked
# for the processor could be deployed for another one than was built.
.PHONY: $(HOST_BUILD)
$(HOST_BUILD): $(SAM_VENV) samconfig.toml
	@sed 's/arm64/$(HOST)/' template.yaml > .host.yaml
	$(SAM) build --template-file .host.yaml --build-dir $(@D) --cache-dir .aws-sam/host/cache
	$(BYTECODE) $(@D)

# Only a whole environment has its mark; what is half made is made anew (tools/environment.py).
environment = $(2) tools/environment.py .venv$(1) requirements/$(or $(patsubst -%,%,$(1)),dev).txt --mark $@ $(if $(PIP),--pip "$(PIP)")

$(VENV):
	@$(call environment,,$(python)) --editable .

$(BENCH_VENV):
	@$(call environment,-bench,$(python))

$(SAM_VENV):
	@$(call environment,-sam,$(python313))

$(LOCAL_VENV):
	@$(call environment,-local,$(python313))

$(SCAN_VENV):
	@$(call environment,-scan,$(python313))
