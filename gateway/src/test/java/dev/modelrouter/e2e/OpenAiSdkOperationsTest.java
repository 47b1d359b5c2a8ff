package dev.modelrouter.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.openai.client.OpenAIClient;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.OpenAIServiceException;
import com.openai.models.completions.Completion;
import com.openai.models.completions.CompletionCreateParams;
import com.openai.models.embeddings.CreateEmbeddingResponse;
import com.openai.models.embeddings.EmbeddingCreateParams;
import com.openai.models.embeddings.EmbeddingCreateParams.EncodingFormat;
import com.openai.models.moderations.Moderation;
import com.openai.models.moderations.ModerationCreateParams;
import dev.modelrouter.fake.Reply;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What OpenAI's SDK asks for beside chats: embeddings, text completions, moderations. */
class OpenAiSdkOperationsTest {
  private static final String FOLDER = "openai-operations";

  @RegisterExtension final TwoProviders providers = new TwoProviders();
  private final OpenAIClient client = providers.openAiSdk();

  private CreateEmbeddingResponse embed(EmbeddingCreateParams.Builder params) {
    return client.embeddings().create(params.build());
  }

  private static EmbeddingCreateParams.Builder cities(String model) {
    return EmbeddingCreateParams.builder()
        .model(model)
        .inputOfArrayOfStrings(List.of("Oslo", "東京"));
  }

  private static void assertVectors(CreateEmbeddingResponse answer) {
    assertThat(answer.data()).extracting(one -> one.index()).containsExactly(0L, 1L);
    assertThat(answer.data().get(0).embedding()).containsExactly(0.5f, -0.25f, 0.125f, 1.0f);
    assertThat(answer.data().get(1).embedding()).containsExactly(-1.0f, 0.0f, 0.75f, -0.0625f);
    assertThat(answer.usage().promptTokens()).isEqualTo(5);
  }

  @Test
  void embeddings_asFloats_fromACompatibleProvider() {
    providers.openai.always(TwoProviders.recorded(FOLDER, "42-embeddings-float.json"));

    assertVectors(embed(cities("openai/m").encodingFormat(EncodingFormat.FLOAT).dimensions(4)));

    assertThat(providers.received("openai/m"))
        .isEqualTo(
            TwoProviders.json(
                "{\"model\":\"m\",\"input\":[\"Oslo\",\"東京\"],\"encoding_format\":\"float\","
                    + "\"dimensions\":4}"));
  }

  @Test
  void embeddings_inBase64_whichIsTheSdksOwnChoice_fromACompatibleProvider() {
    providers.openai.always(TwoProviders.recorded(FOLDER, "43-embeddings-base64.json"));

    assertVectors(embed(cities("openai/m")));

    assertThat(providers.received("openai/m").path("encoding_format").asString())
        .isEqualTo("base64");
  }

  @ParameterizedTest
  @ValueSource(strings = {"float", "base64"})
  void embeddings_fromOllama(String format) {
    providers.ollama.always(
        Reply.raw(
            200,
            "application/json",
            "{\"model\":\"m\",\"embeddings\":[[0.5,-0.25,0.125,1],[-1,0.0,7.5e-1,-0.0625]],"
                + "\"total_duration\":9,\"prompt_eval_count\":5}"));

    assertVectors(
        embed(cities("ollama/m").encodingFormat(EncodingFormat.of(format)).dimensions(4)));

    assertThat(providers.ollama.chatRequests().getLast().path()).isEqualTo("/api/embed");
    assertThat(providers.received("ollama/m"))
        .isEqualTo(
            TwoProviders.json("{\"model\":\"m\",\"input\":[\"Oslo\",\"東京\"],\"dimensions\":4}"));
  }

  @Test
  void embeddingsOfTokens_areABadRequest_forOllama() {
    EmbeddingCreateParams.Builder tokens =
        EmbeddingCreateParams.builder().model("ollama/m").inputOfArrayOfTokens(List.of(1L, 2L));

    assertThatThrownBy(() -> embed(tokens))
        .isInstanceOfSatisfying(
            BadRequestException.class, error -> assertThat(error.param()).hasValue("input"));
    providers.assertUnsaid("ollama/m");
  }

  private static CompletionCreateParams once(String model) {
    return CompletionCreateParams.builder().model(model).prompt("Once").maxTokens(8).build();
  }

  @Test
  void textCompletion_isRead() {
    providers.openai.always(
        Reply.raw(
            200,
            "application/json",
            "{\"id\":\"cmpl-1\",\"object\":\"text_completion\",\"created\":1790000000,"
                + "\"model\":\"m\",\"choices\":[{\"text\":\" upon a time\",\"index\":0,"
                + "\"logprobs\":null,\"finish_reason\":\"length\"}],\"usage\":{"
                + "\"prompt_tokens\":1,\"completion_tokens\":3,\"total_tokens\":4}}"));

    Completion answer = client.completions().create(once("openai/m"));

    assertThat(answer.choices().getFirst().text()).isEqualTo(" upon a time");
    assertThat(answer.usage().orElseThrow().totalTokens()).isEqualTo(4);
    assertThat(providers.received("openai/m"))
        .isEqualTo(TwoProviders.json("{\"model\":\"m\",\"prompt\":\"Once\",\"max_tokens\":8}"));
  }

  @Test
  void textCompletion_isStreamed() {
    providers.openai.always(TwoProviders.recordedStream(FOLDER, "45-completions-stream.sse"));
    StringBuilder text = new StringBuilder();

    try (StreamResponse<Completion> stream =
        client.completions().createStreaming(once("openai/m"))) {
      stream.stream().forEach(piece -> text.append(piece.choices().getFirst().text()));
    }

    assertThat(text).hasToString(" upon a time");
  }

  @Test
  void textCompletion_isNotOfferedByOllama() {
    assertThatThrownBy(() -> client.completions().create(once("ollama/m")))
        .isInstanceOfSatisfying(
            OpenAIServiceException.class,
            error -> assertThat(error.code()).hasValue("model_not_found"));
    assertThat(providers.ollama.chatRequests()).isEmpty();
  }

  @Test
  void moderation_isRead() {
    providers.openai.always(TwoProviders.recorded(FOLDER, "46-moderations.json"));

    Moderation verdict =
        client
            .moderations()
            .create(ModerationCreateParams.builder().model("openai/m").input("x").build())
            .results()
            .getFirst();

    assertThat(verdict.flagged()).isTrue();
    assertThat(verdict.categories().violence()).isTrue();
    assertThat(verdict.categoryScores().violence()).isCloseTo(0.91, within(1e-9));
    assertThat(providers.openai.chatRequests().getLast().path()).endsWith("/moderations");
  }
}
