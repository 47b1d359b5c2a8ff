package dev.modelrouter.dispatch;

import java.time.Duration;

/**
 * How often the same target is asked again.
 *
 * @param max retries of one target, where no other could answer or nothing was sent
 * @param quick retries of one target within 200 ms after an error that is often gone at once, also
 *     where others could answer; no more than {@code max} in all
 * @param retryAfterWait longest {@code Retry-After} of the preferred target that is waited for
 *     although another target could answer; zero for none
 */
public record RetryPolicy(int max, int quick, Duration retryAfterWait) {}
