# Sourced by ./modelrouter, ./check and ./mvnw, which set `home` to the project's directory. Finds a
# JDK without starting a JVM, by its file "release"; downloads one into .jdk/ when there is none. Only
# shell built-ins on the usual path, since it runs at every start.

JDK_LEAST=25
. "$home/scripts/download.sh"

# Sets `major` to the version of the Java in $1, 0 when there is none, and `build` to its build.
java_major() {
  major=0
  build=
  if [ -x "$1/bin/java" ] && [ -r "$1/release" ]; then
    while IFS='=' read -r key value; do
      case $key in
        JAVA_VERSION)
          value=${value#\"}
          major=${value%%[!0-9]*}
          major=${major:-0}
          ;;
        JAVA_RUNTIME_VERSION | SOURCE) build="$build $value" ;;
      esac
    done <"$1/release"
  fi
}

# Whether $1 is a Java of at least version $2 that has the program $3.
jdk_serves() {
  [ -n "$1" ] && [ -x "$1/bin/$3" ] && java_major "$1" && [ "$major" -ge "$2" ]
}

# Sets and exports JAVA_HOME. $1 is the program it must have: java to run, javac to build as well.
# MODELROUTER_JDK_DIRS replaces the list of usual places: directories that hold JDKs, separated by
# colons; empty for none.
find_jdk() {
  if jdk_serves "${JAVA_HOME:-}" $JDK_LEAST "$1"; then
    export JAVA_HOME
    return 0
  fi
  if command -v java >/dev/null 2>&1; then
    on_path=$(readlink -f "$(command -v java)" 2>/dev/null) || on_path=
    if jdk_serves "${on_path%/bin/java}" $JDK_LEAST "$1"; then
      export JAVA_HOME="${on_path%/bin/java}"
      return 0
    fi
  fi
  if [ -z "${MODELROUTER_JDK_DIRS+set}" ] && [ -x /usr/libexec/java_home ]; then
    mac=$(/usr/libexec/java_home -v "$JDK_LEAST+" 2>/dev/null) || mac=
    if jdk_serves "$mac" $JDK_LEAST "$1"; then
      export JAVA_HOME="$mac"
      return 0
    fi
  fi
  newer=
  for place in "$home"/.jdk/* "$home"/.jdk/*/Contents/Home; do
    if consider_jdk "$place" "$1"; then return 0; fi
  done
  if [ -n "${MODELROUTER_JDK_DIRS+set}" ]; then
    rest=$MODELROUTER_JDK_DIRS:
    while [ -n "$rest" ]; do
      if [ -n "${rest%%:*}" ]; then
        for place in "${rest%%:*}"/*; do
          if consider_jdk "$place" "$1"; then return 0; fi
        done
      fi
      rest=${rest#*:}
    done
  else
    for place in /usr/lib/jvm/* /usr/java/* /opt/*jdk* /opt/java/* \
      "${HOME:-/nonexistent}"/.sdkman/candidates/java/* "${HOME:-/nonexistent}"/.jdks/* \
      /Library/Java/JavaVirtualMachines/*/Contents/Home; do
      if consider_jdk "$place" "$1"; then return 0; fi
    done
  fi
  if [ -n "$newer" ]; then
    export JAVA_HOME="$newer"
    return 0
  fi
  return 1
}

# Takes the JDK at $1 if it has the program $2 and is of the version the project is tested with;
# remembers the first newer one in `newer`.
consider_jdk() {
  jdk_serves "$1" $JDK_LEAST "$2" || return 1
  if [ "$major" -eq $JDK_LEAST ]; then
    export JAVA_HOME="$1"
    return 0
  fi
  newer=${newer:-$1}
  return 1
}

# Prints the platform as scripts/jdk.pins names it.
jdk_platform() {
  case $(uname -m) in
    x86_64 | amd64) machine=x64 ;;
    aarch64 | arm64) machine=aarch64 ;;
    *) machine=$(uname -m) ;;
  esac
  case $(uname -s) in
    Linux)
      if [ -f /etc/alpine-release ] || ldd /bin/sh 2>/dev/null | grep -q musl; then
        echo "linux-musl-$machine"
      else
        echo "linux-$machine"
      fi
      ;;
    Darwin) echo "macos-$machine" ;;
    *) echo "$(uname -s)-$machine" ;;
  esac
}

# Downloads a JDK into .jdk/: the pinned one of this platform, or the archive at MODELROUTER_JDK_URL.
download_jdk() {
  may_download || return 1
  url=${MODELROUTER_JDK_URL:-}
  sum=${MODELROUTER_JDK_SHA256:-}
  if [ -z "$url" ]; then
    platform=$(jdk_platform)
    sum=
    while read -r name pinned address; do
      if [ "$name" = "$platform" ]; then
        url=$address
        sum=$pinned
      fi
    done <"$home/scripts/jdk.pins"
    if [ -z "$url" ]; then
      echo "There is no pinned JDK for $platform." >&2
      return 1
    fi
  elif [ -z "$sum" ]; then
    echo "WARNING: MODELROUTER_JDK_SHA256 is not set, so the JDK from MODELROUTER_JDK_URL is not checked." >&2
  fi
  echo "No JDK $JDK_LEAST was found; downloading one into .jdk/ (once): $url" >&2
  unpacked=$home/.jdk/unpacking.$$
  unpack_verified "$url" "$sum" "$unpacked" || return 1
  archive_name=${url##*/}
  archive_name=${archive_name%.tar.gz}
  for place in "$unpacked" "$unpacked"/* "$unpacked"/*/Contents/Home; do
    if jdk_serves "$place" $JDK_LEAST javac; then
      top=$unpacked
      [ "$place" = "$unpacked" ] || top=$unpacked/$(cd "$place" && relative=${PWD#"$unpacked"/} && echo "${relative%%/*}")
      # Another start may have finished the same download first.
      [ -e "$home/.jdk/$archive_name" ] || mv "$top" "$home/.jdk/$archive_name"
      rm -rf "$unpacked"
      return 0
    fi
  done
  rm -rf "$unpacked"
  echo "The archive at $url holds no JDK $JDK_LEAST or newer for this machine." >&2
  return 1
}

# find_jdk, or a downloaded JDK, or the end with advice.
require_jdk() {
  if ! find_jdk "$1" && ! { download_jdk && find_jdk "$1"; }; then
    cat >&2 <<ADVICE
A JDK $JDK_LEAST or newer is needed and was not found (JAVA_HOME, PATH and the usual places were searched).
  Debian, Ubuntu:  sudo apt install openjdk-$JDK_LEAST-jdk   (where there is none: https://adoptium.net/installation/linux)
  Fedora:          sudo dnf install java-$JDK_LEAST-openjdk-devel
  macOS:           brew install openjdk@$JDK_LEAST && export JAVA_HOME="\$(brew --prefix openjdk@$JDK_LEAST)/libexec/openjdk.jdk/Contents/Home"
  Windows:         winget install EclipseAdoptium.Temurin.$JDK_LEAST.JDK   (then run this in Git Bash or WSL)
  SDKMAN:          sdk install java $JDK_LEAST-tem
  Closed network:  set MODELROUTER_JDK_URL (and MODELROUTER_JDK_SHA256) to a .tar.gz of a JDK $JDK_LEAST
ADVICE
    exit 1
  fi
}

MAVEN_MINIMUM=3.8.6

# Whether version $1 (digits and dots) is at least version $2.
version_at_least() {
  have=$1.0.0.
  need=$2.0.0.
  for part in 1 2 3; do
    [ "${have%%.*}" -eq "${need%%.*}" ] || { [ "${have%%.*}" -gt "${need%%.*}" ]; return; }
    have=${have#*.}
    need=${need#*.}
  done
}

# Sets `maven` to the command that runs Maven: an installed mvn that is new enough, else ./mvnw, which
# downloads the pinned one. JAVA_HOME must be set.
require_maven() {
  maven=$home/mvnw
  if command -v mvn >/dev/null 2>&1; then
    installed=$(mvn -v 2>/dev/null | sed -n 's/.*Apache Maven \([0-9][0-9.]*\).*/\1/p')
    if [ -n "$installed" ] && version_at_least "$installed" $MAVEN_MINIMUM; then
      maven=mvn
    fi
  fi
  # Maven's own libraries use what newer JDKs warn about.
  export MAVEN_OPTS="--sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED${MAVEN_OPTS:+ $MAVEN_OPTS}"
}
