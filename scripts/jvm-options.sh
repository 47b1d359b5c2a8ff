# Sourced by ./modelrouter. Chooses the collector and the heap by what the machine, or the
# container, has. Only shell built-ins, since it runs at every start.

# Sets `cpus`: processors this process may use, rounded up.
count_cpus() {
  cpus=$(nproc 2>/dev/null || sysctl -n hw.ncpu 2>/dev/null || echo 2)
  quota=max
  if [ -r /sys/fs/cgroup/cpu.max ]; then
    read -r quota period </sys/fs/cgroup/cpu.max
  elif [ -r /sys/fs/cgroup/cpu/cpu.cfs_quota_us ]; then
    read -r quota </sys/fs/cgroup/cpu/cpu.cfs_quota_us
    read -r period </sys/fs/cgroup/cpu/cpu.cfs_period_us
  fi
  case $quota in
    max | -1 | '') ;;
    *)
      allowed=$(((quota + period - 1) / period))
      if [ "$allowed" -lt "$cpus" ]; then cpus=$allowed; fi
      ;;
  esac
}

# Sets `memory`: MiB this process may use.
count_memory() {
  memory=2048
  if [ -r /proc/meminfo ]; then
    while read -r key value unit; do
      if [ "$key" = MemTotal: ]; then
        memory=$((value / 1024))
        break
      fi
    done </proc/meminfo
  elif bytes=$(sysctl -n hw.memsize 2>/dev/null); then
    memory=$((bytes / 1048576))
  fi
  for file in /sys/fs/cgroup/memory.max /sys/fs/cgroup/memory/memory.limit_in_bytes; do
    if [ -r "$file" ]; then
      read -r limit <"$file"
      # cgroup v1 says "no limit" with a number of 19 digits.
      case $limit in
        max | '' | ???????????????*) ;;
        *) if [ $((limit / 1048576)) -lt "$memory" ]; then memory=$((limit / 1048576)); fi ;;
      esac
    fi
  done
}

# Sets `jvm_options` and `collector`; options in JAVA_OPTS come after them and win.
choose_jvm_options() {
  count_cpus
  count_memory
  # G1 costs a fifth more CPU here: its write barriers and threads buy short pauses of large heaps,
  # and this heap is small.
  if [ "$cpus" -le 2 ] || [ "$memory" -lt 2048 ]; then
    collector=-XX:+UseSerialGC
  else
    collector=-XX:+UseParallelGC
  fi
  # Little is buffered whole, so a small heap carries thousands of streams. What the JVM needs for
  # itself (classes, compiled code, threads) comes off first; the heap gets up to two fifths of all,
  # network buffers outside it two fifths of the rest, so that the three fit into a container.
  rest=$((memory - 144))
  heap=$((memory * 2 / 5))
  if [ $heap -gt $((rest * 3 / 5)) ]; then heap=$((rest * 3 / 5)); fi
  if [ $heap -gt 4096 ]; then heap=4096; fi
  if [ $heap -lt 64 ]; then heap=64; fi
  direct=$((rest * 2 / 5))
  if [ $direct -gt $heap ]; then direct=$heap; fi
  if [ $direct -lt 32 ]; then direct=32; fi
  jvm_options="--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow"
  jvm_options="$jvm_options -XX:+ExitOnOutOfMemoryError -Xmx${heap}m"
  # With a heap of the operator's own the JVM's rule holds: as much again outside it.
  case ${JAVA_OPTS:-} in
    *-Xmx* | *MaxDirectMemorySize*) ;;
    *) jvm_options="$jvm_options -XX:MaxDirectMemorySize=${direct}m" ;;
  esac
  # A request passes many small methods of three libraries: the compiler may put more of them into
  # one another than it does by itself.
  jvm_options="$jvm_options -XX:InlineSmallCode=3500 -XX:MaxInlineLevel=20"
  # Netty's older allocator: its newer one touches more memory for each buffer, which thousands of
  # slow streams notice. In blocks of 1 MiB, since each loop takes one at once.
  jvm_options="$jvm_options -Dio.netty.allocator.type=pooled -Dio.netty.allocator.maxOrder=7"
  # A young generation that a busy gateway need not empty fifty times a second, and that leaves one
  # at rest within 130 MB when it has filled.
  initial="-Xms64m -XX:NewSize=40m"
  case ${JAVA_OPTS:-} in
    *-Xms* | *-Xmn* | *NewSize* | *NewRatio*) initial= ;;
    *-Xmx*)
      most=${JAVA_OPTS##*-Xmx}
      most=${most%%[!0-9A-Za-z]*}
      case $most in
        *[gG]) ;;
        *[mM]) if [ "${most%?}" -lt 64 ]; then initial=; fi ;;
        *) initial= ;;
      esac
      ;;
  esac
  jvm_options="$jvm_options $initial"
  # Two collectors would be an error.
  case ${JAVA_OPTS:-} in
    *-XX:+Use*GC*) ;;
    *) jvm_options="$jvm_options $collector" ;;
  esac
}
