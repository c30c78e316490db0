package ai.profithack.payouts;

import static ai.profithack.payouts.schema.CreatorPayouts.CREATOR_PAYOUTS;
import static ai.profithack.payouts.schema.Payout.PAYOUT;

import ai.profithack.kernel.ReportingFrame;
import java.util.Currency;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Repository;

/// A creator's payouts, also those that an earlier installation made.
@Repository
public class CreatorPayoutQueries {
  private final DSLContext db;
  private final ReportingFrame frame;

  CreatorPayoutQueries(DSLContext db, ReportingFrame frame) {
    this.db = db;
    this.frame = frame;
  }

  /// Up to `atMost` payouts, newest first; only those with a lower id than `before` where it is
  /// given.
  public List<CreatorPayout> page(long creatorId, @Nullable Long before, int atMost) {
    return db.select(CREATOR_PAYOUTS.fields())
        .select(PAYOUT.STATE, PAYOUT.REASON)
        .from(CREATOR_PAYOUTS)
        .leftJoin(PAYOUT)
        .on(PAYOUT.PAYOUT_ID.eq(CREATOR_PAYOUTS.ID))
        .where(CREATOR_PAYOUTS.CREATOR_ID.eq(creatorId))
        .and(before == null ? DSL.noCondition() : CREATOR_PAYOUTS.ID.lt(before))
        .orderBy(CREATOR_PAYOUTS.ID.desc())
        .limit(atMost)
        .fetch(row -> {
          var currency =
              Optional.ofNullable(row.get(CREATOR_PAYOUTS.CURRENCY))
                  .map(Currency::getInstance)
                  .orElse(frame.currency());
          return new CreatorPayout(
              row.get(CREATOR_PAYOUTS.ID),
              row.get(CREATOR_PAYOUTS.CREATOR_ID),
              Objects.requireNonNull(row.get(CREATOR_PAYOUTS.AMOUNT)),
              currency.getCurrencyCode(),
              row.get(CREATOR_PAYOUTS.PAYOUT_METHOD),
              row.get(CREATOR_PAYOUTS.STATUS),
              row.get(CREATOR_PAYOUTS.TRANSACTION_ID),
              row.get(CREATOR_PAYOUTS.PAYOUT_DATE),
              row.get(CREATOR_PAYOUTS.CREATED_AT),
              Optional.ofNullable(row.get(PAYOUT.STATE))
                  .map(PayoutState::of)
                  .flatMap(state -> ReasonForCreator.of(state, row.get(PAYOUT.REASON)))
                  .orElse(null));
        });
  }
}
