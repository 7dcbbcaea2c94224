#!/usr/bin/env bash
# Takes the README's pictures from the real window, with the sample casebook of invented letters.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/setup.sh test
exec scripts/window.sh cargo run --quiet -p casebook-e2e --bin shots -- "${1:-docs/pictures}"
