# Each target works in a fresh clone on a Debian machine that has only Swift and make.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.PHONY: run test build lint format release nightly tools
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
	$(MAKE) lint

build: tools
	swift build --build-tests $(DEBUG)

lint:
	swift format lint --strict --recursive --parallel $(SWIFT_SOURCES)

format:
	swift format --in-place --recursive --parallel $(SWIFT_SOURCES)

# The programs as people get them.
release: tools
	swift build $(RELEASE) --product sfn-run
	swift build $(RELEASE) --product conformance

# What takes too long for every change: the tests under both sanitizers, and the fuzz tests for FUZZ_SECONDS each.
# A crash leaves its text in .build/fuzz-text-TEST. The test framework itself leaks, so leaks are not looked for.
nightly: tools
	ASAN_OPTIONS=detect_leaks=0 swift test --scratch-path .build-address --sanitize address
	swift test --scratch-path .build-thread --sanitize thread
	FUZZ_SECONDS=$(FUZZ_SECONDS) FUZZ_SEED=$(FUZZ_SEED) FUZZ_LAST=.build/fuzz-text \
	    swift test $(DEBUG) --filter FuzzTests

tools:
	@.ci/install-tools

# $(call saga,TEST-CASE,EXIT): runs one case of the order saga, which must end with that exit status.
define saga
	@printf '\n== order saga: %s\n\n' '$(1)'
	@status=0; $(SFN_RUN) asl/order-saga.asl.json --input asl/order-saga.input.json \
	    --mocks asl/order-saga.mocks.json --test-case $(1) || status=$$?; \
	test $$status -eq $(2) || { echo "$(1) ended with exit status $$status instead of $(2)" >&2; exit 1; }
endef
