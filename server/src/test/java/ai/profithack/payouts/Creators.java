package ai.profithack.payouts;

import ai.profithack.access.Actor;
import ai.profithack.access.Role;
import ai.profithack.ledger.Account;
import ai.profithack.ledger.Asset;
import ai.profithack.ledger.Booking;
import ai.profithack.ledger.Entry;
import ai.profithack.ledger.Ledger;
import ai.profithack.ledger.Line;
import ai.profithack.monetization.CreatorAccounts;
import ai.profithack.testing.SettableClock;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jooq.DSLContext;

/// Creators who can be paid, and their money.
public class Creators {
  /// A Thursday.
  static final Instant BEGINNING = Instant.parse("2026-03-05T12:00:00Z");

  /// The example of the IBAN registry for Germany.
  public static final String ACCOUNT = "DE89370400440532013000";

  private static final AtomicLong IDS = new AtomicLong(7_000);
  private static final AtomicLong ENTRIES = new AtomicLong();
  private static final AtomicLong WEEKS = new AtomicLong();

  private final DSLContext db;
  private final Ledger ledger;
  private final PayeeRepository payees;
  private final Payouts payouts;
  private final SettableClock clock;

  Creators(
      DSLContext db, Ledger ledger, PayeeRepository payees, Payouts payouts, SettableClock clock) {
    this.payouts = payouts;
    this.db = db;
    this.ledger = ledger;
    this.payees = payees;
    this.clock = clock;
  }

  /// Sets the clock to a Friday, five past four, that no other test has used, and returns it.
  public LocalDate nextFriday() {
    var friday = LocalDate.of(2026, 3, 6).plusWeeks(WEEKS.getAndIncrement());
    clock.set(friday.atTime(4, 5).toInstant(ZoneOffset.UTC));
    return friday;
  }

  /// A creator of whom only the id is known.
  public long stranger() {
    var id = IDS.incrementAndGet();
    db.execute(
        "insert into public.users (id, is_creator, created_at) values ("
            + id
            + ", true, '2026-01-01Z')");
    return id;
  }

  /// A creator of whom only the id is known, and that it earns euros.
  public long european() {
    var id = stranger();
    earn(id, 1, "EUR");
    return id;
  }

  /// A creator to whom nothing stands in the way, paid over `rail`.
  public long payable(String rail) {
    return payable(rail, "Jörg Łukasz", ACCOUNT);
  }

  public long payable(String rail, String holder, String account) {
    var id = stranger();
    var longAgo = clock.instant().minus(Duration.ofDays(60));
    payees.save(ready(id, longAgo));
    var method = payees.insertMethod(id, rail, holder, account, null, longAgo, "test");
    payees.verifyMethod(method, null, longAgo, "another test");
    return id;
  }

  /// Somebody of finance who is logged in.
  static Actor person(String name) {
    return new Actor(name, Role.FINANCE, 1L, null, false);
  }

  static Payee ready(long id, Instant since) {
    return new Payee(
        id, since, since, LocalDate.of(2099, 12, 31), null, null, null, BigDecimal.ZERO, null);
  }

  public void earn(long creatorId, long minor, String currency) {
    book(creatorId, minor, currency);
  }

  /// Takes earnings back; false where there is too little.
  public boolean takeBack(long creatorId, long minor, String currency) {
    return book(creatorId, -minor, currency);
  }

  private boolean book(long creatorId, long minor, String currency) {
    var asset = asset(currency);
    var booking =
        ledger.book(
            new Entry(
                "test:" + ENTRIES.incrementAndGet(),
                "test",
                clock.instant(),
                List.of(
                    new Line(Account.free("assets:test", asset), minor),
                    new Line(new CreatorAccounts(creatorId, asset).available(), -minor)),
                Map.of()));
    return booking instanceof Booking.Booked;
  }

  /// Hands the batch over that a payout is in, unless it was.
  public void handOver(long payoutId) {
    payouts
        .batchOf(payoutId)
        .filter(InBatch::waits)
        .ifPresent(batch -> payouts.handOver(batch.batchId(), "", true));
  }

  /// The file of a batch that may be carried.
  byte[] file(long batchId) {
    return ((Payouts.Making.Made) payouts.file(batchId, false)).bytes();
  }

  public void owe(long creatorId, long minor, String currency) {
    var asset = asset(currency);
    ledger.book(
        new Entry(
            "test:" + ENTRIES.incrementAndGet(),
            "test",
            clock.instant(),
            List.of(
                new Line(Account.free("assets:test", asset), -minor),
                new Line(new CreatorAccounts(creatorId, asset).debt(), minor)),
            Map.of()));
  }

  public long available(long creatorId, String currency) {
    return -ledger.balance(new CreatorAccounts(creatorId, asset(currency)).available());
  }

  public long inPayout(long creatorId, String currency) {
    return -ledger.balance(new CreatorAccounts(creatorId, asset(currency)).inPayout());
  }

  public long clearing(String rail, String currency) {
    return -ledger.balance(Settlement.clearing(rail, asset(currency)));
  }

  static Asset asset(String currency) {
    return Asset.of(Currency.getInstance(currency));
  }
}
