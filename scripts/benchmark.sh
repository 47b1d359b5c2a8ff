#!/usr/bin/env bash
# Measures what a request and a stream event cost in CPU, beside nginx as a plain proxy, with the
# gateway pinned to core 0 and everything else on core 1.
#
#   scripts/benchmark.sh KIT [ROUNDS] [SECONDS] [seed|openai]
#
# KIT is a folder with the built benchmark kit: mock_llm, sse_load, compare.sh and run-nginx.sh.
# "seed" asks /chat and /stream, "openai" asks /v1/chat/completions. Needs nginx, taskset and a built gateway (./modelrouter --version builds it). Nothing else may run
# meanwhile: a busy neighbour on the other core makes every figure worse, and Java's more than
# nginx's.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
kit=$(cd "$1" && pwd) rounds=${2:-3} seconds=${3:-8} api=${4:-seed}
home=$root
. "$root/scripts/find-jdk.sh"
. "$root/scripts/jvm-options.sh"
require_jdk java
# What ./modelrouter would start with, and what a busy gateway is given besides: a young generation
# that is not emptied fifty times a second, in pages of 2 MiB.
JAVA_OPTS=${JAVA_OPTS:-"-Xmx1g -Xms512m -Xmn192m -XX:+UseTransparentHugePages"}
choose_jvm_options
jar=$root/gateway/target/modelrouter.jar
[ -f "$jar" ] || { echo "build first: ./modelrouter --version" >&2; exit 1; }
work=$(mktemp -d)
mock=9100 plain=9101 port=9102 key=benchmark
pids=()
stop() {
  [ ${#pids[@]} -eq 0 ] || kill "${pids[@]}" 2>/dev/null || true
  "$kit/run-nginx.sh" stop >/dev/null 2>&1 || true
  rm -rf "$work"
}
trap stop EXIT

# About 1.4 KB, a usual short conversation.
long=$(printf 'Please say hello to the benchmark, and be kind. %.0s' {1..13})
printf '{"model":"mock-model","messages":[{"role":"system","content":"%s"},{"role":"user","content":"%s"}],"max_tokens":256,"temperature":0.7}' "$long" "$long" >"$work/body.json"

taskset -c 1 "$kit/mock_llm" --port $mock >/dev/null & pids+=($!)
sleep 0.3
nginx=$("$kit/run-nginx.sh" start --listen 127.0.0.1:$plain --upstream 127.0.0.1:$mock --cpu 0)
cd "$work"
API_KEY=$key GROQ_API_KEY=none GROQ_BASE_URL=http://127.0.0.1:$mock/v1 GROQ_RATE_LIMIT=0 \
  RATE_LIMIT_REQUESTS_PER_MINUTE=1000000000 MAX_CONCURRENT_STREAMS=100000 \
  HOST=127.0.0.1 PORT=$port "$JAVA_HOME/bin/java" -XX:ActiveProcessorCount=1 $jvm_options $JAVA_OPTS -jar "$jar" >"$work/gateway.log" & gateway=$!
pids+=($gateway)
until curl -sf -o /dev/null http://127.0.0.1:$port/health; do sleep 0.1; done

sed '0,/{/s/{/{"stream":true,/' "$work/body.json" >"$work/stream.json"

load() { # PATH SECONDS FLAGS
  body=body.json
  [ "$workload" = unary ] || body=stream.json
  taskset -c 1 "$kit/sse_load" --url "http://127.0.0.1:$port/$1" --connections 64 --duration "$2" \
    --header "Authorization: Bearer $key" --body-file "$work/$body" ${3:-} >/dev/null
}
compare() { # WORKLOAD FLAGS
  "$kit/compare.sh" --cpu 1 --rounds "$rounds" --duration "$seconds" --body "$work/body.json" \
    --baseline nginx --mock http://127.0.0.1:$mock --workloads "$@" \
    --header-for gateway="Authorization: Bearer $key" \
    nginx=http://127.0.0.1:$plain/v1/chat/completions="$nginx" \
    gateway=http://127.0.0.1:$port/$path=$gateway
}
for workload in unary stream; do
  case $workload in unary) path=chat flags=--unary ;; stream) path=stream flags= ;; esac
  [ "$api" = seed ] || path=v1/chat/completions
  # The compiler may use both cores until the code is compiled; figures are taken on one.
  taskset -a -c -p 0-1 $gateway >/dev/null
  load $path 20 $flags
  taskset -a -c -p 0 $gateway >/dev/null
  load $path 10 $flags
  compare $workload
done
# Many streams at reading speed, warmed up as the others are, and what a steady stream of requests
# waits longer.
if [ "$api" != seed ]; then
  workload=slow
  curl -sf -o /dev/null "http://127.0.0.1:$mock/__config?itl_ms=100&tokens=100"
  taskset -a -c -p 0-1 $gateway >/dev/null
  load $path 20 "--connections 2000 --ramp 5"
  taskset -a -c -p 0 $gateway >/dev/null
  load $path 10 "--connections 2000 --ramp 5"
  compare slow --slow-itl 100
  compare rate --rate 1000
fi
