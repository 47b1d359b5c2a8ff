/** The file {@code modelrouter.yaml}: the operator's settings and routes, with their places. */
@NullMarked
package dev.modelrouter.config.file;

import org.jspecify.annotations.NullMarked;
