#!/usr/bin/env bash
# Makes signing keys and master keys for DEVELOPMENT AND TESTS, and a deployment
# file that lists the public ones. In production every agency makes its own on
# its own machine: see deploy/SECURITY.md.
#
#   make-dev-keys.sh DIR DEPLOYMENT
#
# Writes to DIR (0700, files 0600), for the router and every agency that
# DEPLOYMENT lists, with NAME "router" or "agency-ID":
#   NAME-signing.pem       Ed25519 private key
#   NAME-master.key        a master key, 64 hexadecimal digits
#   deployment.textproto   DEPLOYMENT with the public keys
# What is there is kept, so it may be run again at any time.
set -euo pipefail
umask 077

if [[ $# -ne 2 || $1 == -* ]]; then
  echo "usage: ${0##*/} DIR DEPLOYMENT" >&2
  exit 2
fi
dir=$1
deployment=$2
if [[ ! -r $deployment ]]; then
  echo "${0##*/}: cannot read $deployment" >&2
  exit 2
fi
if ! command -v openssl >/dev/null; then
  echo "${0##*/}: openssl is not installed: run deploy/install-packages.sh" >&2
  exit 1
fi
mkdir -p "$dir"
chmod 700 "$dir"
work=$(mktemp -d "$dir/.new.XXXXXX")
trap 'rm -rf "$work"' EXIT

# make FILE COMMAND...: FILE gets what COMMAND prints, unless it is there.
make() {
  local file=$dir/$1
  shift
  if [[ -s $file ]]; then return; fi
  "$@" >"$work/new"
  mv "$work/new" "$file"
}

# listed FIELD NAME: the lines by which a deployment lists the key of NAME.
listed() {
  local hex
  hex=$(openssl pkey -in "$dir/$2-signing.pem" -pubout -outform DER |
    tail -c 32 | od -An -v -tx1 | tr -d ' \n')
  printf '%s {\n  key_id: "dev-1"\n  public_key_hex: "%s"\n' "$1" "$hex"
  printf '  valid_from { year: 2019 month: 1 day: 1 }\n}\n'
}

keys() {
  make "$1-signing.pem" openssl genpkey -algorithm ed25519
  make "$1-master.key" openssl rand -hex 32
}

agencies=$(sed -nE 's/^  id: "([a-z0-9-]+)"$/\1/p' "$deployment")
keys router
for agency in $agencies; do keys "agency-$agency"; done
while IFS= read -r line; do
  printf '%s\n' "$line"
  if [[ $line =~ ^\ \ id:\ \"([a-z0-9-]+)\"$ ]]; then
    listed signing_keys "agency-${BASH_REMATCH[1]}" | sed 's/^/  /'
  fi
done <"$deployment" >"$work/deployment"
listed router_signing_keys router >>"$work/deployment"
mv "$work/deployment" "$dir/deployment.textproto"
