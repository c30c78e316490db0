package ai.profithack.risk;

import ai.profithack.access.Actor;
import ai.profithack.access.AuditTrail;
import ai.profithack.kernel.ReportingFrame;
import ai.profithack.monetization.Clearance;
import ai.profithack.monetization.DecidedRefunds;
import ai.profithack.monetization.Withholding;
import ai.profithack.risk.RiskCases.Decision;
import ai.profithack.risk.RiskCases.Verdict;
import java.time.Clock;
import java.time.Instant;
import java.util.Objects;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/// The review of risks on a server whose reporting currency, or whose limits, are others: the same
/// rows and the same code.
public final class RiskIn implements Clearance {
  private final RiskReview review;
  private final RiskCases cases;
  private final TransactionTemplate transaction;

  /// `limits` is as in `PROFITHACK_RISK_LIMITS`.
  public RiskIn(
      ReportingFrame frame,
      String limits,
      Withholding withholding,
      DecidedRefunds refunds,
      ListableBeanFactory server) {
    this.review =
        new RiskReview(
            server.getBean(RiskRepository.class),
            new SignalQueries(server.getBean(JdbcClient.class), frame),
            new RiskLimits(limits, frame),
            withholding);
    this.cases =
        new RiskCases(
            server.getBean(CaseRepository.class),
            withholding,
            refunds,
            server.getBean(AuditTrail.class),
            server.getBean(Clock.class));
    this.transaction = new TransactionTemplate(server.getBean(PlatformTransactionManager.class));
  }

  @Override
  public long look(Instant now) {
    return review.look(now);
  }

  public Decision decide(long caseId, Verdict verdict, String reason, long seen, Actor actor) {
    return Objects.requireNonNull(
        transaction.execute(_ -> cases.decide(caseId, verdict, reason, seen, actor)));
  }
}
