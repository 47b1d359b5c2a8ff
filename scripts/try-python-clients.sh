#!/bin/sh
# Runs the Python clients of OpenAI, Anthropic, Google, Ollama, LiteLLM and LangChain through the
# gateway to four kinds of provider. Not part of ./check: it installs their newest releases from PyPI
# into a directory of its own.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd -P)
home=$root
. "$root/scripts/find-jdk.sh"
require_jdk javac
require_maven

dir=$(mktemp -d)
pids=
cleanup() {
  for pid in $pids; do kill "$pid" 2>/dev/null || true; done
  rm -rf "$dir"
}
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

python3 -m venv "$dir/venv"
"$dir/venv/bin/pip" install -q --disable-pip-version-check -r "$root/scripts/python-clients/requirements.txt"
"$root/modelrouter" --version
"$maven" -f "$root/pom.xml" -q -B -ntp -Dmaven.test.skip=true -pl fake-provider package

port=${FAKE_PORT:-29100}
"$JAVA_HOME/bin/java" -jar "$root/fake-provider/target/fake-provider-0.1.0.jar" --port "$port" --tokens 3 --interval-ms 1 \
  >"$dir/fake" 2>&1 &
pids=$!
fake=http://127.0.0.1:$port
mkdir "$dir/empty"
(cd "$dir/empty" && exec env -i PATH="$PATH" HOME="${HOME:-/}" JAVA_HOME="$JAVA_HOME" PORT=0 RATE_LIMIT_REQUESTS_PER_MINUTE=0 \
  HYPERBOLIC_API_KEY=any HYPERBOLIC_BASE_URL="$fake/v1" ANTHROPIC_API_KEY=any ANTHROPIC_BASE_URL="$fake" \
  GEMINI_API_KEY=any GEMINI_BASE_URL="$fake" OLLAMA_BASE_URL="$fake" "$root/modelrouter" >"$dir/log" 2>&1) &
pids="$pids $!"
gateway=
while [ -z "$gateway" ]; do
  sleep 0.1
  gateway=$(sed -n 's/.*"port":\([0-9]*\).*/\1/p' "$dir/log")
done
"$dir/venv/bin/python" "$root/scripts/python-clients/check_clients.py" "http://127.0.0.1:$gateway"
