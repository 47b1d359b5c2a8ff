/**
 * What the parts of a request's path cost, each alone and without sockets. Every figure is of one
 * request or of one stream event; with the allocation profiler, bytes too.
 */
@NullMarked
package dev.modelrouter.benchmarks;

import org.jspecify.annotations.NullMarked;
