package ai.profithack.provenance;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What the certificate of a signer must be like.
///
/// Source: C2PA 2.x, "Certificate profiles".
final class CertificateProfile {
  private static final String ANY_USAGE = "2.5.29.37.0";
  private static final String TIME_STAMPING = "1.3.6.1.5.5.7.3.8";
  private static final String OCSP_SIGNING = "1.3.6.1.5.5.7.3.9";
  private static final Set<String> SIGNING =
      Set.of("1.3.6.1.5.5.7.3.4", "1.3.6.1.5.5.7.3.36", "1.3.6.1.4.1.62558.2.1");
  private static final int RSA_BITS_MIN = 2048;
  private static final int EC_BITS_MIN = 256;
  private static final int DIGITAL_SIGNATURE = 0;

  private CertificateProfile() {}

  /// What is wrong with it; nothing if it may sign.
  static Optional<String> objection(X509Certificate certificate) {
    var usage = certificate.getKeyUsage();
    if (certificate.getVersion() != 3) {
      return Optional.of("its certificate is not of version 3");
    }
    if (certificate.getBasicConstraints() >= 0) {
      return Optional.of("its certificate is one of an authority");
    }
    if (certificate.getIssuerX500Principal().equals(certificate.getSubjectX500Principal())) {
      return Optional.of("its certificate is signed by itself");
    }
    if (usage == null || !usage[DIGITAL_SIGNATURE]) {
      return Optional.of("its certificate is not for signatures");
    }
    if (certificate.getPublicKey() instanceof RSAPublicKey rsa
        && rsa.getModulus().bitLength() < RSA_BITS_MIN) {
      return Optional.of("its RSA key is shorter than %d bits".formatted(RSA_BITS_MIN));
    }
    if (certificate.getPublicKey() instanceof ECPublicKey ec
        && ec.getParams().getOrder().bitLength() < EC_BITS_MIN) {
      return Optional.of(
          "its key on an elliptic curve is shorter than %d bits".formatted(EC_BITS_MIN));
    }
    return usages(certificate);
  }

  private static Optional<String> usages(X509Certificate certificate) {
    List<String> usages;
    try {
      usages = certificate.getExtendedKeyUsage();
    } catch (CertificateParsingException broken) {
      return Optional.of("the purposes of its certificate cannot be read");
    }
    if (usages == null || usages.contains(ANY_USAGE)) {
      return Optional.of("its certificate names no purpose, or any");
    }
    if (usages.contains(TIME_STAMPING) || usages.contains(OCSP_SIGNING)) {
      return Optional.of("its certificate is for time stamps or revocation answers");
    }
    return usages.stream().anyMatch(SIGNING::contains)
        ? Optional.empty()
        : Optional.of("its certificate is not for signing documents, mail or content");
  }
}
