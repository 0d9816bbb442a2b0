#!/usr/bin/env bash
# Installs the Debian 12 packages that building and running the referral broker
# needs; does nothing, quickly, when all are there.
#
#   install-packages.sh [PACKAGE...]   install what is missing, and PACKAGE...
#   install-packages.sh --check        only list what is missing
#
# Needs root, or sudo. Ends 0 when every package is there, 1 when one is not.
set -euo pipefail

PACKAGES=(
  # build
  g++ cmake ninja-build pkgconf ccache protobuf-compiler protobuf-compiler-grpc
  # libraries
  libgrpc++-dev libprotobuf-dev libabsl-dev librocksdb-dev libsodium-dev
  libspdlog-dev libcli11-dev prometheus-cpp-dev nlohmann-json3-dev libssl-dev
  libc-ares-dev libre2-dev zlib1g-dev libicu-dev libjemalloc-dev
  # tests
  libgtest-dev libgmock-dev
  # development certificates
  openssl
)

say() { printf '%s\n' "$*" >&2; }

# Prints those of its arguments that are not installed.
missing_of() {
  local installed
  installed=$(dpkg-query -W -f='${db:Status-Status} ${Package}\n' "$@" \
    2>/dev/null | sed -n 's/^installed //p' || true)
  printf '%s\n' "$@" | grep -vxF -f <(printf '%s\n' "$installed") || true
}

# as_root LOG COMMAND...: its output goes to LOG, which is this user's own.
# shellcheck disable=SC2024
as_root() {
  local log=$1
  shift
  if [[ $(id -u) -eq 0 ]]; then
    "$@" >"$log" 2>&1 </dev/null
  elif [[ -t 0 ]]; then
    sudo -- "$@" >"$log" 2>&1
  else
    sudo -n -- "$@" >"$log" 2>&1 </dev/null
  fi
}

check_only=
if [[ ${1:-} == --check ]]; then
  check_only=1
  shift
fi
wanted=("${PACKAGES[@]}" "$@")

if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
  say "This is not a Debian system (no apt-get). Install by other means what"
  say "these Debian 12 packages hold:"
  printf '%s\n' "${wanted[*]}" | fold -s -w 76 | sed 's/^/  /' >&2
  exit 1
fi

mapfile -t missing < <(missing_of "${wanted[@]}")
if [[ ${#missing[@]} -eq 0 ]]; then exit 0; fi
if [[ -n $check_only ]]; then
  printf '%s\n' "${missing[@]}"
  exit 1
fi

if [[ $(id -u) -ne 0 ]] && ! command -v sudo >/dev/null; then
  say "Packages are missing, and there is neither root nor sudo to install"
  say "them. As root:"
  say "  apt-get install ${missing[*]}"
  exit 1
fi

say "Installing packages: ${missing[*]}"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
install=(env DEBIAN_FRONTEND=noninteractive apt-get install -y -q
  --no-install-recommends -o DPkg::Lock::Timeout=300 "${missing[@]}")
# Package lists may be absent or stale: fetch them only if the first try fails.
update=(apt-get update -q -o DPkg::Lock::Timeout=300)
if as_root "$log" "${install[@]}"; then exit 0; fi
if as_root "$log" "${update[@]}" && as_root "$log" "${install[@]}"; then
  exit 0
fi
tail -n 20 "$log" >&2
say "The packages could not be installed. As root, on Debian 12:"
say "  apt-get update && apt-get install ${missing[*]}"
exit 1
