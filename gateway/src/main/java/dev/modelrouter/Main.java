package dev.modelrouter;

/** Starts the gateway. */
public final class Main {
  private Main() {}

  /** Entry. */
  public static void main(String[] args) {}
}
