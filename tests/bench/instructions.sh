#!/usr/bin/env bash
# Counts the instructions that a message costs the router, step by step, and
# compares them with tests/bench/instructions.baseline. Unlike times they are
# the same on a busy machine. From nothing if need be.
#
#   tests/bench/instructions.sh [--update] [--build-dir DIR]
#
#   --update         what is counted now is the baseline from now on
#   --build-dir DIR  build there instead of build/release
#
# Ends 1 when a step takes more than 5 % more instructions than its baseline,
# has none, or was not counted. To see where they go:
#
#   callgrind_annotate build/release/callgrind/STEP
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

BASELINE=tests/bench/instructions.baseline
TOLERATED_PERCENT=5

refuse() {
  printf '%s: %s; see --help\n' "$0" "$1" >&2
  exit 2
}

build=build/release
update=
while [[ $# -gt 0 ]]; do
  case $1 in
    -h | --help)
      sed -n '2,/^set/{/^#/s/^# \{0,1\}//p}' tests/bench/instructions.sh
      exit 0
      ;;
    --update) update=1 && shift ;;
    --build-dir)
      [[ $# -ge 2 ]] || refuse "--build-dir needs a directory"
      build=$2 && shift 2
      ;;
    --build-dir=?*) build=${1#*=} && shift ;;
    *) refuse "no argument \"$1\"" ;;
  esac
done

deploy/install-packages.sh valgrind
cmake -S . -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Release --log-level=WARNING
cmake --build "$build" --target instructions

work=$build/callgrind
rm -rf "$work"
mkdir -p "$work"

# count: "STEP INSTRUCTIONS" for each step.
count() {
  local part=0 step messages total
  if ! valgrind --tool=callgrind --collect-atstart=no \
    --callgrind-out-file="$work/profile" "$build/bin/bench/instructions" \
    >"$work/messages" 2>"$work/log"; then
    cat "$work/log" >&2
    return 1
  fi
  while read -r step messages; do
    part=$((part + 1))
    mv "$work/profile.$part" "$work/$step"
    total=$(sed -n 's/^summary: //p' "$work/$step")
    printf '%s %d\n' "$step" $((total / messages))
  done <"$work/messages"
}

# compare BASELINE COUNTED: a table; 1 when a step got worse or stands in only
# one of them.
compare() {
  awk -v tolerated="$TOLERATED_PERCENT" '
    $1 == "#" { next }
    FILENAME == ARGV[1] { baseline[$1] = $2; next }
    FNR == 1 {
      printf "%-12s  %22s  %10s  %10s\n", "step", "instructions a message",
        "baseline", "change"
    }
    { counted[$1] = 1 }
    !($1 in baseline) {
      printf "%-12s  %22d  %10s  %10s\n", $1, $2, "-", "-"
      unknown = unknown " " $1
      next
    }
    {
      change = 100 * ($2 - baseline[$1]) / baseline[$1]
      printf "%-12s  %22d  %10d  %+8.2f %%\n", $1, $2, baseline[$1], change
      if (change > tolerated) worse = worse " " $1
      if (change < -tolerated) better = better " " $1
    }
    END {
      for (step in baseline) {
        if (!(step in counted)) missing = missing " " step
      }
      if (better) {
        printf "more than %d %% better:%s\n", tolerated, better
        print "update the baseline on purpose: " \
          "tests/bench/instructions.sh --update"
      }
      if (unknown) printf "FAILED: no baseline:%s\n", unknown
      if (missing) printf "FAILED: not counted:%s\n", missing
      if (worse) printf "FAILED: more than %d %% worse:%s\n", tolerated, worse
      exit worse || unknown || missing ? 1 : 0
    }' "$1" "$2"
}

count >"$work/counted"
if [[ -n $update ]]; then
  {
    printf '# %s; %s\n' "$(c++ --version | head -n 1)" "$(valgrind --version)"
    cat "$work/counted"
  } >"$BASELINE"
  cat "$BASELINE"
else
  compare "$BASELINE" "$work/counted"
fi
