package dev.modelrouter.policy;

import java.time.Duration;

/**
 * Why a circuit is open.
 *
 * @param reason label of the error after which it opened
 * @param openFor how long it has been open
 */
public record OpenCause(String reason, Duration openFor) {}
