# Each target works in a fresh clone on a Debian machine that has only Swift and make.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.PHONY: bad-requests chaos install run support-table test build lint format release
.PHONY: benchmarks nightly fuzz fuzz-build fuzz-coverage tools
.DEFAULT_GOAL := test

# A target that imports a module which Package.swift does not give it fails to build.
# `build` and `test` use the same flags, so that they share one build.
DEBUG := --explicit-target-dependency-import-check error
RELEASE := --configuration release
ifeq ($(shell uname),Linux)
# A fixed address saves the loader 100,000 relocations: a third of the time and 4 MB of the memory of a cold start.
RELEASE += --static-swift-stdlib -Xlinker -no-pie -Xlinker -s
endif

SFN_RUN := .build/release/sfn-run
SWIFT_SOURCES := Package.swift Sources Tests
SWIFT_SOURCES += $(wildcard Examples $(addprefix Benchmarks/,Package.swift Benchmarks Sources Tests))
SWIFT_SOURCES += Fuzz/Package.swift Fuzz/Sources
FUZZ_SECONDS ?= 300
FUZZ_SEED ?= $(shell date +%s)

# The order saga of asl/, with scripted answers: paid, declined, and with a compensation that people have to finish.
run: tools
	swift build $(RELEASE) --product sfn-run
	$(call saga,HappyPath,0)
	$(call saga,DeclinedPayment,2)
	$(call saga,CompensationFailsForGood,2)

test: build
	swift test --skip-build $(DEBUG)
	Examples/test-api.sh "$$(swift build $(DEBUG) --show-bin-path)/order-saga"
	$(MAKE) lint

build: tools
	swift build --build-tests $(DEBUG)

# Runs the outside recordings and writes what passes into the README.
support-table: tools
	swift build $(DEBUG) --product conformance
	"$$(swift build $(DEBUG) --show-bin-path)/conformance" support-table --into README.md

lint:
	swift format lint --strict --recursive --parallel $(SWIFT_SOURCES)

format:
	swift format --in-place --recursive --parallel $(SWIFT_SOURCES)

# The programs as people get them.
release: tools
	swift build $(RELEASE) --product sfn-run
	swift build $(RELEASE) --product conformance

# The program, its manual page, and what shells complete: PREFIX=~/.local for one person.
PREFIX ?= /usr/local
SHARE := $(DESTDIR)$(PREFIX)/share
install: tools
	swift build $(RELEASE) --product sfn-run
	install -D -m 755 $(SFN_RUN) $(DESTDIR)$(PREFIX)/bin/sfn-run
	install -d $(SHARE)/man/man1 $(SHARE)/bash-completion/completions $(SHARE)/zsh/site-functions \
	    $(SHARE)/fish/vendor_completions.d
	$(SFN_RUN) manual > $(SHARE)/man/man1/sfn-run.1
	$(SFN_RUN) --generate-completion-script bash > $(SHARE)/bash-completion/completions/sfn-run
	$(SFN_RUN) --generate-completion-script zsh > $(SHARE)/zsh/site-functions/_sfn-run
	$(SFN_RUN) --generate-completion-script fish > $(SHARE)/fish/vendor_completions.d/sfn-run.fish

# The programs that measure, which no test builds.
benchmarks: tools
	for program in json-speed engine-speed jsonata-speed store-speed runtime-speed order-load; do \
	    swift build --package-path Benchmarks --configuration release --product $$program; \
	done

# On Linux the sanitizer has to be told of the contended path of Swift's `Mutex`, or it reports races that are none.
THREAD := --scratch-path .build-thread --sanitize thread
ifeq ($(shell uname),Linux)
MUTEX_SHIM = clang -shared -fPIC -O1 -o .build-thread/swift-mutex.so .ci/swift-mutex.c
MUTEX_PRELOAD = LD_PRELOAD=$(CURDIR)/.build-thread/swift-mutex.so
endif

# What takes too long for every change: the tests under both sanitizers, and the fuzz tests for FUZZ_SECONDS each.
# A crash leaves its text in .build/fuzz-text-TEST. The test framework itself leaks, so leaks are not looked for.
nightly: tools
	ASAN_OPTIONS=detect_leaks=0 swift test --scratch-path .build-address --sanitize address
	swift build --build-tests $(THREAD)
	$(MUTEX_SHIM)
	$(MUTEX_PRELOAD) swift test --skip-build $(THREAD)
	FUZZ_SECONDS=$(FUZZ_SECONDS) FUZZ_SEED=$(FUZZ_SEED) FUZZ_LAST=.build/fuzz-text \
	    swift test $(DEBUG) --filter FuzzTests

# Coverage-guided fuzzing, FUZZ_SECONDS for each of FUZZ_TARGETS; a finding stays in .build-fuzz. Where the outside
# suites are there, their expressions are further texts to start from.
FUZZ := .build-fuzz/release/fuzz
FUZZ_TARGETS ?= json jsonpath jsonata regex definition
FUZZ_FLAGS := --package-path Fuzz --configuration release -Xswiftc -use-ld=lld
fuzz: FUZZ_SECONDS := 600
fuzz: fuzz-build
	@export STATES_SUITES="$${STATES_SUITES:-../shared/conformance}" ASAN_OPTIONS=detect_leaks=0; \
	for target in $(FUZZ_TARGETS); do \
	    printf '\n== fuzz: %s\n' $$target; corpus=.build-fuzz/corpus/$$target; \
	    $(FUZZ) seeds $$target $$corpus; \
	    timeout -k 10 $$(($(FUZZ_SECONDS) + 120)) $(FUZZ) $$target $$corpus -dict=$$corpus.dict \
	        -max_len=$$([ $$target = regex ] && echo 100 || echo 1000) \
	        -max_total_time=$(FUZZ_SECONDS) -timeout=20 -rss_limit_mb=4000 -artifact_prefix=.build-fuzz/$$target- \
	        -print_final_stats=1 > .build-fuzz/$$target.log 2>&1 || { tail -40 .build-fuzz/$$target.log; exit 1; }; \
	    grep -E '^(Done|stat::(number|average))' .build-fuzz/$$target.log; \
	done

fuzz-build: tools
	swift build $(FUZZ_FLAGS) --scratch-path .build-fuzz -Xswiftc -sanitize=fuzzer,address

# Which lines of the expression language the texts found so far reach.
fuzz-coverage: tools
	swift build $(FUZZ_FLAGS) --scratch-path .build-fuzz-coverage -Xswiftc -sanitize=fuzzer \
	    -Xswiftc -profile-generate -Xswiftc -profile-coverage-mapping
	LLVM_PROFILE_FILE=.build-fuzz/jsonata.profraw .build-fuzz-coverage/release/fuzz jsonata .build-fuzz/corpus/jsonata \
	    -runs=0 > .build-fuzz/coverage.log 2>&1
	@bin=$$(dirname "$$(readlink -f "$$(command -v swift)")"); cd .build-fuzz; \
	"$$bin/llvm-profdata" merge -sparse jsonata.profraw -o jsonata.profdata; \
	"$$bin/llvm-cov" report ../.build-fuzz-coverage/release/fuzz -instr-profile=jsonata.profdata \
	    $$(find ../Sources/JSONata -name '*.swift')

# Kills a process that runs order sagas CHAOS_KILLS times, and proves that nothing is lost or done twice.
CHAOS_ORDERS ?= 1000
CHAOS_KILLS ?= 300
chaos: tools
	swift build $(DEBUG) --product chaos
	"$$(swift build $(DEBUG) --show-bin-path)/chaos" --orders $(CHAOS_ORDERS) --kills $(CHAOS_KILLS) --seed $(FUZZ_SEED)

# Asks the order service 10,000 questions, most of them wrong: schemathesis from PyPI, and texts that are hardly HTTP.
BAD_REQUESTS ?= 10000
bad-requests:
	.ci/install-tools python3-venv
	swift build $(DEBUG) --product order-saga
	python3 -m venv .build-schemathesis
	.build-schemathesis/bin/pip install --quiet schemathesis
	FUZZ_SEED=$(FUZZ_SEED) python3 Benchmarks/bad-requests/bad_requests.py \
	    "$$(swift build $(DEBUG) --show-bin-path)/order-saga" "$$PWD/.build-schemathesis/bin/schemathesis" $(BAD_REQUESTS)

tools:
	@.ci/install-tools

# $(call saga,TEST-CASE,EXIT): runs one case of the order saga, which must end with that exit status.
define saga
	@printf '\n== order saga: %s\n\n' '$(1)'
	@status=0; $(SFN_RUN) asl/order-saga.asl.json --input asl/order-saga.input.json \
	    --mocks asl/order-saga.mocks.json --test-case $(1) || status=$$?; \
	test $$status -eq $(2) || { echo "$(1) ended with exit status $$status instead of $(2)" >&2; exit 1; }
endef
