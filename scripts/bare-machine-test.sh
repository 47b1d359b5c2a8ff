#!/bin/sh
# Runs ./modelrouter from a clean clone as on a machine with nothing but a shell, git, tar and curl:
# an empty HOME, neither java nor mvn on the PATH, no JDK in the usual places. The JDK and Maven come
# from an HTTP server on 127.0.0.1 (the JDK of this machine as an archive, Maven as the local
# repository has it), Maven's libraries from the local repository. Then tries what must be refused.
# Prints the SHA-256 of the jar that was built; with an argument, the path of the jar of another build
# that was made online, fails when the two differ (the build must be reproducible) and when the other
# build's bill of materials lists what must not be shipped.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd -P)
other_jar=${1:-}
home=$root
. "$root/scripts/find-jdk.sh"
require_jdk javac
require_maven
repository=$("$maven" -B -Dstyle.color=never -f "$root/pom.xml" -q -N help:evaluate -Dexpression=settings.localRepository -DforceStdout \
  | tr -cd "[:print:]" | sed "s/\[[0-9]*m//g")

dir=$(mktemp -d)
server=
cleanup() {
  if [ -n "$server" ]; then kill "$server" 2>/dev/null || true; fi
  rm -rf "$dir"
}
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

fail() {
  echo "bare machine test: $*" >&2
  sed 's/^/  /' "$dir/out" >&2 2>/dev/null || true
  exit 1
}

# What the server has: the JDK without its sources, and Maven in the layout of a repository.
version=$(sed -n 's/.*apache-maven-\([0-9.]*\)-bin.*/\1/p' "$root/.mvn/wrapper/maven-wrapper.properties")
maven_path=org/apache/maven/apache-maven/$version
mkdir -p "$dir/served/$maven_path" "$dir/empty-home" "$dir/bin"
(cd "$JAVA_HOME/.." && tar -chf - --exclude=src.zip --exclude=jmods "$(basename "$JAVA_HOME")") \
  | gzip -1 >"$dir/served/jdk.tar.gz"
[ -f "$repository/$maven_path/apache-maven-$version-bin.tar.gz" ] \
  || "$maven" -q -N -f "$root/pom.xml" dependency:get -Dtransitive=false \
    -Dartifact="org.apache.maven:apache-maven:$version:tar.gz:bin"
cp "$repository/$maven_path/apache-maven-$version-bin.tar.gz" "$dir/served/$maven_path/"
jdk_sum=$(sha256_of "$dir/served/jdk.tar.gz")
"$JAVA_HOME/bin/jwebserver" -b 127.0.0.1 -p 0 -d "$dir/served" >"$dir/server" 2>&1 &
server=$!
port=
while [ -z "$port" ]; do
  kill -0 "$server" 2>/dev/null || fail "the file server ended: $(cat "$dir/server")"
  sleep 0.1
  port=$(sed -n 's/.*127\.0\.0\.1 port \([0-9]*\).*/\1/p' "$dir/server")
done
base=http://127.0.0.1:$port

# The programs of a bare machine, and no others.
for program in sh cat cp date dirname basename env expr find grep gzip head id kill ldd ln ls mkdir mktemp \
  mv nproc ps readlink rm sed sha256sum sleep sort tail tar touch tr uname wc which git curl chmod \
  printf true test; do
  found=$(command -v "$program" 2>/dev/null) || continue
  case $found in /*) ln -sf "$found" "$dir/bin/$program" ;; esac
done

# Runs the rest of the arguments in the clone, as on the bare machine, with these variables before.
bare() {
  (cd "$dir/clone" && exec env -i PATH="$dir/bin" HOME="$dir/empty-home" LANG=C.UTF-8 MODELROUTER_JDK_DIRS= \
    MAVEN_ARGS="-o -Dmaven.repo.local=$repository" MVNW_REPOURL="$base" "$@")
}

git clone -q "$root" "$dir/clone"

bare MODELROUTER_NO_DOWNLOAD=1 ./modelrouter --version >"$dir/out" 2>&1 \
  && fail "MODELROUTER_NO_DOWNLOAD=1 did not prevent the download"
grep -q 'A JDK 25 or newer is needed' "$dir/out" || fail "no advice where downloads are forbidden"
bare MODELROUTER_JDK_URL="$base/jdk.tar.gz" MODELROUTER_JDK_SHA256=0000 ./modelrouter --version \
  >"$dir/out" 2>&1 && fail "a wrong SHA-256 was accepted"
grep -q 'the file is refused' "$dir/out" || fail "a wrong SHA-256 is not named"
[ -z "$(ls -A "$dir/clone/.jdk")" ] || fail "a refused download left files"
bare MODELROUTER_JDK_URL="$base/missing.tar.gz" MODELROUTER_JDK_SHA256="$jdk_sum" ./modelrouter --version \
  >"$dir/out" 2>&1 && fail "a missing archive was accepted"
grep -q 'A JDK 25 or newer is needed' "$dir/out" || fail "no advice where the download fails"

bare MODELROUTER_JDK_URL="$base/jdk.tar.gz" MODELROUTER_JDK_SHA256="$jdk_sum" ./modelrouter --version \
  >"$dir/out" 2>&1 || fail "./modelrouter does not build and start"
grep -q 'No JDK 25 was found; downloading' "$dir/out" || fail "the download of the JDK is not announced"
grep -q 'Maven was not found; downloading' "$dir/out" || fail "the download of Maven is not announced"
grep -q 'WARNING: MODELROUTER_JDK_SHA256' "$dir/out" && fail "a warning although the SHA-256 is given"
bare ./modelrouter --version >"$dir/out" 2>&1 || fail "the second start fails"
grep -q 'downloading' "$dir/out" && fail "the second start downloads again"

# Without a SHA-256 an archive of one's own is taken with a warning.
rm -rf "$dir/clone/.jdk"
bare MODELROUTER_JDK_URL="$base/jdk.tar.gz" ./modelrouter --version >"$dir/out" 2>&1 \
  || fail "an archive without a SHA-256 is refused"
grep -q 'WARNING: MODELROUTER_JDK_SHA256 is not set' "$dir/out" || fail "no warning without a SHA-256"

built=$(sha256_of "$dir/clone/gateway/target/modelrouter.jar")
echo "bare machine test: built and started with a downloaded JDK and Maven; jar $built"
[ -n "$other_jar" ] || exit 0
other=$(sha256_of "$other_jar")
[ "$built" = "$other" ] || fail "two builds of the same sources differ: $built and $other"
echo "bare machine test: a second build in another directory gave the same jar"

# The bill of materials of the other build, since its plugin does nothing in an offline build like the
# one above. It must not have a second Jackson or parts of Netty that nothing uses.
bom=$(dirname "$other_jar")/modelrouter-sbom.json
grep -q '"purl" : "pkg:maven/io.vertx/vertx-core@' "$bom" || fail "the bill of materials lacks vertx-core"
for unwanted in com.fasterxml.jackson.core/jackson-core io.netty/netty-codec-http3 io.netty/netty-codec-socks \
  io.netty/netty-resolver-dns io.netty/netty-tcnative; do
  if grep -q "pkg:maven/$unwanted" "$bom"; then fail "$unwanted is in the jar"; fi
done
