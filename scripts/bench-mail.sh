#!/usr/bin/env bash
# Imports a post bag, and has notmuch index the same one: the seconds of processor and the bytes on
# the disk of each, in one run. Read the ratio. An import is over when every letter is stored and can be
# found, as notmuch's is; what each is about and which are one campaign's is found out afterwards, in the
# background, and is measured with it in a second import.
#
#   scripts/bench-mail.sh SPEED [MAILS]     SPEED is the benchmark's program; scripts/bench.sh calls this
set -euo pipefail
ours=$1 mails=${2:-20000}
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
mkdir "$place/post"
"$ours" mails "$place/post" "$mails" >/dev/null

# cpu <command…>: user and system time of a command and its children; what it says goes to a file.
cpu() { (TIMEFORMAT='%U %S'; time "$@" >"$place/said") 2>&1 | tail -n 1 | awk '{ print $1 + $2 }'; }

a=$(cpu "$ours" folder "$place/post")
read -r stored _ size _ <"$place/said"
r=$(cpu "$ours" folder "$place/post" read)
printf '[database]\npath=%s\n[user]\nname=Nobody\nprimary_email=nobody@example.org\n[new]\ntags=\nignore=\n' \
  "$place/post" >"$place/config"
b=$(cpu notmuch --config="$place/config" new --quiet)
indexed=$(notmuch --config="$place/config" count '*')
index=$(du -sb "$place/post/.notmuch" | cut -f1)
[ "$stored" = "$mails" ] && [ "$indexed" = "$mails" ] ||
  { printf 'not the same post bag: %s mails, %s stored, %s indexed\n' "$mails" "$stored" "$indexed" >&2; exit 1; }
awk -v n="$mails" -v r="$r" -v a="$a" -v b="$b" -v s="$size" -v i="$index" -v p="$(du -sb --exclude=.notmuch "$place/post" | cut -f1)" 'BEGIN {
  printf "import, %d mails in several parts, %.0f MB\n", n, p / 1e6
  printf "  casebook   %6.1f s of processor  %.1f MB, the originals in it\n", a, s / 1e6
  printf "  notmuch    %6.1f s of processor  %.1f MB, the originals beside it\n", b, i / 1e6
  printf "  read too   %6.1f s of processor  what each letter is about and the campaigns found out as well\n", r
  printf "  ratio      %.1f times less processor than notmuch, %.1f with the reading; %.2f times its size\n",
    b / a, b / r, s / i }'
