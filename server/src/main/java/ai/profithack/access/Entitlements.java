package ai.profithack.access;

import java.util.Optional;

/// What a creator may use beyond their role. Whoever knows what creators have reached implements
/// it; modules that offer something ask it.
public interface Entitlements {
  /// Empty where the creator has the benefit; else one sentence saying how it is reached.
  ///
  /// Errors: [IllegalArgumentException] where no benefit is called so.
  Optional<String> missing(long creatorId, String benefit);
}
