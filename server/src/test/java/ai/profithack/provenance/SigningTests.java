package ai.profithack.provenance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// What we write is what we read, plays as before, and shows every change.
class SigningTests {
  @TempDir private Path folder;
  private Samples samples;

  @BeforeEach
  void prepare() {
    samples = new Samples(folder);
  }

  @ParameterizedTest
  @CsvSource({"true, false", "true, true", "false, false", "false, true"})
  void signsRecordingsWhoseChunksAreStillFound(boolean indexFirst, boolean wide) throws Exception {
    var video = samples.video("video.mp4", indexFirst, wide);
    var signed = samples.signed(video);
    assertThat(Samples.chunks(video)).containsExactly(1, 2);
    assertThat(Samples.chunks(signed)).containsExactly(1, 2);
    assertThat(Files.size(signed)).isGreaterThan(Files.size(video));
    assertValidHereAndUnknownElsewhere(signed);
  }

  @Test
  void signsPictures() throws Exception {
    assertValidHereAndUnknownElsewhere(samples.signed(samples.jpeg()));
  }

  private void assertValidHereAndUnknownElsewhere(Path signed) throws IOException {
    var credentials = samples.provenance().read(signed);
    assertThat(credentials.issues()).isEmpty();
    assertThat(credentials.state()).isEqualTo(CredentialState.VALID);
    var manifest = credentials.manifest().orElseThrow();
    assertThat(manifest.title()).isEqualTo("A title");
    assertThat(manifest.actions().stream().map(Action::name))
        .containsExactly("c2pa.opened", "c2pa.transcoded", "c2pa.edited");
    assertThat(manifest.ingredients())
        .singleElement()
        .satisfies(parent -> {
          assertThat(parent.relationship()).isEqualTo("parentOf");
          assertThat(parent.manifest()).isEmpty();
        });
    var elsewhere = samples.stranger().read(signed);
    assertThat(elsewhere.state()).isEqualTo(CredentialState.UNTRUSTED);
    assertThat(elsewhere.issues())
        .extracting(Issue::code)
        .containsExactly("signingCredential.untrusted");
  }

  @Test
  void carriesOverWhatTheUploadBrought() throws Exception {
    var upload = samples.signed(samples.jpeg());
    var made = samples.video("made.mp4", true, false);
    var signed = folder.resolve("out.mp4");
    samples.signer().sign(made, signed, upload, "Second", List.of(Edit.TRANSCODED));

    var credentials = samples.provenance().read(signed);
    assertThat(credentials.state()).isEqualTo(CredentialState.VALID);
    var parent = credentials.manifest().orElseThrow().ingredients().getFirst();
    assertThat(parent.title()).isEqualTo("signed-picture.jpg");
    assertThat(parent.format()).isEqualTo("image/jpeg");
    assertThat(parent.manifest())
        .isEqualTo(samples.provenance().read(upload).manifest().orElseThrow().label());
    assertThat(parent.issues()).isEmpty();
  }

  @Test
  void saysThatTheUploadWasChanged() throws Exception {
    var upload = Files.readAllBytes(samples.signed(samples.jpeg()));
    upload[upload.length - 20] ^= 1;
    var signed = folder.resolve("out.jpg");
    samples
        .signer()
        .sign(samples.jpeg(), signed, samples.write("changed.jpg", upload), "t", List.of());
    assertThat(samples.provenance().read(signed).state()).isEqualTo(CredentialState.VALID);
    try (var file = FileBytes.open(signed)) {
      var store = new String(JpegSegments.embedded(file).store(), StandardCharsets.ISO_8859_1);
      assertThat(store).contains("assertion.dataHash.mismatch");
    }
  }

  @Test
  void signsAgainInPlaceOfTheOldCredentials() throws Exception {
    for (var made : List.of(samples.jpeg(), samples.video("video.mp4", true, false))) {
      var once = samples.signed(made);
      var twice = folder.resolve("twice-" + made.getFileName());
      samples.signer().sign(once, twice, made, "A title", List.of(Edit.TRANSCODED, Edit.EDITED));
      assertThat(Files.size(twice)).isEqualTo(Files.size(once));
      assertThat(samples.provenance().read(twice).state()).isEqualTo(CredentialState.VALID);
      samples.signer().sign(twice, twice, made, "In place", List.of());
      assertThat(samples.provenance().read(twice).manifest().orElseThrow().title())
          .isEqualTo("In place");
    }
    assertThat(Samples.chunks(folder.resolve("twice-video.mp4"))).containsExactly(1, 2);
  }

  /// Each bit of each byte that is signed, one after the other. Not signed are the credentials' own
  /// wrapping, whose loss is the loss of the credentials, and the type of a recording, which C2PA
  /// leaves out.
  @Test
  void noticesEveryChangedByte() throws Exception {
    for (var made : List.of(samples.jpeg(), samples.video("video.mp4", false, true))) {
      var signed = samples.signed(made);
      var bytes = Files.readAllBytes(signed);
      var file = folder.resolve("flipped");
      var provenance = samples.provenance();
      var checked = 0;
      for (var at : signedPlaces(signed)) {
        bytes[at] ^= (byte) (1 << at % 8);
        Files.write(file, bytes);
        bytes[at] ^= (byte) (1 << at % 8);
        var state = provenance.read(file).state();
        assertThat(state)
            .as("byte %d of %s", at, signed)
            .isIn(CredentialState.INVALID, CredentialState.NONE);
        checked++;
      }
      assertThat(checked).isGreaterThan(1_000);
    }
  }

  private static Set<Integer> signedPlaces(Path signed) throws Exception {
    var places = new HashSet<Integer>();
    try (var file = FileBytes.open(signed)) {
      var container = Container.of(file).orElseThrow();
      var embedded = container.embedded(file);
      var first = container == Container.JPEG ? 2 : (int) embedded.places().getFirst().start();
      IntPredicate outside =
          at -> embedded.places().stream().noneMatch(span -> at >= span.start() && at < span.end());
      for (var at = first; at < file.length(); at++) {
        if (outside.test(at)) {
          places.add(at);
        }
      }
      var all = file.bytes(0, (int) file.length());
      for (var manifest : StoredManifest.all(embedded.store()).values()) {
        var signedParts = new ArrayList<byte[]>();
        signedParts.add(manifest.claimBytes());
        manifest.assertions().values().forEach(box -> signedParts.add(box.content()));
        for (var part : signedParts) {
          var from = indexOf(all, part);
          for (var i = 0; i < part.length; i++) {
            places.add(from + i);
          }
        }
      }
    }
    return places;
  }

  private static int indexOf(byte[] all, byte[] part) {
    for (var at = 0; at + part.length <= all.length; at++) {
      if (Arrays.equals(all, at, at + part.length, part, 0, part.length)) {
        return at;
      }
    }
    throw new AssertionError("a small store lies in one piece");
  }

  @Test
  void refusesFilesThatItWouldBreak() throws Exception {
    var video = Files.readAllBytes(samples.video("video.mp4", true, false));
    for (var other : List.of("moof", "sidx")) {
      var fragmented = samples.write("fragmented.mp4", Samples.joined(video, Samples.box(other)));
      assertThatExceptionOfType(UnsignableFile.class)
          .isThrownBy(() -> samples.signed(fragmented))
          .withMessageContaining(other);
    }
    var truncated = samples.write("truncated.mp4", Arrays.copyOf(video, video.length - 5));
    assertThatExceptionOfType(UnsignableFile.class).isThrownBy(() -> samples.signed(truncated));
    var text = samples.write("text.txt", "no picture at all".getBytes(StandardCharsets.US_ASCII));
    assertThatExceptionOfType(UnsignableFile.class).isThrownBy(() -> samples.signed(text));
    assertThat(folder.resolve("signed-truncated.mp4")).doesNotExist();
    try (var left = Files.list(folder)) {
      assertThat(left.filter(file -> file.toString().endsWith(".partial"))).isEmpty();
    }
  }

  @Test
  void refusesPlacesBeyondWhatFits() throws Exception {
    var video = samples.video("video.mp4", true, false);
    var bytes = Files.readAllBytes(video);
    long table;
    try (var file = FileBytes.open(video)) {
      table = BmffBoxes.of(file).at("/moov/trak/mdia/minf/stbl/stco").getFirst().start() + 16;
    }
    ByteBuffer.wrap(bytes).putInt((int) table, -1);
    var far = samples.write("far.mp4", bytes);
    assertThatExceptionOfType(UnsignableFile.class)
        .isThrownBy(() -> samples.signed(far))
        .withMessageContaining("co64");
  }

  @Test
  void makesOneCertificateHoweverManyAsk() throws Exception {
    var tasks = new ArrayList<Callable<SigningIdentity>>();
    for (var i = 0; i < 8; i++) {
      tasks.add(() -> SigningIdentity.own(samples.home(), Instant.now()));
    }
    var serials = new HashSet<>();
    try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var identity : pool.invokeAll(tasks)) {
        serials.add(identity.get().chain().getFirst().getSerialNumber());
      }
    }
    assertThat(serials).hasSize(1);
    var key = samples.home().resolve("c2pa/key.pem");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
        .isEqualTo("rw-------");
    try (var left = Files.list(samples.home())) {
      assertThat(left).hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource(CoseSignature.Algorithm.class)
  void verifiesEveryAlgorithm(CoseSignature.Algorithm algorithm) throws Exception {
    var authority = new TestAuthority(folder, algorithm);
    var loaded = SigningIdentity.of(authority.certificate(), authority.key());
    var picture = samples.jpeg();
    var signed = Files.createFile(folder.resolve("signed.jpg"));
    try (var file = FileBytes.open(picture)) {
      var draft =
          new ManifestDraft(
              "t",
              ParentUpload.of(picture, "upload", samples.provenance().read(picture)),
              List.of(),
              new SigningIdentity(loaded.key(), loaded.chain(), algorithm));
      new JpegWriter(picture, file).write(signed, draft);
    }
    assertThat(samples.provenance().read(signed).state()).isEqualTo(CredentialState.UNTRUSTED);
    var believing =
        new Provenance(authority.anchor().toString(), "", samples.home(), Clock.systemUTC());
    assertThat(believing.read(signed).issues()).isEmpty();
    assertThat(believing.read(signed).state()).isEqualTo(CredentialState.VALID);
    var later =
        new Provenance(
            authority.anchor().toString(),
            "",
            samples.home(),
            Clock.offset(Clock.systemUTC(), Duration.ofDays(4_000)));
    assertThat(later.read(signed).issues())
        .extracting(Issue::code)
        .containsExactly("signingCredential.expired");
  }

  @Test
  void refusesKeysAndCertificatesThatDoNotFit() throws Exception {
    var one = new TestAuthority(folder, CoseSignature.Algorithm.ES256);
    var two =
        new TestAuthority(
            Files.createDirectory(folder.resolve("two")), CoseSignature.Algorithm.ES256);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SigningIdentity.of(one.certificate(), two.key()))
        .withMessageContaining("not the one");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SigningIdentity.of(one.anchor(), one.key()))
        .withMessageContaining("authority");
    var half =
        new CredentialSigner(
            one.certificate().toString(), "", folder, samples.provenance(), Clock.systemUTC());
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> half.sign(samples.jpeg(), folder.resolve("x"), samples.jpeg(), "t", List.of()))
        .withMessageContaining("go together");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Provenance("/no/such.pem", "", folder, Clock.systemUTC()))
        .withMessageContaining("PROFITHACK_C2PA_TRUST");
  }
}
