package ai.profithack.media;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.media.Matcher.Item;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A run of frames in the order of time is a match; anything less is chance.
class MatcherTests {
  private final Hashes hashes = new Hashes(2);
  private final VideoHash recording = hashes.recording(60);

  private List<Match> matches(VideoHash query, Item... others) {
    var items = new ArrayList<>(List.of(new Item(1, false, recording)));
    items.addAll(List.of(others));
    return new Matcher(items).matches(query);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.9, 0.95, 1, 1.05, 1.1})
  void pieceIsFoundWhereItBeginsAtAnySpeedWithinATenth(double speed) {
    var matches = matches(hashes.glance(recording, 20_000, 12, speed, 25));

    assertThat(matches).hasSize(1);
    var match = matches.getFirst();
    assertThat(match.itemId()).isEqualTo(1);
    assertThat(match.frames()).isEqualTo(12);
    assertThat(match.share()).isEqualTo(1);
    assertThat(match.speed()).isCloseTo(speed, Offset.offset(0.031));
    assertThat(match.itemFromMillis()).isCloseTo(20_000, Offset.offset(300));
    assertThat(match.distance()).isEqualTo(25);
    assertThat(match.laid()).isEqualTo(Pdq.Laid.UPRIGHT);
  }

  @Test
  void sameFramesInAnotherOrderAreNotARun() {
    var frames = new ArrayList<>(hashes.glance(recording, 0, 12, 4, 25).frames());
    var shuffled = new ArrayList<FrameHash>();
    Collections.shuffle(frames, new Random(3));
    for (var i = 0; i < frames.size(); i++) {
      shuffled.add(hashes.frame(i * 1_000, frames.get(i).hashes().getFirst()));
    }

    assertThat(matches(new VideoHash(12_000, shuffled))).isEmpty();
  }

  @Test
  void runFasterThanATenthIsNotFound() {
    assertThat(matches(hashes.glance(recording, 0, 12, 2, 25))).isEmpty();
  }

  @Test
  void twoFramesAreNotARun() {
    assertThat(matches(mixed(2, 2))).isEmpty();
    assertThat(matches(mixed(3, 3))).hasSize(1);
  }

  @Test
  void lessThanAFifthOfTheFramesIsNotAMatch() {
    assertThat(matches(mixed(3, 16))).isEmpty();
    assertThat(matches(mixed(3, 15))).hasSize(1);
  }

  /// The first frames show the recording, the others anything.
  private VideoHash mixed(int shown, int all) {
    var frames = new ArrayList<>(hashes.glance(recording, 1_000, shown, 1, 20).frames());
    for (var i = shown; i < all; i++) {
      frames.add(hashes.frame(i * 1_000, hashes.any()));
    }
    return new VideoHash(all * 1_000L, frames);
  }

  @Test
  void shortItemInsideALongRecordingIsFound() {
    var item = hashes.recording(5);
    var frames = new ArrayList<FrameHash>();
    for (var i = 0; i < 60; i++) {
      var inside = i >= 30 && i < 35;
      frames.add(
          hashes.frame(
              i * 1_000,
              inside ? item.frames().get((i - 30) * 10).hashes().getFirst() : hashes.any()));
    }

    var matches = matches(new VideoHash(60_000, frames), new Item(2, false, item));

    assertThat(matches).hasSize(1);
    assertThat(matches.getFirst().itemId()).isEqualTo(2);
    assertThat(matches.getFirst().frames()).isEqualTo(5);
    assertThat(matches.getFirst().compared()).isBetween(5, 6);
    assertThat(matches.getFirst().fromMillis()).isEqualTo(30_000);
  }

  @Test
  void standingPictureThatOnlyResemblesAnotherIsNotARun() {
    var picture = hashes.any();
    var standing = new VideoHash(20_000, List.of(new FrameHash(0, 20_000, 100, List.of(picture))));

    assertThat(matches(standing(hashes.at(40, picture)), new Item(2, false, standing))).isEmpty();
    assertThat(matches(standing(hashes.at(31, picture)), new Item(2, false, standing))).hasSize(1);
  }

  private VideoHash standing(PdqHash hash) {
    return new VideoHash(
        10_000, IntStream.range(0, 10).mapToObj(i -> hashes.frame(i * 1_000, hash)).toList());
  }

  @Test
  void layingOfTheQueryIsTold() {
    var mirrored =
        hashes.glance(recording, 5_000, 8, 1, 10).frames().stream()
            .map(frame ->
                new FrameHash(
                    frame.fromMillis(),
                    frame.toMillis(),
                    100,
                    List.of(hashes.any(), frame.hashes().getFirst())))
            .toList();

    assertThat(matches(new VideoHash(8_000, mirrored)))
        .extracting(Match::laid)
        .containsExactly(Pdq.Laid.MIRRORED);
  }

  @Test
  void whatShowsAnItemOfANegativeBankShowsNothingElse() {
    var query = hashes.glance(recording, 0, 10, 1, 10);
    var negative = new ArrayList<Item>();
    for (var i = 0; i < 8; i++) {
      negative.add(
          new Item(
              10 + i,
              true,
              VideoHash.still(hashes.at(5, query.frames().get(i).hashes().getFirst()), 100)));
    }

    assertThat(matches(query)).hasSize(1);
    assertThat(matches(query, negative.toArray(Item[]::new))).isEmpty();
  }

  @Test
  void stillIsFoundWithinTheDistanceOfTheReferenceInTwoFramesWhereThereAreTwo() {
    var still = hashes.any();
    var item = new Item(2, false, VideoHash.still(still, 100));

    assertThat(matches(VideoHash.still(hashes.at(31, still), 90), item)).hasSize(1);
    assertThat(matches(VideoHash.still(hashes.at(32, still), 90), item)).isEmpty();
    assertThat(matches(standing(hashes.at(20, still)), item)).hasSize(1);
    var once = List.of(hashes.frame(0, hashes.at(20, still)), hashes.frame(1_000, hashes.any()));
    assertThat(matches(new VideoHash(2_000, once), item)).isEmpty();
  }

  @Test
  void stillOfARecordingIsFoundInIt() {
    var moment = recording.frames().get(123).hashes().getFirst();

    assertThat(matches(VideoHash.still(hashes.at(12, moment), 80)))
        .extracting(Match::itemId)
        .containsExactly(1L);
  }

  @Test
  void otherRecordingsAreNotMistaken() {
    for (var i = 0; i < 50; i++) {
      assertThat(matches(hashes.glance(hashes.recording(20), 0, 16, 1, 0))).isEmpty();
    }
  }

  /// Per hit and per speed the whole item was walked: a copy of 15 minutes never came to an end.
  @Test
  @Timeout(60)
  void copyOfALongRecordingCostsLittleMoreThanTheSearchOfItsHashes() {
    var reference = hashes.reference(900);
    var query = hashes.glance(reference, 0, 120, 1, 12);
    var matcher = new Matcher(List.of(new Item(1, false, reference)));
    var index =
        new HashIndex(
            reference.frames().stream().flatMap(frame -> frame.hashes().stream()).toList());

    var searching = Long.MAX_VALUE;
    var matching = Long.MAX_VALUE;
    for (var round = 0; round < 3; round++) {
      searching =
          Math.min(
              searching,
              processorTime(() ->
                  query
                      .frames()
                      .forEach(frame ->
                          index.search(frame.hashes().getFirst(), Matcher.NEAR, (_, _) -> {}))));
      matching =
          Math.min(matching, processorTime(() -> assertThat(matcher.matches(query)).hasSize(1)));
    }

    assertThat(matching).isLessThan(20 * searching);
  }

  private static long processorTime(Runnable work) {
    var threads = ManagementFactory.getThreadMXBean();
    var began = threads.getCurrentThreadCpuTime();
    work.run();
    return threads.getCurrentThreadCpuTime() - began;
  }
}
