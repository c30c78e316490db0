package ai.profithack.payouts;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A provider that sends notices on its own: `POST /api/webhooks/{provider}`.
///
/// A notice is only a reason to ask. What it says of an object is not believed: notices are lost,
/// repeated and overtake one another, so what is true now is fetched from the provider.
interface NoticeSource {
  /// The last part of the address, and the name in the database: `stripe`.
  String provider();

  /// Why its notices cannot be taken at all, in one sentence; empty where they can.
  Optional<String> unavailable();

  /// Whether this was sent by the provider, and lately. Header names are in lower case. `body` is
  /// exactly what was sent.
  Verdict verify(Map<String, String> headers, byte[] body);

  /// What a notice that was verified is about. Called outside of any transaction: it may ask the
  /// provider, within a time limit of its own.
  ///
  /// Errors: whatever it throws leaves the notice as it is, to be tried again later.
  Matter matter(String kind, byte[] body);

  /// How a verification can end.
  sealed interface Verdict {
    /// It is the provider's. `eventId` is the same however often it is sent, `kind` its type in the
    /// provider's words, `occurredAt` when it happened, as the provider says.
    record Genuine(String eventId, String kind, Instant occurredAt) implements Verdict {}

    /// It is not, or is too old, and why in one sentence. It is kept nowhere.
    record Forged(String sentence) implements Verdict {}

    /// It could not be found out now, and why in one sentence; the provider has to send it again.
    record Unchecked(String sentence) implements Verdict {}
  }

  /// What a notice is about.
  sealed interface Matter {
    /// Payouts of ours: the provider is asked what became of them.
    record OfPayouts(Set<Long> payoutIds) implements Matter {}

    /// Something else of ours. `effect` writes what the provider was found to say, in the
    /// transaction that notes the notice as applied; `done` is it in words.
    record Effect(String done, Runnable effect) implements Matter {}

    /// It should be ours and is not known here, yet or at all; why in one sentence. It is parked.
    record Unknown(String why) implements Matter {}

    /// It is nothing to us, and why in one sentence.
    record Nothing(String why) implements Matter {}
  }
}
