package ai.profithack.payouts;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.access.Actor;
import ai.profithack.access.Role;
import ai.profithack.payouts.PayeeLists.Ending;
import ai.profithack.testing.Accounts;
import ai.profithack.testing.Client;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
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
    var ada = creators.stranger();
    var bob = creators.stranger();
    var list =
        HEADER
            + ada
            + ",yes,yes,2099-12-31,bank-file,Ada Example,"
            + IBAN
            + ",\n"
            + bob
            + ",,,2098-01-01,,,,\n";

    assertThat(lists.look(bytes(list))).isEqualTo(new Ending.Done(2, 2, 1));
    assertThat(payees.find(ada)).isEqualTo(Payee.unknown(ada));
    assertThat(payees.method(ada)).isEmpty();

    assertThat(lists.take(bytes(list))).isEqualTo(new Ending.Done(2, 2, 1));
    assertThat(payees.find(ada).identityReviewedAt()).isNotNull();
    assertThat(payees.find(ada).ofAgeConfirmedAt()).isNotNull();
    assertThat(payees.find(bob).identityReviewedAt()).isNull();
    assertThat(payees.find(bob).taxFormUntil()).isEqualTo(LocalDate.of(2098, 1, 1));
    var method = payees.method(ada).orElseThrow();
    assertThat(method.account()).isEqualTo(IBAN);
    assertThat(method.verifiedAt()).isNull();

    assertThat(lists.take(bytes(list))).isEqualTo(new Ending.Done(2, 0, 0));
    assertThat(payees.method(ada).orElseThrow().methodId()).isEqualTo(method.methodId());
    // What a line leaves empty stays.
    assertThat(lists.take(bytes("creatorId;taxFormUntil\n" + ada + ";2097-06-30\n")))
        .isEqualTo(new Ending.Done(1, 1, 0));
    assertThat(payees.find(ada).identityReviewedAt()).isNotNull();
    assertThat(db.fetch("select detail::text from access.audit_entry").formatCSV())
        .doesNotContain(IBAN);
  }

  @Test
  void everyWrongLineIsNamedAndNothingChanges() {
    var ada = creators.stranger();
    var list =
        HEADER
            + ada
            + ",yes,,,,,,\n"
            + "99999999,yes,,,,,,\n"
            + "x,yes,,,,,,\n"
            + ada
            + ",yes,,,,,,\n"
            + creators.stranger()
            + ",perhaps,,2027-02-30,,,,\n"
            + creators.stranger()
            + ",yes,,,pigeon,Ada,Main Street,\n"
            + creators.stranger()
            + ",yes,,,bank-file,Ada,DE00370400440532013000,\n"
            + creators.stranger()
            + ",yes,,,,Ada,,\n";

    var wrong = (Ending.Wrong) lists.take(bytes(list));
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
            "9 rail");
    assertThat(payees.find(ada)).isEqualTo(Payee.unknown(ada));
    assertThat(lists.take(bytes("name\nAda\n"))).isInstanceOf(Ending.Unreadable.class);
    assertThat(lists.take(bytes(HEADER))).isInstanceOf(Ending.Unreadable.class);
  }

  @Test
  void aSecondPersonVerifiesWhatIsInForceToTheLetter() {
    var ada = creators.stranger();
    var bob = creators.stranger();
    var line = ",,,,bank-file,Ada Example," + IBAN + ",\n";
    var list = HEADER + ada + line + bob + line;
    lists.take(bytes(list));
    var rita = Creators.person("rita");

    assertThat(lists.verify(bytes(list), Creators.person("system")))
        .as("who named them verifies none")
        .isInstanceOf(Ending.Wrong.class);
    assertThat(lists.verify(bytes(list), new Actor("key:7", Role.FINANCE, null, null, false)))
        .isInstanceOf(Ending.Wrong.class);
    assertThat(
            lists.verify(
                bytes(
                    list.replace("Ada Example," + IBAN + ",\n" + bob, "Eve," + IBAN + ",\n" + bob)),
                rita))
        .isInstanceOf(Ending.Wrong.class);
    assertThat(payees.method(bob).orElseThrow().verifiedAt()).as("none of them").isNull();

    assertThat(lists.verify(bytes(list), rita)).isEqualTo(new Ending.Done(2, 2, 2));
    assertThat(payees.method(ada).orElseThrow().verifiedBy()).isEqualTo("rita");
    assertThat(lists.verify(bytes(list), rita)).isEqualTo(new Ending.Done(2, 0, 0));
  }

  @Test
  void theCommandLineAndProgramsLoadLists() throws Exception {
    var ada = creators.stranger();
    var list = HEADER + ada + ",yes,,,bank-file,Ada Example," + IBAN + ",\n";
    var file = Files.writeString(folder.resolve("payees.csv"), list);
    assertThat(run("import", "--dry-run", file.toString())).contains("0 would be: 1 lines");
    assertThat(payees.method(ada)).isEmpty();
    assertThat(run("import", file.toString())).contains("0 1 lines: 1 creators changed");
    Files.writeString(file, list.replace("yes", "perhaps"));
    assertThat(run("import", file.toString()))
        .contains("1 ", "payees.csv: line 2, identityReviewed: ", "Nothing was changed.");

    var key = Accounts.key(server, Role.FINANCE, null);
    var path = "/api/payouts/payees";
    assertThat(send(path, list, key)).contains("200 ", "\"changed\":0");
    assertThat(send(path + "?dryRun=true", list.replace("yes", "perhaps"), key))
        .contains("200 ", "\"line\":2,\"column\":\"identityReviewed\"");
    assertThat(send(path, list.replace("yes", "perhaps"), key)).contains("400 ", "line 2");
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

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
