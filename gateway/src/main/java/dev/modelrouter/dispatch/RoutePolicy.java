package dev.modelrouter.dispatch;

import dev.modelrouter.policy.RetryBudget;

/**
 * How exchanges of one route behave, with what they share: budgets count over all event loops.
 *
 * @param policy how long things may take, and how often they are tried
 * @param inherited the same for callers of {@code /chat} and {@code /stream}
 * @param hedging when a second target is asked beside a slow one
 * @param retryBudget what retries may add
 */
public record RoutePolicy(
    DispatchPolicy policy, DispatchPolicy inherited, Hedging hedging, RetryBudget retryBudget) {}
