package ai.profithack.analytics;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// The metrics, each defined once by a text of the folder `metrics`; its README lists every figure.
///
/// A text is portable SQL over relations that whoever runs it provides under the names that the
/// text's head states.
enum Metric {
  ACTOR_DAY,
  CREATOR_DAY,
  GIFT_DAY,
  PLATFORM_DAY,
  USER_DAY,
  REGISTERED_DAY,
  RETENTION;

  private final String text = read("/metrics/" + relation() + ".sql");

  /// The name under which other texts read this one's result.
  final String relation() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// The definition, as it stands in the file.
  final String text() {
    return text;
  }

  private static String read(String resource) {
    try (var file = Metric.class.getResourceAsStream(resource)) {
      if (file == null) {
        throw new IllegalStateException("the metric text " + resource + " is missing");
      }
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
