#!/usr/bin/env bash
# Compares what a unit of work costs orbench with what it costs others, and prints one table.
#
#   tests/bench/peers.sh [--quick] [FOLDER]     FOLDER: of the programs (default build/bench/bin)
#
# Requests per CPU-second of the client, on nginx and a small JSON body: bare_curl_loop (which sends
# the engine's head in one text, and the usual way libcurl's own), wrk, h2load.
# Stream chunks per CPU-second: a Python client in the style of the LLM tools (aiohttp_client.py),
# plain, over TLS, and in bursts of 16 chunks a write. All on loopback, server and client pinned to
# a core each, in rounds A B C A B C...; figures are medians over the rounds. What a client took is
# user and system time of its whole process, of orbench with the log's thread and the report at the
# end; only bare_curl_loop leaves out its start, and aiohttp_client.py its imports. bare_curl_loop
# allocates as orbench does (mimalloc).
set -euo pipefail

quick=false
bin=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)/build/bench/bin
for argument in "$@"; do
  case "$argument" in
    --quick) quick=true ;;
    -*) echo "usage: peers.sh [--quick] [FOLDER]" >&2 && exit 2 ;;
    *) bin=$(cd "$argument" && pwd) ;;
  esac
done
# shellcheck source=tests/bench/rig.sh
source "$(dirname "${BASH_SOURCE[0]}")/rig.sh"
need nginx nginx
need wrk wrk
need h2load nghttp2-client
need openssl openssl
check_tools orbench bare_curl_loop

if $quick; then
  rounds=1 seconds=2 streams=100 chunks=160 turns=2 burst_turns=2
else
  rounds=5 seconds=6 streams=200 chunks=192 turns=4 burst_turns=8
fi
gap_ms=20 burst=16 busy=$((5 * streams))

# --- servers -------------------------------------------------------------------------------------
catalog "$chunks" "$gap_ms" >"$folder/catalog.json"
start_mock mock "$folder/catalog.json"
serve bursts "$python" "$here/burst_server.py" "$chunks" "$burst" $((gap_ms * burst))
await "the burst server" grep -q '^listening on' "$folder/bursts.log"
bursts_url=$(sed -n 's/^listening on //p' "$folder/bursts.log")

plain_port=$(free_port) tls_port=$(free_port)
plain_url=http://127.0.0.1:$plain_port/api/v1
tls_url=https://127.0.0.1:$tls_port/api/v1
start_nginx "$mock_url" "$plain_port" "$tls_port"

# --- requests ------------------------------------------------------------------------------------
cat >"$folder/body.json" <<EOF
{"model":"a/fast","max_tokens":100000,"messages":[{"role":"user","content":
"0123456789abcdef Tell me in a few plain words why the tide comes twice a day."}]}
EOF
cat >"$folder/post.lua" <<EOF
wrk.method = "POST"
wrk.body = io.open("$folder/body.json"):read("*a")
wrk.headers["Content-Type"] = "application/json"
wrk.headers["Authorization"] = "Bearer loopback-needs-no-key"
EOF
found() { sed -n "s/$1/\\1/p" "$folder/measured.out"; } # found PATTERN: what its \(…\) matched

bare() { # bare ROW CONNECTIONS [OPTION]
  measure "$bin/bare_curl_loop" ${3+"$3"} "$plain_url/chat/completions" "$2" "$seconds" \
    "$folder/body.json"
  note "$1.$2" "$(found '.* \([0-9]*\) per CPU-second.*')"
}
requests_bare() { bare bare "$1"; }
requests_usual() { bare usual "$1" --usual-head; }
requests_orbench() {
  local ok load="{\"arrivals\":\"closed\",\"concurrency\":$1,\"duration_s\":$seconds}"
  scenario "$plain_url" "$load" "" >"$folder/requests.json"
  orbench_run "$folder/requests.json"
  ok=$(of_run 's["totals"]["ok"]')
  note "orbench.$1" "$(quotient "$ok" "$cpu_s")"
  note "worker.$1" \
    "$(quotient "$ok" "$(of_run 's["client"]["cpu_share"][0] * s["run"]["duration_s"]')")"
}
requests_wrk() {
  measure wrk -t1 -c"$1" -d"${seconds}s" -s "$folder/post.lua" "$plain_url/chat/completions"
  note "wrk.$1" "$(quotient "$(found ' *\([0-9]*\) requests in .*')" "$cpu_s")"
}
requests_h2load() {
  measure h2load --h1 -t1 -c"$1" -D"$seconds" -d "$folder/body.json" \
    -H 'content-type: application/json' -H 'authorization: Bearer loopback-needs-no-key' \
    "$plain_url/chat/completions"
  note "h2load.$1" "$(quotient "$(found '^requests: .* \([0-9]*\) done,.*')" "$cpu_s")"
}

# --- chunks --------------------------------------------------------------------------------------
# In bursts a turn is so cheap that the start of a thousand connections would be a tenth of four.
turns_of() { if [[ $1 == burst ]]; then echo "$burst_turns"; else echo "$turns"; fi; }
chunks_orbench() { # chunks_orbench ROW URL STREAMS [TARGET_EXTRA]
  local ok requests
  requests=$(($(turns_of "$1") * $3))
  scenario "$2" "{\"arrivals\":\"closed\",\"concurrency\":$3,\"requests\":$requests}" \
    '"stream": true,' "" "${4-}" >"$folder/chunks.json"
  orbench_run "$folder/chunks.json"
  ok=$(of_run 's["totals"]["ok"]')
  ((ok == requests)) || echo "orbench, $1: only $ok of $requests streams" >&2
  note "orbench.$1" "$(quotient $((ok * chunks)) "$cpu_s")"
}
chunks_aiohttp() { # chunks_aiohttp ROW URL STREAMS [ARGUMENT…]
  local row=$1 url=$2 streams=$3 count own_cpu failed
  shift 3
  measure "$python" "$here/aiohttp_client.py" "$url/chat/completions" \
    "$streams" $(($(turns_of "$row") * streams)) "$@"
  read -r count own_cpu failed < <(tail -n 1 "$folder/measured.out")
  ((failed == 0)) || echo "aiohttp, $row: $failed streams failed" >&2
  note "aiohttp.$row" "$(quotient "$count" "$own_cpu")"
}

# --- rounds --------------------------------------------------------------------------------------
describe_machine
echo "others   $(nginx -v 2>&1 | sed 's,.*: ,,'), $(wrk -v 2>&1 | awk 'NR == 1 { print $1, $2 }')," \
  "$(h2load --version), $("$python" --version)," \
  "aiohttp $("$python" -c 'import aiohttp; print(aiohttp.__version__)')"
echo "rounds   $rounds, medians; requests for $seconds s;" \
  "streams of $chunks chunks, one each $gap_ms ms, or $burst at once as seldom"
for ((round = 1; round <= rounds; ++round)); do
  for connections in 64 1000; do
    for client in bare usual orbench wrk h2load; do "requests_$client" "$connections"; done
  done
  chunks_orbench plain "$mock_url" "$streams"
  chunks_aiohttp plain "$mock_url" "$streams"
  chunks_orbench busy "$mock_url" "$busy"
  chunks_aiohttp busy "$mock_url" "$busy"
  chunks_orbench tls "$tls_url" "$streams" ", \"ca_file\": \"$folder/ca.pem\""
  chunks_aiohttp tls "$tls_url" "$streams" --ca "$folder/ca.pem"
  chunks_orbench burst "$bursts_url" "$busy"
  chunks_aiohttp burst "$bursts_url" "$busy"
done
echo "load     $(load_average) at the end"

# --- the table -----------------------------------------------------------------------------------
row() { # row NAME WANTED OWN_FIGURES OTHER_FIGURES
  local own other
  own=$(median "$3")
  other=$(median "$4")
  printf '%-34s %12.0f %12.0f %8s %8s\n' "$1" "$own" "$other" "$(quotient "$own" "$other")" "$2"
}
printf '\n%-34s %12s %12s %8s %8s\n' "per CPU-second of the client" orbench other ratio wanted
for connections in 64 1000; do
  if ((connections == 64)); then wrk=0.33 h2load=0.42; else wrk=0.28 h2load=0.38; fi
  row "requests, $connections: bare_curl_loop" 0.85 "orbench.$connections" "bare.$connections"
  row "  its worker's thread only" 0.85 "worker.$connections" "bare.$connections"
  row "  and with libcurl's usual head" - "orbench.$connections" "usual.$connections"
  row "requests, $connections: wrk" $wrk "orbench.$connections" "wrk.$connections"
  row "requests, $connections: h2load" $h2load "orbench.$connections" "h2load.$connections"
done
row "chunks, $streams streams: aiohttp" 3 orbench.plain aiohttp.plain
row "chunks, $busy streams: aiohttp" 3 orbench.busy aiohttp.busy
row "chunks, $streams over TLS: aiohttp" 2 orbench.tls aiohttp.tls
row "chunks, $busy in bursts: aiohttp" 10 orbench.burst aiohttp.burst
