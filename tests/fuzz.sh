#!/usr/bin/env bash
# Builds the fuzz targets with clang and runs each for a while, from nothing if
# need be. Ends 1 when one of them found something, and says which file
# reproduces it.
#
#   tests/fuzz.sh [--seconds N] [--corpus DIR] [--build-dir DIR] [TARGET...]
#
#   --seconds N      how long each target runs; default 20
#   --corpus DIR     keeps what was found to be new under DIR/<target>, and
#                    starts from there the next time; default: nothing is kept
#   --build-dir DIR  build there instead of build/fuzz
#
# TARGET is gate, decide, config, received or record; default: all. What each
# promises stands in tests/robustness/fuzz. To look into what was found:
#
#   build/fuzz/bin/gate_fuzz FILE
#
# Then put the case into a test of the room that was at fault.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# What a target may use: the longest input in bytes, memory in MiB, and the
# seconds after which one input counts as endless.
declare -A MAX_LEN=(
  [gate]=16384 [decide]=8192 [config]=32768 [received]=16384 [record]=16384)
RSS_LIMIT_MB=1024
INPUT_SECONDS=20

seconds=20
corpus=
build=build/fuzz
targets=()
while [[ $# -gt 0 ]]; do
  case $1 in
    -h | --help) sed -n '2,/^set/{/^#/s/^# \{0,1\}//p}' "$0" && exit 0 ;;
    --seconds) seconds=${2:?--seconds needs a number} && shift 2 ;;
    --seconds=*) seconds=${1#*=} && shift ;;
    --corpus) corpus=${2:?--corpus needs a directory} && shift 2 ;;
    --corpus=*) corpus=${1#*=} && shift ;;
    --build-dir) build=${2:?--build-dir needs a directory} && shift 2 ;;
    --build-dir=*) build=${1#*=} && shift ;;
    *)
      if [[ -z ${MAX_LEN[$1]:-} ]]; then
        printf '%s: no target "%s"; there are: %s\n' "$0" "$1" \
          "${!MAX_LEN[*]}" >&2
        exit 2
      fi
      targets+=("$1") && shift
      ;;
  esac
done
if [[ ! $seconds =~ ^[1-9][0-9]{0,5}$ ]]; then
  printf '%s: --seconds takes 1 to 999999\n' "$0" >&2
  exit 2
fi
if [[ ${#targets[@]} -eq 0 ]]; then
  targets=(gate decide config received record)
fi

deploy/install-packages.sh clang libclang-rt-14-dev
cmake -S . -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Release \
  -DREFERRAL_FUZZ=ON -DCMAKE_CXX_COMPILER=clang++ --log-level=WARNING
cmake --build "$build" --target fuzzers

work=$build/fuzzing
rm -rf "$work"
"$build"/bin/write_seeds "$work/seeds"

# The last number that libFuzzer printed after NAME, as in "cov: 1234".
last() { grep -oE "$1:? +[0-9]+" "$2" | tail -n 1 | grep -oE '[0-9]+$' || echo 0; }

# fuzz TARGET: one line about it; 1 when it found something.
fuzz() {
  local target=$1 log=$work/$1.log found=$work/found/$1 ended=ok
  local new=${corpus:-$work/corpus}/$target
  mkdir -p "$found" "$new"
  local options=(
    -max_total_time="$seconds" -max_len="${MAX_LEN[$target]}"
    -rss_limit_mb="$RSS_LIMIT_MB" -timeout="$INPUT_SECONDS" -seed=1
    -print_final_stats=1 -artifact_prefix="$found/")
  if [[ $target == config ]]; then
    options+=(-dict=tests/robustness/fuzz/config.dict)
  fi
  "$build/bin/${target}_fuzz" "${options[@]}" "$new" "$work/seeds/$target" \
    >"$log" 2>&1 || ended=FOUND
  printf '%-9s %9d runs  coverage %6d  %4d new inputs  %s\n' "$target" \
    "$(last number_of_executed_units "$log")" "$(last cov "$log")" \
    "$(last new_units_added "$log")" "$ended"
  [[ $ended == ok ]] && return
  grep -E 'a promise is broken|ERROR|SUMMARY|runtime error' "$log" | head -n 5
  find "$found" -type f -printf 'reproduce it with: %p\n'
  printf 'everything it said: %s\n' "$log"
  return 1
}

failed=0
for target in "${targets[@]}"; do
  fuzz "$target" || failed=1
done
exit "$failed"
