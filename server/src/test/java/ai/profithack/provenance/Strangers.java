package ai.profithack.provenance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/// Signers of MP4 files whose keys are in a data folder: nobody vouches for them anywhere else.
public final class Strangers {
  private Strangers() {}

  /// Writes a file with credentials that say nothing of a model.
  public static Path sign(Path file, Path signed, Path home) throws IOException {
    return sign(file, signed, home, Edit.TRANSCODED.action());
  }

  /// Writes one with credentials that say that a generative model made it.
  public static Path signAsGenerated(Path file, Path signed, Path home) throws IOException {
    return sign(
        file,
        signed,
        home,
        new Action("c2pa.edited", "trainedAlgorithmicMedia", "A generator of videos"));
  }

  private static Path sign(Path file, Path signed, Path home, Action action) throws IOException {
    Files.createDirectories(home);
    var credentials = new Provenance("", "", home, Clock.systemUTC()).read(file);
    var draft =
        new ManifestDraft(
            "Somebody's clip",
            ParentUpload.of(file, "clip.mp4", credentials),
            List.of(action),
            SigningIdentity.own(home, Clock.systemUTC().instant()));
    try (var bytes = FileBytes.open(file)) {
      new BmffWriter(file, bytes).write(Files.createFile(signed), draft);
      return signed;
    } catch (UnsignableFile | MalformedCredentials broken) {
      throw new IOException(broken);
    }
  }
}
