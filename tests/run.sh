#!/usr/bin/env bash
# Builds everything and runs every test, from nothing if need be.
#
#   tests/run.sh [--build-dir DIR] [--sanitize LIST] [CTEST ARGUMENT...]
#
#   --sanitize LIST   address,undefined (in build/asan) or thread (in
#                     build/tsan, without the tests that use gRPC, which is not
#                     instrumented)
#   --build-dir DIR   build there instead
#
# For example: tests/run.sh -R model
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

build=
sanitize=
ctest_args=()
while [[ $# -gt 0 ]]; do
  case $1 in
    -h | --help) sed -n '2,/^set/{/^#/s/^# \{0,1\}//p}' "$0" && exit 0 ;;
    --build-dir) build=${2:?--build-dir needs a directory} && shift 2 ;;
    --build-dir=*) build=${1#*=} && shift ;;
    --sanitize) sanitize=${2:?--sanitize needs a list} && shift 2 ;;
    --sanitize=*) sanitize=${1#*=} && shift ;;
    *) ctest_args+=("$1") && shift ;;
  esac
done
case $sanitize in
  '') build=${build:-build/release} ;;
  thread)
    build=${build:-build/tsan}
    ctest_args+=(-LE grpc)
    ;;
  *) build=${build:-build/asan} ;;
esac

deploy/install-packages.sh
cmake -S . -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Release \
  -DREFERRAL_SANITIZE="$sanitize" --log-level=WARNING
cmake --build "$build"
exec ctest --test-dir "$build" --output-on-failure --parallel "$(nproc)" \
  "${ctest_args[@]}"
