package dev.modelrouter;

import org.jspecify.annotations.Nullable;

/**
 * The texts of the configuration's files as they were read.
 *
 * @param dotEnv of {@code .env}; null if there is no such file
 * @param file of {@code modelrouter.yaml}; null if there is no such file
 */
record ConfigurationTexts(@Nullable String dotEnv, @Nullable String file) {}
