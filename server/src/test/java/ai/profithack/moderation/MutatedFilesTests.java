package ai.profithack.moderation;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.media.Arrival;
import ai.profithack.media.Clips;
import ai.profithack.moderation.Analyses.Asked;
import ai.profithack.provenance.CredentialSigner;
import ai.profithack.provenance.Edit;
import ai.profithack.testing.ServerTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Damaged and hostile files over the whole way, from the upload to the verdict: each ends as a
/// clear outcome, and nothing of it is left running or open.
///
/// `-Dmutants=2000` for the long trial, `-Dmutants.seed=21` for other mutants.
@ServerTest
@Timeout(value = 3, unit = TimeUnit.HOURS)
class MutatedFilesTests {
  private static final int MUTANTS = Integer.getInteger("mutants", 25);
  private static final int SEED = Integer.getInteger("mutants.seed", 20);

  /// Longer than all limits on one file together, on a machine that is busy.
  private static final Duration HUNG = Duration.ofMinutes(15);

  /// The first of the originals.
  private static final int RECORDINGS = 3;

  /// What a server keeps that has seen more: compiled code's data, pools, caches.
  private static final long HEAP_MORE = 64L << 20;

  @Autowired private Analyses analyses;
  @Autowired private CredentialSigner signer;
  @Autowired private JdbcClient sql;
  @TempDir private Path folder;

  /// Failures that are none of a file's, all of them: a long trial is not to end at the first.
  private final List<String> surprises = new ArrayList<>();

  @Test
  void everyMutantEndsAsAClearOutcomeAndNothingLeaks() throws Exception {
    sql.sql(
            "insert into public.videos (id, created_at) values (9401, now()) on conflict do nothing")
        .update();
    var originals =
        List.of(
            video(),
            recording(),
            signed(),
            picture("gif"),
            picture("png"),
            picture("jpg"),
            picture("webp"));
    ended(
        analyses.sent(
            9401,
            new ByteArrayInputStream(originals.getFirst()),
            "whole.mp4",
            Arrival.Way.UPLOAD,
            Origin.UNSAID));
    var processes = processes();
    var open = openFiles();
    var heap = heapBytes();
    var random = new Random(SEED);
    var done = 0;
    var failed = 0;
    var refused = 0;
    var waiting = new ArrayList<Long>();
    for (var i = 0; i < MUTANTS; i++) {
      // Videos half of the time.
      var original =
          originals.get(random.nextInt(random.nextBoolean() ? RECORDINGS : originals.size()));
      var mutant = mutated(original, random);
      switch (analyses.sent(
          9401,
          new ByteArrayInputStream(mutant),
          "mutant-" + i,
          Arrival.Way.UPLOAD,
          Origin.UNSAID)) {
        case Asked.Taken(var id) -> waiting.add(id);
        case Asked.Unusable(_, var reason) -> {
          assertThat(reason).endsWith(".");
          refused++;
        }
        case Asked.UnknownVideo _, Asked.NoMedia _, Asked.Busy _ ->
            throw new AssertionError("not to be expected");
      }
      if (waiting.size() >= 40) {
        var ending = ended(waiting);
        done += ending[0];
        failed += ending[1];
        waiting.clear();
      }
    }
    var ending = ended(waiting);
    done += ending[0];
    failed += ending[1];
    var processesNow = processes();
    var openNow = openFiles();
    var heapNow = heapBytes();
    System.out.printf(
        "%d mutants: %d decoded and judged, %d failed with a reason, %d not taken; processes %d, then %d; open files %d, then %d; heap %d MB, then %d MB%n",
        MUTANTS,
        done,
        failed,
        refused,
        processes,
        processesNow,
        open,
        openNow,
        heap >> 20,
        heapNow >> 20);
    assertThat(surprises).isEmpty();
    assertThat(done + failed + refused).isEqualTo(MUTANTS);
    assertThat(done).isPositive();
    assertThat(failed).isPositive();
    assertThat(processesNow).isLessThanOrEqualTo(processes);
    assertThat(openNow).isLessThan(open + 20);
    assertThat(heapNow).isLessThan(heap + HEAP_MORE);
  }

  /// Without those of the database, of which there is one for each connection.
  private static long processes() {
    return ProcessHandle.current()
        .descendants()
        .filter(each -> !each.info().command().orElse("").endsWith("/postgres"))
        .count();
  }

  /// What is still in use after a collection.
  private static long heapBytes() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private int[] ended(List<Long> ids) throws InterruptedException {
    var counts = new int[2];
    for (var id : ids) {
      var analysis = analyses.await(id, HUNG);
      switch (analysis.state()) {
        case DONE -> counts[0]++;
        case FAILED -> {
          counts[1]++;
          var failure = String.valueOf(analysis.failure());
          if (!failure.endsWith(".")
              || failure.contains("Exception")
              || failure.contains("its log says")) {
            surprises.add("analysis %d: %s".formatted(id, failure));
          }
        }
        case QUEUED, RUNNING -> throw new AssertionError("analysis %d hangs".formatted(id));
      }
    }
    return counts;
  }

  private void ended(Asked asked) throws InterruptedException {
    assertThat(asked).isInstanceOf(Asked.Taken.class);
    assertThat(ended(List.of(((Asked.Taken) asked).analysisId()))).containsExactly(1, 0);
  }

  private static byte[] mutated(byte[] original, Random random) {
    var bytes = original.clone();
    return switch (random.nextInt(5)) {
      case 0 -> Arrays.copyOf(bytes, 1 + random.nextInt(bytes.length - 1));
      case 1 -> {
        for (var i = 0; i < 1 + random.nextInt(30); i++) {
          bytes[12 + random.nextInt(bytes.length - 12)] = (byte) random.nextInt(256);
        }
        yield bytes;
      }
      case 2 -> {
        // The header, where sizes and counts are.
        for (var i = 0; i < 1 + random.nextInt(8); i++) {
          bytes[12 + random.nextInt(Math.min(800, bytes.length - 12))] = (byte) random.nextInt(256);
        }
        yield bytes;
      }
      case 3 -> {
        var from = random.nextInt(bytes.length);
        var to = random.nextInt(bytes.length);
        var length = Math.min(random.nextInt(2_000), bytes.length - Math.max(from, to));
        System.arraycopy(original, from, bytes, to, length);
        yield bytes;
      }
      default -> {
        // A length that reaches far beyond the end.
        var at = 12 + random.nextInt(bytes.length - 16);
        bytes[at] = 0x7f;
        bytes[at + 1] = (byte) 0xff;
        bytes[at + 2] = (byte) 0xff;
        bytes[at + 3] = (byte) 0xff;
        yield bytes;
      }
    };
  }

  private static byte[] video() throws IOException {
    return Files.readAllBytes(
        Clips.clip(
            "tiny.mp4",
            "-f lavfi -i testsrc2=size=96x64:rate=10 -f lavfi -i sine=440 -t 1 -c:v mpeg4 -c:a aac -movflags +faststart"
                .split(" ")));
  }

  /// As browsers record: nothing in it says how long it lasts.
  private static byte[] recording() throws IOException {
    return Files.readAllBytes(
        Clips.clip(
            "tiny.webm",
            "-f lavfi -i testsrc2=size=96x64:rate=10 -t 1 -c:v libvpx -live 1".split(" ")));
  }

  /// With content credentials of ours.
  private byte[] signed() throws Exception {
    var made = Files.write(folder.resolve("made.mp4"), video());
    var signed = folder.resolve("signed.mp4");
    signer.sign(made, signed, made, "a title", List.of(Edit.TRANSCODED));
    return Files.readAllBytes(signed);
  }

  private static byte[] picture(String kind) throws IOException {
    return Files.readAllBytes(
        Clips.clip(
            "tiny." + kind, "-f lavfi -i testsrc2=size=96x64:rate=5 -frames:v 1".split(" ")));
  }

  private static long openFiles() throws IOException {
    var folder = Path.of("/proc/self/fd");
    Assumptions.assumeTrue(Files.isDirectory(folder), "no /proc here");
    try (var all = Files.list(folder)) {
      return all.count();
    }
  }
}
