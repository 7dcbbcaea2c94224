#!/usr/bin/env bash
# Every check there is, each with its time; stops at the first that fails.
#
#   scripts/test.sh          all of them
#   scripts/test.sh long     all of them, and a minute of fuzzing for every reader of foreign bytes
#   scripts/test.sh form     only what needs no running: formatting, lints, types
#   scripts/test.sh window   only the tests that drive the real window
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=scripts/features.sh
. scripts/features.sh
part=${1:-all}
logs=$(mktemp -d)
trap 'rm -rf "$logs"' EXIT
began=$SECONDS

# stage <name> <command…>: runs it, and says how long it took.
stage() {
  local name=$1 from=$SECONDS
  shift
  printf '\n=== %s\n' "$name"
  if ! "$@" 2>&1 </dev/null | tee "$logs/$name"; then
    printf '\n*** failed: %s, after %d s\n' "$name" $((SECONDS - from)) >&2
    exit 1
  fi
  printf -- '--- %s: %d s\n' "$name" $((SECONDS - from))
}

# The tests that need no window: by nextest where it is installed, else by cargo itself.
tests() {
  if cargo nextest --version >/dev/null 2>&1; then
    cargo nextest run "${everything[@]}" -E 'not package(casebook-e2e)' --no-fail-fast --status-level slow
  else
    cargo test "${everything[@]}" --exclude casebook-e2e --no-fail-fast
  fi
}

# The tests that drive it, one at a time: they share a screen.
the_window() {
  if cargo nextest --version >/dev/null 2>&1; then
    scripts/window.sh cargo nextest run "${everything[@]}" -E 'package(casebook-e2e)' --no-fail-fast -j1
  else
    scripts/window.sh cargo test -p casebook-e2e --no-fail-fast -- --test-threads=1
  fi
}

# How many tests passed, whoever counted them. All did, or we would not be here.
passed() {
  sed 's/\x1b\[[0-9;]*m//g' "$logs"/* | awk '
    /Summary \[.*tests? run:/ || /^test result: ok\./ { for (i = 2; i <= NF; i++) if ($i ~ /^passed/) sum += $(i - 1) }
    /^ *Tests +[0-9]+ passed/ { sum += $2 }
    END { print sum + 0 }'
}

if [ "$part" = window ]; then
  stage setup scripts/setup.sh test
  stage 'the real window' the_window
  exit
fi

stage setup scripts/setup.sh test
stage 'rust: form' cargo fmt --all --check
stage 'page: build' npm --prefix ui run --silent build
export PAGE_IS_BUILT=1
stage 'rust: lints' cargo clippy --quiet "${everything[@]}" --benches -- -D warnings
stage 'page: types' npm --prefix ui run check
[ "$part" != form ] || exit 0

stage 'rust: build' cargo build --quiet "${everything[@]}"
# The core's tests also fail when the page's bindings are stale.
stage 'rust: tests' tests
stage 'rust: examples in the documentation' cargo test --quiet --doc --workspace "${features[@]}"
stage 'page: tests' npm --prefix ui test
stage 'page: tests in a browser' npm --prefix ui run test:browser
stage 'the real window' the_window
[ "$part" != long ] || stage 'fuzzing' scripts/fuzz.sh 60

printf '\nEverything passed in %d min %d s.\n' $(((SECONDS - began) / 60)) $(((SECONDS - began) % 60))
printf 'test result: ok. %d passed; 0 failed\n' "$(passed)"
