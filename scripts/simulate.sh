#!/bin/sh
# Plays the policies through in virtual time and writes the figures into docs/simulation.md, and
# those of the strategies into docs/routing.md too.
#
#   scripts/simulate.sh [REQUESTS] [SEED]
#
# Without arguments: a million requests a run, seed 1, and the pages are written. With other numbers
# the figures are printed only. The same numbers give the same figures on every machine.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd -P)
home=$root
. "$root/scripts/find-jdk.sh"

require_jdk javac
require_maven
"$maven" -f "$root/pom.xml" -q -B -ntp -Pjmh -Dmaven.test.skip=true -pl benchmarks -am process-classes
target=$root/benchmarks/target
if [ $# -eq 0 ]; then
  set -- 1000000 1 "$root/docs/simulation.md" "$root/docs/routing.md"
else
  set -- "$1" "${2:-1}"
fi
exec "$JAVA_HOME/bin/java" -XX:+UseSerialGC -Xmx1g \
  -cp "$target/classes:$(cat "$target/classpath")" dev.modelrouter.simulation.Simulation "$@"
