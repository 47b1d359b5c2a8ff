/** Configuration: environment variables and {@code .env}, read once into validated records. */
@NullMarked
package dev.modelrouter.config;

import org.jspecify.annotations.NullMarked;
