#!/bin/sh
# Runs two gateways of -Xmx256m with hostile callers and a hostile provider beside well-behaved
# callers, and fails if those notice: an error, a p99 above 100 ms, heap or descriptors that do not
# return to where they began.
#
#   scripts/soak.sh [SECONDS] [HOSTILE CALLERS] [SEED]
#
# Without arguments: 900 seconds after a first minute, 12 hostile callers, seed 1. Linux only.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd -P)
home=$root
. "$root/scripts/find-jdk.sh"

require_jdk javac
require_maven
"$maven" -f "$root/pom.xml" -q -B -ntp -Pjmh -Dmaven.test.skip=true -pl benchmarks -am process-classes
"$root/modelrouter" --version >/dev/null
target=$root/benchmarks/target
exec "$JAVA_HOME/bin/java" -XX:+UseSerialGC -Xmx2g \
  -cp "$target/classes:$(cat "$target/classpath")" dev.modelrouter.soak.ChaosSoak \
  "$root/modelrouter" "${1:-900}" "${2:-12}" "${3:-1}"
