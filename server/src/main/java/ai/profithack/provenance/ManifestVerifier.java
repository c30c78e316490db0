package ai.profithack.provenance;

import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;

/// Verifies the manifests of one store: the signature of each claim, the hash of everything that it
/// lists, and the manifests of its ingredients. Each is verified once, however often it is named,
/// and one that names itself in the end is told. A store that takes longer than [#PATIENCE] is
/// invalid.
///
/// Source: C2PA 2.x, "Validation".
final class ManifestVerifier {
  private static final int LISTED_MAX = 5_000;

  /// In all manifests of a store.
  private static final int INGREDIENTS_MAX = 1_000;

  /// The largest real store takes a tenth of a second.
  static final Duration PATIENCE = Duration.ofSeconds(10);

  /// What is known of a manifest without the file that it is about.
  record Verified(Manifest manifest, List<Issue> issues) {}

  private final Map<String, StoredManifest> manifests;
  private final TrustAnchors signers;
  private final TimeStamps timeStamps;
  private final Clock clock;
  private final Map<String, Verified> verified = new HashMap<>();
  private final Set<String> begun = new HashSet<>();
  private final Set<String> redacted = new HashSet<>();
  private final long endNanos;
  private int ingredientsSeen;

  ManifestVerifier(
      Map<String, StoredManifest> manifests,
      TrustAnchors signers,
      TimeStamps timeStamps,
      Clock clock,
      Duration patience) {
    this.endNanos = System.nanoTime() + patience.toNanos();
    this.manifests = manifests;
    this.signers = signers;
    this.timeStamps = timeStamps;
    this.clock = clock;
    for (var manifest : manifests.values()) {
      for (var address : manifest.claim().list("redacted_assertions")) {
        if (address instanceof Cbor.Text(var text) && manifest.otherManifest(text).isPresent()) {
          redacted.add(text);
        }
      }
    }
  }

  Verified verify(StoredManifest manifest) {
    var known = verified.get(manifest.label());
    if (known != null) {
      return known;
    }
    begun.add(manifest.label());
    var findings = new Findings();
    var signature = signature(manifest, findings);
    Optional<Instant> signedAt = Optional.empty();
    if (signature.isPresent()) {
      signedAt = signer(manifest, signature.orElseThrow(), findings);
    }
    assertions(manifest, findings);
    var actions = actions(manifest, findings);
    var ingredients = ingredients(manifest, findings);
    var result =
        new Verified(
            new Manifest(
                JumbfBox.printable(manifest.label()),
                JumbfBox.printable(manifest.claim().text("dc:title").orElse("")),
                generator(manifest.claim()),
                signature.map(found -> signer(found.chain().getFirst())),
                signedAt,
                actions,
                AiSource.of(actions),
                ingredients),
            findings.all());
    verified.put(manifest.label(), result);
    return result;
  }

  private static Optional<CoseSignature> signature(StoredManifest manifest, Findings findings) {
    var about = manifest.address() + "/c2pa.signature";
    var named = manifest.claim().text("signature").flatMap(manifest::at);
    if (manifest.signature().isEmpty() || !named.equals(manifest.signature())) {
      findings.failure("claimSignature.missing", about, "The claim has no signature.");
      return Optional.empty();
    }
    try {
      return Optional.of(CoseSignature.read(manifest.signature().orElseThrow().cbor()));
    } catch (MalformedCredentials malformed) {
      findings.failure(about, malformed);
      return Optional.empty();
    }
  }

  /// Checks the signature, its time and who made it; the time, if one is vouched for.
  private Optional<Instant> signer(
      StoredManifest manifest, CoseSignature signature, Findings findings) {
    var about = manifest.address() + "/c2pa.signature";
    var claim = manifest.claimBytes();
    var stamped = timeStamps.verified(signature, claim, about, findings);
    var genuine = signature.signs(claim);
    if (!genuine) {
      findings.failure(
          "claimSignature.mismatch", about, "The claim was changed after it was signed.");
    }
    var certificate = signature.chain().getFirst();
    CertificateProfile.objection(certificate)
        .ifPresent(objection ->
            findings.doubt(
                "signingCredential.invalid",
                about,
                "The signer does not count: " + objection + "."));
    var when = stamped.orElse(clock.instant());
    var begins = certificate.getNotBefore().toInstant();
    var ends = certificate.getNotAfter().toInstant();
    if (when.isBefore(begins) || when.isAfter(ends)) {
      if (stamped.isPresent()) {
        findings.failure(
            "claimSignature.outsideValidity",
            about,
            "It was signed at %s, when the signer's certificate was not valid.".formatted(when));
      } else {
        findings.doubt(
            "signingCredential.expired",
            about,
            "The signer's certificate is valid from %s to %s, and no time stamp that counts says that it was signed then."
                .formatted(begins, ends));
      }
      when = when.isBefore(begins) ? begins : ends;
    }
    if (!signers.vouchFor(signature.chain(), when)) {
      findings.doubt(
          "signingCredential.untrusted",
          about,
          "Nobody here vouches for the signer %s."
              .formatted(JumbfBox.printable(certificate.getSubjectX500Principal().getName())));
    }
    return genuine ? stamped : Optional.empty();
  }

  private void assertions(StoredManifest manifest, Findings findings) {
    var declared = new HashSet<JumbfBox>();
    var listed = manifest.listed();
    if (listed.size() > LISTED_MAX) {
      findings.failure(
          "profithack.limit",
          manifest.address(),
          "The claim lists more than %d assertions.".formatted(LISTED_MAX));
      return;
    }
    for (var reference : listed) {
      if (isLate(manifest, findings)) {
        return;
      }
      assertion(manifest, reference, declared, findings);
    }
    for (var assertion : manifest.assertions().values()) {
      if (!declared.contains(assertion)) {
        findings.failure(
            "assertion.undeclared",
            manifest.addressOf(assertion),
            "An assertion is there that the claim does not list.");
      }
    }
  }

  private void assertion(
      StoredManifest manifest, Cbor reference, Set<JumbfBox> declared, Findings findings) {
    var address = reference.text("url").orElse("");
    var found = manifest.at(address).filter(manifest.assertions().values()::contains);
    if (manifest.otherManifest(address).isPresent()) {
      findings.failure(
          "assertion.outsideManifest",
          address,
          "The claim lists an assertion of another manifest.");
      return;
    }
    var isRedacted =
        redacted.contains(address)
            || found.map(manifest::addressOf).filter(redacted::contains).isPresent();
    if (found.isEmpty()) {
      if (!isRedacted) {
        findings.failure(
            "assertion.missing", address, "An assertion that was signed is not there.");
      }
      return;
    }
    declared.add(found.orElseThrow());
    if (isRedacted) {
      findings.information(
          "assertion.redacted", address, "An assertion was taken out by a later signer.");
    } else if (matches(manifest, reference, found.orElseThrow(), findings)) {
      hashedInside(manifest, found.orElseThrow(), findings);
    } else {
      findings.failure(
          "assertion.hashedURI.mismatch", address, "An assertion was changed after it was signed.");
    }
  }

  private static boolean matches(
      StoredManifest manifest, Cbor reference, JumbfBox box, Findings findings) {
    try {
      var algorithm = reference.text("alg").orElse(manifest.hashAlgorithm());
      return box.hasDigest(algorithm, reference.bytes("hash").orElse(new byte[0]));
    } catch (MalformedCredentials unsupported) {
      findings.failure(manifest.addressOf(box), unsupported);
      return false;
    }
  }

  /// Boxes beside the assertions, such as data boxes, are signed by being hashed in one of them.
  private void hashedInside(StoredManifest manifest, JumbfBox assertion, Findings findings) {
    if (assertion.children().size() != 1
        || !assertion.children().getFirst().type().equals("cbor")) {
      return;
    }
    try {
      hashedInside(manifest, assertion.cbor(), findings);
    } catch (MalformedCredentials malformed) {
      findings.failure(
          "assertion.cbor.invalid",
          manifest.addressOf(assertion),
          String.valueOf(malformed.getMessage()));
    }
  }

  private void hashedInside(StoredManifest manifest, Cbor value, Findings findings) {
    switch (value) {
      case Cbor.Array(var values) ->
          values.forEach(inner -> hashedInside(manifest, inner, findings));
      case Cbor.Tagged(_, var inner) -> hashedInside(manifest, inner, findings);
      case Cbor.Dict(var entries) -> {
        if (isLate(manifest, findings)) {
          return;
        }
        if (value.text("url").isPresent() && value.bytes("hash").isPresent()) {
          var box = value.text("url").flatMap(manifest::at);
          if (box.isPresent() && !matches(manifest, value, box.orElseThrow(), findings)) {
            findings.failure(
                "hashedURI.mismatch",
                value.text("url").orElse(""),
                "Something that an assertion refers to was changed after it was signed.");
          }
        }
        entries.values().forEach(inner -> hashedInside(manifest, inner, findings));
      }
      default -> {}
    }
  }

  private static List<Action> actions(StoredManifest manifest, Findings findings) {
    var actions = new ArrayList<Action>();
    for (var assertion : manifest.assertions("c2pa.actions")) {
      try {
        for (var action : assertion.cbor().list("actions")) {
          actions.add(
              new Action(
                  JumbfBox.printable(action.text("action").orElse("")),
                  sourceType(action),
                  JumbfBox.printable(software(action))));
        }
      } catch (MalformedCredentials malformed) {
        findings.failure(
            "assertion.action.malformed",
            manifest.addressOf(assertion),
            String.valueOf(malformed.getMessage()));
      }
    }
    return List.copyOf(actions);
  }

  private static String sourceType(Cbor action) {
    var address =
        action
            .text("digitalSourceType")
            .or(() -> action.get("parameters").flatMap(found -> found.text("digitalSourceType")))
            .orElse("");
    return JumbfBox.printable(address.substring(address.lastIndexOf('/') + 1));
  }

  private static String software(Cbor action) {
    return action
        .text("softwareAgent")
        .or(() -> action.get("softwareAgent").flatMap(agent -> agent.text("name")))
        .orElse("");
  }

  private List<Ingredient> ingredients(StoredManifest manifest, Findings findings) {
    var ingredients = new ArrayList<Ingredient>();
    var assertions = manifest.assertions("c2pa.ingredient");
    ingredientsSeen += assertions.size();
    if (ingredientsSeen > INGREDIENTS_MAX) {
      findings.failure(
          "profithack.limit",
          manifest.address(),
          "There are more than %d ingredients.".formatted(INGREDIENTS_MAX));
      return List.of();
    }
    for (var assertion : assertions) {
      if (isLate(manifest, findings)) {
        break;
      }
      try {
        ingredients.add(ingredient(manifest, assertion, assertion.cbor()));
      } catch (MalformedCredentials malformed) {
        findings.failure(
            "assertion.ingredient.malformed",
            manifest.addressOf(assertion),
            String.valueOf(malformed.getMessage()));
      }
    }
    return List.copyOf(ingredients);
  }

  private Ingredient ingredient(StoredManifest manifest, JumbfBox assertion, Cbor ingredient) {
    var findings = new Findings();
    var label =
        IngredientAssertion.manifestAddress(ingredient).flatMap(manifest::otherManifest).orElse("");
    var aiSource = AiSource.NOT_STATED;
    if (IngredientAssertion.manifest(ingredient).isPresent()) {
      var about = manifest.addressOf(assertion);
      var own = Optional.ofNullable(manifests.get(label));
      if (own.isEmpty()) {
        findings.failure(
            "ingredient.manifest.missing",
            about,
            "The credentials of the ingredient are not there.");
      } else if (begun.contains(label) && !verified.containsKey(label)) {
        findings.failure(
            "profithack.ingredient.cycle", about, "The ingredient is made from itself.");
      } else {
        referenced(manifest, ingredient, own.orElseThrow(), about, findings);
        var found = verify(own.orElseThrow());
        findings.addAll(found.issues());
        found.manifest().ingredients().forEach(inner -> findings.addAll(inner.issues()));
        aiSource = found.manifest().aiSource();
      }
    }
    return new Ingredient(
        JumbfBox.printable(ingredient.text("dc:title").orElse("")),
        JumbfBox.printable(ingredient.text("dc:format").orElse("")),
        JumbfBox.printable(ingredient.text("relationship").orElse("")),
        JumbfBox.printable(label),
        aiSource,
        findings.all());
  }

  /// Whether the ingredient's credentials are still those that the signer saw. What a later signer
  /// redacted changes the hash of the whole; then that of its signature counts.
  private void referenced(
      StoredManifest manifest,
      Cbor ingredient,
      StoredManifest own,
      String about,
      Findings findings) {
    var whole = IngredientAssertion.manifest(ingredient).orElse(Cbor.Simple.NULL);
    var signature = ingredient.get("claimSignature");
    if (matches(manifest, whole, own.box(), findings) || matchesClaim(manifest, whole, own)) {
      return;
    }
    var wasRedacted =
        redacted.stream().anyMatch(address -> address.startsWith(own.address() + "/"));
    if (wasRedacted
        && signature.isPresent()
        && own.signature().isPresent()
        && matches(manifest, signature.orElseThrow(), own.signature().orElseThrow(), findings)) {
      return;
    }
    findings.failure(
        "ingredient.manifest.mismatch",
        about,
        "The credentials of the ingredient are not those that the signer saw.");
  }

  /// In early files of the first form (2022, 2023) the hash is that of the ingredient's claim
  /// alone, which in turn has the hashes of everything else.
  private static boolean matchesClaim(StoredManifest manifest, Cbor reference, StoredManifest own) {
    try {
      return !manifest.isSecondForm()
          && own.claimBox()
              .children()
              .getFirst()
              .hasDigest(
                  reference.text("alg").orElse(manifest.hashAlgorithm()),
                  reference.bytes("hash").orElse(new byte[0]));
    } catch (MalformedCredentials unsupported) {
      return false;
    }
  }

  private boolean isLate(StoredManifest manifest, Findings findings) {
    var late = System.nanoTime() - endNanos >= 0;
    if (late) {
      findings.failure(
          "profithack.limit",
          manifest.address(),
          "Looking at these credentials takes longer than %d seconds."
              .formatted(PATIENCE.toSeconds()));
    }
    return late;
  }

  private static String generator(Cbor claim) {
    var info = claim.get("claim_generator_info");
    var named =
        info.filter(Cbor.Dict.class::isInstance)
            .or(() -> info.map(Cbor::items).flatMap(items -> items.stream().findFirst()))
            .map(one ->
                one.text("name").orElse("") + one.text("version").map(v -> " " + v).orElse(""));
    return JumbfBox.printable(named.or(() -> claim.text("claim_generator")).orElse(""));
  }

  static Signer signer(X509Certificate certificate) {
    var names = new LinkedHashMap<String, String>();
    try {
      for (var part : new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
        names.put(part.getType(), String.valueOf(part.getValue()));
      }
    } catch (InvalidNameException unreadable) {
      names.clear();
    }
    return new Signer(
        JumbfBox.printable(names.getOrDefault("O", "")),
        JumbfBox.printable(names.getOrDefault("CN", "")),
        certificate.getSerialNumber());
  }
}
