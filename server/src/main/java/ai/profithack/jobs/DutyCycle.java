package ai.profithack.jobs;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;

/// Holds work to a share of this server's time: after work that took long comes a long rest.
///
/// Work that fails is followed by no rest, and a server that starts has not worked yet.
public final class DutyCycle {
  private final Clock clock;
  private final int rest;
  private volatile Instant restsUntil = Instant.MIN;

  /// `rest` is how many times as long as the work the rest is: 9 for a tenth of the time.
  public DutyCycle(Clock clock, int rest) {
    this.clock = clock;
    this.rest = rest;
  }

  /// Whether it is too early to work again.
  public boolean rests() {
    return clock.instant().isBefore(restsUntil);
  }

  /// The end of the newest rest; in the past where there was none or it is over.
  public Instant restsUntil() {
    return restsUntil;
  }

  /// Does the work now, whether it is too early or not.
  public <T> T work(Supplier<T> work) {
    var started = clock.instant();
    var result = work.get();
    var finished = clock.instant();
    restsUntil = finished.plus(Duration.between(started, finished).multipliedBy(rest));
    return result;
  }
}
