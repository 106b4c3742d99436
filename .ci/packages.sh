# Debian 12 packages, by what needs them, and the function that installs what is missing.
# Sourced by quickstart.sh and test.sh.
# shellcheck shell=bash disable=SC2034

BUILD_PACKAGES=(g++ cmake ninja-build ccache pkg-config ca-certificates
  libcurl4-openssl-dev libevent-dev libssl-dev zlib1g-dev
  nlohmann-json3-dev libsimdjson-dev libexpected-dev libfmt-dev libcli11-dev
  libboost-dev libmimalloc-dev)
TEST_PACKAGES=(libgtest-dev libgmock-dev libvalijson-dev git nginx)
# Conformance tests run libraries from the npm registry. A Node.js of other making is as good.
if ! command -v node >/dev/null || ! command -v npm >/dev/null; then TEST_PACKAGES+=(nodejs npm); fi
CI_PACKAGES=(clang-format clang-tidy libbenchmark-dev)

# A compiler cache makes a second build cheap; its absence is no error.
COMPILER_CACHE=()
export CCACHE_SLOPPINESS=pch_defines,time_macros
# Clones of the project share what they compiled, wherever they lie.
export CCACHE_BASEDIR=$PWD CCACHE_NOHASHDIR=1

install_packages() {
  local missing=() package
  for package in "$@"; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q '^install ok installed' ||
      missing+=("$package")
  done
  if ((${#missing[@]})); then
    local sudo=()
    if ((EUID != 0)); then
      if ! command -v sudo >/dev/null || ! sudo -n true 2>/dev/null; then
        echo "missing packages; install them and run this again:" >&2
        echo "  sudo apt-get install --no-install-recommends ${missing[*]}" >&2
        exit 3
      fi
      sudo=(sudo)
    fi
    echo "installing: ${missing[*]}"
    "${sudo[@]}" apt-get update -qq
    DEBIAN_FRONTEND=noninteractive "${sudo[@]}" apt-get install -y -qq --no-install-recommends \
      "${missing[@]}" >/dev/null
  fi
  if command -v ccache >/dev/null; then
    COMPILER_CACHE=(-DCMAKE_CXX_COMPILER_LAUNCHER=ccache)
  fi
}
