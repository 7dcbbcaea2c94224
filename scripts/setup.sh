#!/usr/bin/env bash
# Installs what is missing and nothing else; a second run does nothing.
#
#   scripts/setup.sh core   a compiler for the core and the command line
#   scripts/setup.sh ui     Node and the page's packages
#   scripts/setup.sh run    both, and what the window is made of
#   scripts/setup.sh test   all of it, and what drives the window in tests
#   scripts/setup.sh fuzz   core, and cargo-fuzz
#   scripts/setup.sh bench  core, and the peer that indexes the same mails
#   scripts/setup.sh compare  core, and the programs that read the same mails
set -euo pipefail
cd "$(dirname "$0")/.."
what=${1:-run}

say() { printf 'setup: %s\n' "$*"; }
stop() { printf 'setup: %s\n' "$*" >&2; exit 1; }
# at_least 1.95 1.96.1: the second is not older than the first.
at_least() { [ "$(printf '%s\n%s\n' "$1" "$2" | sort -V | head -n 1)" = "$1" ]; }

core=(build-essential pkg-config perl)              # perl configures the OpenSSL that is built in
window=(libwebkit2gtk-4.1-dev)
tests=(webkit2gtk-driver xvfb xauth dbus dbus-x11   # a screen, a bus and a driver for the window
  gnome-keyring                                     # a keychain
  poppler-utils qpdf                                # what a pack says, and whether it is sound
  chromium)                                         # the page on its own
peers=(notmuch)
others=(python3 libemail-outlook-message-perl libemail-address-perl  # msgconvert, and what it forgets to ask for
  pst-utils tnef)

wanted=()
case $what in
core) wanted=("${core[@]}") ;;
ui) ;;
run) wanted=("${core[@]}" "${window[@]}") ;;
test) wanted=("${core[@]}" "${window[@]}" "${tests[@]}") ;;
fuzz) wanted=("${core[@]}" libssl-dev) ;; # the system's OpenSSL: what is fuzzed does not encrypt
bench) wanted=("${core[@]}" "${peers[@]}") ;;
compare) wanted=("${core[@]}" "${others[@]}") ;;
*) stop "say core, ui, run, test, fuzz, bench or compare" ;;
esac

install_packages() {
  [ "$(uname -s)" = Linux ] && [ ${#wanted[@]} -gt 0 ] || return 0
  if ! command -v dpkg-query >/dev/null; then
    say "not a Debian or Ubuntu system: please see that these are there under its own names: ${wanted[*]}"
    return 0
  fi
  local missing=() package as_root=()
  for package in "${wanted[@]}"; do
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null || stop "please install, as root: ${missing[*]}"
    as_root=(sudo)
  fi
  say "installing ${missing[*]}"
  "${as_root[@]}" apt-get -o DPkg::Lock::Timeout=300 -qq update
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 -qq -y \
    install --no-install-recommends "${missing[@]}" >/dev/null
}

check_rust() {
  local need have
  need=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml)
  command -v cargo >/dev/null || stop "Rust $need or newer is needed: see https://rustup.rs"
  have=$(rustc --version | cut -d' ' -f2)
  at_least "$need" "${have%%-*}" || stop "Rust $need or newer is needed, this is $have: run 'rustup update stable'"
}

check_node() {
  command -v node >/dev/null && command -v npm >/dev/null ||
    stop "Node 20.19 or newer, with npm, is needed for the window's page: see https://nodejs.org"
  at_least 20.19 "$(node --version | tr -d v)" || stop "Node 20.19 or newer is needed, this is $(node --version)"
}

# The page's packages, again only when the lock file has changed.
install_page_packages() {
  [ -f ui/package-lock.json ] || return 0
  local stamp=ui/node_modules/.installed sum
  sum=$(cksum <ui/package-lock.json)
  [ "$(cat "$stamp" 2>/dev/null)" != "$sum" ] || return 0
  say "installing the page's packages"
  npm --prefix ui ci --no-audit --no-fund --loglevel=error
  printf '%s\n' "$sum" >"$stamp"
}

# As its own lock file says, so that the same fuzzer is built everywhere.
install_cargo_fuzz() {
  local version=0.13.2
  [ "$(cargo fuzz --version 2>/dev/null)" != "cargo-fuzz $version" ] || return 0
  say "installing cargo-fuzz $version"
  cargo install --quiet --locked cargo-fuzz --version "$version"
}

install_packages
[ "$what" = ui ] || check_rust
case $what in
ui | run | test)
  check_node
  install_page_packages
  ;;
fuzz) install_cargo_fuzz ;;
esac
