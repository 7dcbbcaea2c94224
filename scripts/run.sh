#!/usr/bin/env bash
# Builds the window and opens it.
set -euo pipefail
cd "$(dirname "$0")/.."
if [ "$(uname -s)" = Linux ] && [ -z "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
  echo "The window needs a screen and there is none here. To see what it does without one: make demo" >&2
  exit 1
fi
scripts/setup.sh run
npm --prefix ui run build
exec cargo run -p send-casebook
