package ai.profithack.provenance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/// Reads and verifies the content credentials of JPEG, PNG, MP4 and QuickTime files.
///
/// Nothing is fetched: credentials that a file only names are reported and not read, and nobody is
/// asked whether a certificate was revoked. A file is read as it came, before any other program
/// touches it: every re-encoding, even a mere copy of the streams, strips credentials.
@Component
public class Provenance {
  private final boolean trustList;
  private final List<Path> anchorFiles;
  private final TimeStamps timeStamps;
  private final Clock clock;

  /// `trust`, `timeTrust`: files of certificates, empty for none; `home`: the data folder.
  ///
  /// Errors: [IllegalArgumentException] for a file of certificates that cannot be read.
  @Autowired
  public Provenance(
      @Value("${PROFITHACK_C2PA_TRUST:}") String trust,
      @Value("${PROFITHACK_C2PA_TIME_TRUST:}") String timeTrust,
      @Value("${PROFITHACK_HOME:profithack-data}") Path home,
      Clock clock)
      throws IOException {
    this.trustList = !trust.isBlank();
    this.anchorFiles = anchorFiles(trust, home);
    this.timeStamps = new TimeStamps(authorities(timeTrust));
    this.clock = clock;
  }

  /// Whether the operator said whose signatures count; without a list nobody's do but our own.
  public boolean hasTrustList() {
    return trustList;
  }

  private static Supplier<TrustAnchors> authorities(String timeTrust) throws IOException {
    if (timeTrust.isBlank()) {
      return TrustAnchors::ofTheRuntime;
    }
    var named = TrustAnchors.of(List.of(readable("PROFITHACK_C2PA_TIME_TRUST", timeTrust)));
    return () -> named;
  }

  private static Path readable(String setting, String value) {
    var file = Path.of(value.strip());
    if (!Files.isReadable(file)) {
      throw new IllegalArgumentException(
          "%s names %s, which cannot be read.".formatted(setting, file));
    }
    return file;
  }

  /// The operator's anchors, and the one that stands behind our own certificate if we made one.
  /// They are read anew for each file with credentials, so that a change counts at once.
  private static List<Path> anchorFiles(String trust, Path home) {
    var files = new ArrayList<Path>();
    files.add(home.resolve(SigningIdentity.OWN_ANCHOR));
    if (!trust.isBlank()) {
      files.add(readable("PROFITHACK_C2PA_TRUST", trust));
    }
    return files;
  }

  /// What the credentials of a file say, and whether that is true. Whatever is wrong with them is
  /// in the answer; so is a file of another kind, as one without credentials.
  ///
  /// Memory: the manifest store, which may have up to 32 MiB, a few times over; the file itself is
  /// read once and never held.
  ///
  /// Errors: [IOException] only where the file cannot be read.
  public Credentials read(Path file) throws IOException {
    try (var bytes = FileBytes.open(file)) {
      var container = Container.of(bytes);
      if (container.isEmpty()) {
        return Credentials.none(List.of());
      }
      return read(bytes, container.orElseThrow());
    }
  }

  private Credentials read(FileBytes file, Container container) throws IOException {
    try {
      var embedded = container.embedded(file);
      return embedded.isEmpty() ? absent(embedded) : read(file, container, embedded);
    } catch (MalformedCredentials malformed) {
      return Credentials.broken(malformed.code(), String.valueOf(malformed.getMessage()));
    }
  }

  private Credentials read(FileBytes file, Container container, Embedded embedded)
      throws IOException, MalformedCredentials {
    var manifests = StoredManifest.all(embedded.store());
    var active = manifests.lastEntry().getValue();
    var signers = TrustAnchors.of(anchorFiles);
    var verified =
        new ManifestVerifier(manifests, signers, timeStamps, clock, ManifestVerifier.PATIENCE)
            .verify(active);
    var findings = new Findings();
    findings.addAll(verified.issues());
    var bound = HardBinding.bound(active, manifests);
    if (bound.isPresent()) {
      new HardBinding(file, container, embedded).verify(bound.orElseThrow(), findings);
    } else {
      findings.failure(
          "manifest.update.wrongParents",
          active.address(),
          "The update names no manifest that it updates.");
    }
    return new Credentials(findings.state(), findings.all(), Optional.of(verified.manifest()));
  }

  private static Credentials absent(Embedded embedded) {
    var findings = new Findings();
    embedded
        .remote()
        .ifPresent(address ->
            findings.information(
                "manifest.inaccessible",
                "",
                "The file names credentials elsewhere (%s), which are not fetched."
                    .formatted(JumbfBox.printable(address))));
    return Credentials.none(findings.all());
  }
}
