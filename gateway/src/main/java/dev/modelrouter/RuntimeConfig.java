package dev.modelrouter;

import dev.modelrouter.dispatch.RoutePolicies;
import dev.modelrouter.routing.Router;

/**
 * What of a configuration decides on requests. A request takes it as one, so that no part of it is
 * older than another, and keeps it to its end.
 *
 * @param router who may answer, in which order
 * @param routePolicies how long things may take, and how often they are tried
 * @param explain whether callers may ask for the decision on their own request
 */
record RuntimeConfig(Router router, RoutePolicies routePolicies, boolean explain) {}
