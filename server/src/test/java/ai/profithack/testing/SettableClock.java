package ai.profithack.testing;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/// A clock that stands until it is set, or goes on by a step at each reading.
public final class SettableClock extends Clock {
  private Instant now;
  private Duration step = Duration.ZERO;

  public SettableClock(Instant now) {
    this.now = now;
  }

  public synchronized void set(Instant instant) {
    now = instant;
  }

  public synchronized void advance(Duration duration) {
    now = now.plus(duration);
  }

  /// Lets so much time pass at each reading: whatever reads the clock before and after takes time.
  public synchronized void goOnBy(Duration duration) {
    step = duration;
  }

  @Override
  public synchronized Instant instant() {
    now = now.plus(step);
    return now;
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  /// Errors: [UnsupportedOperationException]; the zone of figures is the reporting frame's.
  @Override
  public Clock withZone(ZoneId zone) {
    throw new UnsupportedOperationException("a day is a day of the reporting frame");
  }
}
