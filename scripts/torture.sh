#!/usr/bin/env bash
# Tries to lose, damage and leak a casebook: every trial the figures to hold ask for, each set with
# one line of counts. About half an hour; it goes on after a failure and then ends with 1.
#
#   scripts/torture.sh                          all of them
#   scripts/torture.sh kill-import --trials 50  one set, so many; --list names the sets
#   scripts/torture.sh flip-seal --seed 7 --only 12
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck disable=SC2206 # words for cargo, as many as are given
cargo_words=(--quiet --release ${CARGO_WORDS:-})
[ -n "${CARGO_WORDS:-}" ] || scripts/setup.sh core
cargo build "${cargo_words[@]}" -p casebook-tests -p casebook-cli --bins
# A program that is killed leaves the operating system standing, so a disk in memory tries the same
# thing sooner.
if [ -z "${TMPDIR:-}" ] && [ -w /dev/shm ]; then
  TMPDIR=$(mktemp -d /dev/shm/torture.XXXXXX)
  export TMPDIR
  trap 'rm -rf "$TMPDIR"' EXIT
fi
"${CARGO_TARGET_DIR:-target}/release/torture" "$@"
