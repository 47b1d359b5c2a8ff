package dev.modelrouter.socket;

import io.netty.util.internal.PlatformDependent;

/** The memory outside the heap that sockets are read into and written from. */
public final class DirectMemory {
  private DirectMemory() {}

  /** Bytes of it in use, pooled ones that are free included. */
  public static long used() {
    return Math.max(0, PlatformDependent.usedDirectMemory());
  }

  /** Most bytes of it, as the JVM's options say; that of the heap where they say nothing. */
  public static long max() {
    long max = PlatformDependent.maxDirectMemory();
    return max > 0 ? max : Runtime.getRuntime().maxMemory();
  }
}
