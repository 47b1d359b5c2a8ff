/** Who may answer, in which order: a pure function of the request and the configuration. */
@NullMarked
package dev.modelrouter.routing;

import org.jspecify.annotations.NullMarked;
