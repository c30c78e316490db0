package ai.profithack.ledger;

import ai.profithack.access.AuditTrail;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/// Makes anew what is reckoned from postings: balances, what waits to be sealed, and the trial
/// balance. Entries, seals and holds are never touched.
@Component
class Rebuilding {
  private static final int TOLD = 100;

  private final Verification verification;
  private final VerificationRepository repository;
  private final AuditTrail audit;
  private final TransactionTemplate transactions;

  Rebuilding(
      Verification verification,
      VerificationRepository repository,
      AuditTrail audit,
      TransactionTemplate transactions) {
    this.verification = verification;
    this.repository = repository;
    this.audit = audit;
    this.transactions = transactions;
  }

  /// How it can end.
  sealed interface Ending {
    /// Each thing that was wrong, and is now, or would be, as the postings have it; none where
    /// nothing was.
    record Mended(List<String> wrong) implements Ending {}

    /// The postings themselves are not sound, and nothing true can be made from them. Nothing
    /// changed.
    record Unsound(List<String> problems) implements Ending {}
  }

  /// What [#rebuild] would do now. Changes nothing, and nobody waits for it.
  Ending look() {
    var problems = verification.problemsOfPostings();
    return problems.isEmpty()
        ? new Ending.Mended(repository.misreckoned())
        : new Ending.Unsound(problems);
  }

  /// Mends in one transaction, for which whoever books or seals waits, and notes it in the audit
  /// trail where there was something to mend. Safe to repeat and to race.
  Ending rebuild() {
    var problems = verification.problemsOfPostings();
    if (!problems.isEmpty()) {
      return new Ending.Unsound(problems);
    }
    return Objects.requireNonNull(
        transactions.execute(_ -> {
          var wrong = repository.rebuild();
          if (!wrong.isEmpty()) {
            audit.record(
                "ledger.rebuild",
                "ledger",
                Map.of("mended", wrong.size(), "first", wrong.stream().limit(TOLD).toList()));
          }
          return new Ending.Mended(wrong);
        }));
  }
}
