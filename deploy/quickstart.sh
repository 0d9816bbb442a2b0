#!/usr/bin/env bash
# Runs the whole system on this machine: builds it, makes development
# certificates, starts the router and the agency services on free loopback
# ports, replays the programme's cases through their public APIs and prints the
# programme report. Then leaves everything up, until Ctrl-C.
#
#   deploy/quickstart.sh [OPTION...]
#
#   --once               stop everything after the report
#   --programme ID       the programme, its agencies and its cases: those of
#                        deploy/programmes/ID.run (default az-restart)
#   --cases FILE         replay these cases (default the programme's)
#   --report-json FILE   also write the report there, as JSON
#   --data-dir DIR       keep data, logs and certificates in DIR; it may hold
#                        those of an earlier run  (default: a fresh directory
#                        below build/release/quickstart)
#   --build-dir DIR      use the programs that are built there already; install
#                        and build nothing
#   --help
#
# Ends with 0, also after Ctrl-C once the system is up; 2 wrong usage,
# 3 packages missing, 4 the build failed, 5 a process did not start or died,
# 6 the replay failed, 7 the report failed, 8 a process did not stop cleanly,
# 129, 130 or 143 when interrupted earlier. Nothing it started outlives it.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
BUILD=$ROOT/build/release
START_SECONDS=60 # for a process to open its port
STOP_SECONDS=20  # for a process to end when told to

say() { printf '%s\n' "$*"; }
row() { printf '  %-14s %s\n' "$1" "$2"; }
die() {
  local code=$1
  shift
  printf '\nquickstart: %s\n' "$1" >&2
  shift
  if [[ $# -gt 0 ]]; then printf '  %s\n' "$@" >&2; fi
  exit "$code"
}

# ---------------------------------------------------------------- arguments
once=
programme_id=az-restart
own_cases=
report_json=
data=
built=
while [[ $# -gt 0 ]]; do
  case $1 in
    --once) once=1 && shift ;;
    --cases | --report-json | --data-dir | --build-dir)
      [[ -n ${2:-} ]] || die 2 "$1 needs a value; see --help"
      path=$(realpath -m -- "$2")
      case $1 in
        --cases) own_cases=$path ;;
        --report-json) report_json=$path ;;
        --data-dir) data=$path ;;
        --build-dir) BUILD=$path && built=1 ;;
      esac
      shift 2
      ;;
    --programme)
      [[ -n ${2:-} ]] || die 2 "$1 needs a value; see --help"
      programme_id=$2
      shift 2
      ;;
    -h | --help)
      sed -n '2,/^set/{/^#/s/^# \{0,1\}//p}' "${BASH_SOURCE[0]}"
      exit 0
      ;;
    *) die 2 "unknown argument '$1'; see --help" ;;
  esac
done
run_file=$ROOT/deploy/programmes/$programme_id.run
[[ $programme_id =~ ^[a-z0-9-]+$ && -r $run_file ]] ||
  die 2 "there is no programme '$programme_id' in deploy/programmes"
# What the run file sets.
deployment='' programme='' cases='' services=''
# shellcheck source=deploy/programmes/az-restart.run
. "$run_file"
CONFIG=(--programme "$ROOT/$programme")
# Program and agency of each service.
read -r -d '' -a SERVICES <<<"$services" || true
cases=${own_cases:-$ROOT/$cases}
[[ -r $cases && ! -d $cases ]] || die 2 "cannot read the cases in $cases"
if [[ -n $report_json ]]; then
  [[ -d ${report_json%/*}/ && -w ${report_json%/*}/ && ! -d $report_json ]] ||
    die 2 "cannot write the report to $report_json"
fi
BIN=$BUILD/bin
if [[ -n $built && ! -x $BIN/referral-router ]]; then
  die 2 "nothing is built in $BUILD"
fi
cd "$ROOT"
fresh=
if [[ -z $data ]]; then
  fresh=1
  mkdir -p "$BUILD/quickstart"
  data=$(mktemp -d "$BUILD/quickstart/$(date +%Y%m%d-%H%M%S)-XXXX")
fi
if ! mkdir -p "$data"/{log,run,tls} 2>/dev/null || [[ ! -w $data ]]; then
  die 2 "cannot write to $data"
fi

# ------------------------------------------------- processes and their end
declare -A pid_of # name -> pid, of what still has to be stopped
started=()         # names, in the order they were started
up=                # set once the system is up and Ctrl-C is the way to end

# launch NAME LOG COMMAND...: in its own process group, out of reach of the
# terminal's Ctrl-C, and told to stop should this script itself be killed.
# LOG - leaves the output on the terminal.
launch() {
  local name=$1 log=$2
  shift 2
  if [[ $log == - ]]; then
    setsid setpriv --pdeathsig TERM "$@" </dev/null &
  else
    setsid setpriv --pdeathsig TERM "$@" </dev/null >>"$log" 2>&1 &
  fi
  pid_of[$name]=$!
  started+=("$name")
}

forget() { unset "pid_of[$1]"; }

# stop NAME: politely, then by force. Returns what the process ended with.
stop() {
  local pid=${pid_of[$1]:-} deadline=$((SECONDS + STOP_SECONDS)) status=0
  [[ -n $pid ]] || return 0
  kill -TERM -- "-$pid" 2>/dev/null || kill -TERM "$pid" 2>/dev/null || true
  while kill -0 "$pid" 2>/dev/null && [[ $SECONDS -lt $deadline ]]; do
    sleep 0.02
  done
  wait_forced "$pid" || status=$?
  forget "$1"
  return "$status"
}

wait_forced() {
  kill -KILL -- "-$1" 2>/dev/null || true
  wait "$1" 2>/dev/null
}

# Stops all, the last started first. Returns 1 if one did not end well, with
# its name in `unclean`.
unclean=
stop_all() {
  local i
  for ((i = ${#started[@]} - 1; i >= 0; --i)); do
    stop "${started[i]}" || unclean=${started[i]}
  done
  [[ -z $unclean ]]
}

on_exit() {
  local code=$?
  trap '' INT TERM HUP
  stop_all || true
  exit "$code"
}
on_signal() {
  if [[ -n $up ]]; then
    trap '' INT TERM HUP
    finish
  fi
  say
  say "Interrupted: stopping."
  exit "$1"
}
trap on_exit EXIT
trap 'on_signal 129' HUP
trap 'on_signal 130' INT
trap 'on_signal 143' TERM

# The orderly end.
finish() {
  say
  say "Stopping."
  stop_all ||
    die 8 "$unclean did not stop cleanly" "its log: $(log_of "$unclean")"
  exit 0
}

log_of() { printf '%s/log/%s.log' "$data" "$1"; }

# died NAME STATUS: ends with what is known about it.
died() {
  local log
  log=$(log_of "$1")
  if [[ -s $log ]]; then tail -n 5 "$log" | sed 's/^/  | /' >&2; fi
  die 5 "$1 ended unexpectedly (exit status $2)" "its log: $log"
}

# Waits until NAME ends, or anything else does, which is an error.
# Returns NAME's exit status. Looks every SECONDS: `wait -n` would miss one that
# has ended before the call.
await() {
  local name=$1 seconds=${2:-0.05} status=0 who
  while true; do
    for who in "${!pid_of[@]}"; do
      kill -0 "${pid_of[$who]}" 2>/dev/null || break 2
    done
    sleep "$seconds"
  done
  wait "${pid_of[$who]}" 2>/dev/null || status=$?
  forget "$who"
  [[ $who == "$name" ]] || died "$who" "$status"
  return "$status"
}

# ------------------------------------------------------- packages and build
say "Referral broker, quickstart"
if [[ -z $built ]]; then
  deploy/install-packages.sh || exit 3
  row packages "all there"
fi

build_log=$BUILD/quickstart-build.log
mkdir -p "$BUILD"

# in_build COMMAND...: in the background, so that a signal is heard at once.
# One quickstart builds at a time.
in_build() {
  launch build "$build_log" flock --no-fork "$BUILD/.quickstart.lock" "$@"
  local shown=
  while [[ -t 1 ]] && kill -0 "${pid_of[build]}" 2>/dev/null; do
    shown=$(tail -n 1 "$build_log" | sed -nE 's|^\[([0-9]+/[0-9]+)\].*|\1|p')
    if [[ -n $shown ]]; then printf '\r  %-14s %s ' build "$shown"; fi
    sleep 0.2
  done
  await build || {
    say
    { grep -A 8 -iE 'error|failed' "$build_log" || true; } | head -n 30 >&2
    die 4 "the build failed" "its log: $build_log"
  }
}

build() {
  if [[ ! -t 1 && ! -x $BIN/referral-pilot ]]; then
    row build "takes several minutes the first time"
  fi
  : >"$build_log"
  if [[ ! -f $BUILD/build.ninja ]]; then
    in_build cmake -S . -B "$BUILD" -G Ninja -DCMAKE_BUILD_TYPE=Release
  fi
  in_build ninja -C "$BUILD" referral-router sms-intake health education \
    labour ngo referralctl referral-pilot
  if [[ -t 1 ]]; then printf '\r'; fi
  row build "done                "
}
if [[ -z $built ]]; then build; fi

# ------------------------------------------------------------- certificates
deploy/tls/make-dev-certs.sh --deployment "$deployment" "$data/tls"
deploy/tls/make-dev-keys.sh "$data/tls" "$deployment"
CONFIG+=(--deployment "$data/tls/deployment.textproto")
trust_domain=$(sed -nE 's/^trust_domain: "(.+)"$/\1/p' "$deployment")
home_code=$(sed -nE 's/^home: "(.+)"$/\1/p' "$deployment")
row certificates "and keys, for development only"

# tls_of NAME: the flags that give a process its identity.
tls_of() {
  tls=(--tls-ca "$data/tls/ca.pem" --tls-cert "$data/tls/$1.pem"
    --tls-key "$data/tls/$1.key" --tls-crl "$data/tls/crl.pem")
}

# ----------------------------------------------------------------- start up
# start NAME IDENTITY COMMAND...: with the flags that all of them take.
start() {
  local name=$1 identity=$2
  shift 2
  mkdir -p "$data/$name"
  rm -f "$data/run/$name.port"
  tls_of "$identity"
  launch "$name" "$(log_of "$name")" "$@" --data-dir "$data/$name" \
    "${CONFIG[@]}" "${tls[@]}" \
    --signing-key "$data/tls/$identity-signing.pem" \
    --master-key "$data/tls/$identity-master.key" \
    --listen 127.0.0.1:0 --port-file "$data/run/$name.port"
}

# await_port NAME: sets `address` to where NAME serves.
await_port() {
  local file=$data/run/$1.port deadline=$((SECONDS + START_SECONDS)) status=0
  until [[ -s $file ]]; do
    if ! kill -0 "${pid_of[$1]}" 2>/dev/null; then
      wait "${pid_of[$1]}" || status=$?
      forget "$1"
      died "$1" "$status"
    fi
    [[ $SECONDS -lt $deadline ]] ||
      die 5 "$1 did not open its port within $START_SECONDS s" \
        "its log: $(log_of "$1")"
    sleep 0.02
  done
  address=$(<"$file")
}

start router router "$BIN/referral-router"
await_port router
router=$address
row router "$router"
# name_of SERVICE: its program, or its agency where several run the program.
name_of() {
  local other same=0
  for other in "${SERVICES[@]}"; do
    if [[ ${other%:*} == "${1%:*}" ]]; then same=$((same + 1)); fi
  done
  if [[ $same -eq 1 ]]; then printf '%s' "${1%:*}"; else printf '%s' "${1#*:}"; fi
}

for service in "${SERVICES[@]}"; do
  start "$(name_of "$service")" "agency-${service#*:}" "$BIN/${service%:*}" \
    --agency "${service#*:}" --router "$router"
done
servers=()
for service in "${SERVICES[@]}"; do
  await_port "$(name_of "$service")"
  row "$(name_of "$service")" "$address"
  servers+=(--agency "${service#*:}=${service%:*}@$address")
done

cat >"$data/env.sh" <<ENV
# Lets referralctl reach the system that quickstart runs: source this file.
export REFERRALCTL_SERVER='$router'
export REFERRALCTL_SERVER_ID='spiffe://$trust_domain/router/$home_code'
export REFERRALCTL_TLS_CA='$data/tls/ca.pem'
export REFERRALCTL_TLS_CERT='$data/tls/operator-ops.pem'
export REFERRALCTL_TLS_KEY='$data/tls/operator-ops.key'
export REFERRALCTL_DEPLOYMENT='$data/tls/deployment.textproto'
export REFERRALCTL_TLS_CRL='$data/tls/crl.pem'
export PATH='$BIN':"\$PATH"
ENV
# shellcheck source=/dev/null
. "$data/env.sh"
# Where the README finds the newest.
if [[ -n $fresh ]]; then ln -sfn "$data/env.sh" "$BUILD/quickstart/env.sh"; fi

# ------------------------------------------------------- replay and report
say
say "Replaying ${cases#"$ROOT"/}"
launch referral-pilot - "$BIN/referral-pilot" --cases "$cases" \
  --programme "$programme_id" --tls-dir "$data/tls" \
  --trust-domain "$trust_domain" "${servers[@]}"
status=0
await referral-pilot || status=$?
[[ $status -eq 0 ]] || die 6 "the replay failed (exit status $status)" \
  "the processes' logs: $data/log"

# ask ARGUMENT...: referralctl, while all stay alive.
ask() {
  launch referralctl - "$BIN/referralctl" "$@"
  local status=0
  await referralctl || status=$?
  [[ $status -eq 0 ]] ||
    die 7 "referralctl $* failed (exit status $status)"
}

say
ask report
if [[ -n $report_json ]]; then
  ask report --output json >"$data/report.json"
  cp -- "$data/report.json" "$report_json" ||
    die 7 "cannot write the report to $report_json"
fi
say
ask status
if [[ -n $once ]]; then finish; fi

# ------------------------------------------------------------------ stay up
up=1 # before anyone is told that Ctrl-C is the way to end
cat <<EXPLORE

The system is up. Its data and logs are in
  $data
To explore it, in another terminal:
  . $data/env.sh
  referralctl status
  referralctl agency list
  referralctl case list
  referralctl referral list
  referralctl report --output json
Ctrl-C stops it.
EXPLORE
await nothing 0.2
