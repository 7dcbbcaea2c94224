#!/usr/bin/env bash
# Reads a folder of mail with our reader and with others that have nothing to do with it, and says
# where they differ: Python's email, mailparse, msgconvert for Outlook's messages, readpst for its mailboxes.
#
#   scripts/compare-mail.sh FOLDER            ends with 1 at a difference without an explanation
#   scripts/compare-mail.sh FOLDER --golden   writes the figures of our reading anew
set -euo pipefail
cd "$(dirname "$0")/.."
[ $# -ge 1 ] || { sed -n '2,7s/^# \{0,1\}//p' "$0" >&2; exit 2; }
[ -d "$1" ] || { printf 'There is no folder %s\n' "$1" >&2; exit 2; }
folder=$(cd "$1" && pwd)
shift
scripts/setup.sh compare
# shellcheck disable=SC2086 # words for cargo, as many as are given
cargo build --quiet ${CARGO_WORDS:-} -p casebook --example read_letter --example read_mailparse
programs=${CARGO_TARGET_DIR:-target}/debug/examples
exec python3 scripts/compare_mail/report.py "$folder" "$programs/read_letter" "$programs/read_mailparse" "$@"
