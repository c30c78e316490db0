package ai.profithack.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Making files takes no more of the machine than was set aside for it. What is made, the tests of
/// watermarks look at.
@Timeout(60)
class TranscoderTests {
  @TempDir private Path folder;

  @Test
  void nothingIsBegunWhileAllPlacesAreTaken() throws Exception {
    var clip = Clips.moving();
    var decoder = new Full();
    Callable<Decoding<Footage>> making =
        () -> new Transcoder(decoder).transcode(clip, folder.resolve("a.mp4"), _ -> {}, _ -> {});

    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var made = threads.submit(making);
      while (!decoder.places.hasQueuedThreads()) {
        Thread.sleep(5);
      }
      // It waits to ask how fast the recording is; the new file is begun after that.
      assertThat(folder).isEmptyDirectory();
      decoder.places.release(decoder.taken);
      assertThat(made.get()).isInstanceOf(Decoding.Decoded.class);
    }
    assertThat(decoder.places.availablePermits()).isEqualTo(decoder.taken);
  }

  @Test
  void recordingThatGoesOnAfterItsLengthIsGivenUp() throws Exception {
    var liar = Files.write(folder.resolve("liar.webm"), Clips.saying(1_000, Clips.apart()));

    assertThat(
            new Transcoder(new Decoder(Clips.HOME, DecodingLimits.DEFAULT))
                .transcode(liar, folder.resolve("b.mp4"), _ -> {}, _ -> {}))
        .isEqualTo(
            new Decoding.Refused<>(
                "The recording goes on after the 1.0 seconds that its file says it lasts."));
    assertThat(folder.resolve("b.mp4")).doesNotExist();
  }

  /// One whose places are all taken as soon as it was asked what a file is.
  private static final class Full extends Decoder {
    private final int taken = places.availablePermits();

    Full() {
      super(Clips.HOME, DecodingLimits.DEFAULT);
    }

    @Override
    public Decoding<MediaFacts> probe(Path file) throws IOException, InterruptedException {
      var facts = super.probe(file);
      places.acquire(taken);
      return facts;
    }
  }
}
