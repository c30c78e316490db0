package ai.profithack.provenance;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The signature of a claim: COSE_Sign1 with the claim itself left out.
///
/// Source: RFC 9052 (COSE), RFC 9053 (algorithms), RFC 9360 (certificates in a header); C2PA 2.x,
/// "Digital signatures".
final class CoseSignature {
  private static final long SIGN1 = 18;
  private static final long ALGORITHM = 1;
  private static final long CERTIFICATES = 33;
  private static final int CHAIN_MAX = 10;

  /// A time stamp, and the bytes that it is to be about.
  @SuppressWarnings("ArrayRecordComponent") // compared nowhere
  record Stamp(byte[] token, byte[] stamped) {}

  private final byte[] protectedBytes;
  private final Cbor unprotected;
  private final byte[] signature;
  private final Algorithm algorithm;
  private final List<X509Certificate> chain;

  private CoseSignature(
      byte[] protectedBytes,
      Cbor unprotected,
      byte[] signature,
      Algorithm algorithm,
      List<X509Certificate> chain) {
    this.protectedBytes = protectedBytes;
    this.unprotected = unprotected;
    this.signature = signature;
    this.algorithm = algorithm;
    this.chain = chain;
  }

  /// Algorithms by their number in COSE.
  enum Algorithm {
    ES256(-7, "SHA256withECDSAinP1363Format", "EC", 0),
    ES384(-35, "SHA384withECDSAinP1363Format", "EC", 0),
    ES512(-36, "SHA512withECDSAinP1363Format", "EC", 0),
    PS256(-37, "SHA-256", "RSA", 32),
    PS384(-38, "SHA-384", "RSA", 48),
    PS512(-39, "SHA-512", "RSA", 64),
    EDDSA(-8, "Ed25519", "EdDSA", 0);

    private final long number;
    private final String name;
    private final String keys;
    private final int saltBytes;

    Algorithm(long number, String name, String keys, int saltBytes) {
      this.number = number;
      this.name = name;
      this.keys = keys;
      this.saltBytes = saltBytes;
    }

    long number() {
      return number;
    }

    /// A signature to be initialised with a key.
    Signature signature() throws GeneralSecurityException {
      if (saltBytes == 0) {
        return Signature.getInstance(name);
      }
      var pss = Signature.getInstance("RSASSA-PSS");
      pss.setParameter(
          new PSSParameterSpec(name, "MGF1", new MGF1ParameterSpec(name), saltBytes, 1));
      return pss;
    }

    boolean fits(String keyAlgorithm) {
      return keys.equals(keyAlgorithm)
          || (keys.equals("EdDSA") && keyAlgorithm.equals("Ed25519"))
          || (keys.equals("RSA") && keyAlgorithm.equals("RSASSA-PSS"));
    }
  }

  static CoseSignature read(Cbor value) throws MalformedCredentials {
    if (value instanceof Cbor.Tagged(var tag, _) && tag != SIGN1) {
      throw malformed("It is not a COSE_Sign1.");
    }
    var parts = value.untagged().items();
    if (parts.size() != 4
        || !(parts.get(0) instanceof Cbor.Bytes(var protectedBytes))
        || !(parts.get(3) instanceof Cbor.Bytes(var signature))) {
      throw malformed("It does not have the four parts of a COSE_Sign1.");
    }
    var header =
        protectedBytes.length == 0 ? new Cbor.Dict(Map.of()) : CborReader.read(protectedBytes);
    return new CoseSignature(
        protectedBytes, parts.get(1), signature, algorithm(header), chain(header, parts.get(1)));
  }

  private static Algorithm algorithm(Cbor header) throws MalformedCredentials {
    var number = header.number(ALGORITHM);
    for (var algorithm : Algorithm.values()) {
      if (number.isPresent() && number.orElseThrow() == algorithm.number) {
        return algorithm;
      }
    }
    throw new MalformedCredentials(
        "algorithm.unsupported", "The signature's algorithm is not one that C2PA allows.");
  }

  private static List<X509Certificate> chain(Cbor header, Cbor unprotected)
      throws MalformedCredentials {
    var value =
        header
            .get(CERTIFICATES)
            .or(() -> header.get("x5chain"))
            .or(() -> unprotected.get(CERTIFICATES))
            .or(() -> unprotected.get("x5chain"))
            .orElseThrow(() -> malformed("It has no certificate."));
    var encoded = value instanceof Cbor.Array(var several) ? several : List.of(value);
    if (encoded.isEmpty() || encoded.size() > CHAIN_MAX) {
      throw malformed("It has no certificate, or more than %d.".formatted(CHAIN_MAX));
    }
    var chain = new ArrayList<X509Certificate>();
    for (var one : encoded) {
      if (!(one instanceof Cbor.Bytes(var der))) {
        throw malformed("A certificate is not one.");
      }
      chain.add(certificate(der));
    }
    return chain;
  }

  private static X509Certificate certificate(byte[] der) throws MalformedCredentials {
    try {
      var in = new ByteArrayInputStream(der);
      var certificate =
          (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
      if (in.available() > 0) {
        throw malformed("Something follows a certificate.");
      }
      return certificate;
    } catch (CertificateException | RuntimeException unreadable) {
      throw new MalformedCredentials("signingCredential.invalid", "A certificate cannot be read.");
    }
  }

  /// The signer's first.
  List<X509Certificate> chain() {
    return chain;
  }

  boolean signs(byte[] claim) {
    var key = chain.getFirst().getPublicKey();
    if (!algorithm.fits(key.getAlgorithm())) {
      return false;
    }
    try {
      var verification = algorithm.signature();
      verification.initVerify(key);
      verification.update(toBeSigned(protectedBytes, claim));
      return verification.verify(signature);
    } catch (GeneralSecurityException notASignature) {
      return false;
    }
  }

  /// The bytes that a signer signs.
  static byte[] toBeSigned(byte[] protectedBytes, byte[] claim) {
    return CborWriter.write(List.of("Signature1", protectedBytes, new byte[0], claim));
  }

  /// In the first form of claims a stamp is about the claim, in the second about the signature.
  List<Stamp> timeStamps(byte[] claim) {
    var stamps = new ArrayList<Stamp>();
    collect(stamps, unprotected.get("sigTst2"), CborWriter.write(signature));
    if (stamps.isEmpty()) {
      collect(stamps, unprotected.get("sigTst"), claim);
    }
    return stamps;
  }

  private void collect(List<Stamp> stamps, Optional<Cbor> container, byte[] about) {
    for (var token : container.map(found -> found.list("tstTokens")).orElse(List.of())) {
      token
          .bytes("val")
          .ifPresent(bytes ->
              stamps.add(
                  new Stamp(
                      bytes,
                      CborWriter.write(
                          List.of("CounterSignature", protectedBytes, new byte[0], about)))));
    }
  }

  private static MalformedCredentials malformed(String message) {
    return new MalformedCredentials(
        "claimSignature.mismatch", "The signature is broken: " + message);
  }
}
