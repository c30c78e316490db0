package ai.profithack.provenance;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// The reference implementation and we judge alike: what we sign, what others signed, and both
/// after a change.
class IndependentVerifierTests {
  @TempDir private Path folder;

  @Test
  void acceptsWhatWeSign() throws Exception {
    var samples = new Samples(folder);
    var upload = samples.signed(samples.jpeg());
    var files = new ArrayList<Path>();
    files.add(upload);
    files.add(samples.signed(samples.video("first.mp4", true, false)));
    files.add(samples.signed(samples.video("last.mp4", false, true)));
    var edited = folder.resolve("edited.mp4");
    samples
        .signer()
        .sign(samples.video("made.mp4", true, true), edited, upload, "t", List.of(Edit.values()));
    files.add(edited);
    files.add(png(samples));
    var changed = changed(files);

    var anchor = Files.readString(samples.home().resolve(SigningIdentity.OWN_ANCHOR));
    var reports = C2paWasm.reports(anchor, files);
    for (var entry : reports.entrySet()) {
      var file = entry.getKey();
      assertThat(entry.getValue().path("validation_state").asString())
          .as("%s", entry.getValue().path("validation_results").path("activeManifest"))
          .isEqualTo("Trusted");
      assertThat(samples.provenance().read(file).issues()).isEmpty();
      assertThat(samples.provenance().read(file).state()).isEqualTo(CredentialState.VALID);
    }
    var parent =
        requireNonNull(reports.get(edited))
            .path("manifests")
            .path(samples.provenance().read(upload).manifest().orElseThrow().label());
    assertThat(parent.path("title").asString()).as("carried over").isEqualTo("A title");
    for (var entry : C2paWasm.reports(anchor, changed).entrySet()) {
      assertThat(entry.getValue().path("validation_state").asString()).isEqualTo("Invalid");
      assertThat(samples.provenance().read(entry.getKey()).state())
          .isEqualTo(CredentialState.INVALID);
    }
    for (var entry : C2paWasm.reports("", files).entrySet()) {
      assertThat(entry.getValue().path("validation_state").asString()).isEqualTo("Valid");
      assertThat(statuses(entry.getValue())).containsOnly("signingCredential.untrusted");
      assertThat(samples.stranger().read(entry.getKey()).state())
          .isEqualTo(CredentialState.UNTRUSTED);
    }
  }

  @Test
  @EnabledIfEnvironmentVariable(
      named = "PROFITHACK_SAMPLE_DATA",
      matches = ".+",
      disabledReason = "PROFITHACK_SAMPLE_DATA does not name a folder of data sets")
  void agreesOnWhatOthersSigned() throws Exception {
    var shared = Path.of(String.valueOf(System.getenv("PROFITHACK_SAMPLE_DATA")), "c2pa");
    List<Path> files;
    try (var all = Files.list(shared)) {
      files = all.filter(file -> file.toString().matches(".*\\.(jpg|mp4)")).sorted().toList();
    }
    var bundle = shared.resolve("test_cert_root_bundle.pem");
    var provenance = new Provenance(bundle.toString(), "", folder, Clock.systemUTC());
    for (var entry : C2paWasm.reports(Files.readString(bundle), files).entrySet()) {
      var name = entry.getKey().getFileName().toString();
      var theirs = entry.getValue();
      var ours = provenance.read(entry.getKey());
      if (name.startsWith("truepic")) {
        // Newer editions of the specification refuse what the camera left out of its hash; by that
        // of its day, and by its publisher, it is valid. We tell it and call nothing changed.
        assertThat(theirs.path("validation_state").asString()).isEqualTo("Invalid");
        assertThat(ours.state()).isEqualTo(CredentialState.UNTRUSTED);
      } else if (name.equals("video1.mp4")) {
        // They count the unknown signer of an ingredient against the whole.
        assertThat(theirs.path("validation_state").asString()).isEqualTo("Valid");
        assertThat(ours.state()).isEqualTo(CredentialState.VALID);
      } else {
        assertThat(ours.state()).as(name).isEqualTo(state(theirs));
      }
      if (!theirs.has("error")) {
        assertThat(ours.manifest().orElseThrow().label())
            .isEqualTo(theirs.path("active_manifest").asString());
      }
    }
  }

  private static CredentialState state(JsonNode report) {
    if (report.path("error").asString("").contains("JumbfNotFound")) {
      return CredentialState.NONE;
    }
    return switch (report.path("validation_state").asString()) {
      case "Trusted" -> CredentialState.VALID;
      case "Valid" -> CredentialState.UNTRUSTED;
      default -> CredentialState.INVALID;
    };
  }

  private static List<String> statuses(JsonNode report) {
    var codes = new ArrayList<String>();
    report.path("validation_status").forEach(status -> codes.add(status.path("code").asString()));
    return codes;
  }

  private static List<Path> changed(List<Path> files) throws IOException {
    var changed = new ArrayList<Path>();
    for (var file : files) {
      var bytes = Files.readAllBytes(file);
      bytes[bytes.length - 16] ^= 1;
      changed.add(Files.write(file.resolveSibling("changed-" + file.getFileName()), bytes));
    }
    return changed;
  }

  /// We do not write PNG, but read it: the same credentials in its chunk.
  private Path png(Samples samples) throws Exception {
    var picture = samples.picture("picture.png", "png");
    var bytes = Files.readAllBytes(picture);
    var identity = SigningIdentity.own(samples.home(), Clock.systemUTC().instant());
    var parent = ParentUpload.of(picture, "upload", samples.provenance().read(picture));
    var draft = new ManifestDraft("A title", parent, List.of(Edit.EDITED.action()), identity);
    var place = 8 + 25; // after the signature and IHDR
    var length = 0;
    for (var i = 0; i < 3; i++) {
      length = chunk(draft.unsigned("c2pa.hash.data", binding(place, length, new byte[32]))).length;
    }
    var digest = Digests.ofTheJdk("SHA-256");
    digest.update(bytes);
    var store = draft.signed("c2pa.hash.data", binding(place, length, digest.digest()));
    return Files.write(
        folder.resolve("signed.png"),
        Samples.joined(
            Arrays.copyOf(bytes, place),
            chunk(store),
            Arrays.copyOfRange(bytes, place, bytes.length)));
  }

  private static Map<String, Object> binding(int start, int length, byte[] hash) {
    var exclusion = new LinkedHashMap<String, Object>();
    exclusion.put("start", start);
    exclusion.put("length", length);
    var binding = new LinkedHashMap<String, Object>();
    binding.put("exclusions", List.of(exclusion));
    binding.put("name", "jumbf manifest");
    binding.put("alg", "sha256");
    binding.put("hash", hash);
    binding.put("pad", new byte[0]);
    return binding;
  }

  private static byte[] chunk(byte[] content) {
    var chunk = ByteBuffer.allocate(12 + content.length).putInt(content.length);
    chunk.put("caBX".getBytes(StandardCharsets.US_ASCII)).put(content);
    var crc = new CRC32();
    crc.update(chunk.array(), 4, 4 + content.length);
    return chunk.putInt((int) crc.getValue()).array();
  }
}
