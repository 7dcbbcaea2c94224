#!/usr/bin/env bash
# Throws bytes at every reader of foreign bytes, and counts: a crash, ten seconds without an answer or
# more than 1 GB of memory ends with 1, the bytes that did it kept in fuzz/artifacts.
#
#   scripts/fuzz.sh [SECONDS] [TARGET…]   60 seconds for each of all targets; --list names them
#   FUZZ_BUILD=0 scripts/fuzz.sh …        with the programs that are there
#
# Without a sanitizer: there is no unsafe code of ours, so what can go wrong is a panic, a hang or
# memory. RUSTC_BOOTSTRAP lets the stable compiler count which branches were taken.
set -euo pipefail
cd "$(dirname "$0")/.."
mapfile -t all < <(sed -n 's/^name = "\([a-z_]*\)"$/\1/p' fuzz/Cargo.toml)
seconds=60
case ${1:-} in
--list)
  printf '%s\n' "${all[@]}"
  exit
  ;;
[0-9]*)
  seconds=$1
  shift
  ;;
esac
targets=("$@")
[ $# -gt 0 ] || targets=("${all[@]}")
export RUSTC_BOOTSTRAP=1
if [ "${FUZZ_BUILD:-1}" = 1 ]; then
  scripts/setup.sh fuzz
  cargo fmt --manifest-path fuzz/Cargo.toml --check
  cargo fuzz build --sanitizer none 2>&1 | grep -v '^ *Compiling' || true
fi
programs=fuzz/target/$(rustc -vV | sed -n 's/^host: //p')/release
logs=$(mktemp -d)
trap 'rm -rf "$logs"' EXIT
failed=0
printf '%-10s %10s %9s %8s %9s %8s  %s\n' target runs 'runs/s' crashes slowest peak ''
for target in "${targets[@]}"; do
  [ -x "$programs/$target" ] || { printf 'There is no target %s\n' "$target" >&2; exit 2; }
  mkdir -p "fuzz/corpus/$target" "fuzz/artifacts/$target"
  folders=("fuzz/corpus/$target" "fuzz/seeds/$target")
  [ "$target" != mail ] || folders+=(src-tauri/casebook/samples)
  rc=0
  "$programs/$target" "${folders[@]}" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=1024 \
    -max_len=65536 -print_final_stats=1 -artifact_prefix="fuzz/artifacts/$target/" \
    >"$logs/$target" 2>&1 || rc=$?
  stat() { sed -n "s/^stat::$1: *//p" "$logs/$target"; }
  printf '%-10s %10s %9s %8s %7s s %5s MB  %s\n' "$target" "$(stat number_of_executed_units)" \
    "$(stat average_exec_per_sec)" "$([ "$rc" = 0 ] && echo 0 || echo 1)" "$(stat slowest_unit_time_sec)" \
    "$(stat peak_rss_mb)" "$([ "$rc" = 0 ] || sed -n 's/.*Test unit written to //p' "$logs/$target" | tail -n 1)"
  if [ "$rc" != 0 ]; then
    failed=1
    grep -aE 'panicked at|ERROR: libFuzzer|SUMMARY' -A1 "$logs/$target" | head -n 12 | sed 's/^/    /'
  fi
done
exit $failed
