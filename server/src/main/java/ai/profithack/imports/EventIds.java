package ai.profithack.imports;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDate;
import java.util.HexFormat;

/// The ids of the events that imports make: the same fact has the same id whenever it is imported.
final class EventIds {
  private static final int LIMIT = 64;

  private EventIds() {}

  /// The id as it is, if the log takes one that long, else its digest.
  static String of(String id) {
    return id.length() <= LIMIT ? id : "import:" + digest(id);
  }

  /// The id of a part of what `name` names.
  static String of(String name, String part) {
    var whole = name + ":" + part;
    return whole.length() <= LIMIT ? whole : digest(name) + ":" + part;
  }

  /// The movement of a counter on a day that came of the `revision`th batch of captures.
  static String counter(String name, LocalDate day, long revision) {
    return digest(name) + ":" + day + ":" + revision;
  }

  /// The gift that a streak is, from the taps already counted up to those known now.
  static String streak(String namespace, String key, long sent, long peak) {
    return digest(namespace + "\nstreak\n" + key) + ":" + sent + "-" + peak;
  }

  private static String digest(String text) {
    try {
      var sha256 = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha256.digest(text.getBytes(StandardCharsets.UTF_8)), 0, 16);
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException(missing);
    }
  }
}
