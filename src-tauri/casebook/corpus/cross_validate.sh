#!/usr/bin/env bash
# Teaches the encoder five times over, each time without a fifth of the voices, has each read those, and keeps what
# it offers for `make accuracy` to report on. TIMES 3 teaches as the one in the program was; 1 takes a third of the
# hour and a half, and reads a little worse. Run by hand, as teach.py is, whose packages it needs.
#
#   corpus/cross_validate.sh FOLDER_OF_THE_UNPACKED_MODEL [TIMES]
set -euo pipefail
cd "$(dirname "$0")"
model=$(cd "$1" && pwd) times=${2:-3}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for fold in 0/5 1/5 2/5 3/5 4/5; do
  python3 teach.py "$model" "$fold" "$work/encoder.bin" "$times"
  cargo run --quiet --release -p casebook --example accuracy -- --fold "$fold" "$work/encoder.bin" "$work/offers"
done
mv "$work/offers" cross_validated.jsonl
