#!/usr/bin/env bash
# From a fresh Debian 12 checkout to a first report: installs what is missing, builds, and runs
# scenarios/quickstart.json against the embedded mock. No key, no internet beyond Debian's packages.
# Arguments go to `orbench run` (for example: ./quickstart.sh --seed 7).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
# shellcheck source=.ci/packages.sh
source .ci/packages.sh
install_packages "${BUILD_PACKAGES[@]}"

build=build/release
configure_log=build/quickstart-build.log
mkdir -p build
echo "building (log: $configure_log)"
if ! { cmake --preset release "${COMPILER_CACHE[@]}" && cmake --build --preset release --target orbench; } \
    >"$configure_log" 2>&1; then
  tail -n 40 "$configure_log" >&2
  echo "the build failed; the whole log is in $configure_log" >&2
  exit 4
fi

exec "$build/bin/orbench" run scenarios/quickstart.json "$@"
