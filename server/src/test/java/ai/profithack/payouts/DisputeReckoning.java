package ai.profithack.payouts;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// What becomes of gifts that their payers' banks dispute, reckoned beside the database;
/// [Reckoning] holds the balances.
///
/// Of two words about a gift the later one in event time holds, whichever comes first; of two at
/// the same moment the end; and after a loss nothing holds any more.
final class DisputeReckoning {
  private final Reckoning reckoning;
  private final Set<String> heard = new HashSet<>();
  private final Map<String, Word> standing = new HashMap<>();

  DisputeReckoning(Reckoning reckoning) {
    this.reckoning = reckoning;
  }

  /// What a bank says: `kind` is `disputed`, `won` or `lost`.
  record Word(String id, String gift, String kind, Instant at) {}

  void hear(Word word) {
    if (!heard.add(word.id()) || !reckoning.isGift(word.gift()) || !holds(word)) {
      return;
    }
    standing.put(word.gift(), word);
    if (word.kind().equals("won")) {
      reckoning.lift(word.gift(), "dispute");
      return;
    }
    if (word.kind().equals("lost")) {
      reckoning.order(word.gift(), word.at());
    }
    reckoning.withhold(word.gift(), "dispute", true);
  }

  private boolean holds(Word word) {
    var before = standing.get(word.gift());
    if (before == null) {
      return true;
    }
    return switch (before.kind()) {
      case "lost" -> false;
      case "disputed" ->
          word.kind().equals("lost")
              || word.at().isAfter(before.at())
              || (word.kind().equals("won") && word.at().equals(before.at()));
      default -> word.kind().equals("lost") || word.at().isAfter(before.at());
    };
  }
}
