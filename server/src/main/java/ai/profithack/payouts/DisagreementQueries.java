package ai.profithack.payouts;

import ai.profithack.ledger.CrossCheck;
import java.util.List;
import org.jooq.DSLContext;
import org.springframework.stereotype.Repository;

/// Where payouts and the ledger disagree: a payout whose money is not where its state says, and
/// money of payouts that no payout has. The database refuses both at the end of a transaction; here
/// it is found where somebody went around that.
@Repository
class DisagreementQueries implements CrossCheck {
  private final DSLContext db;

  DisagreementQueries(DSLContext db) {
    this.db = db;
  }

  @Override
  public List<String> disagreements() {
    return db.resultQuery("select sentence from payouts.disagreement order by sentence")
        .fetch(0, String.class);
  }
}
