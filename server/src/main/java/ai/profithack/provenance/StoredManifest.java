package ai.profithack.provenance;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.regex.Pattern;

/// One manifest of a store: its claim, the signature of the claim, and the assertions that the
/// claim lists with their hashes.
final class StoredManifest {
  private static final int MANIFESTS_MAX = 200;
  private static final String ABSOLUTE = "self#jumbf=/c2pa/";
  private static final String RELATIVE = "self#jumbf=";

  private final JumbfBox box;
  private final JumbfBox claimBox;
  private final Cbor claim;
  private final boolean second;
  private final Optional<JumbfBox> signature;
  private final Map<String, JumbfBox> assertions;

  private StoredManifest(
      JumbfBox box,
      JumbfBox claimBox,
      Optional<JumbfBox> signature,
      Map<String, JumbfBox> assertions)
      throws MalformedCredentials {
    this.box = box;
    this.claimBox = claimBox;
    this.claim = claimBox.cbor();
    this.second = claimBox.label().equals("c2pa.claim.v2");
    this.signature = signature;
    this.assertions = assertions;
  }

  /// By label, the active one last.
  static SequencedMap<String, StoredManifest> all(byte[] store) throws MalformedCredentials {
    var root = JumbfBox.read(store);
    if (!root.kind().equals(JumbfBox.STORE)) {
      throw new MalformedCredentials("general.error", "This is no manifest store.");
    }
    if (root.children().size() > MANIFESTS_MAX) {
      throw new MalformedCredentials(
          "profithack.limit", "There are more than %d manifests.".formatted(MANIFESTS_MAX));
    }
    var manifests = new LinkedHashMap<String, StoredManifest>();
    for (var child : root.children()) {
      if (!child.kind().equals(JumbfBox.MANIFEST)
          && !child.kind().equals(JumbfBox.UPDATE_MANIFEST)) {
        throw new MalformedCredentials(
            "profithack.unsupported",
            "The store holds %s, which is no manifest that is read here (compressed ones are not)."
                .formatted(JumbfBox.printable(child.label())));
      }
      if (manifests.putIfAbsent(child.label(), of(child)) != null) {
        throw new MalformedCredentials(
            "general.error",
            "Two manifests have the label %s.".formatted(JumbfBox.printable(child.label())));
      }
    }
    if (manifests.isEmpty()) {
      throw new MalformedCredentials("claim.missing", "The store holds no manifest.");
    }
    return manifests;
  }

  private static StoredManifest of(JumbfBox box) throws MalformedCredentials {
    var claims = new ArrayList<JumbfBox>();
    var assertions = new LinkedHashMap<String, JumbfBox>();
    var labels = new LinkedHashMap<String, JumbfBox>();
    for (var child : box.children()) {
      if (!child.label().isEmpty() && labels.putIfAbsent(child.label(), child) != null) {
        throw new MalformedCredentials(
            "general.error",
            "A manifest has two boxes with the label %s."
                .formatted(JumbfBox.printable(child.label())));
      }
      if (child.kind().equals(JumbfBox.CLAIM)) {
        claims.add(child);
      } else if (child.kind().equals(JumbfBox.ASSERTIONS)) {
        for (var assertion : child.children()) {
          if (assertions.putIfAbsent(assertion.label(), assertion) != null) {
            throw new MalformedCredentials(
                "general.error",
                "Two assertions have the label %s."
                    .formatted(JumbfBox.printable(assertion.label())));
          }
        }
      }
    }
    if (claims.isEmpty()) {
      throw new MalformedCredentials("claim.missing", "A manifest holds no claim.");
    }
    if (claims.size() > 1) {
      throw new MalformedCredentials("claim.multiple", "A manifest holds several claims.");
    }
    if (!claims.getFirst().label().matches("c2pa\\.claim(\\.v2)?")) {
      throw new MalformedCredentials(
          "claim.malformed",
          "A claim has the label %s, which is not known."
              .formatted(JumbfBox.printable(claims.getFirst().label())));
    }
    return new StoredManifest(
        box,
        claims.getFirst(),
        box.child("c2pa.signature").filter(found -> found.kind().equals(JumbfBox.SIGNATURE)),
        assertions);
  }

  String label() {
    return box.label();
  }

  JumbfBox box() {
    return box;
  }

  boolean isUpdate() {
    return box.kind().equals(JumbfBox.UPDATE_MANIFEST);
  }

  Cbor claim() {
    return claim;
  }

  /// The bytes that are signed.
  byte[] claimBytes() {
    return claimBox.children().getFirst().content();
  }

  JumbfBox claimBox() {
    return claimBox;
  }

  /// Whether the claim is of the specification's second form (2024 and later).
  boolean isSecondForm() {
    return second;
  }

  Optional<JumbfBox> signature() {
    return signature;
  }

  Map<String, JumbfBox> assertions() {
    return assertions;
  }

  /// The assertions of a kind, whatever version and instance their label names:
  /// `c2pa.ingredient.v3__2` is of the kind `c2pa.ingredient`.
  List<JumbfBox> assertions(String kind) {
    var pattern = Pattern.quote(kind) + "(\\.v\\d+)?(__\\d+)?";
    return assertions.values().stream()
        .filter(assertion -> assertion.label().matches(pattern))
        .toList();
  }

  /// What the claim lists, in its order.
  List<Cbor> listed() {
    var all = new ArrayList<Cbor>();
    for (var key : List.of("assertions", "created_assertions", "gathered_assertions")) {
      all.addAll(claim.list(key));
    }
    return all;
  }

  String hashAlgorithm() {
    return claim.text("alg").orElse("sha256");
  }

  String address() {
    return ABSOLUTE + label();
  }

  String addressOf(JumbfBox assertion) {
    return address() + "/c2pa.assertions/" + assertion.label();
  }

  /// The label of the manifest that an address names, if it names another one than this.
  Optional<String> otherManifest(String address) {
    if (!address.startsWith(ABSOLUTE)) {
      return Optional.empty();
    }
    var label = address.substring(ABSOLUTE.length()).split("/", 2)[0];
    return label.equals(label()) ? Optional.empty() : Optional.of(label);
  }

  /// The box of this manifest at an address, absolute or relative.
  Optional<JumbfBox> at(String address) {
    var path =
        address.startsWith(address())
            ? address.substring(address().length())
            : address.startsWith(RELATIVE) && !address.startsWith(RELATIVE + "/")
                ? address.substring(RELATIVE.length())
                : null;
    if (path == null) {
      return Optional.empty();
    }
    Optional<JumbfBox> found = Optional.of(box);
    for (var step : path.split("/", -1)) {
      if (!step.isEmpty()) {
        found = found.flatMap(parent -> parent.child(step));
      }
    }
    return found;
  }
}
