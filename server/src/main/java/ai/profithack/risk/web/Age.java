package ai.profithack.risk.web;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// How long something waits, or waited, in words: whole days, below two of them whole hours.
final class Age {
  private Age() {}

  static String of(Instant from, @Nullable Instant until, Instant now) {
    var age = Duration.between(from, until == null ? now : until);
    if (age.toDays() >= 2) {
      return age.toDays() + " days";
    }
    return age.toHours() == 1 ? "1 hour" : Math.max(0, age.toHours()) + " hours";
  }
}
