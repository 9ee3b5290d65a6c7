# make demo and make test work alone on a fresh Debian 12 with the Swift toolchain: each sets up, builds and runs.
SHELL := /bin/bash
.DEFAULT_GOAL := build
.PHONY: setup build test lint demo bench doc clean

# Release everywhere, so that build, demo, test and bench share one compilation. Tests reach `package` and internal names.
SWIFT_FLAGS := -c release -Xswiftc -enable-testing
BENCH ?= all
TEST_FILTER ?=

# Real data lies beside the checkout where there is any.
ifndef UMEDPT_DATA
ifneq ($(wildcard ../shared/data),)
export UMEDPT_DATA := $(abspath ../shared/data)
endif
endif

setup:
	@Tools/setup.sh

build: setup
	swift build $(SWIFT_FLAGS)

test: setup
	swift build $(SWIFT_FLAGS) --build-tests
	swift test $(SWIFT_FLAGS) --skip-build --disable-xctest --no-parallel $(if $(TEST_FILTER),--filter $(TEST_FILTER))

lint:
	@Tools/lint.sh

demo: build
	.build/release/umedpt demo

bench: build
	Benchmarks/run.sh $(BENCH)

doc: setup
	@Tools/doc.sh

clean:
	rm -rf .build Docs/html Benchmarks/.peer
