#!/usr/bin/env bash
# Runs a command with a screen and a session bus of its own, and the window built so that a test may
# drive it:  scripts/window.sh cargo test -p casebook-e2e
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/features.sh
. scripts/features.sh
target=$(cargo metadata --no-deps --format-version 1 | sed -n 's/.*"target_directory":"\([^"]*\)".*/\1/p')
[ -n "${PAGE_IS_BUILT:-}" ] || npm --prefix ui run --silent build
# All of it, as the other tests want it: then nothing is built twice.
cargo build "${everything[@]}"
export SEND_CASEBOOK="$target/debug/send-casebook"
# Drawn in memory, without a graphics card; no accessibility bus, which outlives its session.
export GDK_BACKEND=x11 LIBGL_ALWAYS_SOFTWARE=1 NO_AT_BRIDGE=1
exec dbus-run-session -- xvfb-run --auto-servernum --server-args="-screen 0 1600x1000x24" "$@"
