package ai.profithack.provenance;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What ties a manifest to the bytes of its file: a hash over all of them but those that it
/// excludes by place (pictures) or by box (MP4, QuickTime).
///
/// Source: C2PA 2.x, "Hard bindings to content".
final class HardBinding {
  private static final String DATA = "c2pa.hash.data";
  private static final String BMFF = "c2pa.hash.bmff";
  private static final List<String> OTHERS =
      List.of("c2pa.hash.boxes", "c2pa.hash.collection.data", "c2pa.hash.multi-asset");
  private static final int EXCLUSIONS_MAX = 1_000;

  private final FileBytes file;
  private final Container container;
  private final Embedded embedded;

  HardBinding(FileBytes file, Container container, Embedded embedded) {
    this.file = file;
    this.container = container;
    this.embedded = embedded;
  }

  /// Compares the file with the hash in a manifest.
  void verify(StoredManifest manifest, Findings findings) throws IOException {
    var data = manifest.assertions(DATA);
    var bmff = manifest.assertions(BMFF);
    var others = OTHERS.stream().flatMap(kind -> manifest.assertions(kind).stream()).toList();
    var count = data.size() + bmff.size() + others.size();
    if (count == 0) {
      findings.failure(
          "claim.hardBindings.missing", manifest.address(), "Nothing ties the claim to the file.");
    } else if (count > 1) {
      findings.failure(
          "assertion.multipleHardBindings",
          manifest.address(),
          "Several hashes tie the claim to the file, and only one may.");
    } else if (!others.isEmpty()) {
      findings.doubt(
          "profithack.notVerified",
          manifest.addressOf(others.getFirst()),
          "The file is bound by a kind of hash that is not computed here, so changes of it would not be noticed.");
    } else {
      verify(manifest, data.isEmpty() ? bmff.getFirst() : data.getFirst(), findings);
    }
  }

  private void verify(StoredManifest manifest, JumbfBox assertion, Findings findings)
      throws IOException {
    var isData = assertion.label().startsWith(DATA);
    var family = isData ? "assertion.dataHash" : "assertion.bmffHash";
    var about = manifest.addressOf(assertion);
    try {
      var hash = assertion.cbor();
      var algorithm = hash.text("alg").orElse(manifest.hashAlgorithm());
      var expected = hash.bytes("hash");
      if (!isData && hash.get("merkle").isPresent()) {
        findings.doubt(
            "profithack.notVerified",
            about,
            "The recording is bound by hashes of its parts (Merkle trees, as for fragments), which are not computed here: changes of it would not be noticed.");
        if (expected.isEmpty()) {
          return;
        }
      }
      if (expected.isEmpty()) {
        findings.failure(family + ".malformed", about, "There is no hash in it.");
        return;
      }
      var actual =
          isData
              ? dataHash(hash, algorithm, about, findings)
              : bmffHash(assertion, hash, algorithm, about, findings);
      if (!MessageDigest.isEqual(actual, expected.orElseThrow())) {
        findings.failure(family + ".mismatch", about, "The file was changed after it was signed.");
      }
    } catch (MalformedCredentials malformed) {
      findings.failure(
          malformed.code().equals("general.error") ? family + ".malformed" : malformed.code(),
          about,
          String.valueOf(malformed.getMessage()));
    }
  }

  private byte[] dataHash(Cbor hash, String algorithm, String about, Findings findings)
      throws IOException, MalformedCredentials {
    var excluded = new ArrayList<Span>();
    for (var exclusion : limited(hash.list("exclusions"))) {
      long start = exclusion.number("start").orElse(-1L);
      long length = exclusion.number("length").orElse(-1L);
      long before = excluded.isEmpty() ? 0 : excluded.getLast().end();
      if (start < before || length < 0 || length > file.length() - start) {
        throw malformed(
            "The excluded places overlap, are out of order or lie outside of the file.");
      }
      excluded.add(new Span(start, start + length));
    }
    if (!Span.merged(excluded).equals(Span.merged(embedded.places()))) {
      findings.information(
          "assertion.dataHash.additionalExclusionsPresent",
          about,
          "The signer left more out of the hash than the credentials themselves (such as metadata); changes there are not noticed.");
    }
    var digest = Digests.named(algorithm);
    long at = 0;
    for (var span : excluded) {
      file.digest(digest, at, span.start());
      at = span.end();
    }
    file.digest(digest, at, file.length());
    return digest.digest();
  }

  private byte[] bmffHash(
      JumbfBox assertion, Cbor hash, String algorithm, String about, Findings findings)
      throws IOException, MalformedCredentials {
    if (container != Container.BMFF) {
      throw malformed("A hash of boxes in a file that has none.");
    }
    var boxes = BmffBoxes.of(file).whole();
    var exclusions = new ArrayList<BmffExclusion>();
    for (var exclusion : limited(hash.list("exclusions"))) {
      exclusions.add(BmffExclusion.read(exclusion));
    }
    if (exclusions.stream().anyMatch(BmffExclusion::isUnusual)) {
      findings.information(
          "assertion.bmffHash.additionalExclusionsPresent",
          about,
          "The signer left more boxes out of the hash than usual; changes there are not noticed.");
    }
    var withOffsets = !assertion.label().matches("c2pa\\.hash\\.bmff(__\\d+)?");
    return bmffHash(file, boxes, exclusions, algorithm, withOffsets);
  }

  /// The hash over a file of boxes. From the second version on the place of each outermost box that
  /// is not left out as a whole is hashed before it.
  static byte[] bmffHash(
      FileBytes file,
      BmffBoxes boxes,
      List<BmffExclusion> exclusions,
      String algorithm,
      boolean withOffsets)
      throws IOException, MalformedCredentials {
    var excluded = new ArrayList<Span>();
    var offsets = new ArrayList<Long>();
    for (var box : boxes.all()) {
      var whole = false;
      for (var exclusion : exclusions) {
        if (exclusion.matches(file, box)) {
          excluded.addAll(exclusion.spans(box));
          whole |= exclusion.isWhole();
        }
      }
      if (box.outermost() && !whole) {
        offsets.add(box.start());
      }
    }
    var digest = Digests.named(algorithm);
    long at = 0;
    var left = Span.merged(excluded);
    var next = 0;
    for (var offset : withOffsets ? offsets : List.<Long>of()) {
      for (; next < left.size() && left.get(next).start() < offset; next++) {
        file.digest(digest, at, Math.max(at, left.get(next).start()));
        at = Math.max(at, left.get(next).end());
      }
      file.digest(digest, at, Math.max(at, offset));
      at = Math.max(at, offset);
      digest.update(ByteBuffer.allocate(8).putLong(0, offset));
    }
    for (; next < left.size(); next++) {
      file.digest(digest, at, Math.max(at, left.get(next).start()));
      at = Math.max(at, left.get(next).end());
    }
    file.digest(digest, at, file.length());
    return digest.digest();
  }

  private static List<Cbor> limited(List<Cbor> exclusions) throws MalformedCredentials {
    if (exclusions.size() > EXCLUSIONS_MAX) {
      throw new MalformedCredentials(
          "profithack.limit", "There are more than %d exclusions.".formatted(EXCLUSIONS_MAX));
    }
    return exclusions;
  }

  private static MalformedCredentials malformed(String message) {
    return new MalformedCredentials("general.error", message);
  }

  /// The manifest whose hash counts for the file: of an update, the one that it updates.
  static Optional<StoredManifest> bound(StoredManifest active, Map<String, StoredManifest> all)
      throws MalformedCredentials {
    var manifest = active;
    for (var steps = 0; manifest.isUpdate(); steps++) {
      Optional<StoredManifest> parent = Optional.empty();
      for (var assertion : manifest.assertions("c2pa.ingredient")) {
        var ingredient = assertion.cbor();
        if (ingredient.text("relationship").orElse("").equals("parentOf")) {
          parent =
              IngredientAssertion.manifestAddress(ingredient)
                  .flatMap(manifest::otherManifest)
                  .map(all::get);
        }
      }
      if (parent.isEmpty() || steps > all.size()) {
        return Optional.empty();
      }
      manifest = parent.orElseThrow();
    }
    return Optional.of(manifest);
  }
}
