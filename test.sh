#!/usr/bin/env bash
# Installs what the tests need, builds, and runs them.
#
#   ./test.sh             unit, property and end-to-end tests (a debug build, warnings as errors)
#   ./test.sh --ci        all that CI runs: format, layers, sanitizers and benches as well
#   ./test.sh --tidy-all  with --ci: clang-tidy over every file, not only the changed ones
#   ./test.sh -R NAME     other arguments go to ctest
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
# shellcheck source=.ci/packages.sh
source .ci/packages.sh

ci=false
tidy=changed
ctest_arguments=()
for argument in "$@"; do
  case "$argument" in
    --ci) ci=true ;;
    --tidy-all) tidy=all ;;
    *) ctest_arguments+=("$argument") ;;
  esac
done

step() { printf '\n== %s\n' "$*"; }
build() { # build PRESET [TARGET…]
  local preset=$1
  shift
  cmake --preset "$preset" "${COMPILER_CACHE[@]}" >/dev/null
  cmake --build --preset "$preset" ${1:+--target "$@"} -- --quiet
}

install_packages "${BUILD_PACKAGES[@]}" "${TEST_PACKAGES[@]}"
if ! $ci; then
  step "build"
  build dev
  step "tests"
  exec ctest --preset dev -j 2 "${ctest_arguments[@]}"
fi

install_packages "${CI_PACKAGES[@]}"

step "format"
git ls-files '*.cc' '*.h' | xargs clang-format --dry-run -Werror

step "layers: who includes whom"
cmake -DROOT="$PWD" -P tests/layering/check_includes.cmake

# One build serves all that follows but the thread sanitizer: layers are shared libraries that fail
# to link on an upward call, tests and benches are in it, warnings are errors.
step "build with the address and undefined-behaviour sanitizers; layers as shared libraries"
build asan

step "headers compile alone"
cmake --build --preset asan --target all_verify_interface_header_sets -- --quiet

step "clang-tidy ($tidy files)"
.ci/tidy.sh "$tidy" build/asan

step "benches stay alive"
.ci/benches.sh build/asan

step "thread sanitizer: what has threads"
build tsan transport_test run_test mock_test
ctest --preset tsan -j 2 -R '^(transport|run|mock)\.' --progress

step "all tests under the address and undefined-behaviour sanitizers"
exec ctest --preset asan -j 2 "${ctest_arguments[@]}"
