package dev.modelrouter.api.simple;

import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.io.IOContext;
import tools.jackson.core.json.ByteSourceJsonBootstrapper;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonFactoryBuilder;
import tools.jackson.core.sym.ByteQuadsCanonicalizer;

/**
 * A factory of parsers that share no table of names. The usual factory keeps the names of unknown
 * fields for later bodies, and copies its table, up to 6,000 names, for each body that brings a new
 * one: a caller with an id as a metadata key would make requests several times as dear. Known names
 * are matched by their bytes and need no table.
 */
final class NonCanonicalizingJsonFactory extends JsonFactory {
  NonCanonicalizingJsonFactory(JsonFactoryBuilder builder) {
    super(builder);
  }

  @Override
  protected JsonParser _createParser(
      ObjectReadContext context, IOContext io, byte[] data, int offset, int length) {
    return new ByteSourceJsonBootstrapper(io, data, offset, length)
        .constructParser(
            context,
            context.getStreamReadFeatures(_streamReadFeatures),
            context.getFormatReadFeatures(_formatReadFeatures),
            ByteQuadsCanonicalizer.createRoot(),
            _rootCharSymbols,
            _factoryFeatures);
  }
}
