package dev.modelrouter.e2e;

import dev.modelrouter.fake.Answer;
import dev.modelrouter.fake.RecordedRequest;
import dev.modelrouter.fake.Reply;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A model behind OpenAI's dialect that always says the same, and goes on with it where it is shown
 * a part.
 *
 * @param whole what it says
 * @param takesPrefill whether it takes that part as the last message, or calls the request wrong
 */
record PatientModel(Answer whole, boolean takesPrefill)
    implements Function<RecordedRequest, Reply> {
  static final String NO_PREFILL = "The last message must be the user's.";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @Override
  public Reply apply(RecordedRequest request) {
    JsonNode messages = messages(request);
    JsonNode last = messages.path(messages.size() - 1);
    if (isAnswer(last)) {
      return takesPrefill ? rest(last) : Reply.error(400, "invalid_request_error", NO_PREFILL);
    }
    JsonNode before = messages.path(messages.size() - 2);
    return isAnswer(before) ? rest(before) : whole;
  }

  /** Whether the request's last message is the assistant's. */
  static boolean isPrefilled(RecordedRequest request) {
    JsonNode messages = messages(request);
    return isAnswer(messages.path(messages.size() - 1));
  }

  private static JsonNode messages(RecordedRequest request) {
    return JSON.readTree(request.bodyText()).path("messages");
  }

  private static boolean isAnswer(JsonNode message) {
    return message.path("role").asString("").equals("assistant");
  }

  private Reply rest(JsonNode part) {
    String rest = whole.text().substring(part.path("content").asString().length());
    String[] words = rest.split("(?<= )");
    return Reply.text(words).usage(100, words.length);
  }
}
