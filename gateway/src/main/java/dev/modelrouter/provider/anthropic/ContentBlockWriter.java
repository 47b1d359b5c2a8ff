package dev.modelrouter.provider.anthropic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.modelrouter.chat.ContentPart;
import dev.modelrouter.chat.Media;
import dev.modelrouter.chat.ReasoningSignature;
import dev.modelrouter.provider.CacheControlWriter;
import dev.modelrouter.provider.ToolArguments;
import dev.modelrouter.wire.ByteBuilder;
import java.util.Base64;
import java.util.List;
import java.util.Set;

/** Writes turns as messages, each part as a content block. */
final class ContentBlockWriter {
  private final ByteBuilder out;
  private final Set<String> dropped;
  private final CacheControlWriter cacheControlWriter;
  private final ToolIds ids = new ToolIds();

  ContentBlockWriter(ByteBuilder out, Set<String> dropped) {
    this.out = out;
    this.dropped = dropped;
    this.cacheControlWriter = new CacheControlWriter(true, dropped);
  }

  /** Writes all of them, without the brackets around. */
  void write(List<AnthropicTurn> anthropicTurns) {
    String before = "{\"role\":\"";
    for (AnthropicTurn anthropicTurn : anthropicTurns) {
      out.append(before).append(anthropicTurn.assistant() ? "assistant" : "user");
      out.append("\",\"content\":");
      char bracket = '[';
      for (ContentPart part : anthropicTurn.parts()) {
        out.append(bracket);
        part(part);
        bracket = ',';
      }
      out.append("]}");
      before = ",{\"role\":\"";
    }
  }

  private void part(ContentPart part) {
    switch (part) {
      case ContentPart.Text text -> text(text);
      case ContentPart.Image image -> image(image);
      case ContentPart.Document document -> document(document);
      case ContentPart.ToolCall call -> call(call);
      case ContentPart.ToolResult result -> result(result);
      case ContentPart.Reasoning reasoning ->
          reasoning(reasoning.text(), requireNonNull(reasoning.signature()));
      case ContentPart.Audio ignored -> throw new IllegalStateException("sounds are not taken");
    }
  }

  /** Writes a block of text. */
  void text(ContentPart.Text text) {
    out.append("{\"type\":\"text\",\"text\":").appendJson(text.text());
    end(text);
  }

  /** Closes a block behind its cache mark, if it has one. */
  private void end(ContentPart part) {
    cacheControlWriter.write(out, part.cache());
    out.append('}');
  }

  private void image(ContentPart.Image image) {
    if (image.detail() != null && !image.detail().equals("auto")) {
      dropped.add("image_url.detail");
    }
    out.append("{\"type\":\"image\",\"source\":");
    switch (image.media()) {
      case Media.Remote remote -> address(remote);
      case Media.Inline inline ->
          base64(inline.type().equals("image/jpg") ? "image/jpeg" : inline.type(), inline);
    }
    end(image);
  }

  private void address(Media.Remote remote) {
    out.append("{\"type\":\"url\",\"url\":").appendJson(remote.url()).append('}');
  }

  private void base64(String type, Media.Inline inline) {
    out.append("{\"type\":\"base64\",\"media_type\":")
        .appendJson(type)
        .append(",\"data\":")
        .appendJson(inline.base64())
        .append('}');
  }

  private void document(ContentPart.Document document) {
    out.append("{\"type\":\"document\",\"source\":");
    switch (document.media()) {
      case Media.Remote remote -> address(remote);
      case Media.Inline inline when inline.type().equals(MediaCheck.PDF) ->
          base64(MediaCheck.PDF, inline);
      case Media.Inline inline -> {
        String text = new String(Base64.getMimeDecoder().decode(inline.base64()), UTF_8);
        out.append("{\"type\":\"text\",\"media_type\":\"text/plain\",\"data\":")
            .appendJson(text)
            .append('}');
      }
    }
    if (document.name() != null) {
      out.append(",\"title\":").appendJson(document.name());
    }
    end(document);
  }

  private void call(ContentPart.ToolCall call) {
    out.append("{\"type\":\"tool_use\",\"id\":")
        .appendJson(ids.of(call.id()))
        .append(",\"name\":")
        .appendJson(call.name())
        .append(",\"input\":");
    ToolArguments.appendObject(out, call.arguments());
    end(call);
  }

  private void result(ContentPart.ToolResult result) {
    out.append("{\"type\":\"tool_result\",\"tool_use_id\":").appendJson(ids.of(result.callId()));
    if (!result.text().isEmpty()) {
      out.append(",\"content\":").appendJson(result.text());
    }
    out.append(result.failed() ? ",\"is_error\":true" : "");
    end(result);
  }

  private void reasoning(String text, ReasoningSignature signature) {
    if (signature.isOf(ReasoningSignature.ANTHROPIC_REDACTED)) {
      out.append("{\"type\":\"redacted_thinking\",\"data\":")
          .appendJson(signature.value())
          .append('}');
    } else {
      out.append("{\"type\":\"thinking\",\"thinking\":")
          .appendJson(text)
          .append(",\"signature\":")
          .appendJson(signature.value())
          .append('}');
    }
  }
}
