package ai.profithack.media;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.springframework.core.env.PropertyResolver;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;

/// Whether files can be kept where the settings say: found out by keeping one.
public final class StoreCheck {
  private StoreCheck() {}

  /// What came of it, in sentences for whoever runs this.
  public sealed interface Outcome {
    /// Files are in the data folder.
    record InFolder() implements Outcome {}

    /// A file was written, read, listed and deleted. `notes`: what is worth knowing all the same.
    record Works(String where, List<String> notes) implements Outcome {}

    record Wrong(String sentence) implements Outcome {}
  }

  /// Takes some seconds, some more where the store is away.
  public static Outcome of(PropertyResolver settings) {
    try {
      var place = S3Place.of(settings);
      return place.isEmpty() ? new Outcome.InFolder() : tried(place.orElseThrow());
    } catch (IllegalArgumentException misconfigured) {
      return new Outcome.Wrong(String.valueOf(misconfigured.getMessage()));
    } catch (IOException failure) {
      return new Outcome.Wrong(String.valueOf(failure.getMessage()));
    }
  }

  private static Outcome tried(S3Place place) throws IOException {
    var folder = Files.createTempDirectory("profithack-store-");
    var file = folder.resolve("probe");
    try (var client = place.client();
        var copies = new WorkingCopies(folder, Duration.ZERO)) {
      var store = new S3Store(place, client, "probe", copies, S3Store.PART_BYTES);
      // First, since the answer to a list says best what is wrong.
      store.sweep(Clock.systemUTC().instant().minus(Duration.ofDays(1)));
      Files.writeString(file, UUID.randomUUID().toString(), StandardCharsets.UTF_8);
      var sha256 = Sha256.of(file);
      store.put(sha256, file);
      try (var copy = store.open(sha256)) {
        if (Files.mismatch(copy.path(), file) >= 0) {
          return new Outcome.Wrong("The store %s gives back other bytes.".formatted(place));
        }
      }
      var listed = new ArrayList<String>();
      store.keptBefore(Clock.systemUTC().instant().plus(Duration.ofDays(1)), listed::addAll);
      store.delete(sha256);
      if (!listed.contains(sha256) || store.has(sha256)) {
        return new Outcome.Wrong(
            "The store %s does not list what was written, or keeps what was deleted."
                .formatted(place));
      }
      return new Outcome.Works(place.toString(), notes(place, client));
    } finally {
      delete(folder, file);
    }
  }

  private static List<String> notes(S3Place place, S3Client client) {
    try {
      return client.getBucketVersioning(bucket -> bucket.bucket(place.bucket())).status() == null
          ? List.of()
          : List.of(
              "the bucket keeps versions: erasing deletes them all, for which the key needs s3:ListBucketVersions and s3:DeleteObjectVersion");
    } catch (SdkException refused) {
      return List.of(
          "whether the bucket keeps versions cannot be asked; where it does, the key needs s3:ListBucketVersions and s3:DeleteObjectVersion to erase");
    }
  }

  private static void delete(Path folder, Path file) throws IOException {
    Files.deleteIfExists(file);
    Files.deleteIfExists(folder);
  }
}
