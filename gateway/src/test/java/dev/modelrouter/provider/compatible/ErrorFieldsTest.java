package dev.modelrouter.provider.compatible;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.modelrouter.api.openai.OpenAiErrorWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an OpenAI caller gets of the fields of a provider's error beyond OpenAI's own. */
class ErrorFieldsTest {
  private static final String KEY = "sk-operators-1";
  private final CompatibleErrorClassifier errors = new CompatibleErrorClassifier("groq", KEY);

  private String relayed(int status, String body) {
    byte[] bytes = body.getBytes(UTF_8);
    return new String(
        OpenAiErrorWriter.body(errors.classify(status, name -> null, bytes), null), UTF_8);
  }

  private static String json(String text) {
    return text.replace('\'', '"');
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'error':{'message':'m','type':'t','code':'c','failed_generation':'<f>{}',"
            + " 'n':{'a':1e400}}}|,'failed_generation':'<f>{}','n':{'a':1e400}",
        "[{'error':{'status':'S','message':'m','details':[]},'other':1}]|,'status':'S','details':[]",
        "{'error':{'message':'m','metadata':{'raw':'x sk-operators-1','sk-operators-1':"
            + "['\\u0073k-operators-1']}}}|,'metadata':{'raw':'x ***','***':['***']}",
        "{'error':{'mess\\u0061ge':'other','message':'m','a\\nb':'\\r\\n'}}|,'a\\nb':'\\r\\n'",
        "{'error':{'message':'m','param':null},'user_id':'u'}|",
        "{'message':'m','detail':'m','x':1}|",
        "{'error':'m'}|",
      })
  void complaint_otherFields_areKept(String body, String extra) {
    assertThat(relayed(400, json(body)))
        .startsWith("{\"error\":{\"message\":\"m\"")
        .endsWith("\"" + (extra == null ? "" : json(extra)) + "}}");
  }

  @Test
  void complaint_fieldsBeyondTheLimit_areLeftOut() {
    String large = "x".repeat(CompatibleErrorBody.MAX_OTHER_BYTES);

    String relayed =
        relayed(
            422, json("{'error':{'message':'m','large':'" + large + "','a':1,'b':'" + KEY + "'}}"));

    assertThat(relayed).contains("\"a\":1,\"b\":\"***\"").doesNotContain("large");
  }

  @ParameterizedTest
  @CsvSource({"401", "500", "503"})
  void failureThatIsNotTheCallers_otherFields_areNotShown(int status) {
    assertThat(relayed(status, json("{'error':{'message':'m','account':'acme'}}")))
        .doesNotContain("account");
  }
}
