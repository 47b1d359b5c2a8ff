# Sourced by ./modelrouter and ./check. Finds a JDK without starting a JVM: what a JDK is stands in
# its file "release". Only shell built-ins on the usual path, since it runs at every start.

JDK_LEAST=25

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
  if [ -x /usr/libexec/java_home ]; then
    mac=$(/usr/libexec/java_home -v "$JDK_LEAST+" 2>/dev/null) || mac=
    if jdk_serves "$mac" $JDK_LEAST "$1"; then
      export JAVA_HOME="$mac"
      return 0
    fi
  fi
  newer=
  for place in /usr/lib/jvm/* /usr/java/* /opt/*jdk* /opt/java/* \
    "${HOME:-/nonexistent}"/.sdkman/candidates/java/* "${HOME:-/nonexistent}"/.jdks/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    if jdk_serves "$place" $JDK_LEAST "$1"; then
      # The version the project is tested with is preferred to newer ones.
      if [ "$major" -eq $JDK_LEAST ]; then
        export JAVA_HOME="$place"
        return 0
      fi
      newer=${newer:-$place}
    fi
  done
  if [ -n "$newer" ]; then
    export JAVA_HOME="$newer"
    return 0
  fi
  return 1
}

# find_jdk, or the end with advice.
require_jdk() {
  if ! find_jdk "$1"; then
    cat >&2 <<ADVICE
A JDK $JDK_LEAST or newer is needed and was not found (JAVA_HOME, PATH and the usual places were searched).
  Debian, Ubuntu:  sudo apt install openjdk-$JDK_LEAST-jdk   (where there is none: https://adoptium.net/installation/linux)
  Fedora:          sudo dnf install java-$JDK_LEAST-openjdk-devel
  macOS:           brew install openjdk@$JDK_LEAST && export JAVA_HOME="\$(brew --prefix openjdk@$JDK_LEAST)/libexec/openjdk.jdk/Contents/Home"
  Windows:         winget install EclipseAdoptium.Temurin.$JDK_LEAST.JDK   (then run this in Git Bash or WSL)
  SDKMAN:          sdk install java $JDK_LEAST-tem
ADVICE
    exit 1
  fi
}

require_maven() {
  if ! command -v mvn >/dev/null 2>&1; then
    cat >&2 <<'ADVICE'
Maven (the command mvn, 3.8.6 or newer) is needed to build and was not found.
  Debian, Ubuntu:  sudo apt install maven
  Fedora:          sudo dnf install maven
  macOS:           brew install maven
  Windows:         https://maven.apache.org/install.html
  SDKMAN:          sdk install maven
ADVICE
    exit 1
  fi
  # Maven's own libraries use what newer JDKs warn about.
  export MAVEN_OPTS="--sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED${MAVEN_OPTS:+ $MAVEN_OPTS}"
}
