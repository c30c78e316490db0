package ai.profithack.payouts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.profithack.access.Role;
import ai.profithack.payouts.Notices.Reception;
import ai.profithack.payouts.ProviderNotice.State;
import ai.profithack.testing.Accounts;
import ai.profithack.testing.Client;
import ai.profithack.testing.SettableClock;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import tools.jackson.databind.json.JsonMapper;

/// What providers send on their own: kept once, whatever is done about it, and never believed.
@PayoutServer
class NoticesTests {
  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final Map<String, String> GENUINE = Map.of("x-simulated", "genuine");

  @LocalServerPort private int port;
  @Autowired private ApplicationContext server;
  @Autowired private Notices notices;
  @Autowired private SimulatedNotices source;
  @Autowired private SimulatedRail rail;
  @Autowired private PayoutRuns runs;
  @Autowired private Submission submission;
  @Autowired private Payouts payouts;
  @Autowired private PayeeRepository payees;
  @Autowired private Creators creators;
  @Autowired private SettableClock clock;
  @Autowired private DSLContext db;

  private final String path = "/api/webhooks/" + SimulatedRail.NAME;
  private long creator;
  private long payoutId;

  @BeforeEach
  void aPayoutAtTheProvider() {
    creators.nextFriday();
    rail.seed(new Random(1), 0);
    rail.faultless();
    source.configured(true);
    source.checkable(true);
    creator = creators.payable(SimulatedRail.NAME);
    creators.earn(creator, 10_000, "USD");
    runs.payNow(creator, "somebody");
    submission.submitDue();
    payoutId =
        db.fetchSingle("select payout_id from payouts.payout where creator_id = ?", creator)
            .get(0, Long.class);
  }

  @AfterEach
  void nothingIsLeftToTry() {
    db.execute("update payouts.notice set next_try_at = null where next_try_at is not null");
  }

  @Test
  void isKeptOnceHoweverOftenItComesAtOnce() throws Exception {
    var body = body("payout", key());
    var calls = new ArrayList<Callable<Reception>>();
    for (var i = 0; i < 8; i++) {
      calls.add(() -> notices.receive(SimulatedRail.NAME, GENUINE, body));
    }
    try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      var receptions = new ArrayList<Reception>();
      for (var call : callers.invokeAll(calls)) {
        receptions.add(call.get());
      }
      assertThat(receptions)
          .containsOnly(new Reception.Kept(false), new Reception.Kept(true))
          .containsOnlyOnce(new Reception.Kept(false));
    }
    assertThat(
            db.fetchValue("select count(*) from payouts.notice where event_id = ?", eventId(body)))
        .isEqualTo(1L);
    assertThat(db.fetchValue("select body from payouts.notice where event_id = ?", eventId(body)))
        .isEqualTo(body);
  }

  @Test
  void isAReasonToAskAndNeverBelieved() {
    providerSays(Report.Status.PAID);
    var failed = receive("payout.failed", key());
    notices.attendToDue();

    assertThat(notice(failed).state()).isEqualTo(State.APPLIED);
    assertThat(payout().state())
        .as("what the provider says when asked")
        .isEqualTo(PayoutState.PAID);
  }

  @Test
  void theOrderOfArrivalDecidesNothing() {
    providerSays(Report.Status.RETURNED);
    var returned = receive("payout.returned", key());
    var paid = receive("payout.paid", key());
    var created = receive("payout.created", key());
    notices.attendToDue();

    for (var each : List.of(returned, paid, created)) {
      assertThat(notice(each).state()).isEqualTo(State.APPLIED);
    }
    assertThat(payout().state()).isEqualTo(PayoutState.RETURNED);
    assertThat(creators.available(creator, "USD")).as("back once").isEqualTo(10_000);
  }

  @Test
  void whatIsUnknownIsParkedTriedAgainAndInTheEndShownToAPerson() {
    var unknown = receive("payout", "PHnobodyknowsthis");
    notices.attendToDue();
    assertThat(notice(unknown).state()).isEqualTo(State.PARKED);
    assertThat(notice(unknown).reason()).isEqualTo("There is no payout with this key.");
    assertThat(notice(unknown).nextTryAt()).isEqualTo(clock.instant().plusSeconds(60));
    notices.attendToDue();
    assertThat(notice(unknown).tries()).as("not before its time").isEqualTo(1);
    for (var day = 0; day < 12; day++) {
      clock.advance(Duration.ofHours(13));
      notices.attendToDue();
    }

    assertThat(notice(unknown).nextTryAt()).isNull();
    assertThat(notice(unknown).tries()).isEqualTo(7);
    assertThat(payouts.exceptions(1_000))
        .filteredOn(
            one -> one.kind().equals("notice_open") && one.sentence().contains(eventId(unknown)))
        .hasSize(1);
  }

  @Test
  void isTriedAgainWhereTheProviderDidNotAnswer() {
    var early = receive("payout", key());
    rail.next(SimulatedRail.Fault.LOST_REQUEST);
    notices.attendToDue();
    assertThat(notice(early).state()).as("nobody answered").isEqualTo(State.RECEIVED);
    assertThat(notice(early).reason()).contains("There was no answer about payouts");
    clock.advance(Duration.ofMinutes(2));
    providerSays(Report.Status.PAID);
    notices.attendToDue();

    assertThat(notice(early).state()).isEqualTo(State.APPLIED);
    assertThat(payout().state()).isEqualTo(PayoutState.PAID);
  }

  @Test
  void waitsForACallThatIsUnderWay() {
    var other = creators.payable(SimulatedRail.NAME);
    creators.earn(other, 10_000, "USD");
    runs.payNow(other, "somebody");
    rail.next(SimulatedRail.Fault.CRASH_AFTER);
    try {
      submission.submitDue();
    } catch (SimulatedRail.Crash _) {
      // The call took effect; nobody has its answer yet.
    }
    var key =
        db.fetchSingle("select attempt_key from payouts.payout where creator_id = ?", other)
            .get(0, String.class);
    var early = receive("payout.created", key);
    notices.attendToDue();
    assertThat(notice(early).state()).isEqualTo(State.RECEIVED);
    assertThat(db.fetchValue("select state from payouts.payout where attempt_key = ?", key))
        .isEqualTo("submitting");
    clock.advance(Duration.ofMinutes(6));
    notices.attendToDue();

    assertThat(notice(early).state()).isEqualTo(State.APPLIED);
    assertThat(db.fetchValue("select state from payouts.payout where attempt_key = ?", key))
        .isEqualTo("accepted");
  }

  @Test
  void anEffectAndItsNoticeAreOneTransaction() {
    var ready = Creators.ready(creator, clock.instant());
    source.effect(() -> {
      payees.save(paused(ready, "half"));
      throw new IllegalStateException("no further");
    });
    var notice = receive("account", "");
    notices.attendToDue();
    assertThat(notice(notice).state()).isEqualTo(State.RECEIVED);
    assertThat(pause()).as("nothing of it was kept").isNull();

    source.effect(() -> payees.save(paused(ready, "whole")));
    clock.advance(Duration.ofMinutes(2));
    notices.attendToDue();
    assertThat(notice(notice).state()).isEqualTo(State.APPLIED);
    assertThat(pause()).isEqualTo("whole");
  }

  @Test
  void staysWhatItWasReceivedAs() {
    var weather = receive("weather", "");
    notices.attendToDue();
    assertThat(notice(weather).state()).isEqualTo(State.IGNORED);
    var id = notice(weather).noticeId();
    for (var change :
        List.of(
            "update payouts.notice set body = 'x' where notice_id = " + id,
            "update payouts.notice set state = 'received' where notice_id = " + id,
            "update payouts.notice set state = 'applied' where notice_id = " + id,
            "delete from payouts.notice where notice_id = " + id,
            "truncate payouts.notice")) {
      assertThatThrownBy(() -> db.execute(change))
          .as(change)
          .hasMessageContaining("payouts.notice");
    }
  }

  @Test
  void theSignatureIsTheOnlyKeyToTheDoor() {
    var kept = db.fetchValue("select count(*) from payouts.notice");
    assertProblem(post(path, "{}", "X-Simulated", "forged"), 400, "The signature is wrong.");
    assertProblem(post(path, "{}"), 400, "The signature is wrong.");
    assertProblem(
        post("/api/webhooks/nobody", "{}"), 404, "No provider of this name sends notices here.");
    assertProblem(
        post(path, " ".repeat(256 * 1024 + 1), "X-Simulated", "genuine"),
        413,
        "A notice has up to 256 KB.");
    source.checkable(false);
    assertProblem(post(path, "{}"), 503, "The signature cannot be checked now.");
    source.configured(false);
    assertProblem(post(path, "{}"), 503, "The simulated provider has no secret.");
    source.configured(true);
    source.checkable(true);
    assertThat(
            new Client(port).send("POST", path, "a=b", "Content-Type", "text/plain").statusCode())
        .isEqualTo(415);
    assertThat(new Client(port).get(path).statusCode()).as("only sending is open").isEqualTo(401);
    assertThat(db.fetchValue("select count(*) from payouts.notice")).isEqualTo(kept);

    var body = new String(body("payout", key()), StandardCharsets.UTF_8);
    var first = post(path, body, "X-Simulated", "genuine");
    assertThat(first.statusCode()).isEqualTo(200);
    assertThat(JsonMapper.shared().readTree(first.body()).path("repeated").asBoolean()).isFalse();
    var second = post(path, body, "X-Simulated", "genuine");
    assertThat(second.statusCode()).isEqualTo(200);
    assertThat(JsonMapper.shared().readTree(second.body()).path("repeated").asBoolean()).isTrue();
  }

  @Test
  void financeSeesThemAndTriesAgain() {
    var client = new Client(port);
    client.logIn(Accounts.person(server, Role.FINANCE, null), Accounts.PASSWORD);
    var unknown = receive("payout.strange", "PHnobodyknowsthat");
    notices.attendToDue();
    assertThat(client.get("/payouts/notices").body())
        .contains(
            "payout.strange", eventId(unknown), "parked", "There is no payout with this key.");
    var again =
        client.submit(
            "/payouts/notices",
            "/payouts/notices/" + notice(unknown).noticeId() + "/try",
            Map.of());
    assertThat(again.statusCode()).isEqualTo(303);
    assertThat(client.get("/payouts/notices").body()).contains("It is still open");
    assertThat(notice(unknown).tries()).isEqualTo(2);
    assertThat(
            db.fetchValue(
                "select count(*) from access.audit_entry where action = 'payout.notice_tried' and subject = ?",
                "notice " + notice(unknown).noticeId()))
        .isEqualTo(1L);
    assertThat(notices.tryAgain(987_654_321)).isEmpty();
  }

  private HttpResponse<String> post(String to, String body, String... headers) {
    var all = new ArrayList<>(List.of("Content-Type", "application/json"));
    all.addAll(List.of(headers));
    return new Client(port).send("POST", to, body, all.toArray(String[]::new));
  }

  private static void assertProblem(HttpResponse<String> answer, int status, String sentence) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(JsonMapper.shared().readTree(answer.body()).path("error").asString())
        .isEqualTo(sentence);
  }

  private byte[] receive(String type, String key) {
    var body = body(type, key);
    assertThat(notices.receive(SimulatedRail.NAME, GENUINE, body))
        .isEqualTo(new Reception.Kept(false));
    return body;
  }

  private static byte[] body(String type, String key) {
    return """
    {"id": "evt_%d", "type": "%s", "at": "2026-01-01T00:00:00Z", "key": "%s"}
    """
        .formatted(NUMBER.incrementAndGet(), type, key)
        .getBytes(StandardCharsets.UTF_8);
  }

  private static String eventId(byte[] body) {
    return JsonMapper.shared().readTree(body).path("id").asString();
  }

  private ProviderNotice notice(byte[] body) {
    return new NoticeRepository(db)
        .find(
            db.fetchSingle("select notice_id from payouts.notice where event_id = ?", eventId(body))
                .get(0, Long.class))
        .orElseThrow();
  }

  private static Payee paused(Payee payee, String why) {
    return new Payee(
        payee.creatorId(),
        payee.identityReviewedAt(),
        payee.ofAgeConfirmedAt(),
        payee.taxFormUntil(),
        null,
        null,
        why,
        payee.reservePercent(),
        payee.reserveSince());
  }

  private @Nullable String pause() {
    return Objects.requireNonNull(payees.payees(List.of(creator)).get(creator)).pausedByProvider();
  }

  private void providerSays(Report.Status status) {
    Objects.requireNonNull(rail.payments().get(key())).status = status;
  }

  private String key() {
    return Objects.requireNonNull(payout().key());
  }

  private Payout payout() {
    return payouts.find(payoutId).orElseThrow();
  }
}
