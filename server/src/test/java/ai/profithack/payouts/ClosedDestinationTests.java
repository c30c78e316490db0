package ai.profithack.payouts;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.kernel.SecretFile;
import ai.profithack.payouts.SimulatedRail.Fault;
import ai.profithack.testing.SettableClock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.transaction.support.TransactionTemplate;

/// One destination that cannot be opened, because its key is lost or because it is not what was
/// sealed, among three creators: the others are paid, and the one is told.
@PayoutServer
class ClosedDestinationTests {
  @Autowired private PayoutRuns runs;
  @Autowired private Submission submission;
  @Autowired private FollowUp followUp;
  @Autowired private Payouts payouts;
  @Autowired private Payees payees;
  @Autowired private PayeeLists lists;
  @Autowired private SimulatedRail provider;
  @Autowired private Creators creators;
  @Autowired private SettableClock clock;
  @Autowired private DSLContext db;
  @Autowired private TransactionTemplate transactions;

  @Value("${PROFITHACK_HOME:profithack-data}")
  private Path home;

  private LocalDate friday = LocalDate.EPOCH;
  private long first;
  private long closed;
  private long last;
  private long method;
  private byte @Nullable [] sealed;
  private @Nullable String key;

  @BeforeEach
  void aFriday() {
    friday = creators.nextFriday();
    provider.seed(new Random(1), 0);
    provider.faultless();
    submission.submitDue();
  }

  private void three(String rail) {
    first = earning(rail);
    closed = earning(rail);
    last = earning(rail);
  }

  private long earning(String rail) {
    var id =
        rail.equals(PayPalRail.NAME)
            ? creators.payable(rail, "A B", "a.b@example.com")
            : creators.payable(rail);
    creators.earn(id, 10_000, "EUR");
    return id;
  }

  /// Other tests look at everybody.
  @AfterEach
  void everybodyCanBePaidTo() {
    if (sealed != null) {
      change("account_sealed = ?, account_key = 'x'", (Object) sealed);
      change("account_key = ?", key);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "bank-file, lost",
    "by-hand, lost",
    "simulated, lost",
    "paypal, lost",
    "bank-file, forged"
  })
  void theOthersArePaidAndTheOneIsToldToNameItAgain(String rail, String how) {
    three(rail);
    close(how);

    var preview = runs.preview();
    assertThat(preview.planned())
        .extracting(PayoutRuns.Planned::creatorId)
        .contains(first, last)
        .doesNotContain(closed);
    assertThat(runs.reasons(closed))
        .singleElement()
        .satisfies(why -> {
          assertThat(why.reason()).isEqualTo(SkipReason.RAIL_UNAVAILABLE);
          assertThat(why.detail())
              .isEqualTo("The account cannot be opened any more: name the destination again.");
        });

    var run = runs.run(friday, "the schedule");
    submission.submitDue();

    assertThat(run.finishedAt()).isNotNull();
    assertThat(runs.skipped(run.runId(), SkipReason.RAIL_UNAVAILABLE, 1_000, 0))
        .extracting(Skipped::creatorId)
        .contains(closed);
    assertThat(only(first).key()).isNotNull();
    assertThat(only(last).key()).isNotNull();
    assertThat(creators.available(closed, "EUR")).isEqualTo(10_000);
    assertThat(runs.payNow(closed, "somebody"))
        .singleElement()
        .isInstanceOf(PayoutRuns.Single.NotPaid.class);
  }

  @Test
  void anEarlierGateIsNamedFirst() {
    three("by-hand");
    close("lost");
    payees.change(closed, before -> Payee.unknown(closed));

    assertThat(runs.reasons(closed).getFirst().reason()).isEqualTo(SkipReason.NOT_REVIEWED);
    runs.run(friday, "the schedule");
    assertThat(only(last).amount().minor()).isEqualTo(10_000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"bank-file", "by-hand", "simulated", "paypal"})
  void whatIsSetAsideForItWaitsAndIsShownAndTheOthersAreSent(String rail) {
    three(rail);
    var other = earning("by-hand");
    runs.run(friday, "the schedule");
    close("lost");

    submission.submitDue();
    submission.submitDue();

    assertThat(only(first).key()).isNotNull();
    assertThat(only(last).key()).isNotNull();
    assertThat(only(other).key()).isNotNull();
    assertThat(only(closed).state()).isEqualTo(PayoutState.RESERVED);
    assertThat(creators.inPayout(closed, "EUR")).isEqualTo(10_000);
    assertThat(shown())
        .singleElement()
        .satisfies(one -> assertThat(one.sentence()).contains("names the destination again"));

    payees.nameDestination(closed, "by-hand", "A B", "Main Street 1", null);
    submission.submitDue();
    assertThat(creators.available(closed, "EUR")).isEqualTo(10_000);
    assertThat(shown()).as("nobody has to look any more").isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "lost, 'it is sealed under key lost, which is not in PROFITHACK_DESTINATION_KEYS or destination.key'",
    "forged, it was changed after it was sealed"
  })
  void financeIsToldWhyItCannotBeOpened(String how, String why) {
    three("bank-file");
    runs.run(friday, "the schedule");
    close(how);
    submission.submitDue();
    assertThat(shown())
        .singleElement()
        .satisfies(one ->
            assertThat(one.sentence())
                .startsWith(
                    "Payout %d cannot be sent: its account cannot be opened any more: %s."
                        .formatted(only(closed).payoutId(), why)));
    open(how);

    submission.submitDue();
    close(how);
    var batch = payouts.batchOf(only(closed).payoutId()).orElseThrow().batchId();
    assertThat(payouts.file(batch, false))
        .isInstanceOfSatisfying(
            Payouts.Making.NotPossible.class,
            refused ->
                assertThat(refused.sentence())
                    .startsWith(
                        "The account of payout %d of batch %d cannot be opened any more: %s. There is no file."
                            .formatted(only(closed).payoutId(), batch, why)));
  }

  @Test
  void whatWaitedIsSentAsSoonAsItsKeyIsThereAgain() {
    three(SimulatedRail.NAME);
    runs.run(friday, "the schedule");
    close("lost");
    submission.submitDue();

    open();
    submission.submitDue();

    assertThat(only(closed).state()).isEqualTo(PayoutState.ACCEPTED);
    submission.submitDue();
    assertThat(shown()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"simulated", "paypal"})
  void whatIsUnderWayIsLookedAtWithoutTheAccount(String rail) {
    three(rail);
    runs.run(friday, "the schedule");
    submission.submitDue();
    close("lost");
    clock.advance(Duration.ofDays(2));
    if (rail.equals(SimulatedRail.NAME)) {
      Stream.of(first, closed, last)
          .forEach(id ->
              Objects.requireNonNull(provider.payments().get(only(id).key())).status =
                  Report.Status.PAID);
    }

    assertThat(followUp.lookAtDue()).isGreaterThanOrEqualTo(3);

    var states = Stream.of(first, closed, last).map(id -> only(id).state()).distinct();
    if (rail.equals(SimulatedRail.NAME)) {
      assertThat(states).containsExactly(PayoutState.PAID);
    } else {
      assertThat(states).as("whatever PayPal says, it says of all three").hasSize(1);
    }
  }

  @Test
  void ofACallThatWasLostTheOthersAreHandedOverAgain() {
    three(SimulatedRail.NAME);
    runs.run(friday, "the schedule");
    provider.next(Fault.LOST_REQUEST);
    submission.submitDue();
    close("lost");
    clock.advance(Duration.ofMinutes(6));

    followUp.lookAtDue();

    assertThat(only(first).state()).isEqualTo(PayoutState.ACCEPTED);
    assertThat(only(last).state()).isEqualTo(PayoutState.ACCEPTED);
    assertThat(only(closed).state()).isEqualTo(PayoutState.UNKNOWN);
    assertThat(creators.inPayout(closed, "EUR")).isEqualTo(10_000);

    open();
    clock.advance(Duration.ofHours(2));
    followUp.lookAtDue();
    assertThat(only(closed).state()).isEqualTo(PayoutState.ACCEPTED);
  }

  @Test
  void aListOfPayeesNamesItAnewAndTheOthersStay() {
    three("bank-file");
    close("lost");
    var list =
        "creatorId,rail,holder,account\n%d,bank-file,Jörg Łukasz,%s\n%d,bank-file,Jörg Łukasz,%s\n"
            .formatted(first, Creators.ACCOUNT, closed, Creators.ACCOUNT);

    assertThat(lists.verify(list.getBytes(StandardCharsets.UTF_8), Creators.person("ana")))
        .isInstanceOf(PayeeLists.Verification.Wrong.class);
    assertThat(lists.take("a list", list.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOfSatisfying(
            PayeeLists.Ending.Done.class,
            done ->
                assertThat(done.changes())
                    .extracting(PayeeLists.Change::creatorId)
                    .containsExactly(closed));
  }

  /// One that is not what was sealed stands between others that a new key has to seal.
  @Test
  void anotherKeySealsTheRestAnew(@TempDir Path folder) throws Exception {
    three("by-hand");
    close("forged");
    var own = SecretFile.read(home.resolve("destination.key"));
    var renewed =
        new PayeeRepository(db, new DestinationCipher("33".repeat(32) + "," + own, folder));
    try {
      assertThat(new DestinationSealing(renewed, transactions).sealAll()).isPositive();
      assertThat(account(renewed, first)).isEqualTo(new Opened.Account(Creators.ACCOUNT));
      assertThat(account(renewed, last)).isEqualTo(new Opened.Account(Creators.ACCOUNT));
      assertThat(account(renewed, closed)).isInstanceOf(Opened.Closed.class);
      assertThat(sealedUnder(last)).isEqualTo(sealedUnder(first)).isNotEqualTo(sealedUnder(closed));
    } finally {
      var back = new DestinationCipher(own + "," + "33".repeat(32), folder);
      new DestinationSealing(new PayeeRepository(db, back), transactions).sealAll();
    }
  }

  private static Opened account(PayeeRepository from, long creatorId) {
    return Objects.requireNonNull(from.methods(List.of(creatorId)).get(creatorId)).opened();
  }

  private void close(String how) {
    var row =
        db.fetchSingle(
            "select method_id, account_sealed, account_key from payouts.method where creator_id = ?",
            closed);
    method = row.get(0, Long.class);
    sealed = row.get(1, byte[].class);
    key = row.get(2, String.class);
    change("account_key = 'lost'");
    if (how.equals("forged")) {
      change(
          "account_sealed = set_byte(account_sealed, 20, 255 - get_byte(account_sealed, 20)), account_key = ?",
          key);
    }
  }

  private void open() {
    open("lost");
  }

  private void open(String how) {
    if (how.equals("forged")) {
      change("account_sealed = ?, account_key = 'lost'", (Object) sealed);
    }
    change("account_key = ?", key);
  }

  private void change(String what, @Nullable Object... bindings) {
    db.query("update payouts.method set " + what + " where method_id = " + method, bindings)
        .execute();
  }

  private String sealedUnder(long creatorId) {
    return db.fetchSingle("select account_key from payouts.method where creator_id = ?", creatorId)
        .get(0, String.class);
  }

  private List<PayoutException> shown() {
    return payouts.exceptions(1_000).stream()
        .filter(one -> Long.valueOf(only(closed).payoutId()).equals(one.payoutId()))
        .toList();
  }

  private Payout only(long creatorId) {
    return payouts
        .find(
            db.fetchSingle("select payout_id from payouts.payout where creator_id = ?", creatorId)
                .get(0, Long.class))
        .orElseThrow();
  }
}
