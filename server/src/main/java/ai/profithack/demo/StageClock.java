package ai.profithack.demo;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/// The clock of a server with a simulation: now, and for what is acted out of the past the moment
/// at which it happens there, from which on it ticks. Only whoever acts sees the past; everybody
/// else on the server goes on in the present.
final class StageClock extends Clock {
  private static final ScopedValue<Duration> BEHIND = ScopedValue.newInstance();

  private final Clock present;
  private final ZoneId zone;

  StageClock(Clock present) {
    this(present, ZoneOffset.UTC);
  }

  private StageClock(Clock present, ZoneId zone) {
    this.present = present;
    this.zone = zone;
  }

  /// Does `deed` in this thread as of `moment`.
  void asOf(Instant moment, Runnable deed) {
    ScopedValue.where(BEHIND, Duration.between(moment, present.instant())).run(deed);
  }

  @Override
  public Instant instant() {
    return present.instant().minus(BEHIND.orElse(Duration.ZERO));
  }

  @Override
  public ZoneId getZone() {
    return zone;
  }

  @Override
  public Clock withZone(ZoneId other) {
    return new StageClock(present, other);
  }
}
