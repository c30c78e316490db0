package ai.profithack.demo;

import ai.profithack.monetization.Collaborations;
import ai.profithack.monetization.Collaborations.Change;
import ai.profithack.monetization.Collaborations.Terms;
import ai.profithack.monetization.Credits;
import ai.profithack.monetization.Tiers;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import org.springframework.stereotype.Component;

/// What creators of the simulated platform do with what their tiers give them: two share a video,
/// two more have still to agree, and all of them spend AI credits.
@Component
class GrowthStory {
  private static final int NEWEST_MOVES = 50;
  private static final Duration LEASE = Duration.ofMinutes(5);

  private final Cast cast;
  private final Tiers tiers;
  private final Collaborations collaborations;
  private final Credits credits;

  GrowthStory(Cast cast, Tiers tiers, Collaborations collaborations, Credits credits) {
    this.cast = cast;
    this.tiers = tiers;
    this.collaborations = collaborations;
    this.credits = credits;
  }

  /// Plays it once: where there is a collaboration already, nothing happens.
  void play(Simulation simulation, LocalDate yesterday) {
    if (!collaborations.all(null, 1).isEmpty()) {
      return;
    }
    var risen =
        tiers.newest(NEWEST_MOVES).stream()
            .filter(Tiers.Move::isUp)
            .map(Tiers.Move::creatorId)
            .distinct()
            .sorted()
            .toList();
    risen.forEach(this::spend);
    if (risen.size() >= 2) {
      propose(simulation, yesterday, risen.subList(0, 2), true);
    }
    if (risen.size() >= 4) {
      propose(simulation, yesterday, risen.subList(2, 4), false);
    }
  }

  private void spend(long creatorId) {
    var job = "demo-job-" + creatorId;
    if (credits.reserve(creatorId, job, Credits.JOB, LEASE)
        instanceof Credits.Reservation.Reserved) {
      credits.capture(job);
    }
  }

  private void propose(
      Simulation simulation, LocalDate yesterday, List<Long> pair, boolean accepted) {
    var by = pair.getFirst();
    var partner = pair.getLast();
    simulation
        .newestVideo(by, yesterday)
        .ifPresent(video ->
            cast.as(
                cast.creator(by),
                () -> {
                  var change =
                      collaborations.propose(
                          by, video, partner, new Terms(BigDecimal.valueOf(60), null, null));
                  if (accepted && change instanceof Change.Done(var proposed)) {
                    cast.as(
                        cast.creator(partner),
                        () -> collaborations.accept(partner, proposed.id(), 1));
                  }
                }));
  }
}
