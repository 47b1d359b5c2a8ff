#!/bin/sh
# Starts ./modelrouter as a newcomer does, with nothing configured, and tries the README's examples
# word for word. Fails when one does not answer, when it rests on too much memory, or when SIGTERM
# does not end it with status 0.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd -P)
MOST_MEMORY_MB=130
SLOW_START_MS=1000
WAIT_MS=30000

dir=$(mktemp -d)
gateway=
cleanup() {
  if [ -n "$gateway" ]; then kill "$gateway" 2>/dev/null || true; fi
  rm -rf "$dir"
}
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

fail() {
  echo "smoke test: $*" >&2
  sed 's/^/  log: /' "$dir/log" >&2 2>/dev/null || true
  exit 1
}

# Milliseconds; whole seconds where date knows no fractions.
now() {
  nanos=$(date +%N)
  case $nanos in
    *[!0-9]* | '') echo "$(date +%s)000" ;;
    *) echo "$(date +%s)${nanos%??????}" ;;
  esac
}

# Starts a gateway in an empty directory on a free port, without the caller's own settings; sets
# `gateway`, `port` and `took`.
start() {
  : >"$dir/log"
  began=$(now)
  (cd "$dir/empty" && exec env -i PATH="$PATH" HOME="${HOME:-/}" \
    ${JAVA_HOME:+JAVA_HOME="$JAVA_HOME"} PORT=0 "$root/modelrouter" >"$dir/log" 2>&1) &
  gateway=$!
  port=
  while [ -z "$port" ]; do
    kill -0 "$gateway" 2>/dev/null || fail "the gateway ended before it answered"
    [ $(($(now) - began)) -lt $WAIT_MS ] || fail "no answer within $WAIT_MS ms"
    sleep 0.01
    port=$(sed -n 's/.*"port":\([0-9]*\).*/\1/p' "$dir/log")
  done
  curl -fsS --retry 20 --retry-connrefused --retry-delay 1 -o "$dir/health" \
    "http://127.0.0.1:$port/health" || fail "/health does not answer"
  took=$(($(now) - began))
}

stop() {
  kill -TERM "$gateway"
  status=0
  wait "$gateway" || status=$?
  gateway=
  [ $status -eq 0 ] || fail "SIGTERM ended it with status $status"
}

mkdir "$dir/empty"
# What a first start builds is not what is measured.
"$root/modelrouter" --version >"$dir/log" || fail "cannot build"

best=999999
for try in 1 2 3; do
  start
  if [ "$took" -lt $best ]; then best=$took; fi
  if [ $try -lt 3 ]; then stop; fi
done
grep -q '"status":"healthy"' "$dir/health" || fail "not healthy: $(cat "$dir/health")"

sed -n '/^curl .*localhost:8000\/[cs][a-z]* /p' "$root/README.md" >"$dir/examples"
[ "$(wc -l <"$dir/examples")" -eq 2 ] || fail "README.md must show two curl examples"
while IFS= read -r example; do
  sh -c "$(echo "$example" | sed "s/localhost:8000/127.0.0.1:$port/") -fsS" \
    >"$dir/answer" 2>"$dir/problem" || fail "failed: $example: $(cat "$dir/problem")"
  case $example in
    */chat*) grep -q '"text":"..*"provider":"demo"' "$dir/answer" ;;
    */stream*) [ "$(grep -c '^data: ' "$dir/answer")" -gt 2 ] && [ "$(grep . "$dir/answer" | tail -n 1)" = "data: [DONE]" ] ;;
  esac || fail "wrong answer to: $example: $(cat "$dir/answer")"
done <"$dir/examples"

sleep 1
memory=$(($(ps -o rss= -p "$gateway") / 1024))
stop

echo "smoke test: started in $best ms (best of 3), at rest in $memory MB, both README examples answered, SIGTERM ended it with status 0"
if [ "$best" -gt $SLOW_START_MS ]; then
  echo "smoke test: WARNING: later starts should answer within $SLOW_START_MS ms; was the machine busy?" >&2
fi
[ "$memory" -le $MOST_MEMORY_MB ] || fail "more than $MOST_MEMORY_MB MB at rest"
