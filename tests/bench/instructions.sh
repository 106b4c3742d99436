#!/usr/bin/env bash
# Counts what a unit of work costs orbench in instructions, and prints one table.
#
#   tests/bench/instructions.sh [--quick] [--top N] [FOLDER]
#                                    FOLDER: of the programs (default build/bench/bin)
#
# Of a worker's thread, outside the kernel, by callgrind: two runs of the same load, one with more
# requests or longer streams than the other, so that all else drops out; what a worker does by the
# clock (telling how it stands, handing histograms over) is left out. Own are orbench's functions with what they call in libc and
# elsewhere, but for libcurl and libevent. Counts hardly depend on the machine, or on what else it
# does. --top lists the own functions that cost most.
set -euo pipefail

quick=false top=0
bin=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)/build/bench/bin
usage() { echo "usage: instructions.sh [--quick] [--top N] [FOLDER]" >&2 && exit 2; }
while (($#)); do
  case "$1" in
    --quick) quick=true ;;
    --top) [[ ${2-} =~ ^[0-9]+$ ]] || usage && top=$2 && shift ;;
    -*) usage ;;
    *) bin=$(cd "$1" && pwd) ;;
  esac
  shift
done
# shellcheck source=tests/bench/rig.sh
source "$(dirname "${BASH_SOURCE[0]}")/rig.sh"
need nginx nginx
need openssl openssl
need valgrind valgrind
check_tools orbench

if $quick; then few=200 many=600 requests=20; else
  few=1500 many=4500 requests=60
fi
few_chunks=96 many_chunks=288 gap_ms=20 burst=16 connections=64 streams=20

# --- servers -------------------------------------------------------------------------------------
for chunks in $few_chunks $many_chunks; do
  catalog "$chunks" "$gap_ms" >"$folder/catalog.$chunks.json"
  start_mock "mock.$chunks" "$folder/catalog.$chunks.json"
  declare "stream_$chunks=$mock_url"
  serve "bursts.$chunks" "$python" "$here/burst_server.py" "$chunks" "$burst" $((gap_ms * burst))
  await "the burst server" grep -q '^listening on' "$folder/bursts.$chunks.log"
  declare "bursts_$chunks=$(sed -n 's/^listening on //p' "$folder/bursts.$chunks.log")"
done
plain_port=$(free_port)
start_nginx "$mock_url" "$plain_port" "$(free_port)"
plain=http://127.0.0.1:$plain_port/api/v1

# --- counting ------------------------------------------------------------------------------------
# profile FILE URL CONCURRENCY REQUESTS REQUEST_EXTRA: what such a run does, as callgrind tells it
profile() {
  local worker='orbench::run::Worker'
  scenario "$2" "{\"arrivals\":\"closed\",\"concurrency\":$3,\"requests\":$4}" "$5" \
    >"$folder/load.json"
  rm -rf "$folder/run"
  taskset -c "$client_core" valgrind --tool=callgrind --callgrind-out-file="$1" \
    --toggle-collect="$worker::live()" --toggle-collect="$worker::publish*" \
    --toggle-collect="$worker::hand_over*" \
    "$bin/orbench" run "$folder/load.json" --out "$folder/run" --progress none \
    >"$folder/measured.out" 2>"$folder/measured.err" || {
    cat "$folder/measured.err" >&2
    exit 1
  }
}

# row NAME WANTED UNITS CONCURRENCY EXTRA FEW_URL FEW_REQUESTS MANY_URL MANY_REQUESTS
row() {
  local counted
  profile "$folder/few" "$6" "$4" "$7" "$5"
  profile "$folder/many" "$8" "$4" "$9" "$5"
  counted=$("$python" "$here/instructions.py" "$folder/few" "$folder/many" "$3" "$top")
  read -r own all <<<"$counted"
  printf '%-40s %10s %10s %10s\n' "$1" "$own" "$((all - own))" "$2"
  tail -n +2 <<<"$counted"
}
chunk_row() { # chunk_row NAME SERVER: of one more chunk
  local few_url=$2_$few_chunks many_url=$2_$many_chunks
  row "$1" 1500 $((requests * (many_chunks - few_chunks))) "$streams" '"stream": true,' \
    "${!few_url}" "$requests" "${!many_url}" "$requests"
}

describe_machine
printf '\n%-40s %10s %10s %10s\n' "instructions outside the kernel" own others wanted
row "a request, its reply and its sample" 8000 $((many - few)) "$connections" "" \
  "$plain" "$few" "$plain" "$many"
chunk_row "a chunk of $streams streams, its turn included" stream
chunk_row "a chunk of a burst of $burst, likewise" bursts
