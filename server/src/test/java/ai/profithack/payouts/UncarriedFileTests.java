package ai.profithack.payouts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.profithack.access.Actor;
import ai.profithack.access.Role;
import ai.profithack.ledger.Verification;
import ai.profithack.payouts.Payouts.Ending;
import ai.profithack.payouts.Payouts.Making;
import ai.profithack.payouts.Payouts.Word;
import ai.profithack.testing.SettableClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.jooq.DSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.support.TransactionTemplate;

/// A file that nobody handed over yet: nothing that is over is in one that is carried after, and
/// what is not to be carried is discarded as a whole.
@PayoutServer
class UncarriedFileTests {
  private static final Actor ANA = Creators.person("ana");

  @Autowired private PayoutRuns runs;
  @Autowired private Payouts payouts;
  @Autowired private Payees payees;
  @Autowired private PaymentResults results;
  @Autowired private Reconciliation reconciliation;
  @Autowired private Submission submission;
  @Autowired private Rails rails;
  @Autowired private Creators creators;
  @Autowired private Verification verification;
  @Autowired private TransactionTemplate transactions;
  @Autowired private SettableClock clock;
  @Autowired private CountedStatements statements;
  @Autowired private DSLContext db;

  private final List<Long> ids = new ArrayList<>();
  private long batch;

  @BeforeEach
  void aFriday() {
    creators.nextFriday();
    submission.submitDue();
  }

  @AfterEach
  void theBooksAreSound() {
    assertThat(verification.verify(null).problems()).isEmpty();
  }

  /// A batch of payouts of a hundred each.
  private void aBatch(String rail, int count) {
    ids.clear();
    for (var i = 0; i < count; i++) {
      var creator = creators.payable(rail);
      creators.earn(creator, 10_000, "EUR");
      var created = (PayoutRuns.Single.Created) runs.payNow(creator, "somebody").getFirst();
      ids.add(created.payoutId());
    }
    submission.submitDue();
    batch = payouts.batchOf(ids.getFirst()).orElseThrow().batchId();
  }

  @ParameterizedTest
  @CsvSource({
    "bank-file, REJECTED",
    "by-hand, REJECTED",
    "bank-file, PAID RETURNED",
    "by-hand, PAID RETURNED",
    "by-hand, failed",
    "by-hand, paid returned"
  })
  void nothingThatIsOverIsInAFileThatIsCarriedAfter(String rail, String said) {
    aBatch(rail, 2);
    payouts.file(batch, false);

    for (var word : said.split(" ", -1)) {
      assertThat(say(word)).isInstanceOf(Ending.NotPossible.class);
    }
    assertThat(states()).as("nothing was said").containsOnly(PayoutState.SUBMITTING);
    assertThat(new String(creators.file(batch), StandardCharsets.UTF_8)).contains(key(0), key(1));

    assertThat(payouts.handOver(batch, "", true)).isInstanceOf(Ending.Done.class);
    for (var word : said.split(" ", -1)) {
      assertThat(say(word)).isInstanceOf(Ending.Done.class);
    }
    assertThat(available(0)).isEqualTo(10_000);
    assertThat(refusal())
        .contains(
            "Payout " + ids.getFirst(), "its money is available again", "must not be carried");
  }

  @Test
  void aFileThatNobodyFetchedIsHandedOverByWhoSaysThatItIsWithThemAllTheSame() {
    aBatch("by-hand", 1);
    assertThat(payouts.handOver(batch, "", false))
        .isInstanceOfSatisfying(
            Ending.NotPossible.class,
            not -> assertThat(not.sentence()).contains("Nobody has fetched the file"));
    assertThat(states()).containsOnly(PayoutState.SUBMITTING);
    assertThat(payouts.handOver(batch, "", true)).isInstanceOf(Ending.Done.class);

    aBatch("by-hand", 1);
    payouts.file(batch, false);
    assertThat(payouts.handOver(batch, "", false)).isInstanceOf(Ending.Done.class);
    assertThat(
            db.fetchValue(
                "select string_agg(detail ->> 'fileMade', ' ' order by entry_id desc) from (select * from access.audit_entry where action = 'payout.hand_over' order by entry_id desc limit 2) as e"))
        .isEqualTo("true false");
  }

  private Ending say(String word) {
    if (word.equals(word.toUpperCase(Locale.ROOT))) {
      return payouts.say(ids.getFirst(), Word.valueOf(word), null, null);
    }
    var list =
        "key,result,reason\n"
            + key(0)
            + ","
            + word
            + ","
            + ids
            + payouts.steps(ids.getFirst()).size();
    var sending = results.send("a list", list.getBytes(StandardCharsets.UTF_8));
    return results.apply(((PaymentResults.Sending.Kept) sending).fileId());
  }

  @Test
  void whoSaysTooEarlyIsToldWhatToDo() {
    aBatch("bank-file", 1);

    assertThat(payouts.say(ids.getFirst(), Word.REJECTED, null, "no"))
        .isEqualTo(
            new Ending.NotPossible(
                "The file of batch %d was not handed over: say first that it is with whoever pays it. Where it is not to be paid, discard the batch."
                    .formatted(batch)));
  }

  @ParameterizedTest
  @CsvSource({"bank-file, true", "bank-file, false", "by-hand, true", "by-hand, false"})
  void whatIsDiscardedIsCancelledAndItsFileIsGone(String rail, boolean made) {
    aBatch(rail, 3);
    if (made) {
      creators.file(batch);
      assertThat(payouts.discard(batch, "Not to be paid.", false, ANA))
          .isInstanceOfSatisfying(
              Ending.NotPossible.class,
              why -> assertThat(why.sentence()).contains("Somebody had the file"));
      assertThat(states()).containsOnly(PayoutState.SUBMITTING);
    }

    assertThat(payouts.discard(batch, "Not to be paid.", made, ANA))
        .isEqualTo(new Ending.Done(PayoutState.CANCELLED));

    assertThat(states()).containsOnly(PayoutState.CANCELLED);
    for (var i = 0; i < 3; i++) {
      assertThat(available(i)).isEqualTo(10_000);
    }
    var discarded = payouts.batch(batch).orElseThrow();
    assertThat(discarded.discardedBy()).isEqualTo("ana");
    assertThat(discarded.discardedBecause()).isEqualTo("Not to be paid.");
    assertThat(discarded.handedOverAt()).isNull();
    assertThat(payout(0).reason())
        .isEqualTo("Batch %d was discarded: Not to be paid.".formatted(batch));
    assertThat(payouts.toCarry(1_000)).noneMatch(each -> each.batchId() == batch);
    assertThat(refusal()).contains("was discarded by ana");
    assertThat(payouts.handOver(batch, "", true)).isInstanceOf(Ending.NotPossible.class);
    assertThat(payouts.discard(batch, "Again.", true, ANA)).isInstanceOf(Ending.NotPossible.class);
    for (var word : Word.values()) {
      assertThat(payouts.say(ids.getFirst(), word, null, null))
          .isInstanceOf(Ending.NotPossible.class);
    }
    assertThat(
            db.fetchValue(
                "select count(*) from access.audit_entry where action = 'payout.discard' and subject = ?",
                "batch " + batch))
        .isEqualTo(1L);
    var keys = List.of(key(0), key(1), key(2));

    runs.payNow(payout(0).creatorId(), "somebody");
    submission.submitDue();
    var second =
        payouts
            .find(
                db.fetchSingle(
                        "select max(payout_id) from payouts.payout where creator_id = ?",
                        payout(0).creatorId())
                    .get(0, Long.class))
            .orElseThrow();
    assertThat(second.key()).isNotNull().isNotIn(keys);
    assertThat(
            new String(
                creators.file(payouts.batchOf(second.payoutId()).orElseThrow().batchId()),
                StandardCharsets.UTF_8))
        .contains(second.key())
        .doesNotContain(keys);
  }

  /// Also where the bank says it of all of them, and where everybody owes something by then.
  @ParameterizedTest
  @CsvSource({
    "bank-file, handOver",
    "by-hand, handOver",
    "bank-file, discard",
    "by-hand, discard",
    "bank-file, report ACSP",
    "bank-file, report RJCT"
  })
  void howManyThereAreCostsNoStatement(String rail, String deed) {
    var counts = new ArrayList<Long>();
    for (var count : List.of(2, 3, 30)) {
      aBatch(rail, count);
      ids.forEach(id -> creators.owe(payouts.find(id).orElseThrow().creatorId(), 4_000, "EUR"));
      counts.add(statements.during(() -> done(deed)));

      var over = deed.equals("discard") || deed.endsWith("RJCT");
      assertThat(states())
          .containsOnly(
              deed.equals("discard")
                  ? PayoutState.CANCELLED
                  : over ? PayoutState.FAILED : PayoutState.ACCEPTED);
      for (var i = 0; i < count; i++) {
        assertThat(available(i)).isEqualTo(over ? 6_000 : 0);
        assertThat(creators.inPayout(payout(i).creatorId(), "EUR")).isZero();
        if (!over) {
          creators.owe(payout(i).creatorId(), -4_000, "EUR");
        }
      }
    }
    assertThat(counts.get(2)).as("of %s", counts).isEqualTo(counts.get(1));
  }

  private void done(String deed) {
    switch (deed) {
      case "handOver" -> payouts.handOver(batch, "", true);
      case "discard" -> payouts.discard(batch, "Not to be paid.", true, ANA);
      default -> {
        var message = payouts.batch(batch).orElseThrow().messageId();
        report(
            """
            <OrgnlGrpInfAndSts><OrgnlMsgId>%s</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId><GrpSts>%s</GrpSts></OrgnlGrpInfAndSts>
            """
                .formatted(message, deed.split(" ", -1)[1]));
      }
    }
  }

  /// Each as if it came alone: it repays what is owed by then, and its entry names it.
  @Test
  void twoOfOneCreatorRepayOneAfterTheOther() {
    var creator = creators.payable("by-hand");
    ids.clear();
    for (var minor : List.of(10_000, 5_000)) {
      creators.earn(creator, minor, "EUR");
      ids.add(((PayoutRuns.Single.Created) runs.payNow(creator, "somebody").getFirst()).payoutId());
      clock.advance(Duration.ofDays(1));
    }
    submission.submitDue();
    batch = payouts.batchOf(ids.getFirst()).orElseThrow().batchId();
    assertThat(payouts.ofBatch(batch)).extracting(Payout::payoutId).containsExactlyElementsOf(ids);
    creators.owe(creator, 12_000, "EUR");

    payouts.discard(batch, "Not to be paid.", false, ANA);

    assertThat(creators.available(creator, "EUR")).isEqualTo(3_000);
    assertThat(
            db.fetch(
                """
                select (e.explanation ->> 'payout')::bigint as payout, -p.amount_minor as minor
                from ledger.entry as e join ledger.posting as p on p.entry_id = e.entry_id
                join ledger.account as a on a.account_id = p.account_id
                where e.kind = 'debt_recovered' and a.path = 'assets:creators:%d:debt' order by e.entry_id
                """
                    .formatted(creator)))
        .extracting(row -> row.get("payout", Long.class) + " " + row.get("minor", Long.class))
        .containsExactly(ids.getFirst() + " 10000", ids.getLast() + " 2000");
  }

  @Test
  void whatWasHandedOverIsNotDiscarded() {
    aBatch("bank-file", 1);
    payouts.handOver(batch, "", true);

    assertThat(payouts.discard(batch, "Too late.", true, ANA))
        .isInstanceOfSatisfying(
            Ending.NotPossible.class,
            why -> assertThat(why.sentence()).contains("say of each of its payments"));
    assertThat(states()).containsOnly(PayoutState.ACCEPTED);
    assertThat(new String(creators.file(batch), StandardCharsets.UTF_8))
        .as("the same file, as long as nothing in it is over")
        .contains(key(0));
  }

  @Test
  void aPersonDiscardsAndNothingThatGoesByItself() {
    aBatch("by-hand", 1);
    var program = new Actor("key:a program", Role.FINANCE, null, null, false);

    assertThat(payouts.discard(batch, "So it says.", true, program))
        .isInstanceOf(Ending.NotPossible.class);
    assertThat(payouts.discard(999_999_999, "There is none.", true, ANA))
        .isInstanceOf(Ending.NotPossible.class);
    assertThat(states()).containsOnly(PayoutState.SUBMITTING);
  }

  @RepeatedTest(5)
  void ofManyWhoHandOverDiscardAndAskForTheFileOneDecides() throws Exception {
    aBatch("by-hand", 4);
    var begin = new CountDownLatch(1);
    var deeds = new ArrayList<Callable<Object>>();
    for (var i = 0; i < 4; i++) {
      deeds.add(() -> payouts.handOver(batch, "", true));
      deeds.add(() -> payouts.discard(batch, "Not to be paid.", true, ANA));
      deeds.add(() -> payouts.file(batch, false));
      deeds.add(() -> payouts.say(ids.getFirst(), Word.REJECTED, null, "no"));
    }
    var done = new ArrayList<Object>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var all =
          deeds.stream()
              .map(deed ->
                  threads.submit(() -> {
                    begin.await();
                    return deed.call();
                  }))
              .toList();
      begin.countDown();
      for (var each : all) {
        done.add(each.get());
      }
    }

    var standing = payouts.batch(batch).orElseThrow();
    assertThat(standing.handedOverAt() == null).isNotEqualTo(standing.discardedAt() == null);
    assertThat(done)
        .filteredOn(new Ending.Done(PayoutState.CANCELLED)::equals)
        .hasSize(standing.discardedAt() == null ? 0 : 1);
    assertThat(done)
        .filteredOn(new Ending.Done(PayoutState.ACCEPTED)::equals)
        .hasSize(standing.handedOverAt() == null ? 0 : 1);
    assertThat(states().subList(1, 4))
        .containsOnly(
            standing.discardedAt() == null ? PayoutState.ACCEPTED : PayoutState.CANCELLED);
    assertThat(payout(0).state())
        .isIn(
            standing.discardedAt() == null
                ? List.of(PayoutState.ACCEPTED, PayoutState.FAILED)
                : List.of(PayoutState.CANCELLED));
  }

  /// Whatever is done in whatever order, a file that may be carried holds nothing that is over, and
  /// what is over was in no file that is handed over after.
  @ParameterizedTest
  @ValueSource(strings = {"bank-file", "by-hand"})
  void noWalkCarriesWhatIsOver(String rail) {
    var random = new Random(20261123);
    for (var walk = 0; walk < 12; walk++) {
      aBatch(rail, 3);
      for (var step = 0; step < 10; step++) {
        var one = ids.get(random.nextInt(ids.size()));
        var overBefore = states().stream().anyMatch(PayoutState::over);
        var deed = random.nextInt(7);
        var ending =
            switch (deed) {
              case 0 -> payouts.handOver(batch, "", true);
              case 1 -> payouts.discard(batch, "A walk.", random.nextBoolean(), ANA);
              case 2, 3, 4 -> payouts.say(one, List.of(Word.values()).get(deed - 2), null, null);
              case 5 -> payouts.cancel(one, "A walk.");
              default -> {
                payees.nameDestination(
                    payout(ids.indexOf(one)).creatorId(), rail, "A B", Creators.ACCOUNT, null);
                yield null;
              }
            };
        if (deed == 0 && ending instanceof Ending.Done) {
          assertThat(overBefore).as("handed over with something that is over").isFalse();
        }
        var over = states().stream().anyMatch(PayoutState::over);
        var standing = payouts.batch(batch).orElseThrow();
        assertThat(payouts.file(batch, true) instanceof Making.Made).isNotEqualTo(over);
        assertThat(over && standing.waits()).isFalse();
        if (standing.discardedAt() != null) {
          assertThat(states()).containsOnly(PayoutState.CANCELLED);
        }
      }
    }
  }

  @Test
  void aReplacedDestinationIsSaidBeforeItsFileIsCarried() {
    aBatch("bank-file", 2);
    payees.nameDestination(payout(0).creatorId(), "by-hand", "A B", "Main Street 1", null);

    assertThat(payouts.batch(batch).orElseThrow().replaced()).containsExactly(ids.getFirst());
    assertThat(ids)
        .map(id -> payouts.batchOf(id).orElseThrow())
        .containsExactly(
            new InBatch(batch, false, false, true), new InBatch(batch, false, false, false));
    assertThat(refusal())
        .contains("Payout " + ids.getFirst(), "another destination was named since", "Discard");
    assertThat(payouts.batch(batch).orElseThrow().fileMade()).as("nobody had it").isFalse();

    assertThat(payouts.discard(batch, "A destination was replaced.", false, ANA))
        .isInstanceOf(Ending.Done.class);
    clock.advance(Duration.ofDays(6));
    assertThat(runs.reasons(payout(0).creatorId()).getFirst().reason())
        .isEqualTo(SkipReason.DESTINATION_UNVERIFIED);
    assertThat(runs.payNow(payout(1).creatorId(), "somebody").getFirst())
        .isInstanceOf(PayoutRuns.Single.Created.class);
  }

  @Test
  void whoKnowsItCanHaveItPaidToTheOldDestinationAllTheSame() {
    aBatch("bank-file", 1);
    var before = creators.file(batch);
    payees.nameDestination(payout(0).creatorId(), "by-hand", "A B", "Main Street 1", null);

    assertThat(payouts.file(batch, false)).isInstanceOf(Making.NotPossible.class);
    assertThat(payouts.file(batch, true))
        .isInstanceOfSatisfying(
            Making.Made.class, made -> assertThat(made.bytes()).isEqualTo(before));
    assertThat(payouts.handOver(batch, "", true)).isInstanceOf(Ending.Done.class);
    assertThat(payouts.batch(batch).orElseThrow().replaced()).as("it waits no more").isEmpty();
    assertThat(recordedHandOver()).contains("\"toReplaced\": [%d]".formatted(ids.getFirst()));
  }

  @Test
  void aDestinationThatCannotBeOpenedIsSaidAndTheBatchDiscarded() {
    aBatch("by-hand", 2);
    var method = payout(1).methodId();
    var key =
        db.fetchSingle("select account_key from payouts.method where method_id = ?", method)
            .get(0, String.class);
    db.query("update payouts.method set account_key = 'lost' where method_id = ?", method)
        .execute();
    try {
      assertThat(refusal()).contains("payout " + ids.getLast(), "cannot be opened", "Discard");
    } finally {
      db.query("update payouts.method set account_key = ? where method_id = ?", key, method)
          .execute();
    }
    assertThat(payouts.discard(batch, "A key is lost.", false, ANA))
        .isInstanceOf(Ending.Done.class);
  }

  @Test
  void whatTheBankReportsWasCarriedWhetherOrNotSomebodySaidSo() {
    aBatch("bank-file", 3);
    var message = payouts.batch(batch).orElseThrow().messageId();
    var file =
        report(
            """
            <OrgnlGrpInfAndSts><OrgnlMsgId>%s</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId><GrpSts>PART</GrpSts></OrgnlGrpInfAndSts>
            <OrgnlPmtInfAndSts><OrgnlPmtInfId>%s</OrgnlPmtInfId>
            <TxInfAndSts><OrgnlEndToEndId>%s</OrgnlEndToEndId><TxSts>RJCT</TxSts></TxInfAndSts></OrgnlPmtInfAndSts>
            """
                .formatted(message, message, key(0)));

    assertThat(states())
        .containsExactly(PayoutState.FAILED, PayoutState.ACCEPTED, PayoutState.ACCEPTED);
    assertThat(payouts.batch(batch).orElseThrow().handedOverBy())
        .isEqualTo("the bank's report (results %d)".formatted(file));
    assertThat(recordedHandOver())
        .contains("\"the bank's report (results %d)\"".formatted(file), message);
    assertThat(payouts.handOver(batch, "", true)).isInstanceOf(Ending.NotPossible.class);
    assertThat(refusal()).contains("must not be carried");
  }

  @Test
  void whatAStatementNamesWasCarriedAndTheTrailSaysWhichSaidSo() {
    aBatch("bank-file", 2);
    payees.nameDestination(payout(1).creatorId(), "by-hand", "A B", "Main Street 1", null);

    read(key(0));

    assertThat(states()).containsExactly(PayoutState.CONFIRMED, PayoutState.ACCEPTED);
    assertThat(payouts.batch(batch).orElseThrow().handedOverBy())
        .isEqualTo("the bank's statement (U%d)".formatted(batch));
    assertThat(recordedHandOver())
        .contains(
            "\"the bank's statement (U%d)\"".formatted(batch),
            "\"toReplaced\": [%d]".formatted(ids.getLast()));
  }

  private String recordedHandOver() {
    return db.fetchSingle(
            "select detail::text from access.audit_entry where action = 'payout.hand_over' and subject = ?",
            "batch " + batch)
        .get(0, String.class);
  }

  private long report(String groups) {
    var file =
        ((PaymentResults.Sending.Kept)
                results.send(
                    "report",
                    """
                    <?xml version="1.0" encoding="UTF-8"?>
                    <Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt>
                      <GrpHdr><MsgId>B%d</MsgId><CreDtTm>2026-03-09T09:00:00Z</CreDtTm></GrpHdr>%s
                    </CstmrPmtStsRpt></Document>
                    """
                        .formatted(batch, groups)
                        .getBytes(StandardCharsets.UTF_8)))
            .fileId();
    results.apply(file);
    return file;
  }

  @Test
  void whatTheBankPaysOfADiscardedBatchIsShown() {
    aBatch("bank-file", 2);
    payouts.discard(batch, "Not to be paid.", true, ANA);

    read(key(0));

    assertThat(states()).containsOnly(PayoutState.CANCELLED);
    assertThat(payouts.exceptions(1_000))
        .anyMatch(one ->
            one.kind().equals("carried_after_discarded")
                && one.sentence().startsWith("Batch %d was discarded by ana".formatted(batch)))
        .anyMatch(one ->
            one.kind().equals("paid_after_cancelled") && ids.getFirst().equals(one.payoutId()));
  }

  /// The usual line of a bank for a whole file names the file and no payment.
  @Test
  void whatTheBankPaysOfADiscardedBatchInOneLineIsShown() {
    aBatch("bank-file", 2);
    payouts.discard(batch, "Not to be paid.", true, ANA);

    readWholeFile("200.00");

    assertThat(states()).containsOnly(PayoutState.CANCELLED);
    assertThat(told("carried_after_discarded"))
        .singleElement()
        .asString()
        .startsWith("Batch %d was discarded by ana, and the bank's statement".formatted(batch));
    assertThat(told("paid_after_discarded"))
        .singleElement()
        .asString()
        .isEqualTo(
            "Line 1 of statement U%1$d over -200.00 EUR is for the file of batch %1$d, which was discarded by ana and whose money is available again: ask the bank to take the file back."
                .formatted(batch));
    assertThat(told("paid_twice")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"RJCT", "CANC"})
  void whatTheBankRefusesOfADiscardedBatchIsAsWished(String status) {
    aBatch("bank-file", 2);
    payouts.discard(batch, "Not to be paid.", true, ANA);

    report("<GrpSts>" + status + "</GrpSts>", "");

    assertThat(states()).containsOnly(PayoutState.CANCELLED);
    assertThat(told("carried_after_discarded")).isEmpty();
  }

  /// Many banks report only what they refuse: they pay the rest.
  @ParameterizedTest
  @CsvSource({"PART, RJCT", "ACCP, RJCT", "ACSC, ''"})
  void whatTheBankDoesNotRefuseOfADiscardedBatchIsShown(String ofAll, String ofOne) {
    aBatch("bank-file", 2);
    payouts.discard(batch, "Not to be paid.", true, ANA);

    report(
        "<GrpSts>" + ofAll + "</GrpSts>",
        ofOne.isEmpty()
            ? ""
            : "<TxInfAndSts><OrgnlEndToEndId>%s</OrgnlEndToEndId><TxSts>%s</TxSts></TxInfAndSts>"
                .formatted(key(0), ofOne));

    assertThat(told("carried_after_discarded"))
        .singleElement()
        .asString()
        .contains("Ask the bank to take the file back");
  }

  private void report(String ofAll, String ofOne) {
    var message = payouts.batch(batch).orElseThrow().messageId();
    var sending =
        results.send(
            "report",
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt>
              <GrpHdr><MsgId>B%d</MsgId><CreDtTm>2026-03-09T09:00:00Z</CreDtTm></GrpHdr>
              <OrgnlGrpInfAndSts><OrgnlMsgId>%s</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId>%s</OrgnlGrpInfAndSts>
              <OrgnlPmtInfAndSts><OrgnlPmtInfId>%s</OrgnlPmtInfId>%s</OrgnlPmtInfAndSts>
            </CstmrPmtStsRpt></Document>
            """
                .formatted(batch, message, ofAll, message, ofOne)
                .getBytes(StandardCharsets.UTF_8));
    assertThat(results.apply(((PaymentResults.Sending.Kept) sending).fileId()))
        .isInstanceOf(Ending.Done.class);
  }

  /// What is to be looked at because of the batch.
  private List<String> told(String kind) {
    return db.fetch(
            "select sentence from payouts.exception where kind = ? and (subject = 'batch ' || ? or subject like '% U' || ? || ' %')",
            kind, batch, batch)
        .getValues(0, String.class);
  }

  /// A line that only has the same amount proves of no file that it was carried.
  @Test
  void aLineThatNamesNothingCarriesNothing() {
    aBatch("bank-file", 1);

    read("");

    assertThat(states()).containsOnly(PayoutState.SUBMITTING);
    assertThat(payouts.batch(batch).orElseThrow().waits()).isTrue();
  }

  private void read(String key) {
    var refs = key.isEmpty() ? "" : "<Refs><EndToEndId>" + key + "</EndToEndId></Refs>";
    read("100.00", "<TxDtls>" + refs + "</TxDtls>");
  }

  private void readWholeFile(String amount) {
    read(
        amount,
        "<Btch><PmtInfId>%s</PmtInfId></Btch>"
            .formatted(payouts.batch(batch).orElseThrow().messageId()));
  }

  private void read(String amount, String details) {
    var day = payouts.batch(batch).orElseThrow().executionDate();
    reconciliation.read(
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><GrpHdr><MsgId>M</MsgId></GrpHdr><Stmt><Id>U%d</Id>
        <FrToDt><FrDtTm>%sT00:00:00</FrDtTm><ToDtTm>%sT23:59:59</ToDtTm></FrToDt>
        <Acct><Id><IBAN>DE89370400440532%06d</IBAN></Id><Ccy>EUR</Ccy></Acct>
        <Ntry><Amt Ccy="EUR">%s</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>%s</Dt></BookgDt>
        <AcctSvcrRef>R%d</AcctSvcrRef><NtryDtls>%s</NtryDtls></Ntry></Stmt></BkToCstmrStmt></Document>
        """
            .formatted(batch, day, day, batch, amount, day, batch, details)
            .getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void theDatabaseKnowsTheRailsThatGoByFile() {
    assertThat(
            db.fetch(
                    "select distinct rail from payouts.batch where payouts.by_file(rail) union select rail from (values ('bank-file'), ('by-hand')) as t (rail) where payouts.by_file(rail)")
                .getValues(0, String.class))
        .containsExactlyInAnyOrderElementsOf(rails.byFile());
  }

  @Test
  void theDatabaseHoldsIt() {
    aBatch("bank-file", 2);
    var at = " where batch_id = " + batch;
    var discard =
        "update payouts.batch set discarded_at = now(), discarded_by = 'x', discarded_because = 'y'"
            + at;

    refused(discard, "is discarded with payouts that are not over");
    for (var to : List.of("failed", "accepted", "cancelled")) {
      refused(
          "update payouts.payout set state = '%s', reference = 'x' where payout_id = %d"
              .formatted(to, ids.getFirst()),
          "the file of batch %d was not handed over".formatted(batch));
    }
    refused(
        "update payouts.batch set discarded_at = now()" + at,
        "discarded_by_somebody_with_a_reason");
    payouts.discard(batch, "Not to be paid.", false, ANA);
    refused(
        "update payouts.batch set handed_over_at = now(), handed_over_by = 'x'" + at,
        "handed_over_or_discarded");
    refused(
        "update payouts.batch set discarded_at = null, discarded_by = null, discarded_because = null"
            + at,
        "stays what it is");
    refused("update payouts.batch set file_sha256 = repeat('a', 64)" + at, "stays what it is");
    refused("delete from payouts.batch" + at, "stays what it is");
    aBatch("by-hand", 1);
    payouts.handOver(batch, "", true);
    refused(
        "update payouts.batch set handed_over_at = null, handed_over_by = null where batch_id = "
            + batch,
        "stays what it is");
    refused(
        "update payouts.batch set discarded_at = now(), discarded_by = 'x', discarded_because = 'y' where batch_id = "
            + batch,
        "handed_over_or_discarded");
  }

  private void refused(String sql, String why) {
    assertThatThrownBy(() -> db.execute(sql)).as(sql).hasMessageContaining(why);
  }

  /// What was answered before its file was handed over, when that was possible, counts as handed
  /// over; where something in it waits, a person is told.
  @Test
  void whatStoodThereBeforeIsSound() throws IOException {
    aBatch("bank-file", 2);
    var migration =
        new String(
            Objects.requireNonNull(
                    getClass()
                        .getResourceAsStream("/db/migration/payouts/V148__discarded_batches.sql"))
                .readAllBytes(),
            StandardCharsets.UTF_8);
    var existing =
        migration.substring(
            migration.indexOf("insert into payouts.exception"),
            migration.indexOf("-- Handed over, or discarded, is once"));
    transactions.executeWithoutResult(undone -> {
      undone.setRollbackOnly();
      db.execute("set local session_replication_role = replica");
      db.execute("update payouts.payout set state = 'failed' where payout_id = " + ids.getFirst());
      db.execute(
          "insert into payouts.event (payout_id, occurred_at, from_state, to_state, source) values (%d, '2026-01-02T03:04:05Z', 'submitting', 'failed', 'ana')"
              .formatted(ids.getFirst()));
      db.execute(existing);

      var standing = payouts.batch(batch).orElseThrow();
      assertThat(standing.handedOverAt()).isEqualTo("2026-01-02T03:04:05Z");
      assertThat(standing.handedOverBy()).isEqualTo("what was said of its payments");
      assertThat(payouts.exceptions(1_000))
          .anyMatch(one ->
              one.kind().equals("answered_before_carried")
                  && one.sentence().contains("batch %d ".formatted(batch)));
      db.execute("set local session_replication_role = origin");
      assertThat(refusal()).contains("must not be carried");
      assertThat(payouts.say(ids.getLast(), Word.REJECTED, null, "not carried"))
          .isInstanceOf(Ending.Done.class);
    });
  }

  private String refusal() {
    return ((Making.NotPossible) payouts.file(batch, false)).sentence();
  }

  private List<PayoutState> states() {
    return ids.stream().map(id -> payouts.find(id).orElseThrow().state()).toList();
  }

  private Payout payout(int index) {
    return payouts.find(ids.get(index)).orElseThrow();
  }

  private String key(int index) {
    return Objects.requireNonNull(payout(index).key());
  }

  private long available(int index) {
    return creators.available(payout(index).creatorId(), "EUR");
  }
}
