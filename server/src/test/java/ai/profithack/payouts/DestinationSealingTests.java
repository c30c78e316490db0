package ai.profithack.payouts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.profithack.kernel.SecretFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jooq.DSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.transaction.support.TransactionTemplate;

/// Accounts that creators are paid to are nowhere in the database to be read, and paid to all the
/// same.
@PayoutServer
class DestinationSealingTests {
  private static final String ONE = "11".repeat(32);
  private static final String OTHER = "22".repeat(32);

  @Autowired private Payees payees;
  @Autowired private PayeeRepository repository;
  @Autowired private DestinationCipher cipher;
  @Autowired private DestinationSealing sealing;
  @Autowired private PayoutRuns runs;
  @Autowired private Payouts payouts;
  @Autowired private Submission submission;
  @Autowired private Creators creators;
  @Autowired private DSLContext db;
  @Autowired private TransactionTemplate transactions;

  @Value("${PROFITHACK_HOME:profithack-data}")
  private Path home;

  @Test
  void whatIsNamedCannotBeReadInTheDatabaseAndIsPaidTo() {
    creators.nextFriday();
    var creator = creators.payable("bank-file", "A B", Creators.ACCOUNT);
    creators.earn(creator, 5_000, "EUR");
    var row = db.fetchSingle("select * from payouts.method where creator_id = ?", creator);
    assertThat(row.get("account")).isNull();
    assertThat(row.get("account_tail")).isEqualTo("3000");
    assertThat(
            new String(
                Objects.requireNonNull(row.get("account_sealed", byte[].class)),
                StandardCharsets.ISO_8859_1))
        .doesNotContain(Creators.ACCOUNT, Creators.ACCOUNT.substring(4));
    assertThat(String.valueOf(row)).doesNotContain(Creators.ACCOUNT);
    assertThat(payees.method(creator).orElseThrow().masked()).isEqualTo("•••• 3000");

    runs.payNow(creator, "somebody");
    submission.submitDue();
    var batch =
        payouts.batches(1_000).stream()
            .filter(one ->
                payouts.ofBatch(one.batchId()).stream()
                    .anyMatch(each -> each.creatorId() == creator))
            .findFirst()
            .orElseThrow();
    assertThat(new String(creators.file(batch.batchId()), StandardCharsets.UTF_8))
        .contains("<IBAN>" + Creators.ACCOUNT + "</IBAN>");
  }

  @Test
  void theSameAccountIsNeverSealedToTheSameBytes() {
    var one = cipher.seal(Creators.ACCOUNT, 7);
    assertThat(cipher.seal(Creators.ACCOUNT, 7).bytes()).isNotEqualTo(one.bytes());
    assertThat(cipher.open(one.bytes(), one.keyName(), 7))
        .isEqualTo(new Opened.Account(Creators.ACCOUNT));
  }

  @Test
  @ExtendWith(OutputCaptureExtension.class)
  void whatIsMovedOrChangedDoesNotOpen(CapturedOutput log) {
    var sealed = cipher.seal(Creators.ACCOUNT, 7);
    var changedSince = new Opened.Closed("it was changed after it was sealed");
    assertThat(cipher.open(sealed.bytes(), sealed.keyName(), 8)).isEqualTo(changedSince);
    for (var place = 0; place < sealed.bytes().length; place++) {
      var changed = sealed.bytes().clone();
      changed[place] ^= 1;
      assertThat(cipher.open(changed, sealed.keyName(), 7)).isEqualTo(changedSince);
    }
    assertThat(cipher.open(new byte[3], sealed.keyName(), 7)).isEqualTo(changedSince);
    assertThat(log)
        .contains(
            "Destination 8 of payouts, under key " + sealed.keyName() + ", was changed after");
  }

  @Test
  void anAccountIsOpenedOnceAndOnlyWhereSomebodyAsksForIt() {
    var opened = new AtomicInteger();
    var account =
        new SealedAccount(() -> {
          opened.incrementAndGet();
          return new Opened.Account(Creators.ACCOUNT);
        });
    assertThat(opened).hasValue(0);
    for (var i = 0; i < 3; i++) {
      assertThat(account.account()).isEqualTo(Creators.ACCOUNT);
      assertThat(account.opened()).isEqualTo(new Opened.Account(Creators.ACCOUNT));
    }
    assertThat(opened).hasValue(1);
    assertThat(account.opened() + " " + account).doesNotContain(Creators.ACCOUNT);
  }

  @Test
  void whatStoodThereBeforeIsSealedAtTheNextStartOnceAndNoMore() {
    var creator = creators.stranger();
    db.execute(
        "insert into payouts.method (creator_id, rail, holder, account, changed_at, changed_by) values (%d, 'by-hand', 'A', 'Main Street 4711', now(), 'before')"
            .formatted(creator));
    assertThat(payees.method(creator).orElseThrow().account())
        .as("it can be paid to before")
        .isEqualTo("Main Street 4711");

    assertThat(sealing.sealAll()).isEqualTo(1);
    assertThat(sealing.sealAll()).isZero();
    var row = db.fetchSingle("select * from payouts.method where creator_id = ?", creator);
    assertThat(row.get("account")).isNull();
    assertThat(row.get("account_tail")).isEqualTo("4711");
    assertThat(payees.method(creator).orElseThrow().account()).isEqualTo("Main Street 4711");
  }

  @Test
  void anOldKeyOpensAndANewOneSealsFromTheNextStartOn(@TempDir Path folder) {
    var creator = creators.payable("by-hand", "A", "Side Street 17");
    sealing.sealAll();
    var own = keyInUse();
    var both = new DestinationCipher(ONE + ", " + own, folder);
    var after = new PayeeRepository(db, both);
    try {
      assertThat(account(after, creator)).isEqualTo("Side Street 17");
      assertThat(new DestinationSealing(after, transactions).sealAll()).isPositive();
      assertThat(
              db.fetchValue(
                  "select count(*) from payouts.method where rail <> 'stripe' and account_key <> ?",
                  both.sealingKey()))
          .isEqualTo(0L);
      var alone = new PayeeRepository(db, new DestinationCipher(ONE, folder));
      assertThat(account(alone, creator))
          .as("the old key is needed no more")
          .isEqualTo("Side Street 17");
      assertThat(alone.sealedUnderOtherKeys()).isZero();
      var stranger = new PayeeRepository(db, new DestinationCipher(OTHER, folder));
      assertThat(stranger.sealedUnderOtherKeys()).isPositive();
      assertThat(stranger.methods(List.of(creator)).get(creator))
          .satisfies(
              method -> assertThat(Objects.requireNonNull(method).masked()).isEqualTo("•••• t 17"));
      assertThatThrownBy(() -> account(stranger, creator))
          .hasMessageContaining(
              "it is sealed under key %s, which is not in PROFITHACK_DESTINATION_KEYS or destination.key"
                  .formatted(both.sealingKey()));
      assertThat(new DestinationSealing(stranger, transactions).sealAll())
          .as("what cannot be opened is left as it is")
          .isZero();
    } finally {
      var back = new PayeeRepository(db, new DestinationCipher(own + "," + ONE, folder));
      new DestinationSealing(back, transactions).sealAll();
    }
    assertThat(account(repository, creator)).isEqualTo("Side Street 17");
  }

  @Test
  void theDatabaseLetsADestinationBeSealedAndNotReplaced() {
    var creator = creators.payable("by-hand", "A", "High Street 1");
    for (var change :
        List.of(
            "account_sealed = '\\x00'",
            "account = 'mine', account_sealed = null, account_key = null",
            "account_tail = 'mine'",
            "account_key = 'x', account_tail = 'mine'")) {
      assertThatThrownBy(() ->
              db.execute("update payouts.method set " + change + " where creator_id = " + creator))
          .as(change)
          .hasMessageContaining("replaced, never edited");
    }
  }

  @Test
  void theKeyIsMadeForItsOwnerOnlyAndRefusedWhereOthersMayReadIt(@TempDir Path folder)
      throws Exception {
    var file = folder.resolve("destination.key");
    var sealed = new DestinationCipher("", folder).seal("an account", 1);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(new DestinationCipher("", folder).open(sealed.bytes(), sealed.keyName(), 1))
        .isEqualTo(new Opened.Account("an account"));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    assertThatThrownBy(() -> new DestinationCipher("", folder).sealingKey())
        .isInstanceOf(UncheckedIOException.class)
        .rootCause()
        .hasMessageContaining("chmod 600");
  }

  @ParameterizedTest
  @ValueSource(strings = {"short", "zz", "11111111111111111111111111111111"})
  void whatIsNoKeyIsSaidToBeNone(String text) {
    assertThatThrownBy(() -> new DestinationCipher(text, Path.of("target")).sealingKey())
        .hasMessageContaining("64 hexadecimal digits");
  }

  private static String account(PayeeRepository from, long creator) {
    return Objects.requireNonNull(from.methods(List.of(creator)).get(creator)).account();
  }

  /// The key of the server under test.
  private String keyInUse() {
    try {
      return SecretFile.read(home.resolve("destination.key"));
    } catch (IOException none) {
      throw new UncheckedIOException(none);
    }
  }
}
