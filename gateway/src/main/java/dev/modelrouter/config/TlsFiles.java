package dev.modelrouter.config;

import java.nio.file.Path;

/**
 * Where the gateway's own certificate lies.
 *
 * @param certificate PEM file with the certificate and its chain
 * @param key PEM file with the certificate's key
 */
public record TlsFiles(Path certificate, Path key) {}
