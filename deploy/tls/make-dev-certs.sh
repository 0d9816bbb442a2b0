#!/usr/bin/env bash
# Makes a certificate authority and certificates for DEVELOPMENT AND TESTS.
# The authority's key lies unprotected beside what it signed: never trust it in
# production.
#
#   make-dev-certs.sh [--deployment FILE] DIR [AGENCY...]
#   make-dev-certs.sh --revoke DIR NAME    puts NAME.pem on the revocation list
#
# FILE (default deploy/deployment.textproto) says the trust DOMAIN, the HOME
# code and, where none is given, the agencies. Writes to DIR (0700, files 0600),
# each as NAME.pem and NAME.key:
#   ca                     the authority
#   router                 spiffe://DOMAIN/router/HOME
#   agency-AGENCY          spiffe://DOMAIN/agency/AGENCY
#   system-AGENCY-pilot    spiffe://DOMAIN/agency/AGENCY/system/pilot, for
#                          the agencies that may run a service
#   operator-ops           spiffe://DOMAIN/operator/ops
# and crl.pem, the authority's revocation list. What is there and still valid is
# kept, so it may be run again at any time; what was revoked is made anew.
set -euo pipefail
umask 077

DAYS=825

deployment=$(dirname "${BASH_SOURCE[0]}")/../deployment.textproto
if [[ ${1:-} == --deployment && $# -ge 2 ]]; then
  deployment=$2
  shift 2
fi
revoke=
if [[ ${1:-} == --revoke && $# -eq 3 ]]; then
  revoke=$3
  set -- "$2"
fi
if [[ $# -lt 1 || $1 == -* ]]; then
  echo "usage: ${0##*/} [--deployment FILE] DIR [AGENCY...]" >&2
  echo "       ${0##*/} --revoke DIR NAME" >&2
  exit 2
fi
dir=$1
shift
if [[ ! -r $deployment ]]; then
  echo "${0##*/}: cannot read $deployment" >&2
  exit 2
fi
DOMAIN=$(sed -nE 's/^trust_domain: "([a-z0-9.-]+)"$/\1/p' "$deployment")
HOME_CODE=$(sed -nE 's/^home: "([A-Z]+)"$/\1/p' "$deployment")
# Agencies with a role in which they run no service.
DIRECT=$(awk -F'"' '/^  id: /{id=$2} /^  role: AGENCY_ROLE_(N|O|PA)/{print id}' \
  "$deployment" | tr '\n' ' ')
agencies=("$@")
if [[ $# -eq 0 ]]; then
  mapfile -t agencies < <(sed -nE 's/^  id: "([a-z0-9-]+)"$/\1/p' "$deployment")
fi
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

if [[ -n $revoke && (! -s $dir/$revoke.pem || ! -s $dir/ca.key) ]]; then
  echo "${0##*/}: there is no $dir/$revoke.pem with its authority" >&2
  exit 2
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
[ca]
default_ca = authority
[authority]
database = ca.index
unique_subject = no
default_md = sha256
crl_extensions = list
[list]
authorityKeyIdentifier = keyid
CNF

# run COMMAND...: quietly, unless it fails.
run() {
  if "$@" >"$work/log" 2>&1; then return; fi
  cat "$work/log" >&2
  exit 1
}

# make NAME EXTENSION...: a key and its certificate, put in place together.
make() {
  local name=$1 ext
  shift
  local args=()
  for ext in "$@"; do args+=(-addext "$ext"); done
  if [[ $name != ca ]]; then args+=(-CA ca.pem -CAkey ca.key); fi
  run openssl req -x509 -config "$work/cnf" -newkey ec \
    -pkeyopt ec_paramgen_curve:P-256 -noenc -days "$DAYS" -sha256 \
    -subj "/O=Referral development/CN=$name" "${args[@]}" \
    -keyout "$work/$name.key" -out "$work/$name.pem"
  mv "$work/$name.key" "$name.key"
  mv "$work/$name.pem" "$name.pem"
}

# authority COMMAND...: openssl ca, which keeps what it revoked in ca.index.
authority() {
  openssl ca -config "$work/cnf" -cert ca.pem -keyfile ca.key "$@"
}

# list: the revocation list of what is in ca.index, put in place at once.
list() {
  run authority -gencrl -crldays "$DAYS" -out "$work/crl.pem"
  mv "$work/crl.pem" crl.pem
}

# valid NAME VERIFY_OPTION...: both files are there, trusted and good for
# another day.
valid() {
  local name=$1
  shift
  [[ -s $name.key && -s $name.pem ]] &&
    openssl x509 -in "$name.pem" -noout -checkend 86400 >/dev/null 2>&1 &&
    openssl verify -CAfile ca.pem "$@" "$name.pem" >/dev/null 2>&1
}
not_revoked=(-crl_check -CRLfile crl.pem)

# names NAME URI: the certificate is for this identity.
names() {
  openssl x509 -in "$1.pem" -noout -ext subjectAltName 2>/dev/null |
    grep -qE "URI:$2(,|\$)"
}

# leaf NAME URI [MORE_NAMES]: one identity, for both ends of mutual TLS.
leaf() {
  if valid "$1" "${not_revoked[@]}" && names "$1" "spiffe://$DOMAIN/$2"; then
    return
  fi
  make "$1" "subjectAltName=URI:spiffe://$DOMAIN/$2${3:+,$3}" \
    "basicConstraints=critical,CA:FALSE" \
    "keyUsage=critical,digitalSignature" \
    "extendedKeyUsage=serverAuth,clientAuth"
}

if [[ -n $revoke ]]; then
  openssl verify -CAfile ca.pem "${not_revoked[@]}" "$revoke.pem" \
    >"$work/log" 2>&1 || true
  if ! grep -q "certificate revoked" "$work/log"; then
    run authority -revoke "$revoke.pem"
    list
  fi
  exit 0
fi

if ! valid ca; then
  rm -f ca.index* crl.pem
  make ca "basicConstraints=critical,CA:TRUE,pathlen:0" \
    "keyUsage=critical,keyCertSign,cRLSign" "subjectKeyIdentifier=hash"
fi
touch ca.index
# A list that the authority signed, good for the certificates made below.
if ! valid ca -crl_check -CRLfile crl.pem; then list; fi
local_names=DNS:localhost,IP:127.0.0.1
leaf router "router/$HOME_CODE" "$local_names"
for agency in "${agencies[@]}"; do
  leaf "agency-$agency" "agency/$agency" "$local_names"
  if [[ " $DIRECT" != *" $agency "* ]]; then
    leaf "system-$agency-pilot" "agency/$agency/system/pilot"
  fi
done
leaf operator-ops operator/ops
