/** Reads callers' JSON bodies, so that whatever is wrong with them can be said by name. */
@NullMarked
package dev.modelrouter.api.json;

import org.jspecify.annotations.NullMarked;
