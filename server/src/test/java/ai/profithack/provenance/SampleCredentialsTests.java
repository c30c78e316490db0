package ai.profithack.provenance;

import static org.assertj.core.api.Assertions.assertThat;

import ai.profithack.provenance.Issue.Severity;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Published files with credentials, against what their publishers say about each. Runs where the
/// environment variable PROFITHACK_SAMPLE_DATA names the folder that holds them.
@EnabledIfEnvironmentVariable(
    named = "PROFITHACK_SAMPLE_DATA",
    matches = ".+",
    disabledReason = "PROFITHACK_SAMPLE_DATA does not name a folder of data sets")
class SampleCredentialsTests {
  private static final Path FOLDER =
      Path.of(String.valueOf(System.getenv("PROFITHACK_SAMPLE_DATA")), "c2pa");

  @TempDir private Path home;

  @ParameterizedTest
  @CsvSource({
    "adobe-20220124-A.jpg, NONE, NONE",
    "adobe-20220124-I.jpg, NONE, NONE",
    "adobe-20220124-C.jpg, VALID, UNTRUSTED",
    "adobe-20220124-CA.jpg, VALID, UNTRUSTED",
    "adobe-20220124-CAICA.jpg, VALID, UNTRUSTED",
    "adobe-20220124-CIE-sig-CA.jpg, VALID, UNTRUSTED",
    "adobe-20220124-E-sig-CA.jpg, INVALID, INVALID",
    "adobe-20220124-E-dat-CA.jpg, INVALID, INVALID",
    "adobe-20220124-XCA.jpg, INVALID, INVALID",
    "truepic-20230212-camera.jpg, UNTRUSTED, UNTRUSTED",
    "video1.mp4, VALID, UNTRUSTED",
    "video1_no_manifest.mp4, NONE, NONE"
  })
  void givesTheVerdictOfThePublisher(
      String name, CredentialState withAnchors, CredentialState without) throws IOException {
    assertThat(anchored().read(FOLDER.resolve(name)).state()).isEqualTo(withAnchors);
    assertThat(provenance("").read(FOLDER.resolve(name)).state()).isEqualTo(without);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "adobe-20220124-C",
        "adobe-20220124-CA",
        "adobe-20220124-CAICA",
        "adobe-20220124-CIE-sig-CA",
        "adobe-20220124-E-dat-CA",
        "adobe-20220124-E-sig-CA",
        "adobe-20220124-XCA",
        "truepic-20230212-camera"
      })
  void readsWhatThePublishersToolReads(String name) throws IOException {
    var report =
        JsonMapper.shared()
            .readTree(Files.readString(FOLDER.resolve(name + ".manifest_store.json")));
    var credentials = anchored().read(FOLDER.resolve(name + ".jpg"));
    var manifest = credentials.manifest().orElseThrow();
    var expected = report.path("manifests").path(report.path("active_manifest").asString());

    assertThat(manifest.label()).isEqualTo(report.path("active_manifest").asString());
    assertThat(manifest.title()).isEqualTo(expected.path("title").asString());
    var info = expected.path("claim_generator_info").path(0);
    assertThat(manifest.generator())
        .isEqualTo(
            info.isMissingNode()
                ? expected.path("claim_generator").asString()
                : info.path("name").asString() + " " + info.path("version").asString());
    var signature = expected.path("signature_info");
    var signer = manifest.signer().orElseThrow();
    assertThat(signer.organization()).isEqualTo(signature.path("issuer").asString());
    assertThat(signer.serialNumber())
        .isEqualTo(new BigInteger(signature.path("cert_serial_number").asString()));
    if (signature.has("time") && !name.startsWith("truepic")) {
      assertThat(manifest.signedAt())
          .contains(OffsetDateTime.parse(signature.path("time").asString()).toInstant());
    } else {
      assertThat(manifest.signedAt()).isEmpty();
    }
    assertThat(manifest.actions().stream().map(Action::name))
        .containsExactlyElementsOf(actions(expected));
    assertThat(manifest.ingredients()).hasSize(expected.path("ingredients").size());
    for (var i = 0; i < manifest.ingredients().size(); i++) {
      sameIngredient(manifest.ingredients().get(i), expected.path("ingredients").path(i));
    }
    assertThat(codes(credentials.issues())).containsAll(statuses(report));
  }

  private static void sameIngredient(Ingredient ingredient, JsonNode expected) {
    assertThat(ingredient.title()).isEqualTo(expected.path("title").asString());
    assertThat(ingredient.relationship()).isEqualTo(expected.path("relationship").asString());
    assertThat(ingredient.manifest()).isEqualTo(expected.path("active_manifest").asString(""));
    assertThat(codes(ingredient.issues())).containsAll(statuses(expected));
    if (statuses(expected).isEmpty()) {
      assertThat(ingredient.issues()).isEmpty();
    }
  }

  @Test
  void keepsTheFaultOfAnIngredientApart() throws IOException {
    var credentials = anchored().read(FOLDER.resolve("adobe-20220124-CIE-sig-CA.jpg"));
    assertThat(credentials.issues()).isEmpty();
    assertThat(codes(credentials.manifest().orElseThrow().ingredients().getFirst().issues()))
        .contains("claimSignature.mismatch", "timeStamp.mismatch");
  }

  /// Its publisher calls it valid. The signer left the metadata before the credentials out of the
  /// hash, as the specification of its day allowed, and that is told; the time stamp is of an
  /// authority of its own that no public one vouches for.
  @Test
  void tellsWhatACameraLeftOut() throws IOException {
    var credentials = anchored().read(FOLDER.resolve("truepic-20230212-camera.jpg"));
    assertThat(codes(credentials.issues()))
        .containsExactlyInAnyOrder(
            "timeStamp.untrusted",
            "signingCredential.expired",
            "signingCredential.untrusted",
            "assertion.dataHash.additionalExclusionsPresent");
    assertThat(credentials.issues()).noneMatch(issue -> issue.severity() == Severity.FAILURE);
  }

  @Test
  void believesWhoeverTheOperatorNamesAlone() throws IOException {
    // The signer of the ingredient in this file is of no authority of the bundle.
    var manifest = anchored().read(FOLDER.resolve("video1.mp4")).manifest().orElseThrow();
    assertThat(codes(manifest.ingredients().getFirst().issues()))
        .containsExactly("signingCredential.untrusted");
  }

  private Provenance anchored() throws IOException {
    return provenance(FOLDER.resolve("test_cert_root_bundle.pem").toString());
  }

  private Provenance provenance(String trust) throws IOException {
    return new Provenance(trust, "", home, Clock.systemUTC());
  }

  private static List<String> codes(List<Issue> issues) {
    return issues.stream().map(Issue::code).toList();
  }

  private static List<String> actions(JsonNode manifest) {
    var names = new ArrayList<String>();
    for (var assertion : manifest.path("assertions")) {
      if (assertion.path("label").asString().startsWith("c2pa.actions")) {
        assertion
            .path("data")
            .path("actions")
            .forEach(action -> names.add(action.path("action").asString()));
      }
    }
    return names;
  }

  private static Set<String> statuses(JsonNode node) {
    var codes = new HashSet<String>();
    node.path("validation_status").forEach(status -> codes.add(status.path("code").asString()));
    return codes;
  }
}
