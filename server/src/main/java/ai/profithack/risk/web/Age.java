package ai.profithack.risk.web;

import ai.profithack.kernel.Counted;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// How long something waits, or waited, in words: whole days, below two of them whole hours, if
/// any.
final class Age {
  private Age() {}

  static String of(Instant from, @Nullable Instant until, Instant now) {
    var age = Duration.between(from, until == null ? now : until);
    if (age.toDays() >= 2) {
      return Counted.of(age.toDays(), "day", "days");
    }
    if (age.toHours() < 1) {
      return "less than an hour";
    }
    return Counted.of(age.toHours(), "hour", "hours");
  }
}
