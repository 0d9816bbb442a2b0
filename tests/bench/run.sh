#!/usr/bin/env bash
# Measures everything on this machine, from nothing if need be, and says at the
# end which goals are met. Debian 12, as root or with sudo.
#
#   tests/bench/run.sh [--peers] [--growth] [--quick] [--out DIR]
#
#   --peers    also Redis, RabbitMQ, PostgreSQL and etcd, in the same runs; their
#              packages are installed, and the build is build/peers
#   --growth   10,000,000 records in 500,000 cases and an inbox of 1,000,000,
#              not 200,000 in 10,000 and 100,000; without TLS that takes 35
#              minutes and 15 GB of disk, with TLS more
#   --quick    so little of each that only the way is tried; figures say nothing
#   --out DIR  where results and, meanwhile, all data go, on the disk that is
#              measured; default: build/bench-results
#
# A run leaves NAME.txt, a table; NAME.json, every value; NAME.svg, a picture:
#
#   submit     the router and its limits, and peers that take a message
#   flow       up to the receiver's acknowledgement, and peers that do the same
#   tls        with TLS, signatures and sealing, beside the same without
#   wide       256 in flight
#   slow       100 messages a second, each at its own time
#   store      memory, disk, syncs, restarts, growth; store-tls with all on
#
# and goals.txt, what is printed at the end. Nothing else should run meanwhile.
# Ctrl-C ends all that was started, and removes its data.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

# Those that this build does not know are left out.
SUBMIT=(submit-many flow submit "rocksdb committer" "rocksdb threads"
  "grpc echo unary" "grpc echo stream" "redis submit" "rabbitmq submit"
  "postgresql submit" "etcd submit")
FLOW=(flow "redis flow" "rabbitmq flow" "postgresql flow" "etcd flow")
TLS=(submit-many "submit-many tls" flow "flow tls")
WIDE=(submit-many "rocksdb committer" "grpc echo stream")
SLOW=(submit-many flow "rabbitmq flow" end-to-end replay report
  "rocksdb threads" "grpc echo unary")

# As listed in tests/bench/peers.
PEER_PACKAGES=(libhiredis-dev redis-server librabbitmq-dev rabbitmq-server
  libpq-dev postgresql etcd-server)

say() { printf '%s\n' "$*" >&2; }
refuse() {
  say "$0: $1; see --help"
  exit 2
}

peers=
growth=
quick=
out=build/bench-results
while [[ $# -gt 0 ]]; do
  case $1 in
    -h | --help)
      sed -n '2,/^set/{/^#/s/^# \{0,1\}//p}' tests/bench/run.sh
      exit 0
      ;;
    --peers) peers=1 && shift ;;
    --growth) growth=1 && shift ;;
    --quick) quick=1 && shift ;;
    --out)
      [[ $# -ge 2 ]] || refuse "--out needs a directory"
      out=$2 && shift 2
      ;;
    --out=?*) out=${1#*=} && shift ;;
    *) refuse "no argument \"$1\"" ;;
  esac
done

rounds=(--rounds 5 --seconds 2)
slow_rounds=(--rounds 5 --seconds 5)
store=()
if [[ -n $growth ]]; then
  store=(--records 10000000 --stored-cases 500000 --waiting 1000000)
fi
if [[ -n $quick ]]; then
  rounds=(--rounds 2 --seconds 0.3 --cases 500)
  slow_rounds=(--rounds 2 --seconds 0.5 --cases 500)
  store=(--records 20000 --stored-cases 500 --waiting 5000 --rounds 2
    --seconds 0.3)
fi

build=build/release
packages=()
if [[ -n $peers ]]; then
  build=build/peers
  packages=("${PEER_PACKAGES[@]}")
fi
deploy/install-packages.sh "${packages[@]}"
cmake -S . -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Release \
  -DREFERRAL_PEERS="$([[ -n $peers ]] && echo ON || echo OFF)" \
  --log-level=WARNING
cmake --build "$build" --target referral-bench referral-bench-store \
  referral-bench-goals referral-router
bin=$build/bin/bench

mkdir -p "$out"
out=$(cd "$out" && pwd)
data=$(mktemp -d "$out/data.XXXXXX")
mkdir "$data/tmp"
export TMPDIR=$data/tmp

# Kills what runs in our data or was told of it, also what is paused. True if
# there was something.
kill_ours() {
  local proc words found=1
  for proc in /proc/[0-9]*; do
    mapfile -d '' -t words 2>/dev/null <"$proc/cmdline" || continue
    if [[ ${words[*]} == *"$data"* ||
      $(readlink "$proc/cwd" 2>/dev/null) == "$data"* ]]; then
      kill -KILL "${proc#/proc/}" 2>/dev/null && found=0
    fi
  done
  return "$found"
}

clean_up() {
  trap '' INT TERM
  while kill_ours; do :; done
  rm -rf "$data"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# with_table NAME COMMAND...: its table goes to NAME.txt, too. In the
# background, so that a signal is heard at once.
with_table() {
  local name=$1
  shift
  say "$name: ..."
  mkdir "$data/$name"
  "$@" --dir "$data/$name" --json "$out/$name.json" >"$out/$name.txt" &
  wait $!
  rm -rf "${data:?}/$name"
  printf '\n%s\n' "$name"
  cat "$out/$name.txt"
  results+=("$out/$name.json")
}

# A name that there is not has all listed.
known=$({ "$bin/referral-bench" --subject '?' 2>&1 || true; } |
  sed -n 's/^  //p')

# compare NAME SUBJECT... -- FLAG...: in one interleaved run.
compare() {
  local name=$1 subjects=()
  shift
  while [[ $1 != -- ]]; do
    if grep -qxF -- "$1" <<<"$known"; then subjects+=(--subject "$1"); fi
    shift
  done
  shift
  with_table "$name" "$bin/referral-bench" "${subjects[@]}" \
    --svg "$out/$name.svg" "$@"
}

results=()
compare submit "${SUBMIT[@]}" -- "${rounds[@]}"
compare flow "${FLOW[@]}" -- "${rounds[@]}"
compare tls "${TLS[@]}" -- "${rounds[@]}"
compare wide "${WIDE[@]}" -- "${rounds[@]}" --in-flight 256
compare slow "${SLOW[@]}" -- "${slow_rounds[@]}" --rate 100
with_table store "$bin/referral-bench-store" "${store[@]}"
if [[ -n $growth ]]; then store=(); fi
with_table store-tls "$bin/referral-bench-store" --tls "${store[@]}"

printf '\n'
"$bin/referral-bench-goals" "${results[@]}" | tee "$out/goals.txt"
say "All results are in $out"
