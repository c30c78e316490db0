package ai.profithack.moderation;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.media.Adding;
import ai.profithack.media.BankKind;
import ai.profithack.media.Banks;
import ai.profithack.media.Fingerprints;
import ai.profithack.media.MediaFacts;
import ai.profithack.media.Sound;
import ai.profithack.media.SoundHasher;
import ai.profithack.media.Tunes;
import ai.profithack.moderation.Evidence.Found;
import ai.profithack.moderation.EvidenceKind.Subject;
import ai.profithack.testing.ServerTest;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/// A protected work that is heard is a reason to ask; other sound that is known is only told.
@ServerTest
class SoundEvidenceTests {
  private static final Sound SONG = Tunes.tune(50, 20);

  @Autowired private Banks banks;
  @Autowired private SoundEvidence kind;

  private void known(String bank, BankKind of, String key, Sound sound) {
    banks.create(bank, of, "test");
    assertThat(
            banks.add(
                bank,
                "owner",
                key,
                "A Song",
                Fingerprints.of(SoundHasher.reference(sound)),
                "test"))
        .isInstanceOf(Adding.Added.class);
  }

  private List<Evidence> heard(String name, Sound sound) throws Exception {
    var facts = new MediaFacts("mp4", "h264", "aac", 640, 360, 0, OptionalLong.of(12_000));
    var look = kind.look(new Subject(1, "sound " + name, Path.of("none"), facts, Origin.UNSAID, 1));
    look.hear(sound);
    return look.conclude();
  }

  @Test
  void protectedWorkIsAConcernWithItsSecondsInBoth() throws Exception {
    known("songs", BankKind.PROTECTED, "song", SONG);
    var speech = Tunes.tune(51, 4);

    var found = heard("a", Tunes.oneAfterAnother(speech, Tunes.piece(SONG, 6, 8)));

    assertThat(found).hasSize(1);
    var song = found.getFirst();
    assertThat(song.kind()).isEqualTo("sound");
    assertThat(song.found()).isEqualTo(Found.CONCERN);
    assertThat(song.flag()).isEqualTo(FlagType.COPYRIGHT);
    assertThat(song.severity()).isEqualTo(Severity.HIGH);
    assertThat(song.fromMillis()).isBetween(3_500L, 5_000L);
    assertThat(song.toMillis()).isBetween(11_000L, 12_000L);
    assertThat(song.explanation()).contains("the bank “songs” (A Song) from 0:0");
    assertThat((Integer) song.detail().get("itemFromMillis")).isBetween(5_500, 7_000);
    assertThat(VerdictRules.decide(found, DeepfakeRules.combine(found)).flags())
        .extracting(Verdict.Flag::type)
        .contains(FlagType.COPYRIGHT);
    assertThat(heard("b", Tunes.tune(52, 12)))
        .extracting(Evidence::found)
        .containsExactly(Found.NOTHING);
  }

  @Test
  void soundOfWhatWasBlockedIsOnlyAFact() throws Exception {
    var music = Tunes.tune(53, 15);
    known("blocked sounds", BankKind.BLOCKED, "case", music);

    var found = heard("c", Tunes.piece(music, 2, 9));

    assertThat(found).extracting(Evidence::found).containsExactly(Found.FACT);
    assertThat(VerdictRules.decide(found, DeepfakeRules.combine(found)).flags())
        .as("nothing but that no picture was looked at")
        .extracting(Verdict.Flag::type)
        .containsExactly(FlagType.NOT_LOOKED_AT);
  }

  @Test
  void silenceIsNothing() throws Exception {
    assertThat(heard("d", new Sound(new short[5 * Sound.RATE])))
        .extracting(Evidence::explanation)
        .containsExactly("There is no sound to be compared with the banks.");
  }
}
