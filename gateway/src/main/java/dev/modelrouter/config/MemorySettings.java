package dev.modelrouter.config;

/**
 * Limits for what is held in memory. The shares are percentages of the heap or, for output, of the
 * direct memory that the JVM may use.
 *
 * @param maxBodyBytes largest request body, compressed and inflated
 * @param requestPercent share of the heap for request bodies that are read, held and parsed
 * @param answerPercent share of the heap for providers' answers that are held
 * @param outputPercent share of direct memory for what callers that read slowly have not read yet
 */
public record MemorySettings(
    int maxBodyBytes, int requestPercent, int answerPercent, int outputPercent) {}
