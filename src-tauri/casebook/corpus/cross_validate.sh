#!/usr/bin/env bash
# Teaches the encoder five times, each time without a fifth of the voices, has the program read those, and
# reports on all of them together. Takes an hour and a half on two processors; run by hand, as teach.py is, whose packages it needs.
#
#   corpus/cross_validate.sh FOLDER_OF_THE_UNPACKED_MODEL
set -euo pipefail
cd "$(dirname "$0")"
model=$(cd "$1" && pwd)
encoder=../data/encoder.bin
shipped=$(mktemp) offers=$(mktemp)
cp "$encoder" "$shipped"
trap 'cp "$shipped" "$encoder"; rm -f "$shipped" "$offers"' EXIT
for fold in 0/5 1/5 2/5 3/5 4/5; do
  python3 teach.py "$model" "$fold"
  cargo run --quiet --release -p casebook --example accuracy -- --fold "$fold" "$offers"
done
cargo run --quiet --release -p casebook --example accuracy -- --pooled "$offers"
