#!/usr/bin/env bash
# Makes a certificate authority and certificates for DEVELOPMENT AND TESTS.
# The authority's key lies unprotected beside what it signed: never trust it in
# production.
#
#   make-dev-certs.sh DIR [AGENCY...]
#
# Writes to DIR (0700, files 0600), each as NAME.pem and NAME.key:
#   ca                     the authority
#   router                 spiffe://referral.az/router/AZ
#   agency-AGENCY          spiffe://referral.az/agency/AGENCY
#   system-AGENCY-pilot    spiffe://referral.az/agency/AGENCY/system/pilot, for
#                          the agencies that run a service
#   operator-ops           spiffe://referral.az/operator/ops
# What is there and still valid is kept, so it may be run again at any time.
set -euo pipefail
umask 077

DOMAIN=referral.az
HOME_CODE=AZ
DAYS=825
# Agencies that run a service, and those that call the router themselves.
SERVICES=(sms health education labour ngo)
DIRECT=(foreign-affairs internal-affairs border ombudsman iom)

if [[ $# -lt 1 || $1 == -* ]]; then
  echo "usage: ${0##*/} DIR [AGENCY...]" >&2
  exit 2
fi
dir=$1
shift
agencies=("$@")
if [[ $# -eq 0 ]]; then agencies=("${SERVICES[@]}" "${DIRECT[@]}"); fi
for agency in "${agencies[@]}"; do
  if [[ ! $agency =~ ^[a-z0-9]+(-[a-z0-9]+)*$ ]]; then
    echo "${0##*/}: '$agency' is not an agency id (a-z, 0-9, -)" >&2
    exit 2
  fi
done
if ! command -v openssl >/dev/null; then
  echo "${0##*/}: openssl is not installed: run deploy/install-packages.sh" >&2
  exit 1
fi

mkdir -p "$dir"
chmod 700 "$dir"
cd "$dir"
work=$(mktemp -d ./.new.XXXXXX)
trap 'rm -rf "$work"' EXIT

# The system's openssl.cnf would add extensions of its own.
cat >"$work/cnf" <<'CNF'
[req]
distinguished_name = name
[name]
CNF

# make NAME EXTENSION...: a key and its certificate, put in place together.
make() {
  local name=$1 ext
  shift
  local args=()
  for ext in "$@"; do args+=(-addext "$ext"); done
  if [[ $name != ca ]]; then args+=(-CA ca.pem -CAkey ca.key); fi
  if ! openssl req -x509 -config "$work/cnf" -newkey ec \
    -pkeyopt ec_paramgen_curve:P-256 -noenc -days "$DAYS" -sha256 \
    -subj "/O=Referral development/CN=$name" "${args[@]}" \
    -keyout "$work/$name.key" -out "$work/$name.pem" 2>"$work/log"; then
    cat "$work/log" >&2
    exit 1
  fi
  mv "$work/$name.key" "$name.key"
  mv "$work/$name.pem" "$name.pem"
}

# valid NAME: both files are there, trusted and good for another day.
valid() {
  [[ -s $1.key && -s $1.pem ]] &&
    openssl x509 -in "$1.pem" -noout -checkend 86400 >/dev/null 2>&1 &&
    openssl verify -CAfile ca.pem "$1.pem" >/dev/null 2>&1
}

# leaf NAME URI [MORE_NAMES]: one identity, for both ends of mutual TLS.
leaf() {
  if valid "$1"; then return; fi
  make "$1" "subjectAltName=URI:spiffe://$DOMAIN/$2${3:+,$3}" \
    "basicConstraints=critical,CA:FALSE" \
    "keyUsage=critical,digitalSignature" \
    "extendedKeyUsage=serverAuth,clientAuth"
}

if ! valid ca; then
  make ca "basicConstraints=critical,CA:TRUE,pathlen:0" \
    "keyUsage=critical,keyCertSign,cRLSign" "subjectKeyIdentifier=hash"
fi
local_names=DNS:localhost,IP:127.0.0.1
leaf router "router/$HOME_CODE" "$local_names"
for agency in "${agencies[@]}"; do
  leaf "agency-$agency" "agency/$agency" "$local_names"
  if [[ " ${DIRECT[*]} " != *" $agency "* ]]; then
    leaf "system-$agency-pilot" "agency/$agency/system/pilot"
  fi
done
leaf operator-ops operator/ops
