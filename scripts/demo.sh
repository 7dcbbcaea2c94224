#!/usr/bin/env bash
# The whole way without a window: an encrypted casebook of invented letters, read and filed, and the
# briefing pack made from it. The command line says what it does as it goes.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/setup.sh core
exec cargo run --quiet -p casebook-cli -- demo "${1:-./demo}"
