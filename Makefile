# One word for each job. What a word does stands in scripts/, where it can be read and run by itself.

.PHONY: help setup run demo test test-long lint torture fuzz fmt e2e ui bindings bench accuracy shots deb
.DEFAULT_GOAL := help

help: ## Says what each word does
	@awk 'BEGIN { FS = ":.*## " } /^[a-z0-9]+:.*## / { printf "make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## Opens the window
	@scripts/run.sh

demo: ## Shows the whole way from letters to a briefing pack without a window, in ./demo
	@scripts/demo.sh

test: ## Checks everything: what the server runs on every change
	@scripts/test.sh

test-long: ## The same, and a minute of fuzzing for every reader
	@scripts/test.sh long

fuzz: ## Throws bytes at every reader of foreign bytes; SECONDS=600 for longer
	@scripts/fuzz.sh $(or $(SECONDS),60)

lint: ## Checks the form of the Rust and of the window's code, and runs no test
	@scripts/test.sh form

e2e: ## Drives the real window, as a caseworker would
	@scripts/test.sh window

torture: ## Tries to lose, damage and leak a casebook, thousands of times
	@scripts/torture.sh

fmt: ## Puts the Rust into form
	@cargo fmt --all

bindings: ## Writes the window's types from the core's table of commands
	@WRITE_BINDINGS=1 cargo test --quiet -p casebook the_windows_bindings_are_fresh

bench: ## Measures the core
	@scripts/bench.sh

accuracy: ## Measures how well themes are recognised, on the invented corpus
	@scripts/setup.sh core && cargo run --quiet --release -p casebook --example accuracy

shots: ## Takes the pictures for the README, in docs/pictures
	@scripts/shots.sh

ui: ## Builds the window's page
	@scripts/setup.sh ui && npm --prefix ui run build

deb: ## Builds the package for Debian and Ubuntu
	@scripts/setup.sh run && npx --yes @tauri-apps/cli@2 build --bundles deb -- --package send-casebook

setup: ## Installs what the other words need, where it is missing
	@scripts/setup.sh test
