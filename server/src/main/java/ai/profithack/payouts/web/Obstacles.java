package ai.profithack.payouts.web;

import ai.profithack.payouts.SkipReason;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What stands in creators' way in a list of payments: how many by reason, which one is looked at
/// (null for all payments), and which page of the list. `path` is the list's own.
public record Obstacles(
    String path, Map<SkipReason, Long> counts, @Nullable SkipReason only, int page, boolean more) {
  /// Rows of each table on a page.
  static final int ROWS = 50;

  /// The same list with this reason alone, from its beginning; null for everything.
  public String at(@Nullable SkipReason reason) {
    return reason == null ? path : path + "?reason=" + reason.code();
  }

  /// Another page of what is looked at.
  public String atPage(int other) {
    return at(only) + (only == null ? "?" : "&") + "page=" + other;
  }

  /// The list as a file.
  public String csv() {
    return path + ".csv";
  }

  /// The reason of that code; null for none.
  ///
  /// Errors: [IllegalArgumentException] for a code that is none.
  static @Nullable SkipReason reason(String code) {
    return code.isEmpty() ? null : SkipReason.valueOf(code.toUpperCase(Locale.ROOT));
  }

  static int offset(int page) {
    return (page - 1) * ROWS;
  }
}
