package ai.profithack.provenance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/// Writes content credentials into what this server makes of an upload: MP4, QuickTime and JPEG.
///
/// They say that the upload was opened, what was done to it, and what credentials it brought. The
/// key is the operator's (`PROFITHACK_C2PA_CERTIFICATE`, `PROFITHACK_C2PA_KEY`), else one of our
/// own in the data folder, which nobody else knows. There is no time stamp of an authority in them:
/// asking one would need the network, so they count as long as the certificate is valid.
@Component
public class CredentialSigner {
  private final String certificates;
  private final String key;
  private final Path home;
  private final Provenance provenance;
  private final Clock clock;
  private volatile @Nullable SigningIdentity identity;

  CredentialSigner(
      @Value("${PROFITHACK_C2PA_CERTIFICATE:}") String certificates,
      @Value("${PROFITHACK_C2PA_KEY:}") String key,
      @Value("${PROFITHACK_HOME:profithack-data}") Path home,
      Provenance provenance,
      Clock clock) {
    this.certificates = certificates.strip();
    this.key = key.strip();
    this.home = home;
    this.provenance = provenance;
    this.clock = clock;
  }

  /// Writes `made`, a file that was made from `upload` by `edits` in their order, with credentials
  /// to `signed`, which may be the same path. Credentials that `made` has already are replaced. It
  /// is there whole or not at all. Sign after the last re-encoding: each one strips them.
  ///
  /// Errors: [UnsignableFile] for a file that is none of those kinds, is broken or fragmented;
  /// [IllegalArgumentException] for certificates or a key that cannot be used.
  public void sign(Path made, Path signed, Path upload, String title, List<Edit> edits)
      throws IOException, UnsignableFile {
    var draft =
        new ManifestDraft(
            title,
            ParentUpload.of(upload, upload.getFileName() + "", provenance.read(upload)),
            edits.stream().map(Edit::action).toList(),
            identity());
    var folder = signed.toAbsolutePath().getParent();
    var partial = Files.createTempFile(folder, "signing", ".partial");
    try {
      write(made, partial, draft);
      Files.move(
          partial, signed, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(partial);
    }
  }

  private static void write(Path made, Path out, ManifestDraft draft)
      throws IOException, UnsignableFile {
    try (var file = FileBytes.open(made)) {
      var container = Container.of(file);
      if (container.isPresent() && container.orElseThrow() == Container.JPEG) {
        new JpegWriter(made, file).write(out, draft);
      } else if (container.isPresent() && container.orElseThrow() == Container.BMFF) {
        new BmffWriter(made, file).write(out, draft);
      } else {
        throw new UnsignableFile("Only JPEG, MP4 and QuickTime can be signed.");
      }
    } catch (MalformedCredentials broken) {
      throw new UnsignableFile(String.valueOf(broken.getMessage()));
    }
  }

  private SigningIdentity identity() throws IOException {
    var known = identity;
    if (known == null) {
      synchronized (this) {
        known = identity == null ? load() : identity;
        identity = known;
      }
    }
    return known;
  }

  private SigningIdentity load() throws IOException {
    if (certificates.isEmpty() != key.isEmpty()) {
      throw new IllegalArgumentException(
          "PROFITHACK_C2PA_CERTIFICATE and PROFITHACK_C2PA_KEY go together: set both or neither.");
    }
    return certificates.isEmpty()
        ? SigningIdentity.own(home, clock.instant())
        : SigningIdentity.of(Path.of(certificates), Path.of(key));
  }
}
