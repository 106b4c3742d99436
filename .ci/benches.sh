#!/usr/bin/env bash
# benches.sh BUILD_DIR: runs each benchmark for one short pass: kept alive, not measured.
set -euo pipefail
for bench in "$1"/bin/*_bench; do
  "$bench" --benchmark_min_time=0.001 >/dev/null 2>&1 || {
    echo "${bench##*/} failed" >&2
    exit 1
  }
  echo "${bench##*/} runs"
done
