#!/usr/bin/env bash
# Counts what a unit of work costs orbench in instructions, and prints one table.
#
#   tests/bench/instructions.sh [--quick] [--top N] [FOLDER]
#                                    FOLDER: of the programs (default build/bench/bin)
#
# Of a worker's thread, outside the kernel, by callgrind: two runs of the same load, one longer than
# the other, so that start and end drop out; what a worker does by the clock (telling how it stands,
# handing histograms over) is left out. Own are orbench's functions with what they call in libc and
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

if $quick; then few=200 many=600 few_streams=20 many_streams=60; else
  few=1500 many=4500 few_streams=40 many_streams=240
fi
chunks=192 gap_ms=20 burst=16 connections=64 streams=20

# --- servers -------------------------------------------------------------------------------------
catalog "$chunks" "$gap_ms" >"$folder/catalog.json"
start_mock mock "$folder/catalog.json"
serve bursts "$python" "$here/burst_server.py" "$chunks" "$burst" $((gap_ms * burst))
await "the burst server" grep -q '^listening on' "$folder/bursts.log"
bursts_url=$(sed -n 's/^listening on //p' "$folder/bursts.log")
plain_port=$(free_port)
start_nginx "$mock_url" "$plain_port" "$(free_port)"

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

# row NAME URL CONCURRENCY FEW MANY UNITS_EACH REQUEST_EXTRA WANTED
row() {
  local counted
  profile "$folder/few" "$2" "$3" "$4" "$7"
  profile "$folder/many" "$2" "$3" "$5" "$7"
  counted=$("$python" "$here/instructions.py" "$folder/few" "$folder/many" \
    $((($5 - $4) * $6)) "$top")
  read -r own all <<<"$counted"
  printf '%-40s %10s %10s %10s\n' "$1" "$own" "$((all - own))" "$8"
  tail -n +2 <<<"$counted"
}

describe_machine
printf '\n%-40s %10s %10s %10s\n' "instructions outside the kernel" own others wanted
row "a request, its reply and its sample" "http://127.0.0.1:$plain_port/api/v1" \
  "$connections" "$few" "$many" 1 "" 8000
row "a chunk, its share of all that" "$mock_url" \
  "$streams" "$few_streams" "$many_streams" "$chunks" '"stream": true,' 1500
row "a chunk of a burst of $burst, likewise" "$bursts_url" \
  "$streams" "$few_streams" "$many_streams" "$chunks" '"stream": true,' 1500
