#!/usr/bin/env bash
# Measures the mock as a server, and prints a table each: what a request costs it beside nginx, and
# how exactly it keeps the instants of many streams.
#
#   tests/bench/mock.sh [--quick] [FOLDER]      FOLDER: of the programs (default build/bench/bin)
#
# Everything runs on loopback; the server has a core, the client another. Requests are measured in
# rounds A B A B…, figures are medians over them; CPU is that of the server's whole process. nginx
# serves a file of as many bytes as the mock's answer has. Lateness is what the mock's own log of
# true instants says: from the instant a piece was due until the kernel had its last byte. It means
# what it says on a quiet machine only.
set -euo pipefail

quick=false
bin=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)/build/bench/bin
for argument in "$@"; do
  case "$argument" in
    --quick) quick=true ;;
    -*) echo "usage: mock.sh [--quick] [FOLDER]" >&2 && exit 2 ;;
    *) bin=$(cd "$argument" && pwd) ;;
  esac
done
# shellcheck source=tests/bench/rig.sh
source "$(dirname "${BASH_SOURCE[0]}")/rig.sh"
need nginx nginx
need wrk wrk
need openssl openssl
check_tools orbench

if $quick; then
  rounds=1 seconds=2 length=2
else
  rounds=5 seconds=3 length=5
fi

describe_machine
echo "others   $(nginx -v 2>&1 | sed 's,.*: ,,'), $(wrk -v 2>&1 | awk 'NR == 1 { print $1, $2 }')"
echo "rounds   $rounds, medians; $seconds s each"

# --- requests ------------------------------------------------------------------------------------
catalog 4 0 | sed 's/"fixed_ms": 10/"fixed_ms": 0/' >"$folder/fast.json"
start_mock fast "$folder/fast.json"
fast_url=$mock_url fast_pid=$mock_pid
cat >"$folder/body.json" <<EOF
{"model":"a/fast","max_tokens":4,"messages":[{"role":"user","content":"Why does the tide turn?"}]}
EOF
cat >"$folder/post.lua" <<EOF
wrk.method = "POST"
wrk.body = io.open("$folder/body.json"):read("*a")
wrk.headers["Content-Type"] = "application/json"
wrk.headers["Authorization"] = "Bearer loopback-needs-no-key"
EOF
echo 'wrk.headers["Authorization"] = "Bearer loopback-needs-no-key"' >"$folder/get.lua"

size_of() { # size_of LUA PATH: bytes of the mock's answer
  local flags=(-s -o "$folder/answer" -H 'Authorization: Bearer loopback-needs-no-key')
  if [[ $1 == post ]]; then flags+=(-H 'Content-Type: application/json' -d "@$folder/body.json"); fi
  curl "${flags[@]}" "$fast_url$2"
  stat -c %s "$folder/answer"
}
declare -A path=([get]=/key [post]=/chat/completions) size
for method in get post; do size[$method]=$(size_of "$method" "${path[$method]}"); done

file_port=$(free_port)
mkdir "$folder/files"
for method in get post; do
  head -c "${size[$method]}" /dev/zero | tr '\0' x >"$folder/files/$method.json"
done
cat >"$folder/nginx.conf" <<EOF
daemon off; master_process off; pid $folder/nginx.pid; error_log stderr;
events { worker_connections 1024; }
http {
  access_log off; types { application/json json; } sendfile on; tcp_nopush on;
  open_file_cache max=16; keepalive_requests 1000000000; keepalive_timeout 600s;
  client_body_temp_path $folder/body; proxy_temp_path $folder/proxy;
  fastcgi_temp_path $folder/fcgi; uwsgi_temp_path $folder/uwsgi; scgi_temp_path $folder/scgi;
  server { listen 127.0.0.1:$file_port backlog=4096; root $folder/files; }
}
EOF
serve nginx nginx -e "$folder/nginx-error.log" -c "$folder/nginx.conf" -p "$folder"
nginx_pid=$!
await nginx answers "$file_port"

cpu_ns() { cat /proc/"$1"/task/*/schedstat | awk '{ sum += $1 } END { printf "%.0f\n", sum }'; }
requests() { # requests ROW PID URL SCRIPT: per CPU-second of the server
  local before after count
  before=$(cpu_ns "$2")
  measure wrk -t1 -c64 -d"${seconds}s" -s "$folder/$4.lua" "$3"
  after=$(cpu_ns "$2")
  count=$(sed -n 's/^ *\([0-9]*\) requests in .*/\1/p' "$folder/measured.out")
  if grep -q 'Non-2xx\|Socket errors' "$folder/measured.out"; then
    grep 'Non-2xx\|Socket errors' "$folder/measured.out" >&2
  fi
  note "$1" "$(quotient "$count" "$(quotient $((after - before)) 1000000000)")"
}
for ((round = 1; round <= rounds; ++round)); do
  for method in get post; do
    requests "mock.$method" "$fast_pid" "$fast_url${path[$method]}" $method
    requests "nginx.$method" "$nginx_pid" "http://127.0.0.1:$file_port/$method.json" get
  done
done
printf '\n%-34s %9s %9s %9s %9s\n' "requests per CPU-second" mock nginx ratio wanted
for method in get post; do
  own=$(median mock.$method) other=$(median nginx.$method)
  printf '%-34s %9.0f %9.0f %9s %9s\n' "${method^^} ${path[$method]}, ${size[$method]} bytes" "$own" "$other" \
    "$(quotient "$own" "$other")" 0.4
done

# --- streams -------------------------------------------------------------------------------------
hold() { # hold STREAMS PER_SECOND: arrivals at random, or many streams would be due at the same
  # instants; over the streams' length they keep so many open
  local tokens=$(($2 * length)) row=hold.$1 p50 p99 most
  catalog $tokens $((1000 / $2)) | keep_truth 1000 $tokens >"$folder/hold.json"
  start_mock "hold$1" "$folder/hold.json" --admin
  local load="\"rate_rps\":$(($1 / length)),\"duration_s\":$length,\"warmup_s\":$((length + 1))"
  scenario "$mock_url" "{\"arrivals\":\"poisson\",$load}" '"stream": true,' >"$folder/held.json"
  orbench_run "$folder/held.json"
  read -r p50 p99 most _ < <("$python" "$here/write_lateness.py" "$mock_url")
  kill "$mock_pid"
  note "$row.ok" "$(of_run 's["totals"]["ok"]')"
  note "$row.not_ok" "$(of_run 's["totals"]["offered"] - s["totals"]["ok"]')"
  note "$row.p50" "$p50"
  note "$row.p99" "$p99"
  note "$row.most" "$most"
}
for ((round = 1; round <= rounds; ++round)); do
  hold 1000 50
  hold 5000 5
  hold 10000 5
done
show_held() { # show_held STREAMS PER_SECOND WANTED_US
  local row=hold.$1
  printf '%-34s %9.0f %9.0f %9.0f %9.0f %9.0f %9s\n' "$1 streams, $2 chunks/s each" \
    "$(median "$row.ok")" "$(median "$row.not_ok")" "$(median "$row.p50")" \
    "$(median "$row.p99")" "$(median "$row.most")" "$3"
}
printf '\n%-34s %9s %9s %9s %9s %9s %9s\n' "streams, written late by us" ok not_ok p50 p99 max wanted
show_held 1000 50 200
show_held 5000 5 200
show_held 10000 5 -
echo "load     $(load_average) at the end"
