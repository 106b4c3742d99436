# What the scripts beside it measure on: a temporary folder, servers on one core and the client under
# measurement on another, all on loopback, and an end that takes along what was started.
# Sourced, after `quick` and `bin` (the folder of a release build's programs) are set.
# shellcheck shell=bash disable=SC2034,SC2154

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
folder=$(mktemp -d "${TMPDIR:-/tmp}/orbench-bench.XXXXXX")
started=()

tear_down() {
  local pid
  for pid in "${started[@]}"; do kill "$pid" 2>/dev/null || true; done
  for pid in "${started[@]}"; do wait "$pid" 2>/dev/null || true; done
  rm -rf "$folder"
}
trap tear_down EXIT
trap 'exit 130' INT TERM

missing=()
need() { command -v "$1" >/dev/null || missing+=("$2"); } # need PROGRAM PACKAGE
PATH=$PATH:/usr/sbin:/sbin

# A Python that has aiohttp: Debian's package serves Debian's own interpreter only.
python=
for candidate in python3 /usr/bin/python3; do
  if "$candidate" -c 'import aiohttp' 2>/dev/null; then python=$candidate && break; fi
done
[[ -n $python ]] || missing+=(python3-aiohttp)

check_tools() { # check_tools ORBENCH_PROGRAM…
  if ((${#missing[@]})); then
    echo "apt-get install --no-install-recommends ${missing[*]}" >&2
    exit 3
  fi
  local program
  for program in "$@"; do
    [[ -x $bin/$program ]] && continue
    echo "no $bin/$program; cmake --preset bench && cmake --build --preset bench" >&2
    exit 3
  done
  ulimit -n "$(ulimit -Hn)"
}

# The first two cores we may use.
mapfile -t cores < <("${python:-python3}" -c 'import os
print(*sorted(os.sched_getaffinity(0))[:2], sep="\n")')
server_core=${cores[0]}
client_core=${cores[1]:-${cores[0]}}

free_port() {
  "$python" -c 'import socket
s = socket.socket()
s.bind(("127.0.0.1", 0))
print(s.getsockname()[1])'
}

# serve NAME COMMAND…: starts a server; its output is NAME.log.
serve() {
  local name=$1
  shift
  taskset -c "$server_core" "$@" >"$folder/$name.log" 2>&1 &
  started+=($!)
}

await() { # await DESCRIPTION COMMAND…: until the command succeeds
  local what=$1 tries
  shift
  for ((tries = 0; tries < 1000; ++tries)); do
    "$@" 2>/dev/null && return
    sleep 0.02
  done
  echo "$what did not come up" >&2
  cat "$folder"/*.log >&2
  exit 1
}
answers() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# start_mock NAME CATALOG [ARGUMENT…]: sets mock_url and mock_pid.
start_mock() {
  local name=$1 catalog=$2
  shift 2
  serve "$name" "$bin/orbench" mock --config "$catalog" "$@"
  mock_pid=$!
  await "the mock" grep -q '^listening on' "$folder/$name.log"
  mock_url=$(sed -n 's/^listening on //p' "$folder/$name.log")
}

# catalog TOKENS GAP_MS: a mock's configuration, one model that always says so many tokens.
catalog() {
  cat <<EOF
{ "settings": { "seed": 7, "keep_alive": { "count": 0, "interval_ms": 0 } },
  "providers": [{ "name": "Near", "slug": "near" }],
  "models": [{ "id": "a/fast", "completion_tokens": { "median": $1, "sigma": 0 } }],
  "endpoints": [{ "model": "a/fast", "provider": "near", "ttft": { "fixed_ms": 10 },
    "gap": { "fixed_ms": $2 }, "pricing": { "prompt": "0", "completion": "0" } }] }
EOF
}

# keep_truth REQUESTS TOKENS: a catalog whose mock keeps the true instants of so many, stdin to stdout
keep_truth() {
  sed "s/\"seed\": 7/\"seed\": 7, \"ground_truth\": { \"enabled\": true, \"keep_requests\": $1,\
 \"keep_tokens\": $2 }/"
}

# scenario URL LOAD REQUEST_EXTRA [TOP_EXTRA] [TARGET_EXTRA]: a chat scenario.
scenario() {
  cat <<EOF
{ "name": "bench", "seed": 3, ${4-}
  "target": { "base_url": "$1" ${5-} },
  "workloads": [{ "name": "w", "endpoint": "chat",
    "request": { "model": "a/fast", $3 "max_tokens": 100000, "messages": [{ "role": "user",
      "content": "\${nonce} Tell me in a few plain words why the tide comes twice a day." }] },
    "load": $2 }] }
EOF
}

# start_nginx MOCK_URL PLAIN_PORT TLS_PORT: a small JSON body for every request on one port; TLS in
# front of the mock on the other, with a certificate that ca.pem vouches for.
start_nginx() {
  local usage='"usage":{"prompt_tokens":20,"completion_tokens":20,"total_tokens":40,"cost":0}'
  local message='{"role":"assistant","content":"The moon pulls the near sea more than the earth, and
 the earth more than the far sea.","refusal":null,"reasoning":null}'
  local choice='{"logprobs":null,"finish_reason":"stop","native_finish_reason":"stop","index":0,
"message":'${message//$'\n'/}'}'
  local reply='{"id":"gen-1767225600-0123456789abcdef","provider":"Near","model":"a/fast",
"object":"chat.completion","created":1767225600,"choices":['$choice'],'$usage'}'
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1 \
    -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1 \
    -keyout "$folder/key.pem" -out "$folder/ca.pem" 2>/dev/null
  cat >"$folder/nginx.conf" <<EOF
daemon off; master_process off; pid $folder/nginx.pid; error_log stderr;
worker_rlimit_nofile 16384;
events { worker_connections 8192; }
http {
  access_log off; default_type application/json;
  keepalive_requests 1000000000; keepalive_timeout 600s;
  client_body_temp_path $folder/body; proxy_temp_path $folder/proxy;
  fastcgi_temp_path $folder/fcgi; uwsgi_temp_path $folder/uwsgi; scgi_temp_path $folder/scgi;
  upstream mock { server ${1:7:-7}; keepalive 2000; keepalive_requests 1000000000; }
  server { listen 127.0.0.1:$2 backlog=4096; location / { return 200 '${reply//$'\n'/}'; } }
  server {
    listen 127.0.0.1:$3 ssl backlog=4096;
    ssl_certificate $folder/ca.pem; ssl_certificate_key $folder/key.pem;
    location / {
      proxy_pass http://mock; proxy_http_version 1.1; proxy_set_header Connection "";
      proxy_buffering off; proxy_read_timeout 600s;
    }
  }
}
EOF
  serve nginx nginx -e "$folder/nginx-error.log" -c "$folder/nginx.conf" -p "$folder"
  await nginx answers "$2"
}

# measure COMMAND…: runs it on the client's core; sets cpu_s, wall_s, peak_kb; its output is
# measured.out and measured.err.
measure() {
  local code=0
  taskset -c "$client_core" "$python" "$here/measured.py" "$folder/figures" "$@" \
    >"$folder/measured.out" 2>"$folder/measured.err" || code=$?
  if ((code != 0)); then
    echo "exit $code of: $*" >&2
    tail -n 20 "$folder/measured.out" "$folder/measured.err" >&2
    exit 1
  fi
  read -r cpu_s wall_s peak_kb <"$folder/figures"
}

# orbench_run SCENARIO_FILE [ARGUMENT…]: measures a run; its folder is $folder/run.
orbench_run() {
  rm -rf "$folder/run"
  measure "$bin/orbench" run "$@" --out "$folder/run" --progress none
}
# of_run EXPRESSION: a figure of that run's summary `s`, whose only cell is `c`.
of_run() {
  "$python" -c 'import json, sys
s = json.load(open(sys.argv[1])); c = s["cells"][0]
print(eval(sys.argv[2]))' "$folder/run/summary.json" "$1"
}
quotient() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.4g\n", (b > 0 ? a / b : 0) }'; }

note() { echo "$2" >>"$folder/figures.$1"; } # note ROW VALUE: one round's figure
median() {
  sort -g "$folder/figures.$1" | awk '{ v[NR] = $1 }
    END { print (NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2) }'
}

load_average() { uptime | sed 's/.*load average: //'; }
describe_machine() {
  echo "date     $(date -u +%F\ %H:%M) UTC"
  echo "machine  $(nproc) cores, server on core $server_core, client on core $client_core"
  echo "load     $(load_average)"
  echo "orbench  $("$bin/orbench" --version | head -1)"
}
