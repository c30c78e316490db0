package ai.profithack.monetization;

import ai.profithack.kernel.ReportingFrame;
import ai.profithack.ledger.Account;
import ai.profithack.ledger.Asset;
import ai.profithack.ledger.Books;
import ai.profithack.ledger.Books.Movement;
import ai.profithack.ledger.Ledger;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/// Where a creator's money is, why, and until when.
@Component
@Transactional(readOnly = true)
public class CreatorEarnings {
  private final Ledger ledger;
  private final Books books;
  private final EarningQueries queries;
  private final ReportingFrame frame;

  CreatorEarnings(Ledger ledger, Books books, EarningQueries queries, ReportingFrame frame) {
    this.ledger = ledger;
    this.books = books;
    this.queries = queries;
    this.frame = frame;
  }

  /// What is where now, in minor units of the reporting currency; none is negative.
  public record Balances(
      long pendingMinor,
      long availableMinor,
      long inPayoutMinor,
      long withheldMinor,
      long debtMinor) {}

  /// What becomes available on a day if nothing takes it back before.
  public record ReleaseDay(LocalDate day, long minor, long earnings) {}

  /// Why a part of an earning is not available, each with what it waits for.
  public enum HeldBecause {
    /// Its time of holding goes on, until its end.
    HOLDING_TIME,
    /// The payer's bank disputes it, until the bank has decided.
    DISPUTED,
    /// Somebody looks into how it was earned, until a person has decided.
    UNDER_REVIEW,
    /// It was decided that it goes back to the payer, and the refund is on its way.
    TO_BE_REFUNDED
  }

  /// A part of an earning, as it stands. `state` is `pending`, `released` or `withheld`;
  /// `heldBecause` says why it is held, for several reasons where there are, for none where it is
  /// released; `leftMinor` is what of it refunds have not taken back. `releaseAt` is the end of its
  /// time of holding, which withholding does not move: what is withheld is available then at the
  /// earliest, and where that has passed, as soon as it is let go.
  public record PartRow(
      long entryId,
      String eventId,
      String kind,
      Instant occurredAt,
      @Nullable Long giftId,
      long amountMinor,
      String tier,
      int sharePercent,
      long earnedMinor,
      long leftMinor,
      String state,
      List<HeldBecause> heldBecause,
      Instant releaseAt) {}

  /// What is withheld now, by why: because a payer's bank disputes it, else because somebody looks
  /// into how it was earned.
  public record WithheldWhy(long disputedMinor, long reviewedMinor) {}

  public WithheldWhy withheldWhy(long creatorId) {
    return queries.withheldWhy(creatorId);
  }

  public Balances balances(long creatorId) {
    var places = places(creatorId);
    var held = ledger.balances(all(places));
    return new Balances(
        -held.getOrDefault(places.pending(), 0L),
        -held.getOrDefault(places.available(), 0L),
        -held.getOrDefault(places.inPayout(), 0L),
        -held.getOrDefault(places.withheld(), 0L),
        held.getOrDefault(places.debt(), 0L));
  }

  /// The coming days on which something becomes available, soonest first.
  public List<ReleaseDay> releases(long creatorId) {
    return queries.releases(creatorId, frame.zone());
  }

  /// What was earned, newest first, those older than the earning of entry `before` where one is
  /// given.
  public List<PartRow> parts(long creatorId, @Nullable Long before, int limit) {
    return queries.parts(creatorId, before, limit);
  }

  /// Every entry that touched the creator's accounts, newest first.
  public List<Movement> movements(long creatorId, @Nullable Long before, int limit) {
    return books.movements(all(places(creatorId)), before, limit);
  }

  private CreatorAccounts places(long creatorId) {
    return new CreatorAccounts(creatorId, Asset.of(frame.currency()));
  }

  private static List<Account> all(CreatorAccounts places) {
    return List.of(
        places.pending(), places.available(), places.inPayout(), places.withheld(), places.debt());
  }
}
