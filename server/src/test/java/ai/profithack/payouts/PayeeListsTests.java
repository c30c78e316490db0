package ai.profithack.payouts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.profithack.access.Actor;
import ai.profithack.access.Role;
import ai.profithack.payouts.PayeeLists.Change;
import ai.profithack.payouts.PayeeLists.Decision;
import ai.profithack.payouts.PayeeLists.Destination;
import ai.profithack.payouts.PayeeLists.Ending;
import ai.profithack.payouts.PayeeLists.Problem;
import ai.profithack.payouts.PayeeLists.Verification;
import ai.profithack.testing.Accounts;
import ai.profithack.testing.Client;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executors;
import org.jooq.DSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import picocli.CommandLine;

/// Many creators' payout data by one list: all of it or nothing, and no one person alone.
@PayoutServer
class PayeeListsTests {
  private static final String HEADER =
      "creatorId,identityReviewed,ofAge,taxFormUntil,rail,holder,account,bic\n";
  private static final String IBAN = "DE89370400440532013000";

  @TempDir Path folder;

  @LocalServerPort private int port;
  @Autowired private ApplicationContext server;
  @Autowired private PayeeLists lists;
  @Autowired private Payees payees;
  @Autowired private Creators creators;
  @Autowired private DSLContext db;

  @Test
  void aListIsLookedAtThenTakenInOnce() {
    var ada = creators.european();
    var bob = creators.european();
    var list =
        HEADER
            + ada
            + ",yes,yes,2099-12-31,bank-file,Ada Example,"
            + IBAN
            + ",\n"
            + bob
            + ",,,2098-01-01,,,,\n";

    var kept = db.fetchValue("select count(*) from payouts.payee_list");
    assertThat(lists.look(bytes(list)))
        .isEqualTo(
            new Ending.Done(
                2,
                List.of(
                    new Change(
                        2,
                        ada,
                        List.of("identity reviewed", "of age", "tax form until 2099-12-31"),
                        new Destination("bank-file", "Ada Example", "•••• 3000", false)),
                    new Change(3, bob, List.of("tax form until 2098-01-01"), null)),
                null));
    assertThat(db.fetchValue("select count(*) from payouts.payee_list")).isEqualTo(kept);
    assertThat(payees.find(ada)).isEqualTo(Payee.unknown(ada));
    assertThat(payees.method(ada)).isEmpty();

    assertThat(taken(list)).isEqualTo("2 lines, 2 changed, 1 named");
    assertThat(payees.find(ada).identityReviewedAt()).isNotNull();
    assertThat(payees.find(ada).ofAgeConfirmedAt()).isNotNull();
    assertThat(payees.find(bob).identityReviewedAt()).isNull();
    assertThat(payees.find(bob).taxFormUntil()).isEqualTo(LocalDate.of(2098, 1, 1));
    var method = payees.method(ada).orElseThrow();
    assertThat(method.account()).isEqualTo(IBAN);
    assertThat(method.verifiedAt()).isNull();

    assertThat(taken(list)).isEqualTo("2 lines, 0 changed, 0 named");
    assertThat(payees.method(ada).orElseThrow().methodId()).isEqualTo(method.methodId());
    // What a line leaves empty stays.
    assertThat(taken("creatorId;taxFormUntil\n" + ada + ";2097-06-30\n"))
        .isEqualTo("1 lines, 1 changed, 0 named");
    assertThat(payees.find(ada).identityReviewedAt()).isNotNull();
    assertThat(db.fetch("select detail::text from access.audit_entry").formatCSV())
        .doesNotContain(IBAN);
  }

  @Test
  void everyWrongLineIsNamedAndNothingChanges() {
    var ada = creators.european();
    var list =
        HEADER
            + ada
            + ",yes,,,,,,\n"
            + "99999999,yes,,,,,,\n"
            + "x,yes,,,,,,\n"
            + ada
            + ",yes,,,,,,\n"
            + creators.european()
            + ",perhaps,,2027-02-30,,,,\n"
            + creators.european()
            + ",yes,,,pigeon,Ada,Main Street,\n"
            + creators.european()
            + ",yes,,,bank-file,Ada,DE00370400440532013000,\n"
            + creators.european()
            + ",yes,,,,Ada,,\n"
            + creators.european()
            + ",,,,bank-file,A,"
            + IBAN
            + ",\n"
            + creators.european()
            + ",,,,bank-file,Иван Petrov,"
            + IBAN
            + ",\n"
            + creators.stranger()
            + ",,,,bank-file,Ada Example,"
            + IBAN
            + ",\n";

    var wrong = (Ending.Wrong) lists.take(null, bytes(list));
    assertThat(wrong.problems())
        .map(problem -> problem.line() + " " + problem.column())
        .containsExactlyInAnyOrder(
            "3 creatorId",
            "4 creatorId",
            "5 creatorId",
            "6 identityReviewed",
            "6 taxFormUntil",
            "7 rail",
            "8 account",
            "9 rail",
            "10 holder",
            "11 holder",
            "12 rail");
    assertThat(wrong.problems())
        .map(Problem::sentence)
        .contains(
            "Bank transfer (SEPA) carries EUR only, and what is earned is in USD. Choose another way of payment.",
            "A bank transfer carries Latin letters only: write the receiver's name in Latin letters, as the bank has it.");
    assertThat(payees.find(ada)).isEqualTo(Payee.unknown(ada));
    assertThat(lists.take(null, bytes("name\nAda\n"))).isInstanceOf(Ending.Unreadable.class);
    assertThat(lists.take(null, bytes(HEADER))).isInstanceOf(Ending.Unreadable.class);
    assertThat(lists.take(null, bytes("creatorId,\"a\n17,"))).isInstanceOf(Ending.Unreadable.class);
  }

  @Test
  void aSecondPersonVerifiesWhatIsInForceToTheLetter() {
    var ada = creators.european();
    var bob = creators.european();
    var line = ",,,,bank-file,Ada Example," + IBAN + ",\n";
    var list = HEADER + ada + line + bob + line;
    lists.take(null, bytes(list));
    var rita = Creators.person("rita");

    assertThat(lists.verify(bytes(list), Creators.person("system")))
        .as("who named them verifies none")
        .isInstanceOf(Verification.Wrong.class);
    assertThat(lists.verify(bytes(list), new Actor("key:7", Role.FINANCE, null, null, false)))
        .isInstanceOf(Verification.Wrong.class);
    assertThat(
            lists.verify(
                bytes(
                    list.replace("Ada Example," + IBAN + ",\n" + bob, "Eve," + IBAN + ",\n" + bob)),
                rita))
        .isInstanceOf(Verification.Wrong.class);
    assertThat(payees.method(bob).orElseThrow().verifiedAt()).as("none of them").isNull();

    assertThat(lists.verify(bytes(list), rita)).isEqualTo(new Verification.Verified(2, 2));
    assertThat(payees.method(ada).orElseThrow().verifiedBy()).isEqualTo("rita");
    assertThat(lists.verify(bytes(list), rita)).isEqualTo(new Verification.Verified(2, 0));
  }

  @Test
  void whatAListNamedIsConfirmedByASecondPersonAndWhatWasReplacedIsLeft() {
    var ada = creators.european();
    var bob = creators.european();
    var line = ",yes,,,bank-file,Ada Example," + IBAN + ",\n";
    var id = id(lists.take("Monday\0.csv", bytes(HEADER + ada + line + bob + line)));

    var waiting = lists.find(id).orElseThrow();
    assertThat(waiting.name()).isEqualTo("Monday .csv");
    assertThat(waiting.takenBy()).isEqualTo("system");
    assertThat(waiting.destinations()).isEqualTo(2);
    assertThat(waiting.waiting()).isEqualTo(2);
    assertThat(lists.waiting(100)).contains(waiting);
    assertThat(lists.settled(null, 100)).doesNotContain(waiting);
    assertThat(lists.confirm(id, Creators.person("system")))
        .as("who took it in")
        .isEqualTo(
            new Decision.NotPossible("Somebody else has to confirm the list that you took in."));
    var program = new Actor("key:7", Role.FINANCE, null, null, false);
    assertThat(lists.confirm(id, program)).isInstanceOf(Decision.NotPossible.class);
    assertThat(lists.decline(id, program, "no")).isInstanceOf(Decision.NotPossible.class);
    assertThat(payees.method(ada).orElseThrow().verifiedAt()).isNull();

    payees.nameDestination(bob, "by-hand", "Bob", "Main Street", null);
    var rita = Creators.person("rita");
    assertThat(lists.confirm(id, rita)).isEqualTo(new Decision.Made(1));
    assertThat(payees.method(ada).orElseThrow().verifiedBy()).isEqualTo("rita");
    assertThat(payees.method(bob).orElseThrow().verifiedAt()).as("is not of this list").isNull();
    var settled = lists.find(id).orElseThrow();
    assertThat(settled.waiting()).isZero();
    assertThat(settled.verified()).isEqualTo(1);
    assertThat(settled.left()).isEqualTo(1);
    assertThat(settled.verifiedBy()).isEqualTo("rita");
    assertThat(lists.settled(null, 100)).contains(settled);
    assertThat(lists.confirm(id, rita)).isInstanceOf(Decision.NotPossible.class);
    assertThat(lists.decline(id, rita, "too late")).isInstanceOf(Decision.NotPossible.class);
    assertThat(lists.find(999_999)).isEmpty();
    assertThat(lists.confirm(999_999, rita)).isInstanceOf(Decision.NotPossible.class);
  }

  @Test
  void whatIsDeclinedGoesOutOfForceAndTheRestOfTheListStays() {
    var ada = creators.european();
    var list = HEADER + ada + ",yes,,,bank-file,Ada Example," + IBAN + ",\n";
    var id = id(lists.take(null, bytes(list)));
    var rita = Creators.person("rita");

    assertThat(lists.decline(id, rita, "not what she wrote")).isEqualTo(new Decision.Made(1));
    assertThat(payees.method(ada)).isEmpty();
    assertThat(payees.find(ada).identityReviewedAt()).isNotNull();
    var declined = lists.find(id).orElseThrow();
    assertThat(declined.title()).isEqualTo("List " + id);
    assertThat(declined.declinedBy()).isEqualTo("rita");
    assertThat(declined.declinedBecause()).isEqualTo("not what she wrote");
    assertThat(declined.waiting()).isZero();
    assertThat(declined.left()).isEqualTo(1);
    assertThat(lists.confirm(id, rita)).isInstanceOf(Decision.NotPossible.class);
    assertThat(lists.decline(id, rita, "again")).isInstanceOf(Decision.NotPossible.class);
    assertThatThrownBy(() ->
            db.execute("update payouts.payee_list set declined_by = 'x' where list_id = " + id))
        .hasMessageContaining("stays as it was taken in");
    assertThatThrownBy(
            () -> db.execute("delete from payouts.payee_list_destination where list_id = " + id))
        .hasMessageContaining("append-only");

    // The same list names it anew, as another list.
    var again = id(lists.take(null, bytes(list)));
    assertThat(again).isNotEqualTo(id);
    assertThat(lists.confirm(again, rita)).isEqualTo(new Decision.Made(1));
  }

  @Test
  void whatStripeVerifiesWaitsForNobody() {
    var ada = creators.european();
    var id = id(lists.take(null, bytes(HEADER + ada + ",,,,stripe,Ada,acct_1ListedInAList,\n")));
    assertThat(lists.find(id).orElseThrow().waiting()).isZero();
    assertThat(lists.confirm(id, Creators.person("rita"))).isInstanceOf(Decision.NotPossible.class);
  }

  @Test
  void ofTwoWhoDecideAtOnceOneDoes() throws Exception {
    for (var round = 0; round < 5; round++) {
      var line = ",,,,bank-file,Ada Example," + IBAN + ",\n";
      var id =
          id(
              lists.take(
                  null, bytes(HEADER + creators.european() + line + creators.european() + line)));
      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        var confirming = threads.submit(() -> lists.confirm(id, Creators.person("rita")));
        var declining = threads.submit(() -> lists.decline(id, Creators.person("sam"), "no"));
        assertThat(List.of(confirming.get(), declining.get()))
            .filteredOn(each -> each instanceof Decision.Made)
            .containsExactly(new Decision.Made(2));
      }
      var list = lists.find(id).orElseThrow();
      assertThat(list.declinedBy() != null).isEqualTo(list.verified() == 0);
      assertThat(list.verified() + list.left()).isEqualTo(2);
    }
  }

  private static long id(Ending ending) {
    return Objects.requireNonNull(((Ending.Done) ending).listId());
  }

  @Test
  void theCommandLineAndProgramsLoadLists() throws Exception {
    var ada = creators.european();
    var list = HEADER + ada + ",yes,,,bank-file,Ada Example," + IBAN + ",\n";
    var file = Files.writeString(folder.resolve("payees.csv"), list);
    assertThat(run("import", "--dry-run", file.toString()))
        .contains("0 would be: 1 line: 1 creator changed, 1 destination named");
    assertThat(payees.method(ada)).isEmpty();
    assertThat(run("import", file.toString())).contains("0 1 line: 1 creator changed");
    Files.writeString(file, list.replace("yes", "perhaps"));
    assertThat(run("import", file.toString()))
        .contains("1 ", "payees.csv: line 2, identityReviewed: ", "Nothing was changed.");

    var key = Accounts.key(server, Role.FINANCE, null);
    var path = "/api/payouts/payees";
    assertThat(send(path, list, key)).contains("200 ", "\"changed\":0");
    assertThat(send(path + "?dryRun=true", list.replace("yes", "perhaps"), key))
        .contains("200 ", "\"line\":2,\"column\":\"identityReviewed\"");
    assertThat(send(path, list.replace("yes", "perhaps"), key))
        .contains("400 ", "1 line is wrong. The first, line 2");
    assertThat(send(path + "/verify", list, key)).startsWith("403 ");
    assertThat(send(path, list, Accounts.key(server, Role.CREATOR, ada))).startsWith("403 ");
  }

  private String send(String path, String list, String key) {
    var answer =
        new Client(port).send("POST", path, list, "Authorization", key, "Content-Type", "text/csv");
    return answer.statusCode() + " " + answer.body();
  }

  private String run(String... arguments) {
    var out = new StringWriter();
    var code =
        new CommandLine(server.getBean(PayeesCommand.class))
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(out, true))
            .execute(arguments);
    return code + " " + out;
  }

  private String taken(String list) {
    var done = (Ending.Done) lists.take("Monday.csv", bytes(list));
    assertThat(done.listId() == null).isEqualTo(done.changed() == 0);
    return "%d lines, %d changed, %d named"
        .formatted(done.lines(), done.changed(), done.destinations());
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
