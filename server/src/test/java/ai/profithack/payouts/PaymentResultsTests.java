package ai.profithack.payouts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.profithack.payouts.PaymentResults.Line;
import ai.profithack.payouts.PaymentResults.Sending;
import ai.profithack.payouts.PaymentResults.Verdict;
import ai.profithack.testing.SettableClock;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.xml.XMLConstants;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.SchemaFactory;
import org.jooq.DSLContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/// What files say of payments that somebody carries: looked at line by line, then taken in at once.
@PayoutServer
class PaymentResultsTests {
  @Autowired private PaymentResults results;
  @Autowired private PayoutRuns runs;
  @Autowired private Payouts payouts;
  @Autowired private Submission submission;
  @Autowired private Creators creators;
  @Autowired private SettableClock clock;
  @Autowired private DSLContext db;

  @BeforeEach
  void aFriday() {
    creators.nextFriday();
    submission.submitDue();
  }

  @Test
  void aListSaysOfEachPaymentWhatBecameOfIt() {
    var ids = carried("by-hand", "USD", 3);
    var list =
        """
        key,payoutId,receiver,account,amount,currency,payBy,result,reference,reason
        %s,%d,A,B,100.00,USD,2026-03-09,paid,WIRE-1,
        %s,%d,A,B,100.00,USD,2026-03-09,Failed,,account closed
        %s,%d,A,B,100.00,USD,2026-03-09,,,
        """
            .formatted(
                key(ids.get(0)),
                ids.get(0),
                key(ids.get(1)),
                ids.get(1),
                key(ids.get(2)),
                ids.get(2));
    var file = sent(list);

    assertThat(results.lines(file).stream().map(Line::verdict))
        .containsExactly(
            new Verdict.Becomes(PayoutState.PAID, null),
            new Verdict.Becomes(PayoutState.FAILED, "account closed"),
            new Verdict.NothingNew("Nothing is said of it yet."));
    assertThat(states(ids)).as("looking changes nothing").containsOnly(PayoutState.ACCEPTED);
    assertThat(results.apply(file)).isInstanceOf(Payouts.Ending.Done.class);
    assertThat(states(ids))
        .containsExactly(PayoutState.PAID, PayoutState.FAILED, PayoutState.ACCEPTED);
    assertThat(payouts.find(ids.get(0)).orElseThrow().reference()).isEqualTo("WIRE-1");
    assertThat(available(ids.get(1))).isEqualTo(10_000);
    assertThat(results.find(file).orElseThrow().changed()).isEqualTo(2);
  }

  @Test
  void theSameFileTwiceChangesNothing() {
    var id = carried("by-hand", "USD", 1).getFirst();
    var list = "key,result\n" + key(id) + ",failed\n";
    var file = sent(list);
    results.apply(file);
    var steps = payouts.steps(id).size();

    assertThat(results.send("again.csv", bytes(list))).isEqualTo(new Sending.Kept(file, true));
    assertThat(results.apply(file)).isInstanceOf(Payouts.Ending.NotPossible.class);
    var other = sent("key;result;reference\n" + key(id) + ";failed;X\n");
    assertThat(results.lines(other))
        .singleElement()
        .satisfies(line -> assertThat(line.verdict()).isInstanceOf(Verdict.NothingNew.class));
    results.apply(other);
    assertThat(payouts.steps(id)).hasSize(steps);
    assertThat(available(id)).isEqualTo(10_000);
    assertThatThrownBy(
            () -> db.execute("update payouts.result_file set changed = 7 where file_id = " + file))
        .hasMessageContaining("taken in once");
  }

  @Test
  void whatNobodyTakesInIsForgottenAfterThirtyDaysAndTheRestStays() {
    var ids = carried("by-hand", "USD", 2);
    var used = sent("key,result\n" + key(ids.get(0)) + ",paid\n");
    var unused = sent("key,result\n" + key(ids.get(1)) + ",paid\n");
    results.apply(used);

    clock.advance(Duration.ofDays(30));
    results.forgetUnused();
    assertThat(results.find(unused)).isPresent();
    clock.advance(Duration.ofSeconds(1));
    results.forgetUnused();
    assertThat(results.find(unused)).isEmpty();
    assertThat(results.find(used)).isPresent();
    assertThat(results.lines(used)).hasSize(1);
  }

  @Test
  void whatIsToBeTakenInStandsApartAndTheRestComesByPages() {
    var ids = carried("by-hand", "USD", 3);
    var files = ids.stream().map(id -> sent("key,result\n" + key(id) + ",paid\n")).toList();
    assertThat(results.waiting(1_000))
        .extracting(PaymentResults.SentFile::fileId)
        .containsSubsequence(files);

    files.forEach(results::apply);

    assertThat(results.waiting(1_000))
        .extracting(PaymentResults.SentFile::fileId)
        .doesNotContainAnyElementsOf(files);
    var newest = results.takenIn(null, 2);
    assertThat(newest)
        .extracting(PaymentResults.SentFile::fileId)
        .containsExactly(files.get(2), files.get(1));
    assertThat(results.takenIn(files.get(1), 1))
        .extracting(PaymentResults.SentFile::fileId)
        .containsExactly(files.get(0));
  }

  @Test
  void oneWrongLineAndNothingIsTakenIn() {
    var ids = carried("by-hand", "USD", 4);
    var paid = ids.get(3);
    payouts.say(paid, Payouts.Word.PAID, null, null);
    var list =
        "key,amount,currency,result\n%s,100.00,USD,paid\n%s,100.01,USD,paid\n%s,100.00,USD,maybe\n%s,,,paid\nPHnobody,,,paid\n%s,,,failed\n"
            .formatted(
                key(ids.get(0)), key(ids.get(1)), key(ids.get(2)), key(ids.get(0)), key(paid));
    var file = sent(list);

    assertThat(results.lines(file).stream().map(PaymentResultsTests::sentence))
        .containsExactly(
            "becomes PAID",
            "Payout %d is over 100.00 USD, not 100.01 USD.".formatted(ids.get(1)),
            "The result is paid, failed or returned, not “maybe”.",
            "The file names it twice.",
            "No payment has this key.",
            "Payout %d is paid: what comes back after that is returned.".formatted(paid));
    assertThat(results.apply(file))
        .isEqualTo(new Payouts.Ending.NotPossible("5 lines are wrong; nothing changed."));
    assertThat(states(ids))
        .containsExactly(
            PayoutState.ACCEPTED, PayoutState.ACCEPTED, PayoutState.ACCEPTED, PayoutState.PAID);
  }

  @Test
  void whatIsPaidHereAndBackThereIsShownToAPerson() {
    var id = carried("by-hand", "USD", 1).getFirst();
    payouts.say(id, Payouts.Word.REJECTED, null, "no");
    var file = sent("key,result\n" + key(id) + ",paid\n");

    assertThat(results.lines(file).getFirst().verdict()).isInstanceOf(Verdict.Contradicts.class);
    results.apply(file);
    assertThat(payouts.exceptions(1_000))
        .anyMatch(one ->
            one.kind().equals("paid_after_failed") && Long.valueOf(id).equals(one.payoutId()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "key,amount\nPH1,2\n",
        "key,result\n",
        "result\npaid\n",
        "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/hostname\">]><a>&x;</a>",
        "<Document/>",
        "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pain.002.001.10\"/>",
        "key,result\n\"PH1,paid"
      })
  void whatIsNoFileOfResultsIsRefusedInOneSentence(String text) {
    assertThat(results.send("x", bytes(text))).isInstanceOf(Sending.Unreadable.class);
  }

  @Test
  void theListComesBackAsAGermanSpreadsheetSavesIt() {
    var id = creators.payable("by-hand");
    creators.earn(id, 123_456, "USD");
    runs.payNow(id, "somebody");
    db.execute(
        "update payouts.payout set approved_by = 'a third', approved_at = now() where creator_id = "
            + id);
    submission.submitDue();
    var batch =
        db.fetchSingle(
                "select a.batch_id from payouts.attempt as a join payouts.payout as p on p.payout_id = a.payout_id where p.creator_id = ?",
                id)
            .get(0, Long.class);
    var list = new String(creators.file(batch), StandardCharsets.UTF_8);
    payouts.handOver(batch, "", true);
    assertThat(list).startsWith("\"key\",").contains("\"result\",\"reference\",\"reason\"");

    var german =
        "\uFEFF"
            + list.replace("\"", "")
                .replace(",,,", ",bezahlt,,")
                .replace(',', ';')
                .replace("1234.56", "1234,56");
    assertThat(verdict(german, id))
        .isEqualTo(
            new PaymentResults.Verdict.Wrong(
                "The result is paid, failed or returned, not “bezahlt”."));
    assertThat(verdict(german.replace("bezahlt", "paid"), id))
        .isEqualTo(new PaymentResults.Verdict.Becomes(PayoutState.PAID, null));
    assertThat(verdict(german.replace("bezahlt", "paid").replace("1234,56", "1.234,56"), id))
        .isEqualTo(new PaymentResults.Verdict.Becomes(PayoutState.PAID, null));
    assertThat(verdict(german.replace("bezahlt", "paid").replace("1234,56", "123456"), id))
        .isInstanceOf(PaymentResults.Verdict.Wrong.class);
  }

  private PaymentResults.Verdict verdict(String list, long creatorId) {
    var key =
        db.fetchSingle("select attempt_key from payouts.payout where creator_id = ?", creatorId)
            .get(0, String.class);
    var sending = results.send("German.csv", list.getBytes(StandardCharsets.UTF_8));
    assertThat(sending).isInstanceOf(PaymentResults.Sending.Kept.class);
    return results.lines(((PaymentResults.Sending.Kept) sending).fileId()).stream()
        .filter(line -> line.key().equals(key))
        .findFirst()
        .orElseThrow()
        .verdict();
  }

  @Test
  void aWorkbookAndUnicodeTextAreToldWhatToDo() {
    for (var file :
        new byte[][] {
          {'P', 'K', 3, 4, 20, 0},
          {(byte) 0xD0, (byte) 0xCF, 0x11, (byte) 0xE0},
          "key;result".getBytes(StandardCharsets.UTF_16),
          "key;result;Jörg".getBytes(StandardCharsets.ISO_8859_1)
        }) {
      assertThat(results.send("x.xlsx", file))
          .isInstanceOfSatisfying(
              PaymentResults.Sending.Unreadable.class,
              why -> assertThat(why.sentence()).contains("“CSV UTF-8”"));
    }
  }

  @Test
  void aListInAnotherEncodingIsRefused() {
    assertThat(results.send("x", "key,result\nPHä,paid\n".getBytes(StandardCharsets.ISO_8859_1)))
        .isEqualTo(
            new Sending.Unreadable(
                "The list is not in UTF-8. Save it as “CSV UTF-8” and send that."));
  }

  @Test
  void ofABankFileOneIsRejectedAndTheOthersGoOn() throws Exception {
    var ids = carried("bank-file", "EUR", 4);
    var report =
        report(
            ids,
            "PART",
            null,
            transaction(ids.get(0), "ACSC", null, "100.00")
                + transaction(ids.get(1), "RJCT", "AC04", "100.00")
                + transaction(ids.get(2), "PDNG", null, "100.00"));
    validate(report);
    var file = sent(report);
    assertThat(results.apply(file)).isInstanceOf(Payouts.Ending.Done.class);

    assertThat(states(ids))
        .containsExactly(
            PayoutState.PAID, PayoutState.FAILED, PayoutState.ON_HOLD, PayoutState.ACCEPTED);
    assertThat(payouts.find(ids.get(1)).orElseThrow().reason()).isEqualTo("AC04 said the bank");
    assertThat(available(ids.get(1))).isEqualTo(10_000);
    assertThat(available(ids.get(2))).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "RJCT, FAILED",
    "ACCP, ACCEPTED",
    "ACTC, ACCEPTED",
    "ACSP, ACCEPTED",
    "ACSC, PAID",
    "PDNG, ON_HOLD",
    "PART, ACCEPTED"
  })
  void whatIsSaidOfAllHoldsForEachThatIsNotNamed(String code, PayoutState state) throws Exception {
    var ids = carried("bank-file", "EUR", 2);
    var report = report(ids, code, null, transaction(ids.get(0), "RJCT", "MS03", "100.00"));
    validate(report);
    results.apply(sent(report));

    assertThat(states(ids)).containsExactly(PayoutState.FAILED, state);
  }

  @Test
  void theStatusOfAPaymentInformationGoesBeforeThatOfTheMessage() throws Exception {
    var ids = carried("bank-file", "EUR", 2);
    var report = report(ids, "PART", "ACSC", "");
    validate(report);
    results.apply(sent(report));

    assertThat(states(ids)).containsOnly(PayoutState.PAID);
  }

  @Test
  void anotherAmountThanOursAndATransactionOfSomebodyElse() {
    var ids = carried("bank-file", "EUR", 1);
    var other = sent(report(ids, "PART", null, transaction(ids.getFirst(), "ACSC", null, "99.00")));
    assertThat(results.apply(other)).isInstanceOf(Payouts.Ending.NotPossible.class);
    var stranger =
        sent(
            report(ids, "PART", null, transaction(ids.getFirst(), "ACSC", null, "100.00"))
                .replace(key(ids.getFirst()), "SOMEBODYELSES"));

    assertThat(results.lines(stranger))
        .singleElement()
        .satisfies(line ->
            assertThat(line.verdict())
                .isEqualTo(new Verdict.NothingNew("It is no payment of ours.")));
    assertThat(states(ids)).containsOnly(PayoutState.SUBMITTING);
  }

  private String report(
      List<Long> ids,
      String group,
      @org.jspecify.annotations.Nullable String information,
      String transactions) {
    var message =
        db.fetchSingle(
                "select b.message_id from payouts.attempt as a join payouts.batch as b on b.batch_id = a.batch_id where a.payout_id = ?",
                ids.getFirst())
            .get(0, String.class);
    return """
    <?xml version="1.0" encoding="UTF-8"?>
    <Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10">
      <CstmrPmtStsRpt>
        <GrpHdr><MsgId>BANK%d</MsgId><CreDtTm>2026-03-09T09:00:00Z</CreDtTm></GrpHdr>
        <OrgnlGrpInfAndSts><OrgnlMsgId>%s</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId><GrpSts>%s</GrpSts></OrgnlGrpInfAndSts>
        <OrgnlPmtInfAndSts><OrgnlPmtInfId>%s</OrgnlPmtInfId>%s%s</OrgnlPmtInfAndSts>
      </CstmrPmtStsRpt>
    </Document>
    """
        .formatted(
            ids.getFirst(),
            message,
            group,
            message,
            information == null ? "" : "<PmtInfSts>" + information + "</PmtInfSts>",
            transactions);
  }

  private String transaction(
      long id, String status, @org.jspecify.annotations.Nullable String reason, String amount) {
    return "<TxInfAndSts><OrgnlEndToEndId>%s</OrgnlEndToEndId><TxSts>%s</TxSts>%s<OrgnlTxRef><Amt><InstdAmt Ccy=\"EUR\">%s</InstdAmt></Amt></OrgnlTxRef></TxInfAndSts>"
        .formatted(
            key(id),
            status,
            reason == null
                ? ""
                : "<StsRsnInf><Rsn><Cd>%s</Cd></Rsn><AddtlInf>said the bank</AddtlInf></StsRsnInf>"
                    .formatted(reason),
            amount);
  }

  private static void validate(String report) throws Exception {
    var validator =
        SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
            .newSchema(
                Objects.requireNonNull(
                    PaymentResultsTests.class.getResource("/pain.002.001.10.xsd")))
            .newValidator();
    assertThatCode(
            () -> validator.validate(new StreamSource(new ByteArrayInputStream(bytes(report)))))
        .as("the test's own report is one")
        .doesNotThrowAnyException();
  }

  private List<Long> carried(String rail, String currency, int count) {
    var ids = new ArrayList<Long>();
    for (var each = 0; each < count; each++) {
      var creator = creators.payable(rail);
      creators.earn(creator, 10_000, currency);
      runs.payNow(creator, "somebody");
      ids.add(
          db.fetchSingle("select payout_id from payouts.payout where creator_id = ?", creator)
              .get(0, Long.class));
    }
    submission.submitDue();
    if (rail.equals("by-hand")) {
      ids.forEach(creators::handOver);
    }
    return ids;
  }

  private long sent(String text) {
    return ((Sending.Kept) results.send("results", bytes(text))).fileId();
  }

  private long available(long id) {
    var payout = payouts.find(id).orElseThrow();
    return creators.available(payout.creatorId(), payout.amount().currency().getCurrencyCode());
  }

  private List<PayoutState> states(List<Long> ids) {
    return ids.stream().map(id -> payouts.find(id).orElseThrow().state()).toList();
  }

  private String key(long id) {
    return Objects.requireNonNull(payouts.find(id).orElseThrow().key());
  }

  private static String sentence(Line line) {
    return switch (line.verdict()) {
      case Verdict.Becomes(var state, _) -> "becomes " + state;
      case Verdict.NothingNew(var sentence) -> sentence;
      case Verdict.Contradicts(var sentence) -> sentence;
      case Verdict.Wrong(var sentence) -> sentence;
    };
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
