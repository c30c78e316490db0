package ai.profithack.classifiers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import ai.profithack.classifiers.Classification.Classified;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class SpeechTests {
  private static final int RATE = 16_000;

  /// Two sentences by a synthetic voice, with silence, noise and a tone around and between them.
  @Test
  void tellsWhenSomebodySpeaks() throws Exception {
    var sentence = spoken("Hello and welcome, today we look at a new kitchen knife.");
    var sound = new short[20 * RATE];
    System.arraycopy(sentence, 0, sound, 3 * RATE, sentence.length);
    System.arraycopy(sentence, 0, sound, 13 * RATE, sentence.length);
    var random = new Random(1);
    for (var i = 8 * RATE; i < 10 * RATE; i++) {
      sound[i] = (short) (random.nextGaussian() * 2_000);
    }
    for (var i = 10 * RATE; i < 12 * RATE; i++) {
      sound[i] = (short) (8_000 * Math.sin(2 * Math.PI * 440 * i / RATE));
    }

    var evidence = heard(sound);

    var length = (double) sentence.length / RATE;
    assertThat(evidence.segments())
        .as(evidence.toString())
        .allMatch(segment -> within(segment, 3, 3 + length) || within(segment, 13, 13 + length));
    assertThat(evidence.share() * evidence.seconds())
        .isCloseTo(2 * length, Offset.offset(0.25 * 2 * length));
  }

  @Test
  void noiseTonesAndSilenceAreNoSpeech() throws Exception {
    var random = new Random(2);
    var noise = new short[5 * RATE];
    var tone = new short[5 * RATE];
    for (var i = 0; i < noise.length; i++) {
      noise[i] = (short) (random.nextGaussian() * 5_000);
      tone[i] = (short) (12_000 * Math.sin(2 * Math.PI * 220 * i / RATE));
    }
    assertThat(heard(noise).segments()).isEmpty();
    assertThat(heard(tone).segments()).isEmpty();
    assertThat(heard(new short[5 * RATE]).segments()).isEmpty();
  }

  @Test
  void takesSoundOfAnyLength() throws Exception {
    assertThat(heard(new short[0])).isEqualTo(new SpeechEvidence(0, java.util.List.of()));
    assertThat(heard(new short[0]).share()).isZero();
    assertThat(heard(new short[1]).segments()).isEmpty();
    assertThat(heard(new short[511]).segments()).isEmpty();
  }

  /// A window is 32 ms.
  @Test
  void shortPausesAreBridgedAndShortSoundsForgotten() {
    var likelihoods = new float[100];
    Arrays.fill(likelihoods, 10, 20, 0.9f); // 320 ms
    Arrays.fill(likelihoods, 22, 40, 0.9f); // 64 ms later
    Arrays.fill(likelihoods, 60, 64, 0.9f); // only 128 ms
    Arrays.fill(likelihoods, 80, 100, 0.4f); // never reaches 0.5
    assertThat(SpeechDetector.segments(likelihoods, 3.2))
        .extracting(
            segment -> Math.round(100 * segment.fromSeconds()),
            segment -> Math.round(100 * segment.toSeconds()))
        .containsExactly(tuple(29L, 131L));
  }

  private static boolean within(SpeechSegment segment, double from, double to) {
    return segment.fromSeconds() >= from - 0.1 && segment.toSeconds() <= to + 0.2;
  }

  private static SpeechEvidence heard(short[] sound) {
    try (var classifiers = Pictures.classifiers(ClassifierKind.SPEECH)) {
      if (classifiers.speech(sound) instanceof Classified<SpeechEvidence>(var evidence, var _)) {
        return evidence;
      }
      throw new AssertionError("absent");
    }
  }

  /// By the voice that some builds of ffmpeg have.
  private static short[] spoken(String words) throws IOException, InterruptedException {
    var command =
        "ffmpeg -v error -f lavfi -i flite=voice=slt:text='%s' -ar 16000 -ac 1 -f s16le pipe:1"
            .formatted(words.replace(",", "\\,").replace(" ", "_"))
            .split(" ");
    for (var i = 0; i < command.length; i++) {
      command[i] = command[i].replace('_', ' ');
    }
    try {
      var process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      process.getOutputStream().close();
      var bytes = process.getInputStream().readAllBytes();
      Assumptions.assumeTrue(
          process.waitFor() == 0 && bytes.length > RATE,
          "skipped: the ffmpeg on the PATH has no synthetic voice (flite)");
      var samples = new short[bytes.length / Short.BYTES];
      ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer().get(samples);
      return samples;
    } catch (IOException absent) {
      return Assumptions.abort("skipped: there is no ffmpeg on the PATH");
    }
  }
}
