package ai.profithack.payouts;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.monetization.Credits;
import ai.profithack.testing.InParallel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.springframework.beans.factory.ListableBeanFactory;

/// AI credits that are given, held for jobs, spent and left over.
final class MoneyAsCredits {
  private final MoneyStage stage;
  private final Random random;
  private final String name;
  private final List<Long> creators;
  private final Credits credits;
  private final CreditReckoning credited;

  MoneyAsCredits(MoneyStage stage, CreditReckoning credited, ListableBeanFactory server) {
    this.stage = stage;
    this.random = stage.random;
    this.name = stage.name;
    this.creators = stage.creators;
    this.credits = server.getBean(Credits.class);
    this.credited = credited;
  }

  void reserve() {
    if (random.nextInt(6) == 0) {
      reserveAtOnce();
      return;
    }
    var creator = stage.someCreator();
    var wanted = 10 * (1 + random.nextInt(20));
    var soon = random.nextInt(5) == 0;
    var key = name + "-job-" + ++stage.number;
    var lease = soon ? Duration.ofMillis(1) : Duration.ofDays(3650);
    var reservation = stage.surviving(() -> credits.reserve(creator, key, wanted, lease));
    var missing = credited.reserve(key, creator, wanted, soon, stage.now());
    if (missing >= 0) {
      assertThat(reservation).isEqualTo(new Credits.Reservation.NotEnough(missing, wanted));
    } else {
      assertThat(reservation).isInstanceOf(Credits.Reservation.Reserved.class);
    }
  }

  /// Jobs ask at once: as many run as there are credits for, and all that ran are done.
  private void reserveAtOnce() {
    var creator = stage.someCreator();
    var each = 10 * (1 + random.nextInt(40));
    var prefix = name + "-job-" + ++stage.number + "-";
    var keys = IntStream.range(0, 2 + random.nextInt(6)).mapToObj(i -> prefix + i).toList();
    credited.bringUpToDate(creator, stage.now());
    var there = credited.remaining(creator, stage.now());
    var endings =
        InParallel.call(
            keys.size(),
            i -> () -> credits.reserve(creator, keys.get(i), each, Duration.ofDays(3650)));
    var ran = new ArrayList<String>();
    for (var i = 0; i < keys.size(); i++) {
      switch (endings.get(i)) {
        case Credits.Reservation.Reserved _ -> ran.add(keys.get(i));
        case Credits.Reservation other ->
            assertThat(other).isEqualTo(new Credits.Reservation.NotEnough(there % each, each));
      }
    }
    assertThat((long) ran.size()).isEqualTo(Math.min(keys.size(), there / each));
    for (var key : ran) {
      credited.reserve(key, creator, each, false, stage.now());
      stage.surviving(() -> credits.capture(key));
      credited.end(key, "captured", stage.now());
    }
    stage.happened.merge("jobs at once", keys.size(), Integer::sum);
  }

  void end() {
    if (random.nextInt(4) == 0) {
      expireLeases();
      return;
    }
    stage
        .some(credited.jobs())
        .ifPresent(key -> {
          var job = credited.job(key);
          var captured = random.nextBoolean();
          var resolution =
              stage.surviving(() -> captured ? credits.capture(key) : credits.release(key));
          if (!job.state.equals("held")) {
            assertThat(resolution).isInstanceOf(Credits.Resolution.AlreadyEnded.class);
          } else if (!stage.died) {
            assertThat(resolution).isInstanceOf(Credits.Resolution.Resolved.class);
          }
          credited.end(key, captured ? "captured" : "released", stage.now());
        });
  }

  void expireLeases() {
    var expired = stage.surviving(credits::expireLeases);
    var ours = credited.expireLeases(stage.now());
    assertThat(stage.died || expired == ours).as("%d leases, %d expired", ours, expired).isTrue();
  }

  void give() {
    var creator = stage.someCreator();
    if (random.nextInt(3) == 0) {
      stage.surviving(credits::renew);
      credited.renew(creators, stage.now());
      return;
    }
    var more = 1 + random.nextInt(50);
    var key = name + "-" + ++stage.number;
    stage.surviving(() -> credits.give(key, creator, more, "simulated"));
    credited.give(creator, more, stage.now());
    assertThat(credits.give(key, creator, more, "simulated"))
        .isInstanceOf(Credits.Giving.AlreadyGiven.class);
    assertThat(credits.balance(creator).orElseThrow().remaining())
        .as("credits of %d", creator)
        .isEqualTo(credited.remaining(creator, stage.now()));
  }
}
