package ai.profithack.imports;

import ai.profithack.access.AuditTrail;
import ai.profithack.access.CurrentActor;
import ai.profithack.imports.Imports.Begun;
import ai.profithack.jobs.JobRunner;
import jakarta.annotation.PreDestroy;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/// Files that somebody sends: kept in `PROFITHACK_HOME/uploads` while they are imported, in the
/// background, by the same rules as those of the command line.
///
/// An import that the end of the server interrupts is gone on with when the same file is sent
/// again.
@Component
public class Uploads {
  /// The job that computes the figures of what was imported.
  public static final String REFRESH_JOB = "daily-analytics";

  private static final Logger LOG = LoggerFactory.getLogger(Uploads.class);
  private static final Duration KEPT_AFTER_A_CRASH = Duration.ofDays(1);
  private static final int SECONDS_TO_END = 30;
  private static final int NAME_LIMIT = 200;

  private final Imports imports;
  private final JobRunner jobs;
  private final AuditTrail audit;
  private final CurrentActor current;
  private final Path folder;
  private final Map<Long, Share> underWay = new ConcurrentHashMap<>();
  private final ExecutorService background = Executors.newVirtualThreadPerTaskExecutor();

  Uploads(
      Imports imports,
      JobRunner jobs,
      AuditTrail audit,
      CurrentActor current,
      @Value("${PROFITHACK_HOME:profithack-data}") Path home) {
    this.imports = imports;
    this.jobs = jobs;
    this.audit = audit;
    this.current = current;
    this.folder = home.toAbsolutePath().normalize().resolve("uploads");
  }

  /// How sending a file can end.
  public sealed interface Sent {
    /// It is being imported as that run; `alreadyRead` records were read by an earlier attempt.
    record Started(long runId, long alreadyRead) implements Sent {}

    /// No import begins; the sentence says why and what to do.
    record Unusable(String field, String reason) implements Sent {}

    /// The same content is being imported by the same mapping.
    record UnderWay(String reason) implements Sent {}
  }

  /// How much of a file is read, in bytes. Known where it is being read.
  public record Share(long bytesRead, long byteCount) {
    public int percent() {
      return byteCount == 0 ? 100 : (int) Math.min(100, 100 * bytesRead / byteCount);
    }
  }

  /// Takes a file and begins to import it. `mapping` is the name of one, or null for the one that
  /// fits. Recorded in the audit trail.
  public Sent send(InputStream content, String fileName, @Nullable String mapping) {
    var name = lastPart(fileName);
    if (mapping != null && !imports.mappings().containsKey(mapping)) {
      return new Sent.Unusable(
          "mapping",
          "There is no such mapping. There are %s."
              .formatted(String.join(", ", imports.mappings().keySet())));
    }
    var path = keep(content);
    try {
      return switch (imports.begin(path, name, mapping)) {
        case Begun.Here begun -> start(begun, path);
        case Begun.ElsewhereUnderWay(var by) -> {
          delete(path);
          yield new Sent.UnderWay(
              "%s is being imported already, by the mapping %s.".formatted(name, by));
        }
      };
    } catch (UnreadableFile unreadable) {
      delete(path);
      return new Sent.Unusable("file", String.valueOf(unreadable.getMessage()));
    } catch (InvalidMapping invalid) {
      delete(path);
      return new Sent.Unusable("mapping", String.valueOf(invalid.getMessage()));
    } catch (RuntimeException failure) {
      delete(path);
      throw failure;
    }
  }

  /// How far an import is, if this server does it.
  public Optional<Share> share(long runId) {
    return Optional.ofNullable(underWay.get(runId));
  }

  private Sent start(Begun.Here begun, Path path) {
    var run = begun.from().runId();
    var who = current.name();
    try {
      audit.record(
          "imports.start",
          begun.file().name(),
          Map.of(
              "run", run, "mapping", begun.as().mapping().name(), "sha256", begun.file().sha256()));
    } catch (RuntimeException failure) {
      begun.lock().close();
      throw failure;
    }
    underWay.put(run, new Share(0, begun.file().byteCount()));
    background.execute(() -> finish(begun, path, who));
    return new Sent.Started(run, begun.from().read());
  }

  private void finish(Begun.Here begun, Path path, String who) {
    var run = begun.from().runId();
    try {
      var ending = imports.finish(begun, progress(run));
      if (ending instanceof ImportEnding.Finished(var report, _, _) && report.events() > 0) {
        jobs.start(REFRESH_JOB, null, who);
      }
    } catch (RuntimeException failure) {
      LOG.error("The import of {} as run {} was interrupted.", begun.file().name(), run, failure);
    } finally {
      underWay.remove(run);
      delete(path);
    }
  }

  private ImportProgress progress(long run) {
    return new ImportProgress() {
      @Override
      public void batchDone(
          String fileName, long bytesRead, long byteCount, long records, long skipped) {
        underWay.put(run, new Share(bytesRead, byteCount));
      }

      @Override
      public void notice(String sentence) {}
    };
  }

  private Path keep(InputStream content) {
    try {
      Files.createDirectories(folder);
      sweep();
      var path = Files.createTempFile(folder, "upload-", "");
      try {
        Files.copy(content, path, StandardCopyOption.REPLACE_EXISTING);
        return path;
      } catch (IOException cutOff) {
        delete(path);
        throw cutOff;
      }
    } catch (IOException failure) {
      throw new UncheckedIOException("the file cannot be kept in " + folder, failure);
    }
  }

  /// Deletes what a crash left behind.
  private void sweep() throws IOException {
    try (var files = Files.list(folder)) {
      for (var file : files.toList()) {
        var age = Files.getLastModifiedTime(file).toInstant();
        if (age.isBefore(Instant.now().minus(KEPT_AFTER_A_CRASH))) {
          delete(file);
        }
      }
    }
  }

  private static void delete(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException failure) {
      LOG.warn("{} cannot be deleted.", path, failure);
    }
  }

  /// The file's own name: browsers of old sent its whole path.
  private static String lastPart(String fileName) {
    var name =
        fileName.substring(Math.max(fileName.lastIndexOf('/'), fileName.lastIndexOf('\\')) + 1);
    var printable = name.replaceAll("\\p{Cntrl}", "").strip();
    return printable.isEmpty()
        ? "upload"
        : printable.substring(0, Math.min(NAME_LIMIT, printable.length()));
  }

  /// Running imports end after the batch that they write.
  @PreDestroy
  void stop() throws InterruptedException {
    background.shutdown();
    if (!background.awaitTermination(SECONDS_TO_END, TimeUnit.SECONDS)) {
      LOG.warn("An import did not end within {} seconds.", SECONDS_TO_END);
    }
  }
}
