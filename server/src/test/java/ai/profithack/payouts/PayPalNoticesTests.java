package ai.profithack.payouts;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.payouts.PayPalDouble.Fault;
import ai.profithack.payouts.PayPalDouble.Sent;
import ai.profithack.testing.SettableClock;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jooq.DSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.json.JsonMapper;

/// PayPal's notices at our door: who is let in, and what comes of it.
@PayoutServer
class PayPalNoticesTests {
  private static final String PAID = "PAYMENT.PAYOUTS-ITEM.SUCCEEDED";

  @LocalServerPort private int port;
  @Autowired private PayoutRuns runs;
  @Autowired private Submission submission;
  @Autowired private FollowUp followUp;
  @Autowired private Payouts payouts;
  @Autowired private Notices notices;
  @Autowired private PayPalDouble payPal;
  @Autowired private Creators creators;
  @Autowired private SettableClock clock;
  @Autowired private DSLContext db;

  private final HttpClient http = HttpClient.newHttpClient();

  @BeforeEach
  void aFriday() {
    creators.nextFriday();
    submission.submitDue();
    payPal.behave();
  }

  @AfterEach
  void leaveItWorking() {
    payPal.behave();
  }

  @Test
  void aNoticeIsOnlyAReasonToAsk() {
    var payout = aPayout();
    payPal.process();
    var lies = payPal.noticeOf("PAYMENT.PAYOUTS-ITEM.FAILED", key(payout));
    assertThat(sent(lies)).isEqualTo(200);
    assertThat(state(payout))
        .as("answered before anything is done")
        .isEqualTo(PayoutState.ACCEPTED);
    notices.attendToDue();

    assertThat(state(payout)).isEqualTo(PayoutState.PAID);
  }

  @Test
  void inAnyOrderAndNumberThereIsOneTruth() {
    var payout = aPayout();
    var all = new ArrayList<Sent>();
    payPal.batchOf(key(payout)).status = "SUCCESS";
    for (var status : List.of("PENDING", "UNCLAIMED", "SUCCESS", "RETURNED")) {
      payPal.says(key(payout), status, null);
      all.add(payPal.noticeOf("PAYMENT.PAYOUTS-ITEM." + status, key(payout)));
      all.add(payPal.noticeOfBatch("PAYMENT.PAYOUTSBATCH.SUCCESS", key(payout)));
    }
    all.addAll(List.copyOf(all));
    Collections.shuffle(all, new Random(7));
    for (var each : all) {
      assertThat(sent(each)).isEqualTo(200);
      notices.attendToDue();
    }

    assertThat(state(payout)).isEqualTo(PayoutState.RETURNED);
    assertThat(creators.available(payouts.find(payout).orElseThrow().creatorId(), "USD"))
        .isEqualTo(10_000);
  }

  @Test
  void whatANoticeOfAnItemTookOutOfTheUnknownIsFollowedUpFromThenOn() {
    var payout = reserved();
    payPal.next(Fault.LOST_ANSWER);
    submission.submitDue();
    assertThat(state(payout)).isEqualTo(PayoutState.UNKNOWN);
    payPal.behave();
    sent(payPal.noticeOf("PAYMENT.PAYOUTS-ITEM.HELD", key(payout)));
    notices.attendToDue();
    assertThat(state(payout)).isEqualTo(PayoutState.ACCEPTED);

    payPal.says(key(payout), "FAILED", "RECEIVER_UNCONFIRMED");
    clock.advance(Duration.ofHours(25));
    followUp.lookAtDue();
    assertThat(state(payout)).isEqualTo(PayoutState.FAILED);
  }

  @Test
  void aBatchesNoticeTellsOfAllOfItWithOneQuestion() {
    var ids = List.of(reserved(), reserved(), reserved());
    payPal.next(Fault.LOST_ANSWER);
    submission.submitDue();
    payPal.process();
    var notice = payPal.noticeOfBatch("PAYMENT.PAYOUTSBATCH.SUCCESS", key(ids.getFirst()));
    payPal.behave();
    sent(notice);
    notices.attendToDue();

    assertThat(ids).allMatch(id -> state(id) == PayoutState.PAID);
    assertThat(payPal.calls().stream().filter(call -> call.startsWith("GET /v1/payments/payouts/")))
        .hasSize(1);
  }

  @Test
  void whatIsTamperedWithIsRefused() {
    var payout = aPayout();
    payPal.process();
    var genuine = payPal.noticeOf(PAID, key(payout));
    var body = new String(genuine.body(), StandardCharsets.UTF_8);

    assertThat(sent(new Sent(genuine.headers(), bytes(body.replace("\"0.25\"", "\"0.26\"")))))
        .isEqualTo(400);
    assertThat(sent(new Sent(genuine.headers(), bytes(body + " "))))
        .as("the same event in other bytes")
        .isEqualTo(400);
    for (var header : genuine.headers().keySet()) {
      assertThat(sent(with(genuine, header, ""))).as(header).isEqualTo(400);
    }
    assertThat(sent(with(genuine, "paypal-transmission-id", "another"))).isEqualTo(400);
    assertThat(sent(with(genuine, "paypal-auth-algo", "none"))).isEqualTo(400);
    assertThat(sent(new Sent(genuine.headers(), bytes(body + "}{")))).isEqualTo(400);
    assertThat(sent(genuine)).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://api.paypal.com/cert",
        "https://api.paypal.com.evil.example/cert",
        "https://evilpaypal.com/cert",
        "https://127.0.0.1/cert",
        "file:///etc/passwd",
        "https://x.paypal.com@evil.example/",
        "%%"
      })
  void aCertificateIsPayPalsOrNoOneIsAsked(String address) {
    var genuine = payPal.noticeOf(PAID, key(aPayout()));
    payPal.behave();

    assertThat(sent(with(genuine, "paypal-cert-url", address))).isEqualTo(400);
    assertThat(payPal.calls()).isEmpty();
  }

  @Test
  void whatIsFromAnotherTimeIsRefusedBothWays() {
    var body = payPal.noticeOf(PAID, key(aPayout())).body();
    var now = clock.instant();

    assertThat(sent(payPal.signed(body, now.minus(Duration.ofDays(4)).minusSeconds(1))))
        .isEqualTo(400);
    assertThat(sent(payPal.signed(body, now.plus(Duration.ofMinutes(5)).plusSeconds(1))))
        .isEqualTo(400);
    assertThat(sent(payPal.signed(body, now.plus(Duration.ofMinutes(4))))).isEqualTo(200);
    assertThat(sent(payPal.signed(body, now.minus(Duration.ofDays(3)))))
        .as("PayPal goes on sending for three days")
        .isEqualTo(200);
  }

  @Test
  void whilePayPalIsAwayItsNoticesComeLater() {
    var payout = aPayout();
    payPal.process();
    var notice = payPal.noticeOf(PAID, key(payout));
    payPal.away(true);
    assertThat(sent(notice)).isEqualTo(503);
    payPal.away(false);
    assertThat(sent(notice)).isEqualTo(200);
    payPal.away(true);
    notices.attendToDue();
    payPal.away(false);
    assertThat(state(payout)).isEqualTo(PayoutState.ACCEPTED);
    clock.advance(Duration.ofMinutes(2));
    notices.attendToDue();

    assertThat(state(payout)).isEqualTo(PayoutState.PAID);
  }

  @Test
  void whatIsNotOursIsNothingToUs() {
    var json = JsonMapper.builder().build();
    var ours = payPal.noticeOf(PAID, key(aPayout()));
    var unknown =
        payPal.notice(
            PAID, "payouts_item", json.createObjectNode().put("payout_item_id", "NOBODY"));
    var other =
        payPal.notice("BILLING.PLAN.CREATED", "plan", json.createObjectNode().put("id", "P-1"));
    assertThat(List.of(sent(ours), sent(unknown), sent(other))).containsOnly(200);
    notices.attendToDue();

    assertThat(stateOf(ours)).isEqualTo("applied");
    assertThat(stateOf(unknown)).isEqualTo("parked");
    assertThat(stateOf(other)).isEqualTo("ignored");
  }

  private String stateOf(Sent notice) {
    var id = JsonMapper.builder().build().readTree(notice.body()).path("id").asString();
    return db.fetchSingle("select state from payouts.notice where event_id = ?", id)
        .get(0, String.class);
  }

  private static Sent with(Sent notice, String header, String value) {
    var headers = new HashMap<>(notice.headers());
    headers.put(header, value);
    return new Sent(headers, notice.body());
  }

  private int sent(Sent notice) {
    var request =
        HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/api/webhooks/paypal"))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofByteArray(notice.body()));
    notice.headers().forEach(request::header);
    try {
      return http.send(request.build(), BodyHandlers.discarding()).statusCode();
    } catch (java.io.IOException | InterruptedException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private long aPayout() {
    var payout = reserved();
    submission.submitDue();
    return payout;
  }

  private long reserved() {
    var creator = creators.payable(PayPalRail.NAME, "Ana", "ana@example.com");
    creators.earn(creator, 10_000, "USD");
    runs.payNow(creator, "somebody");
    return db.fetchSingle("select payout_id from payouts.payout where creator_id = ?", creator)
        .get(0, Long.class);
  }

  private String key(long payout) {
    return Objects.requireNonNull(payouts.find(payout).orElseThrow().key());
  }

  private PayoutState state(long payout) {
    return payouts.find(payout).orElseThrow().state();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
