#!/usr/bin/env bash
# Measures how exactly orbench keeps time, how many streams a worker holds, and what they cost in
# memory, and prints a table each.
#
#   tests/bench/timing.sh [--quick] [FOLDER]    FOLDER: of the programs (default build/bench/bin)
#
# Everything runs on loopback; the mock has a core, the client another. Sending is measured in rounds,
# its figures are medians. Times mean what they say on a quiet machine only.
set -euo pipefail

quick=false
bin=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)/build/bench/bin
for argument in "$@"; do
  case "$argument" in
    --quick) quick=true ;;
    -*) echo "usage: timing.sh [--quick] [FOLDER]" >&2 && exit 2 ;;
    *) bin=$(cd "$argument" && pwd) ;;
  esac
done
# shellcheck source=tests/bench/rig.sh
source "$(dirname "${BASH_SOURCE[0]}")/rig.sh"
need nginx nginx
need openssl openssl
check_tools orbench

if $quick; then
  rounds=1 seconds=2 length=2 many=50000
else
  rounds=3 seconds=10 length=5 many=1000000
fi

describe_machine
echo "rounds   $rounds, medians; $seconds s each"

# --- sending on time -----------------------------------------------------------------------------
catalog 4 0 >"$folder/fast.json"
start_mock fast "$folder/fast.json"
fast_url=$mock_url

of_client() { # of_client send_lag|loop_lag PERCENT: in us
  of_run "round({q['q']: q['value'] for q in s['client']['$1']['quantiles']}[$2] * 1e3)"
}
send() { # send RATE SPIN_US
  local load="{\"arrivals\":\"constant\",\"rate_rps\":$1,\"duration_s\":$seconds}"
  scenario "$fast_url" "$load" "" "\"engine\": { \"spin_us\": $2 }," >"$folder/send.json"
  orbench_run "$folder/send.json"
  local row=send.$1.$2
  note "$row.p50" "$(of_client send_lag 50)"
  note "$row.p99" "$(of_client send_lag 99)"
  note "$row.share" "$(of_run 's["totals"]["sent"] / s["client"]["planned"] * 100')"
  note "$row.cpu" "$(of_run 's["client"]["cpu_share"][0] * 100')"
}
for ((round = 1; round <= rounds; ++round)); do
  for rate in 1000 10000; do
    for spin in 0 50; do send $rate $spin; done
  done
done
printf '\n%-34s %9s %9s %9s %9s %9s\n' "sent against the schedule, us" p50 p99 wanted "sent %" "cpu %"
for rate in 1000 10000; do
  for spin in 0 50; do
    row=send.$rate.$spin
    printf '%-34s %9.0f %9.0f %9s %9.1f %9.0f\n' "constant, $rate/s, spin_us $spin" \
      "$(median $row.p50)" "$(median $row.p99)" $((spin ? 50 : 100)) "$(median $row.share)" \
      "$(median $row.cpu)"
  done
done

# --- streams held by one worker ------------------------------------------------------------------
hold() { # hold STREAMS PER_SECOND: arrivals at random over the streams' length keep so many open
  catalog $(($2 * length)) $((1000 / $2)) >"$folder/hold.json"
  start_mock "hold$1" "$folder/hold.json"
  local load="\"rate_rps\":$(($1 / length)),\"duration_s\":$seconds,\"warmup_s\":$((length + 1))"
  scenario "$mock_url" "{\"arrivals\":\"poisson\",$load}" '"stream": true,' >"$folder/held.json"
  orbench_run "$folder/held.json"
  kill "$mock_pid"
  printf '%-34s %9s %9s %9s %9s %9s\n' "$1 streams, $2 chunks/s each" \
    "$(of_run 's["totals"]["ok"]')" "$(of_run 's["totals"]["offered"] - s["totals"]["ok"]')" \
    "$(of_run '"yes" if s["client"]["client_limited"] else "no"')" \
    "$(of_run 'round(s["client"]["cpu_share"][0] * 100)')" \
    "$(of_client loop_lag 99)"
  of_run '"".join("    " + r + "\n" for r in s["client"]["reasons"])' | grep . || true
}
printf '\n%-34s %9s %9s %9s %9s %9s\n' "streams held by one worker" ok not_ok limited "cpu %" "lag us"
hold 1000 50
hold 5000 5
hold 10000 5

# --- memory --------------------------------------------------------------------------------------
tls_port=$(free_port)
plain_port=$(free_port)
catalog 50 100 >"$folder/slow.json"
start_mock slow "$folder/slow.json"
start_nginx "$mock_url" "$plain_port" "$tls_port"

streams_kb() { # streams_kb URL TARGET_EXTRA: growth from 200 to 1200 streams at once, per stream
  local streams few=0
  for streams in 200 1200; do
    scenario "$1" "{\"arrivals\":\"closed\",\"concurrency\":$streams,\"requests\":$streams}" \
      '"stream": true,' "" "$2" >"$folder/memory.json"
    orbench_run "$folder/memory.json"
    ((few)) || few=$peak_kb
  done
  quotient $((peak_kb - few)) 1000
}
printf '\n%-34s %9s %9s\n' memory kb wanted
printf '%-34s %9s %9s\n' "a plain stream" "$(streams_kb "$mock_url" "")" 20
printf '%-34s %9s %9s\n' "a stream over TLS" \
  "$(streams_kb "https://127.0.0.1:$tls_port/api/v1" ", \"ca_file\": \"$folder/ca.pem\"")" 72
for count in $((many / 10)) "$many"; do
  scenario "http://127.0.0.1:$plain_port/api/v1" \
    "{\"arrivals\":\"closed\",\"concurrency\":64,\"requests\":$count}" "" >"$folder/million.json"
  orbench_run "$folder/million.json"
  printf '%-34s %9s %9s\n' "$count plain requests, at most" "$peak_kb" 100000
done

# --- stamps --------------------------------------------------------------------------------------
printf '\n'
calibrate_flags=(--output "$folder/calibration.json")
if $quick; then calibrate_flags+=(--quick); fi
"$bin/orbench" calibrate "${calibrate_flags[@]}" 2>"$folder/measured.err" ||
  cat "$folder/measured.err" >&2
stamp_streams=1000 stamp_chunks=100
catalog $stamp_chunks 20 | keep_truth 5000 $stamp_chunks >"$folder/stamps.json"
start_mock stamps "$folder/stamps.json" --admin
stamp_error() { "$python" "$here/stamp_error.py" "$mock_url" "$1"; }
for streams in 10 $stamp_streams; do
  measure "$python" "$here/aiohttp_client.py" "$mock_url/chat/completions" "$streams" "$streams" \
    --stamps "$folder/stamps"
  echo "stamp error of the aiohttp client, $streams streams x 50 chunks/s:" \
    "$(stamp_error "$folder/stamps")"
done
stamps() { # stamps MODE NOTE: of streams that begin at random instants
  local load="\"arrivals\":\"poisson\",\"rate_rps\":$((stamp_streams / 2))"
  scenario "$mock_url" "{$load,\"duration_s\":4,\"warmup_s\":3}" '"stream": true,' \
    "\"engine\": { \"stamps\": \"$1\" }," >"$folder/stamped.json"
  orbench_run "$folder/stamped.json"
  echo "stamp error of orbench, $1, $stamp_streams streams x 50 chunks/s$2:" \
    "$(stamp_error "$folder/run/samples.jsonl")"
}
for mode in kernel callback; do stamps $mode ""; done
taskset -c "$client_core" bash -c 'while :; do :; done' &
started+=($!)
for mode in kernel callback; do stamps $mode ", beside a busy loop"; done
echo "load     $(load_average) at the end"
