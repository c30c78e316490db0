package ai.profithack.ledger;

import java.util.List;

/// Whether a module's own rows and the entries it booked for them agree. The ledger knows nothing
/// of either; [Verification] asks every module that has such a check.
public interface CrossCheck {
  /// Each disagreement as a sentence that names what it is about; none where all is well. Read as
  /// of the moment of the verification, in its transaction.
  List<String> disagreements();
}
