package ai.profithack.provenance;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Files that are made to break whoever reads them end in a verdict, soon.
@Timeout(300)
class HostileCredentialsTests {
  private static final int MUTANTS = 2_000;

  @TempDir private Path folder;
  private Samples samples;

  @BeforeEach
  void prepare() {
    samples = new Samples(folder);
  }

  @Test
  void refusesNestedBoxes() throws IOException {
    byte[] inner = new byte[0];
    for (var depth = 0; depth < 1_000; depth++) {
      inner = JumbfBox.superbox(JumbfBox.STORE, "c2pa", inner);
    }
    assertBroken(samples.carrying("nested.jpg", inner), "nested");

    var nested = Samples.box("moov");
    for (var depth = 0; depth < 1_000; depth++) {
      nested = Samples.box("moov", nested);
    }
    var video =
        samples.write("nested.mp4", Samples.joined(Samples.box("ftyp", new byte[8]), nested));
    assertThat(samples.provenance().read(video).state()).isEqualTo(CredentialState.NONE);
  }

  @Test
  void refusesLengthsThatAreNotThere() throws IOException {
    for (var length : List.of(0L, 1L, 7L, 9L, 0x7fffffffL, 0xffffffffL)) {
      var store = JumbfBox.superbox(JumbfBox.STORE, "c2pa", manifest("m", Map.of(), List.of()));
      for (var at : List.of(0, 8, 40, 48, 80)) {
        var broken = store.clone();
        ByteBuffer.wrap(broken).putInt(at, length.intValue());
        assertThat(samples.provenance().read(samples.carrying("length.jpg", broken)).state())
            .isIn(CredentialState.INVALID, CredentialState.NONE);
      }
    }
    var box = ByteBuffer.allocate(40).putInt(1).put("uuid".getBytes(StandardCharsets.US_ASCII));
    box.putLong(Long.MAX_VALUE).put(BmffBoxes.C2PA);
    var video =
        samples.write("huge.mp4", Samples.joined(Samples.box("ftyp", new byte[8]), box.array()));
    assertThat(samples.provenance().read(video).state()).isEqualTo(CredentialState.NONE);
  }

  @Test
  void refusesCredentialsAsLargeAsAFilm() throws IOException {
    var file = folder.resolve("large.mp4");
    try (var out = new RandomAccessFile(file.toFile(), "rw")) {
      out.write(Samples.box("ftyp", new byte[8]));
      out.writeInt(0x7fff0000);
      out.writeBytes("uuid");
      out.write(BmffBoxes.C2PA);
      out.write(new byte[4]);
      out.writeBytes("manifest\0"); // and no end in sight
      out.setLength(16L + 0x7fff0000L);
    }
    assertBroken(file, "larger than");
  }

  @Test
  void refusesLabelsThatAreThereTwice() throws IOException {
    var one = assertion("c2pa.actions", Map.of("actions", List.of()));
    var twice = manifest("m", Map.of(), List.of(one, one));
    assertBroken(samples.carrying("a.jpg", store(twice)), "label");
    var manifest = manifest("m", Map.of(), List.of(one));
    assertBroken(samples.carrying("b.jpg", store(manifest, manifest)), "label");
  }

  @Test
  void refusesASecondStore() throws IOException {
    var picture = Files.readAllBytes(samples.jpeg());
    var segments = JpegSegments.segments(store(manifest("m", Map.of(), List.of())));
    var other = segments.clone();
    other[7] ^= 1; // another number of the box
    var file =
        samples.write(
            "two.jpg",
            Samples.joined(
                Arrays.copyOf(picture, 2),
                segments,
                other,
                Arrays.copyOfRange(picture, 2, picture.length)));
    assertBroken(file, "several");
  }

  @Test
  void tellsAnIngredientThatIsMadeFromItself() throws IOException {
    var first = manifest("first", Map.of(), List.of(ingredient("second")));
    var second = manifest("second", Map.of(), List.of(ingredient("first")));
    var itself = manifest("third", Map.of(), List.of(ingredient("third"), ingredient("first")));
    for (var store :
        List.of(store(first, second), store(second, first), store(first, second, itself))) {
      var credentials = samples.provenance().read(samples.carrying("cycle.jpg", store));
      assertThat(credentials.state()).isEqualTo(CredentialState.INVALID);
      var ingredients = credentials.manifest().orElseThrow().ingredients();
      assertThat(ingredients.toString()).contains("profithack.ingredient.cycle");
    }
  }

  @Test
  void looksAtEachManifestOnceHoweverOftenItIsNamed() throws IOException {
    var manifests = new ArrayList<byte[]>();
    manifests.add(manifest("m0", Map.of(), List.of()));
    for (var i = 1; i < 60; i++) {
      var named = new ArrayList<byte[]>();
      for (var j = 0; j < 20; j++) {
        named.add(ingredient("m" + (i - 1), "__" + j));
      }
      manifests.add(manifest("m" + i, Map.of(), named));
    }
    var file = samples.carrying("lattice.jpg", store(manifests.toArray(byte[][]::new)));
    assertSoon(() -> samples.provenance().read(file));
  }

  /// A claim as large as a store may be, that a thousand ingredients name with a wrong hash.
  @Test
  void hashesALargeClaimOnceHoweverManyNameIt() throws IOException {
    var large = manifest("m0", Map.of("padding", new byte[20 << 20]), List.of());
    var named = new ArrayList<byte[]>();
    for (var i = 0; i < 1_000; i++) {
      named.add(ingredient("m0", "__" + i));
    }
    var file = samples.carrying("large.jpg", store(large, manifest("m1", Map.of(), named)));
    assertSoon(() -> {
      var credentials = samples.provenance().read(file);
      assertThat(credentials.manifest().orElseThrow().ingredients()).hasSize(1_000);
    });
  }

  @Test
  void countsIngredientsOverAllManifestsOfAStore() throws Exception {
    var manifests = new ArrayList<byte[]>();
    manifests.add(manifest("m0", Map.of(), List.of()));
    for (var i = 1; i < 4; i++) {
      var named = new ArrayList<byte[]>();
      for (var j = 0; j < 400; j++) {
        named.add(ingredient("m" + (i - 1), "__" + j));
      }
      manifests.add(manifest("m" + i, Map.of(), named));
    }
    var all = StoredManifest.all(store(manifests.toArray(byte[][]::new)));
    var verifier = verifier(all, Duration.ofMinutes(2));
    assertThat(verifier.verify(all.lastEntry().getValue()).manifest().ingredients()).hasSize(400);
    assertThat(verifier.verify(requireNonNull(all.get("m2"))).manifest().ingredients())
        .hasSize(400);
    assertThat(verifier.verify(requireNonNull(all.get("m1"))).manifest().ingredients())
        .as("the 1,001st")
        .isEmpty();
  }

  private static ManifestVerifier verifier(Map<String, StoredManifest> all, Duration patience)
      throws IOException {
    return new ManifestVerifier(
        all,
        TrustAnchors.of(List.of()),
        new TimeStamps(TrustAnchors::ofTheRuntime),
        Clock.systemUTC(),
        patience);
  }

  @Test
  void givesUpWhatTakesTooLong() throws Exception {
    var named = List.of(ingredient("m0", "__0"));
    var all =
        StoredManifest.all(
            store(manifest("m0", Map.of(), List.of()), manifest("m1", Map.of(), named)));
    var late = verifier(all, Duration.ZERO);
    var verified = late.verify(all.lastEntry().getValue());
    assertThat(verified.manifest().ingredients()).isEmpty();
    assertThat(verified.issues())
        .anySatisfy(issue ->
            assertThat(issue.explanation())
                .isEqualTo("Looking at these credentials takes longer than 10 seconds."));
  }

  @Test
  void saysWhatIsWrongInWordsThatCanBePrinted() throws IOException {
    var key = "a\0\u202e\n" + "b".repeat(100_000);
    var entry = Samples.joined(CborWriter.write(key), CborWriter.write(1L));
    var twice = Samples.joined(new byte[] {(byte) 0xa2}, entry, entry);
    var assertion = JumbfBox.superbox(JumbfBox.CBOR, "c2pa.actions", JumbfBox.box("cbor", twice));
    var store = store(manifest("m", Map.of(), List.of(assertion)));
    var credentials = samples.provenance().read(samples.carrying("key.jpg", store));
    assertThat(credentials.state()).isEqualTo(CredentialState.INVALID);
    assertThat(credentials.issues())
        .anySatisfy(issue -> assertThat(issue.explanation()).contains("twice"))
        .allSatisfy(issue -> {
          assertThat(issue.explanation()).hasSizeLessThanOrEqualTo(500);
          assertThat(issue.code() + issue.about() + issue.explanation())
              .doesNotContain("\0", "\u202e", "\n");
        });
  }

  @Test
  void refusesExclusionsThatOverlap() throws IOException {
    for (var places :
        List.of(
            List.of(exclusion(0, 100), exclusion(50, 10)),
            List.of(exclusion(100, 10), exclusion(0, 10)),
            List.of(exclusion(0, Long.MAX_VALUE)),
            List.of(exclusion(-5, 10)),
            List.of(exclusion(10, -1)))) {
      var binding = Map.of("exclusions", places, "alg", "sha256", "hash", new byte[32]);
      var store = store(manifest("m", Map.of(), List.of(assertion("c2pa.hash.data", binding))));
      assertThat(samples.provenance().read(samples.carrying("overlap.jpg", store)).issues())
          .extracting(Issue::code)
          .contains("assertion.dataHash.malformed");
    }
  }

  @Test
  void takesNoFileOfTinyBoxesForHours() throws IOException {
    var tiny = ByteBuffer.allocate(3 << 20);
    tiny.put(Samples.box("ftyp", new byte[8]));
    while (tiny.remaining() >= 8) {
      tiny.putInt(8).put("free".getBytes(StandardCharsets.US_ASCII));
    }
    var file = samples.write("tiny.mp4", tiny.array());
    assertSoon(() -> samples.provenance().read(file));

    var segments = ByteBuffer.allocate(3 << 20).putShort((short) 0xffd8);
    while (segments.remaining() >= 4) {
      segments.putInt(0xffeb0002);
    }
    var picture = samples.write("tiny.jpg", segments.array());
    assertSoon(() -> samples.provenance().read(picture));
  }

  @Test
  void saysWhatItDoesNotFetch() throws IOException {
    var picture = Files.readAllBytes(samples.jpeg());
    var xmp =
        "http://ns.adobe.com/xap/1.0/\0<x dcterms:provenance=\"https://example.org/c.c2pa\"/>"
            .getBytes(StandardCharsets.US_ASCII);
    var head = ByteBuffer.allocate(4).putShort((short) 0xffe1).putShort((short) (2 + xmp.length));
    var file =
        samples.write(
            "remote.jpg",
            Samples.joined(
                Arrays.copyOf(picture, 2),
                head.array(),
                xmp,
                Arrays.copyOfRange(picture, 2, picture.length)));
    var credentials = samples.provenance().read(file);
    assertThat(credentials.state()).isEqualTo(CredentialState.NONE);
    assertThat(credentials.issues())
        .singleElement()
        .satisfies(issue -> {
          assertThat(issue.code()).isEqualTo("manifest.inaccessible");
          assertThat(issue.explanation()).contains("https://example.org/c.c2pa", "not fetched");
        });
  }

  @Test
  void readsFilesCutOffAnywhere() throws Exception {
    var provenance = samples.provenance();
    for (var made : List.of(samples.jpeg(), samples.video("video.mp4", true, false))) {
      var bytes = Files.readAllBytes(samples.signed(made));
      for (var length = 0; length < bytes.length; length += 7) {
        var cut = samples.write("cut", Arrays.copyOf(bytes, length));
        assertThat(provenance.read(cut).state()).isNotEqualTo(CredentialState.VALID);
      }
    }
  }

  /// Whatever happens to a signed file: an answer, soon, and never "valid" with other content or
  /// other words than were signed.
  @Test
  void neverCallsAMutantValidThatSaysSomethingElse() throws Exception {
    var random = new Random(20_261_123);
    var upload = samples.signed(samples.jpeg());
    var made = samples.video("made.mp4", true, false);
    var second = folder.resolve("second.mp4");
    samples.signer().sign(made, second, upload, "t", List.of(Edit.TRANSCODED));
    var valid = 0;
    for (var original : List.of(upload, second)) {
      var bytes = Files.readAllBytes(original);
      var truth = samples.provenance().read(original);
      var provenance = samples.provenance();
      for (var i = 0; i < MUTANTS / 2; i++) {
        var mutant = mutated(bytes, random);
        var file = samples.write("mutant", mutant);
        var began = cpuTime();
        var read = provenance.read(file);
        assertThat(cpuTime().minus(began)).isLessThan(Duration.ofSeconds(5));
        if (read.state() == CredentialState.VALID) {
          valid++;
          assertThat(said(read)).isEqualTo(said(truth));
          assertThat(content(file)).isEqualTo(content(original));
        }
      }
    }
    assertThat(valid).as("some mutants change only what is not signed").isLessThan(MUTANTS / 4);
  }

  /// What counts of the credentials: faults of the upload's own may be told beside it.
  private static List<Object> said(Credentials credentials) {
    var manifest = credentials.manifest().orElseThrow();
    return List.of(
        manifest.label(),
        manifest.title(),
        manifest.generator(),
        manifest.signer(),
        manifest.actions(),
        manifest.ingredients().stream()
            .map(one -> one.title() + one.format() + one.relationship() + one.manifest())
            .toList());
  }

  /// What a viewer gets to see: everything but the credentials and the type of a recording.
  private static byte[] content(Path path) throws IOException, MalformedCredentials {
    try (var file = FileBytes.open(path)) {
      var embedded = Container.of(file).orElseThrow().embedded(file);
      var from = embedded.places().getFirst().start();
      var to = embedded.places().getLast().end();
      var start = from == 2 ? 0 : (int) from;
      return Samples.joined(
          file.bytes(start, (int) from - start), file.bytes(to, (int) (file.length() - to)));
    }
  }

  private static byte[] mutated(byte[] bytes, Random random) {
    var mutant = bytes.clone();
    switch (random.nextInt(5)) {
      case 0 -> mutant[random.nextInt(mutant.length)] ^= (byte) (1 << random.nextInt(8));
      case 1 -> {
        for (var i = random.nextInt(8); i >= 0; i--) {
          mutant[random.nextInt(mutant.length)] = (byte) random.nextInt(256);
        }
      }
      case 2 -> {
        var at = random.nextInt(mutant.length - 4);
        var values = new int[] {0, 1, 8, -1, Integer.MAX_VALUE, mutant.length, random.nextInt()};
        ByteBuffer.wrap(mutant).putInt(at, values[random.nextInt(values.length)]);
      }
      case 3 -> {
        var from = random.nextInt(mutant.length);
        var to = from + random.nextInt(Math.min(200, mutant.length - from));
        mutant =
            Samples.joined(
                Arrays.copyOf(mutant, from), Arrays.copyOfRange(mutant, to, mutant.length));
      }
      default -> {
        var from = random.nextInt(mutant.length);
        var piece =
            Arrays.copyOfRange(
                mutant, from, from + random.nextInt(Math.min(200, mutant.length - from)));
        var at = random.nextInt(mutant.length);
        mutant =
            Samples.joined(
                Arrays.copyOf(mutant, at), piece, Arrays.copyOfRange(mutant, at, mutant.length));
      }
    }
    return mutant;
  }

  private void assertBroken(Path file, String because) throws IOException {
    var credentials = samples.provenance().read(file);
    assertThat(credentials.state()).isEqualTo(CredentialState.INVALID);
    assertThat(credentials.issues())
        .anySatisfy(issue -> assertThat(issue.explanation()).contains(because));
  }

  private interface Reading {
    void run() throws IOException;
  }

  private static void assertSoon(Reading reading) throws IOException {
    var began = cpuTime();
    reading.run();
    assertThat(cpuTime().minus(began)).isLessThan(Duration.ofSeconds(5));
  }

  /// Of this thread: how busy the machine is with something else must not decide.
  private static Duration cpuTime() {
    return Duration.ofNanos(ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime());
  }

  private static Object exclusion(long start, long length) {
    return Map.of("start", start, "length", length);
  }

  private static byte[] store(byte[]... manifests) {
    return JumbfBox.superbox(JumbfBox.STORE, "c2pa", manifests);
  }

  private static byte[] assertion(String label, Object value) {
    return JumbfBox.superbox(JumbfBox.CBOR, label, JumbfBox.box("cbor", CborWriter.write(value)));
  }

  private static byte[] ingredient(String manifest) {
    return ingredient(manifest, "__" + (manifest.charAt(0) - 'a'));
  }

  private static byte[] ingredient(String manifest, String instance) {
    var reference = Map.of("url", "self#jumbf=/c2pa/" + manifest, "hash", new byte[32]);
    return assertion(
        "c2pa.ingredient" + instance,
        Map.of("relationship", "componentOf", "c2pa_manifest", reference));
  }

  private static byte[] manifest(String label, Map<String, Object> more, List<byte[]> assertions) {
    var claim = new LinkedHashMap<String, Object>(more);
    claim.put("alg", "sha256");
    claim.put("signature", "self#jumbf=/c2pa/" + label + "/c2pa.signature");
    return JumbfBox.superbox(
        JumbfBox.MANIFEST,
        label,
        JumbfBox.superbox(
            JumbfBox.ASSERTIONS, "c2pa.assertions", assertions.toArray(byte[][]::new)),
        JumbfBox.superbox(
            JumbfBox.CLAIM, "c2pa.claim", JumbfBox.box("cbor", CborWriter.write(claim))));
  }
}
