package dev.modelrouter.dispatch;

import dev.modelrouter.provider.HttpProvider;
import dev.modelrouter.upstream.UpstreamCall;
import dev.modelrouter.upstream.UpstreamClient;
import dev.modelrouter.upstream.UpstreamListener;
import dev.modelrouter.wire.OutboundRequest;
import java.util.Map;
import java.util.WeakHashMap;

/** Sends over the connections of one event loop. Confined to that loop. */
final class PooledUpstream implements Upstream {
  private final UpstreamClient client;

  /** By instance: a provider may be known in several ways, and others after a new configuration. */
  private final Map<HttpProvider, UpstreamClient.RequestTemplate> requestTemplates =
      new WeakHashMap<>();

  PooledUpstream(UpstreamClient client) {
    this.client = client;
  }

  @Override
  public UpstreamCall send(
      HttpProvider provider, OutboundRequest request, UpstreamListener listener) {
    UpstreamClient.RequestTemplate known = requestTemplates.get(provider);
    if (known == null) {
      known =
          client.template(provider.id(), provider.endpoint(), provider.headers(), provider.query());
      requestTemplates.put(provider, known);
    }
    return client.send(known, request, listener);
  }
}
