package ai.profithack.monetization;

import ai.profithack.access.AuditTrail;
import ai.profithack.events.MoneyEvents;
import ai.profithack.kernel.ReportingFrame;
import ai.profithack.ledger.Ledger;
import ai.profithack.monetization.Collaborations.Change;
import ai.profithack.monetization.Collaborations.Terms;
import ai.profithack.platform.Creators;
import ai.profithack.platform.Directory;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Currency;
import java.util.Objects;
import org.jooq.DSLContext;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/// The books of a server whose reporting currency is another one: the same rows and the same code.
public final class BooksIn {
  private final EarningBooks books;
  private final Collaborations collaborations;
  private final TransactionTemplate transaction;

  public BooksIn(Currency currency, ListableBeanFactory server) {
    var frame = new ReportingFrame(ZoneOffset.UTC, currency);
    var transactions = server.getBean(PlatformTransactionManager.class);
    var tiers = server.getBean(Tiers.class);
    this.transaction = new TransactionTemplate(transactions);
    var splits = new Splits(new SplitRepository(server.getBean(DSLContext.class), frame));
    this.books =
        new EarningBooks(
            server.getBean(MoneyEvents.class),
            server.getBean(Ledger.class),
            server.getBean(EarningRepository.class),
            tiers,
            splits,
            server.getBean(Withholding.class),
            new Refunds(
                server.getBean(RefundRepository.class),
                server.getBean(EarningRepository.class),
                splits,
                server.getBean(MoneyEvents.class),
                server.getBean(Ledger.class),
                frame),
            server.getBean(Disputes.class),
            // Everything is cleared: who looks into gifts is not part of this.
            _ -> Long.MAX_VALUE,
            frame,
            7,
            server.getBean(Clock.class),
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
            server.getBean(Clock.class));
  }

  /// Books everything that waits; returns how many events that were.
  public long book() {
    return books.book();
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
