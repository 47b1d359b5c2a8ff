package dev.modelrouter.provider;

import dev.modelrouter.chat.ChatEvent;
import dev.modelrouter.chat.ChatRequest;
import dev.modelrouter.chat.GatewayError;
import dev.modelrouter.wire.Endpoint;
import dev.modelrouter.wire.OutboundRequest;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A provider behind HTTP, as a codec: it says what to send and what the bytes that come back mean.
 * It holds no state of a call (that is in the {@link StreamDecoder}), so one instance serves all
 * threads.
 */
public non-sealed interface HttpProvider extends Provider {

  /** Where it lives. */
  Endpoint endpoint();

  /**
   * Headers of every call, content type and credentials included; names in lower case. Secret:
   * never to be logged.
   */
  Map<String, String> headers();

  /**
   * What is added to the query of every request, percent-encoded; possibly empty. Secret: never to
   * be logged.
   */
  default String query() {
    return "";
  }

  /**
   * Writes the request in the provider's dialect.
   *
   * @param request what the caller wants, {@link ChatRequest#stream()} decides between streamed and
   *     whole
   * @param model the provider's name for the model
   */
  OutboundRequest encode(ChatRequest request, String model);

  /** Where it lists its models, behind the base path; asked by GET. */
  String modelsPath();

  /**
   * The names in such a list.
   *
   * @throws dev.modelrouter.wire.MalformedJsonException if the bytes are not JSON
   */
  List<String> modelNames(byte[] body);

  /** Whether it goes on with a conversation's last message when that is the assistant's. */
  default boolean takesPrefill() {
    return false;
  }

  /** A decoder for one streamed answer with status 200. */
  StreamDecoder newStreamDecoder();

  /**
   * Reads one whole answer with status 200, all events in one go, the terminal one included. Also
   * used when a stream was asked for and a JSON document came back.
   */
  void decodeAnswer(byte[] body, Consumer<? super ChatEvent> out);

  /**
   * Says what an answer that is not 200 means.
   *
   * @param status HTTP status, 100 to 599, never 200
   * @param header looks a response header up by its lower-case name, null when absent
   * @param body the first part (at most 64 KiB) of the body, possibly empty, possibly not JSON
   */
  GatewayError classify(int status, Function<String, @Nullable String> header, byte[] body);
}
