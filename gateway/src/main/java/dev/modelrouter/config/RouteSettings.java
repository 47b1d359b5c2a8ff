package dev.modelrouter.config;

import dev.modelrouter.routing.Route;

/**
 * A route as the operator set it up.
 *
 * @param route its name and where it leads
 * @param policy what it does otherwise than the gateway does by default
 */
public record RouteSettings(Route route, RoutePolicySettings policy) {}
