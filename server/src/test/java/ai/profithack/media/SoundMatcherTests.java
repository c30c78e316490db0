package ai.profithack.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.profithack.media.SoundMatcher.Item;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A piece of a known sound is found where it is; what only resembles it is not.
class SoundMatcherTests {
  private static final Sound WORK = Tunes.tune(1, 40);
  private static final SoundMatcher MATCHER = matcher(item(1, WORK), item(2, Tunes.tune(2, 40)));

  private static Item item(long id, Sound sound) {
    return new Item(id, false, SoundHasher.reference(sound));
  }

  private static SoundMatcher matcher(Item... items) {
    return new SoundMatcher(List.of(items));
  }

  private static List<SoundMatch> matches(Sound sound) {
    return MATCHER.matches(SoundHasher.query(sound));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.9, 0.95, 1, 1.03, 1.1})
  void pieceIsFoundWhereItIsAtAnySpeedWithinATenth(double speed) {
    var matches = matches(Tunes.played(Tunes.piece(WORK, 12.34, 9), speed));

    assertThat(matches).hasSize(1);
    var match = matches.getFirst();
    assertThat(match.itemId()).isEqualTo(1);
    assertThat(match.speed()).isCloseTo(speed, Offset.offset(0.012));
    assertThat(match.semitones()).isCloseTo(12 * Math.log(speed) / Math.log(2), Offset.offset(0.4));
    assertThat(match.itemFromMillis() - match.speed() * match.fromMillis())
        .isCloseTo(12_340, Offset.offset(250.0));
    assertThat(match.fromMillis()).isLessThan(1_500);
    assertThat(match.toMillis()).isGreaterThan((int) (9_000 / speed) - 1_500);
    assertThat(match.share()).isBetween(0.3, 1.0);
  }

  @Test
  void threeSecondsAreEnoughAndOneIsNot() {
    assertThat(matches(Tunes.piece(WORK, 20, 3))).hasSize(1);
    assertThat(matches(Tunes.piece(WORK, 20, 1))).isEmpty();
  }

  @Test
  void pieceIsFoundUnderNoiseAsLoudAsItself() {
    var noise = Tunes.noise(3, 10, 2_500);

    assertThat(matches(Tunes.together(Tunes.piece(WORK, 5, 10), noise))).hasSize(1);
    assertThat(matches(noise)).isEmpty();
  }

  @Test
  void eachWorkIsToldFromSecondToSecond() {
    var video =
        Tunes.oneAfterAnother(
            Tunes.tune(7, 8),
            Tunes.piece(WORK, 10, 12),
            new Sound(new short[3 * Sound.RATE]),
            Tunes.piece(Tunes.tune(2, 40), 0, 8));

    var matches = matches(video);

    assertThat(matches).extracting(SoundMatch::itemId).containsExactly(1L, 2L);
    assertThat(matches.getFirst().fromMillis()).isCloseTo(8_000, Offset.offset(700));
    assertThat(matches.getFirst().toMillis()).isCloseTo(20_000, Offset.offset(700));
    assertThat(matches.getFirst().itemFromMillis()).isCloseTo(10_000, Offset.offset(700));
    assertThat(matches.getLast().fromMillis()).isCloseTo(23_000, Offset.offset(700));
    assertThat(matches.getLast().itemToMillis()).isCloseTo(8_000, Offset.offset(700));
  }

  @Test
  void unrelatedTunesAreNotMistaken() {
    for (var seed = 100; seed < 108; seed++) {
      assertThat(matches(Tunes.tune(seed, 10))).as("tune %d", seed).isEmpty();
    }
  }

  @Test
  void sameNotesInAnotherOrderAreAnotherWork() {
    var fifths = new ArrayList<Sound>();
    for (var i = 0; i < 50; i++) {
      fifths.add(Tunes.piece(WORK, i / 5.0, 0.2));
    }
    java.util.Collections.shuffle(fifths, new Random(4));

    assertThat(matches(Tunes.oneAfterAnother(fifths.toArray(Sound[]::new)))).isEmpty();
  }

  @Test
  void whatSoundsLikeANegativeItemSoundsLikeNothingElse() {
    var jingle = Tunes.piece(WORK, 0, 8);
    var negative = new Item(9, true, SoundHasher.reference(jingle));
    var both = matcher(item(1, WORK), negative);

    assertThat(both.matches(SoundHasher.query(jingle))).isEmpty();
    assertThat(both.matches(SoundHasher.query(Tunes.piece(WORK, 20, 8)))).hasSize(1);
  }

  @Test
  void soundsWithoutFeaturesAreNeitherFoundNorMistaken() {
    var features =
        List.of(
            new Sound(new short[0]),
            new Sound(new short[10 * Sound.RATE]),
            Tunes.tone(440, 10),
            Tunes.tone(1_000, 10),
            Tunes.noise(5, 10, 3_000),
            Tunes.noise(6, 10, 20_000));
    var items = new ArrayList<>(List.of(item(1, WORK)));
    for (var i = 0; i < features.size(); i++) {
      items.add(item(10 + i, features.get(i)));
    }
    var matcher = new SoundMatcher(items);

    for (var i = 0; i < features.size(); i++) {
      var self = 10L + i;
      assertThat(matcher.matches(SoundHasher.query(features.get(i))))
          .as("sound %d", i)
          .extracting(SoundMatch::itemId)
          .doesNotContain(1L)
          .allMatch(id -> id == self);
    }
    assertThat(matcher.matches(SoundHasher.query(Tunes.tone(440, 8)))).isEmpty();
    assertThat(matcher.matches(SoundHasher.query(Tunes.tone(450, 8)))).isEmpty();
  }

  @Test
  void anythingCanBeHashed() {
    var random = new Random(8);
    for (var length : new int[] {0, 1, 511, 2_047, 2_048, 2_049, 40_000}) {
      var samples = new short[length];
      for (var i = 0; i < length; i++) {
        samples[i] = random.nextBoolean() ? Short.MAX_VALUE : Short.MIN_VALUE;
      }
      var hash = SoundHasher.query(new Sound(samples));

      assertThat(hash.lengthMillis()).isEqualTo(Math.round(length / 16.0));
      assertThat(SoundHash.of(hash.lengthMillis(), hash.bytes())).isEqualTo(hash);
      assertThat(MATCHER.matches(hash)).isEmpty();
    }
  }

  @Test
  void bytesThatAreNoPeaksAreRefused() {
    var peak = new byte[] {0, 0, 0, 9, 7};

    assertThat(SoundHash.of(10, peak).peaks()).containsExactly(new SoundHash.Peak(9, 7));
    assertThatThrownBy(() -> SoundHash.of(8, peak)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> SoundHash.of(-1, peak)).isInstanceOf(IllegalArgumentException.class);
    for (var bytes :
        List.of(
            new byte[] {0, 0, 0, 9},
            new byte[] {0, 0, 0, 9, (byte) 200},
            new byte[] {-1, 0, 0, 9, 7},
            new byte[] {0, 0, 0, 9, 7, 0, 0, 0, 8, 7})) {
      assertThatThrownBy(() -> SoundHash.of(10, bytes))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
