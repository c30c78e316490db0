package ai.profithack.provenance;

import java.util.Optional;

/// The assertion that says what the content was made from, in all three of its versions.
final class IngredientAssertion {
  private IngredientAssertion() {}

  /// The hashed address of the ingredient's own manifest, if it has one.
  static Optional<Cbor> manifest(Cbor ingredient) {
    return ingredient.get("activeManifest").or(() -> ingredient.get("c2pa_manifest"));
  }

  static Optional<String> manifestAddress(Cbor ingredient) {
    return manifest(ingredient).flatMap(reference -> reference.text("url"));
  }
}
