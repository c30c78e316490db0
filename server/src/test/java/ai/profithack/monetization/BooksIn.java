package ai.profithack.monetization;

import ai.profithack.access.Actor;
import ai.profithack.access.AuditTrail;
import ai.profithack.access.Role;
import ai.profithack.events.LogIn;
import ai.profithack.events.MoneyEvents;
import ai.profithack.kernel.ReportingFrame;
import ai.profithack.ledger.Ledger;
import ai.profithack.monetization.Collaborations.Change;
import ai.profithack.monetization.Collaborations.Terms;
import ai.profithack.platform.Creators;
import ai.profithack.platform.Directory;
import ai.profithack.risk.RiskIn;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Currency;
import java.util.Objects;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/// The books of a server whose reporting currency is another one: the same rows and the same code.
public final class BooksIn {
  private final EarningBooks books;
  private final DecidedRefunds refunds;
  private static final Actor PERSON = new Actor("an auditor", Role.FINANCE, 1L, null, false);

  private final RefundExceptions exceptions;
  private final RiskIn risk;
  private final Collaborations collaborations;
  private final TransactionTemplate transaction;

  /// `riskLimits` is as in `PROFITHACK_RISK_LIMITS`.
  public BooksIn(Currency currency, String riskLimits, ListableBeanFactory server) {
    var frame = new ReportingFrame(ZoneOffset.UTC, currency);
    var db = server.getBean(DSLContext.class);
    var clock = server.getBean(Clock.class);
    var ledger = server.getBean(Ledger.class);
    var earnings = server.getBean(EarningRepository.class);
    var withholding =
        new Withholding(server.getBean(WithholdingRepository.class), earnings, ledger, frame);
    var transactions = server.getBean(PlatformTransactionManager.class);
    var tiers = server.getBean(Tiers.class);
    this.transaction = new TransactionTemplate(transactions);
    var splits = new Splits(new SplitRepository(db, frame));
    this.refunds =
        new DecidedRefunds(
            server.getBean(DecidedRefundRepository.class), LogIn.of(frame, server), frame, clock);
    this.risk = new RiskIn(frame, riskLimits, withholding, refunds, server);
    var along =
        new Refunds(
            server.getBean(RefundRepository.class),
            earnings,
            splits,
            server.getBean(MoneyEvents.class),
            ledger,
            frame);
    this.exceptions =
        new RefundExceptions(
            server.getBean(RefundExceptionRepository.class),
            earnings,
            along,
            server.getBean(MoneyEvents.class),
            ledger,
            server.getBean(AuditTrail.class),
            clock,
            frame);
    this.books =
        new EarningBooks(
            server.getBean(MoneyEvents.class),
            ledger,
            earnings,
            tiers,
            splits,
            withholding,
            along,
            new Disputes(server.getBean(DisputeRepository.class), earnings, withholding, refunds),
            risk,
            frame,
            7,
            clock,
            transactions);
    this.collaborations =
        new Collaborations(
            server.getBean(CollaborationRepository.class),
            server.getBean(Directory.class),
            server.getBean(Creators.class),
            tiers,
            server.getBean(AuditTrail.class),
            frame,
            14,
            clock);
  }

  /// Books everything that waits; returns how many events that were.
  public long book() {
    return books.book();
  }

  /// Reports the refunds that follow from decisions; returns how many.
  public long reportRefunds() {
    return refunds.report();
  }

  /// A person decides on a refund without a gift: it is taken back of that gift, or borne where
  /// none is given. Returns whether that was possible; again it never is.
  public boolean decideRefund(String refund, @Nullable String gift) {
    return Objects.requireNonNull(
            transaction.execute(_ ->
                gift == null
                    ? exceptions.bear(refund, "simulated", PERSON)
                    : exceptions.give(refund, gift, "simulated", PERSON)))
        instanceof RefundExceptions.Ending.Done;
  }

  public boolean repeatRefund(String refund) {
    return Objects.requireNonNull(
            transaction.execute(_ -> exceptions.repeat(refund, "simulated", PERSON)))
        instanceof RefundExceptions.Ending.Done;
  }

  public RiskIn risk() {
    return risk;
  }

  public long release(Instant now) {
    return books.release(now);
  }

  public Change propose(long by, long videoId, long partner, Terms terms) {
    return inTransaction(() -> collaborations.propose(by, videoId, partner, terms));
  }

  public Change amend(long by, long id, Terms terms) {
    return inTransaction(() -> collaborations.amend(by, id, terms));
  }

  public Change accept(long by, long id, int version) {
    return inTransaction(() -> collaborations.accept(by, id, version));
  }

  public Change end(long id) {
    return inTransaction(() -> collaborations.endByOperator(id, "simulated"));
  }

  private Change inTransaction(java.util.function.Supplier<Change> deed) {
    return Objects.requireNonNull(transaction.execute(_ -> deed.get()));
  }
}
