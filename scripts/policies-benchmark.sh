#!/usr/bin/env bash
# Measures what all policies together cost: a gateway with nothing but a provider beside one with a
# route and everything on, asked in turns, each pinned to core 0 and everything else to core 1.
#
#   scripts/policies-benchmark.sh KIT [ROUNDS] [SECONDS]
#
# KIT is a folder with the built benchmark kit: mock_llm, sse_load and compare.sh. Needs taskset and
# a built gateway (./modelrouter --version builds it). Nothing else may run meanwhile. WARM_SECONDS
# (75) is how long each is asked on both cores, and then a third of it on one, before figures count:
# what happens once a minute has to have happened before the compiler is done. With JFR=NAME each
# writes a CPU-time profile into NAME-plain.jfr and NAME-policies.jfr.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
kit=$(cd "$1" && pwd) rounds=${2:-4} seconds=${3:-6} warm=${WARM_SECONDS:-75}
home=$root
. "$root/scripts/find-jdk.sh"
. "$root/scripts/jvm-options.sh"
require_jdk java
# As in benchmark.sh: what the launcher takes, with a heap for a gateway that has its core to itself.
JAVA_OPTS=${JAVA_OPTS:-"-Xmx1g -Xms512m -Xmn192m -XX:+UseTransparentHugePages"}
choose_jvm_options
jar=$root/gateway/target/modelrouter.jar
[ -f "$jar" ] || { echo "build first: ./modelrouter --version" >&2; exit 1; }
work=$(mktemp -d)
mock=9180 plain=9182 policies=9183 key=benchmark
pids=()
stop() {
  [ ${#pids[@]} -eq 0 ] || kill "${pids[@]}" 2>/dev/null || true
  wait 2>/dev/null || true
  rm -rf "$work"
}
trap stop EXIT

# About 1.4 KB, a usual short conversation.
long=$(printf 'Please say hello to the benchmark, and be kind. %.0s' {1..13})
body() { # MODEL
  printf '{"model":"%s","messages":[{"role":"system","content":"%s"},{"role":"user","content":"%s"}],"max_tokens":256,"temperature":0.7}' "$1" "$long" "$long" >"$work/$1.json"
}
body mock-model
body smart

cat >"$work/modelrouter.yaml" <<YAML
server:
  admin_key: operators-own
  breaker_failures: 5
  breaker_failure_percent: 50
  breaker_window_seconds: 10
  breaker_scope: model
  health_check_seconds: 2
  queue_length: 1000
  queue_timeout_seconds: 2
providers:
  groq: {api_keys: [one, two], base_url: "http://127.0.0.1:$mock/v1", rate_limit: 1000000000, max_in_flight: 100, adaptive_limit: true}
  openai: {api_keys: [three, four], base_url: "http://127.0.0.1:$mock/v1", rate_limit: 1000000000, max_in_flight: 100, adaptive_limit: true}
routes:
  smart:
    strategy: lowest_latency
    targets:
      - target: groq/mock-model
        weight: 2
        when: {max_input_tokens: 100000, without: [images]}
      - target: openai/mock-model
        when: {headers: {host: "127.*"}}
    timeouts: {total: 60s, first_token: 5s, silence: 20s}
    retries: {most: 1, budget_percent: 10, budget_floor: 5}
    hedge: p95
    hedge_budget_percent: 5
    continuation: on
    queue_timeout: 2s
    priority: 6
models:
  groq/mock-model: {context_tokens: 131072}
YAML

taskset -c 1 "$kit/mock_llm" --port $mock >/dev/null & pids+=($!)
gateway() { # NAME PORT VARIABLES... ; prints nothing, adds to pids
  local name=$1 port=$2
  shift 2
  mkdir -p "$work/$name"
  (
    cd "$work/$name"
    exec env "$@" API_KEY=$key RATE_LIMIT_REQUESTS_PER_MINUTE=1000000000 MAX_CONCURRENT_STREAMS=100000 \
      HOST=127.0.0.1 PORT="$port" taskset -c 0-1 "$JAVA_HOME/bin/java" -XX:ActiveProcessorCount=1 $jvm_options \
      $JAVA_OPTS -jar "$jar" >gateway.log
  ) & pids+=($!)
  until curl -sf -o /dev/null "http://127.0.0.1:$port/health"; do
    kill -0 $! 2>/dev/null || { cat "$work/$name/gateway.log" >&2; exit 1; }
    sleep 0.1
  done
}
gateway plain $plain GROQ_API_KEY=none GROQ_BASE_URL=http://127.0.0.1:$mock/v1 GROQ_RATE_LIMIT=0
without=$!
gateway policies $policies MODELROUTER_CONFIG="$work/modelrouter.yaml"
with=$!

load() { # PORT MODEL SECONDS
  taskset -c 1 "$kit/sse_load" --unary --url "http://127.0.0.1:$1/v1/chat/completions" --connections 64 \
    --duration "$3" --header "Authorization: Bearer $key" --body-file "$work/$2.json" >/dev/null
}
# The compiler may use both cores until the code is compiled; figures are taken on one.
load $plain mock-model "$warm"
load $policies smart "$warm"
taskset -a -c -p 0 "$without" >/dev/null
taskset -a -c -p 0 "$with" >/dev/null
load $plain mock-model $((warm / 3))
load $policies smart $((warm / 3))
if [ -n "${JFR:-}" ]; then
  for one in "$without plain" "$with policies"; do
    "$JAVA_HOME/bin/jcmd" "${one% *}" JFR.start filename="$JFR-${one#* }.jfr" settings="$root/scripts/cpu-time.jfc" >/dev/null
  done
fi
"$kit/compare.sh" --cpu 1 --rounds "$rounds" --duration "$seconds" --warmup 2 --body "$work/mock-model.json" \
  --body-for policies="$work/smart.json" --baseline plain --mock http://127.0.0.1:$mock --workloads unary \
  --header "Authorization: Bearer $key" ${OUT:+--out "$OUT"} \
  plain=http://127.0.0.1:$plain/v1/chat/completions="$without" \
  policies=http://127.0.0.1:$policies/v1/chat/completions="$with"
echo
curl -s "http://127.0.0.1:$mock/__stats" | grep -o '"client_disconnects": *[0-9]*' || true
echo "what the gateway with the policies did:"
curl -s "http://127.0.0.1:$policies/metrics" | grep -E '^modelrouter_(requests|provider_success|provider_failures)_total.* [1-9]' || true
