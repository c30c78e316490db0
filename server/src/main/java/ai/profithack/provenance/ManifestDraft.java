package ai.profithack.provenance;

import java.security.cert.CertificateEncodingException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// A manifest that is being written: the second form of claims, with the upload as its parent, what
/// was done, and the hash of the file, which is known last.
///
/// Source: C2PA 2.x.
final class ManifestDraft {
  private static final String ALGORITHM = "sha256";
  private static final String ASSERTIONS = "self#jumbf=c2pa.assertions/";
  private static final String INGREDIENT = "c2pa.ingredient.v3";
  private static final String ACTIONS = "c2pa.actions.v2";
  private static final Map<String, Object> GENERATOR = Map.of("name", Edit.SOFTWARE);

  private final String label = "urn:c2pa:" + UUID.randomUUID();
  private final String instance = "xmp:iid:" + UUID.randomUUID();
  private final String title;
  private final ParentUpload parent;
  private final List<Action> actions;
  private final SigningIdentity identity;

  ManifestDraft(String title, ParentUpload parent, List<Action> actions, SigningIdentity identity) {
    this.title = title;
    this.parent = parent;
    this.actions = actions;
    this.identity = identity;
  }

  /// As long as the signed one will be, with zeros for the signature.
  byte[] unsigned(String bindingLabel, Object binding) {
    return store(bindingLabel, binding, false);
  }

  byte[] signed(String bindingLabel, Object binding) {
    return store(bindingLabel, binding, true);
  }

  private byte[] store(String bindingLabel, Object binding, boolean sign) {
    var ingredient = assertion(INGREDIENT, parent.ingredient());
    var actions = assertion(ACTIONS, actions(ingredient));
    var hash = assertion(bindingLabel, binding);
    var claim = CborWriter.write(claim(List.of(ingredient, actions, hash)));
    var parts = new ArrayList<byte[]>(parent.manifests());
    parts.add(
        JumbfBox.superbox(
            JumbfBox.MANIFEST,
            label,
            JumbfBox.superbox(
                JumbfBox.ASSERTIONS, "c2pa.assertions", ingredient.box, actions.box, hash.box),
            JumbfBox.superbox(JumbfBox.CLAIM, "c2pa.claim.v2", JumbfBox.box("cbor", claim)),
            JumbfBox.superbox(
                JumbfBox.SIGNATURE, "c2pa.signature", JumbfBox.box("cbor", cose(claim, sign)))));
    return JumbfBox.superbox(JumbfBox.STORE, "c2pa", parts.toArray(byte[][]::new));
  }

  private byte[] cose(byte[] claim, boolean sign) {
    var header = new LinkedHashMap<Object, Object>();
    header.put(1L, identity.algorithm().number());
    header.put(33L, certificates());
    var protectedBytes = CborWriter.write(header);
    var signature =
        sign
            ? identity.sign(CoseSignature.toBeSigned(protectedBytes, claim))
            : new byte[identity.signatureBytes()];
    return CborWriter.write(
        new Cbor.Tagged(
            18,
            new Cbor.Array(
                List.of(
                    new Cbor.Bytes(protectedBytes),
                    new Cbor.Dict(Map.of()),
                    Cbor.Simple.NULL,
                    new Cbor.Bytes(signature)))));
  }

  private Object certificates() {
    var encoded = new ArrayList<Object>();
    for (var certificate : identity.chain()) {
      try {
        encoded.add(certificate.getEncoded());
      } catch (CertificateEncodingException impossible) {
        throw new IllegalStateException("a certificate that was read has no bytes", impossible);
      }
    }
    return encoded.size() == 1 ? encoded.getFirst() : encoded;
  }

  private Map<String, Object> claim(List<Assertion> assertions) {
    var claim = new LinkedHashMap<String, Object>();
    claim.put("instanceID", instance);
    claim.put("claim_generator_info", GENERATOR);
    claim.put("signature", "self#jumbf=/c2pa/" + label + "/c2pa.signature");
    claim.put("created_assertions", assertions.stream().map(Assertion::reference).toList());
    claim.put("dc:title", title);
    claim.put("alg", ALGORITHM);
    return claim;
  }

  private Map<String, Object> actions(Assertion ingredient) {
    var all = new ArrayList<Object>();
    var opened = new LinkedHashMap<String, Object>();
    opened.put("action", "c2pa.opened");
    opened.put("parameters", Map.of("ingredients", List.of(ingredient.reference())));
    all.add(opened);
    for (var done : actions) {
      var action = new LinkedHashMap<String, Object>();
      action.put("action", done.name());
      action.put("softwareAgent", Map.of("name", done.software()));
      if (!done.digitalSourceType().isEmpty()) {
        action.put("digitalSourceType", AiSource.IPTC + done.digitalSourceType());
      }
      all.add(action);
    }
    return Map.of("actions", all);
  }

  private static Assertion assertion(String label, Object value) {
    return new Assertion(
        label,
        JumbfBox.superbox(JumbfBox.CBOR, label, JumbfBox.box("cbor", CborWriter.write(value))));
  }

  @SuppressWarnings("ArrayRecordComponent") // compared nowhere
  private record Assertion(String label, byte[] box) {
    Map<String, Object> reference() {
      var digest = Digests.ofTheJdk("SHA-256");
      digest.update(box, 8, box.length - 8);
      var reference = new LinkedHashMap<String, Object>();
      reference.put("url", ASSERTIONS + label);
      reference.put("hash", digest.digest());
      return reference;
    }
  }
}
