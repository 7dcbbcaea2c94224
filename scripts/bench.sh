#!/usr/bin/env bash
# Measures the core as it is shipped, beside a peer in the same run: read the ratios, not the seconds.
#
#   scripts/bench.sh [LETTERS] [RUNS]
set -euo pipefail
cd "$(dirname "$0")/.."
letters=${1:-5000} runs=${2:-5}
scripts/setup.sh bench

# Builds the benchmark and names the program; further words are features.
build() {
  cargo bench --quiet --no-run -p casebook-tests --bench speed --message-format=json "$@" |
    sed -n 's/.*"name":"speed".*"executable":"\([^"]*\)".*/\1/p' | tail -n 1
}
plain=$(build --features plain-peer)
ours=$(build)

median() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }
encrypted_s=() plain_s=() ratios=()
for ((run = 0; run <= runs; run++)); do
  read -r _ _ a _ size _ < <("$ours" import "$letters")
  read -r _ _ b _ plain_size _ < <("$plain" import "$letters")
  ((run == 0)) && continue # the first pair only warms up
  encrypted_s+=("$a") plain_s+=("$b") ratios+=("$(awk "BEGIN { print $a / $b }")")
done
a=$(printf '%s\n' "${encrypted_s[@]}" | median)
b=$(printf '%s\n' "${plain_s[@]}" | median)
ratio=$(printf '%s\n' "${ratios[@]}" | median)
awk -v n="$letters" -v a="$a" -v b="$b" -v r="$ratio" -v s="$size" -v p="$plain_size" -v runs="$runs" 'BEGIN {
  printf "import, %d letters, median of %d pairs\n", n, runs
  printf "  encrypted  %6.0f letters a second  %.1f MB\n", n / a, s / 1e6
  printf "  plain      %6.0f letters a second  %.1f MB\n", n / b, p / 1e6
  printf "  ratio      %.2f times the plain file'"'"'s time\n", r }'
for families in 100 400; do
  for ((run = 0; run < runs; run++)); do "$ours" pages "$families"; done | sort -k3 -n |
    awk -v f="$families" '{ p[NR] = $1; s[NR] = $3 } END { m = int((NR + 1) / 2)
      printf "pack, %d quotations: %d pages in %.2f s, %.0f pages a second\n", f, p[m], s[m], p[m] / s[m] }'
done
"$ours" campaigns 100000 | awk '{ printf "campaigns, %d letters in %.1f s: recall %.4f, precision %.4f\n", $1, $3, $6, $8 }'
# How many letters are read a second: by their phrases, as they come in; and closely, in the background.
"$ours" reading 20000 | awk '{ printf "reading by phrases: %.0f letters of some 300 words a second\n", $1 / $3 }'
"$ours" reading 200 closely | awk '{ printf "reading closely: %.1f letters a second\n", $1 / $3 }'
scripts/bench-mail.sh "$ours"
