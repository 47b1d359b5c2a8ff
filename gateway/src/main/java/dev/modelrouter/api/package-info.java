/** The HTTP edge: routes, authentication, admission, bodies, the inbound dialects. */
@NullMarked
package dev.modelrouter.api;

import org.jspecify.annotations.NullMarked;
