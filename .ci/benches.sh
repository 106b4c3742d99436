#!/usr/bin/env bash
# Builds the benchmarks and runs each for one short pass: kept alive, not measured.
set -euo pipefail
cmake --preset bench ${COMPILER_CACHE[@]+"${COMPILER_CACHE[@]}"} >/dev/null
cmake --build --preset bench -- --quiet
for bench in build/bench/bin/*_bench; do
  "$bench" --benchmark_min_time=0.01 >/dev/null
  echo "${bench##*/} runs"
done
