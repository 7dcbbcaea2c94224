#!/usr/bin/env bash
# Measures the core as it is shipped: built for speed.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/setup.sh core
exec cargo run --quiet --release -p casebook-cli -- bench "$@"
