#!/bin/sh
# Builds and runs the benchmarks: nanoseconds and allocated bytes of one request or stream event.
#
#   scripts/jmh.sh [REGEX] [JMH OPTIONS]
#
# scripts/jmh.sh Relay -f 3 -i 10 measures the relay longer, scripts/jmh.sh -h names all options.
# The JVM has the options of the product; those in JAVA_OPTS come after them.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd -P)
home=$root
. "$root/scripts/find-jdk.sh"
. "$root/scripts/jvm-options.sh"

require_jdk javac
require_maven
"$maven" -f "$root/pom.xml" -q -B -ntp -Pjmh -Dmaven.test.skip=true -pl benchmarks -am process-classes
choose_jvm_options
target=$root/benchmarks/target
set -f
# The JVMs that measure inherit these options from the one that starts them.
# shellcheck disable=SC2086
exec "$JAVA_HOME/bin/java" $jvm_options ${JAVA_OPTS:-} \
  -cp "$target/classes:$(cat "$target/classpath")" org.openjdk.jmh.Main -prof gc "$@"
