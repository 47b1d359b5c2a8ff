package dev.modelrouter.dispatch;

import java.time.Duration;

/**
 * How long things may take, and how often they are tried.
 *
 * @param providerTimeout how long a provider may be silent
 * @param firstTextTimeout how long a streaming provider may take to its first text while somebody
 *     else could answer
 * @param operationTimeout limit for an exchange with all its attempts
 * @param maxRetries further attempts at the same provider
 */
public record DispatchPolicy(
    Duration providerTimeout,
    Duration firstTextTimeout,
    Duration operationTimeout,
    int maxRetries) {}
