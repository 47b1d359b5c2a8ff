package dev.modelrouter.fake;

import static dev.modelrouter.fake.RawClient.OPENAI;
import static dev.modelrouter.fake.RawClient.STREAM;
import static dev.modelrouter.fake.RawClient.WHOLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelrouter.fake.RawClient.End;
import dev.modelrouter.fake.RawClient.Seen;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FakeProviderTest {

  private final FakeProvider provider = FakeProvider.start();

  @AfterEach
  void stop() {
    provider.close();
  }

  @Test
  void script_whenUsedUp_repeatsTheLast() throws IOException {
    provider.script(Reply.status(500), Reply.status(503), Reply.text("ok"));
    try (RawClient client = new RawClient(provider)) {
      assertThat(client.post(OPENAI, WHOLE).readReply().status()).isEqualTo(500);
      assertThat(client.post(OPENAI, STREAM).readReply().status()).isEqualTo(503);
      assertThat(client.post(OPENAI, STREAM).readReply().body()).contains("ok");
      assertThat(client.post(OPENAI, WHOLE).readReply().body()).contains("ok");
    }
    assertThat(provider.totalConnections()).isEqualTo(1);
  }

  @Test
  void replyBy_choosesByRequest() throws IOException {
    provider.replyBy(
        request -> request.bodyText().contains("m1") ? Reply.text("one") : Reply.status(404));
    assertThat(RawClient.ask(provider, OPENAI, WHOLE).body()).contains("one");
    assertThat(RawClient.ask(provider, OPENAI, "{\"model\":\"m2\"}").status()).isEqualTo(404);
  }

  @Test
  void replyBy_thatFails_answers500WithTheReason() throws IOException {
    provider.replyBy(
        _ -> {
          throw new AssertionError("not this one");
        });
    Seen seen = RawClient.ask(provider, OPENAI, STREAM);
    assertThat(seen.status()).isEqualTo(500);
    assertThat(seen.body()).contains("not this one");
  }

  @Test
  void peerThatLeaves_whileNothingIsSent_isNoticedAtOnce() throws IOException {
    provider.script(Reply.hang(), Reply.headThenStall(), Reply.words(2).stallAfter(1));
    for (int i = 1; i <= 3; i++) {
      RawClient client = new RawClient(provider);
      client.post(OPENAI, STREAM);
      assertThat(Eventually.within(2000, () -> provider.openRequests() == 1)).isTrue();
      client.close();
      assertThat(Eventually.within(500, () -> provider.openRequests() == 0)).isTrue();
      assertThat(provider.disconnects()).isEqualTo(i);
      assertThat(Eventually.within(500, () -> provider.openConnections() == 0)).isTrue();
    }
  }

  @Test
  void peerThatLeaves_betweenSlowTokens_isNoticedAtOnce() throws IOException {
    provider.always(Reply.words(3).betweenTokens(Duration.ofMinutes(1)));
    try (RawClient client = new RawClient(provider)) {
      client.post(OPENAI, STREAM).readUntil("w1");
      client.resetConnection();
    }
    assertThat(Eventually.within(500, () -> provider.disconnects() == 1)).isTrue();
    assertThat(provider.openRequests()).isZero();
  }

  @Test
  void peerThatLeaves_withoutReadingALongReply_isNoticed() throws IOException {
    provider.always(Reply.text("x".repeat(64 * 1024 * 1024)));
    try (RawClient client = new RawClient(provider)) {
      client.post(OPENAI, STREAM).readUntil("xxx");
      assertThat(provider.openRequests()).isEqualTo(1);
    }
    assertThat(Eventually.within(1000, () -> provider.disconnects() == 1)).isTrue();
    assertThat(Eventually.within(500, () -> provider.openConnections() == 0)).isTrue();
  }

  @Test
  void peerThatLeaves_afterTheEndMark_isNoDisconnect() throws IOException {
    for (int i = 0; i < 50; i++) {
      try (RawClient client = new RawClient(provider)) {
        client.post(OPENAI, STREAM).readUntil("[DONE]");
        assertThat(provider.openRequests()).isZero();
      }
    }
    assertThat(Eventually.within(1000, () -> provider.openConnections() == 0)).isTrue();
    assertThat(provider.disconnects()).isZero();
  }

  @Test
  void ownFaults_areNoDisconnects() throws IOException {
    provider.script(Reply.resetBeforeHead(), Reply.words(2).cutAfter(1));
    for (int i = 0; i < 2; i++) {
      try (RawClient client = new RawClient(provider)) {
        client.post(OPENAI, STREAM).readToEnd();
      }
    }
    assertThat(Eventually.within(1000, () -> provider.openConnections() == 0)).isTrue();
    assertThat(provider.disconnects()).isZero();
  }

  @Test
  void stopListening_refusesUntilResumed() throws IOException {
    int port = provider.port();
    try (RawClient idle = new RawClient(provider);
        RawClient busy = new RawClient(provider)) {
      idle.post(OPENAI, WHOLE).readReply();
      provider.always(Reply.words(3).betweenTokens(Duration.ofMillis(50)));
      busy.post(OPENAI, STREAM).readUntil("w1");
      provider.stopListening();
      assertThat(idle.readToEnd().end()).isEqualTo(End.FIN);
      assertThatThrownBy(() -> new RawClient(provider)).isInstanceOf(ConnectException.class);
      Seen rest = busy.readToEnd();
      assertThat(rest.text()).contains("w3", "[DONE]");
      assertThat(rest.end()).isEqualTo(End.FIN);
    }
    provider.resumeListening();
    assertThat(provider.port()).isEqualTo(port);
    assertThat(RawClient.ask(provider, OPENAI, WHOLE).status()).isEqualTo(200);
  }

  @Test
  void dropConnections_endsReplies_andIsNoDisconnect() throws IOException {
    provider.always(Reply.hang());
    try (RawClient client = new RawClient(provider)) {
      client.post(OPENAI, STREAM);
      assertThat(Eventually.within(2000, () -> provider.openRequests() == 1)).isTrue();
      provider.dropConnections();
      assertThat(client.readToEnd()).isEqualTo(new Seen("", End.FIN));
    }
    assertThat(provider.openRequests()).isZero();
    assertThat(provider.disconnects()).isZero();
  }

  @Test
  void close_withHangingReply_returns() throws IOException {
    provider.always(Reply.hang());
    try (RawClient client = new RawClient(provider)) {
      client.post(OPENAI, STREAM);
      assertThat(Eventually.within(2000, () -> provider.openRequests() == 1)).isTrue();
      provider.close();
      assertThat(client.readToEnd().end()).isEqualTo(End.FIN);
      assertThat(provider.openConnections()).isZero();
    }
  }

  @Test
  void reset_forgetsCounts() throws IOException {
    RawClient.ask(provider, OPENAI, WHOLE);
    provider.reset();
    assertThat(provider.requests()).isEmpty();
    assertThat(provider.totalConnections()).isZero();
  }
}
