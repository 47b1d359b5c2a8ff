package dev.modelrouter.telemetry;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Where the metrics look when they are read. Everything is asked on the thread of the scrape, so
 * nothing here may block.
 *
 * @param providers those in use; they are shown from the start
 * @param blacklisted whether the circuit of a provider is open now
 * @param openCircuits names of the keys, addresses and models of a provider whose circuit is open
 * @param waiting how many requests wait for a provider that is busy
 * @param waitingAtRoutes how many requests wait at limits of routes, by route, and by route and
 *     target
 * @param droppedLogLines log lines lost so far
 * @param redisUp whether Redis answers, or null when none is configured
 * @param reloads how often the configuration was read anew
 * @param clock for the uptime
 */
public record MetricSources(
    Supplier<List<String>> providers,
    Predicate<String> blacklisted,
    Function<String, List<String>> openCircuits,
    ToIntFunction<String> waiting,
    Supplier<Map<String, Integer>> waitingAtRoutes,
    LongSupplier droppedLogLines,
    @Nullable BooleanSupplier redisUp,
    Supplier<ReloadCounts> reloads,
    InstantSource clock) {}
