package dev.modelrouter.telemetry;

import java.util.function.LongSupplier;

/**
 * How much of a memory budget is in use.
 *
 * @param name value of the label {@code budget}
 * @param used bytes now
 * @param limit bytes at most
 * @param rejections how often there was no room
 */
public record MemoryUse(String name, LongSupplier used, long limit, LongSupplier rejections) {}
