package dev.modelrouter.simulation;

/**
 * Random numbers that depend on nothing but the seed and what they are for. So a provider treats
 * the same attempt at the same request alike, whichever strategy sends it, and strategies are
 * compared on the same luck.
 */
final class SeededRandom {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private long state;

  /** Numbers for one purpose. */
  SeededRandom(long seed, long purpose, long detail) {
    state = mix(seed + GOLDEN * mix(purpose + GOLDEN * mix(detail)));
  }

  /** From 0 (inclusive) to 1 (exclusive). */
  double uniform() {
    state += GOLDEN;
    return (mix(state) >>> 11) * 0x1.0p-53;
  }

  /** From one (inclusive) to another (exclusive). */
  double between(double min, double max) {
    return min + (max - min) * uniform();
  }

  /** Of mean 1, as the time between arrivals that know nothing of each other. */
  double exponential() {
    return -StrictMath.log(1 - uniform());
  }

  /** Of median 1; the larger sigma, the longer the tail. */
  double logNormal(double sigma) {
    double radius = Math.sqrt(2 * exponential());
    return StrictMath.exp(sigma * radius * StrictMath.cos(2 * Math.PI * uniform()));
  }

  private static long mix(long value) {
    long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
