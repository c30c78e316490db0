package ai.profithack.provenance;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/// Certificates that the operator believes. A chain is believed where it leads to one of them, by
/// the rules of RFC 5280, at the moment that counts; a certificate that is one of them is believed
/// by itself. Revocation is not asked about: that would need the network.
final class TrustAnchors {
  private static final int CHAIN_MAX = 10;

  private final Set<X509Certificate> certificates;

  private TrustAnchors(Set<X509Certificate> certificates) {
    this.certificates = Set.copyOf(certificates);
  }

  /// Those in PEM files; a missing file has none.
  ///
  /// Errors: [IllegalArgumentException] for a file that is there and holds no certificates.
  static TrustAnchors of(List<Path> files) throws IOException {
    var all = new HashSet<X509Certificate>();
    for (var file : files) {
      if (Files.exists(file)) {
        all.addAll(certificates(file));
      }
    }
    return new TrustAnchors(all);
  }

  /// Those of the public authorities that the Java runtime knows.
  static TrustAnchors ofTheRuntime() {
    return OfTheRuntime.ANCHORS;
  }

  /// Read when first asked for: it takes a while.
  private static final class OfTheRuntime {
    private static final TrustAnchors ANCHORS = readFromTheRuntime();
  }

  private static TrustAnchors readFromTheRuntime() {
    try {
      var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init((KeyStore) null);
      var all = new HashSet<X509Certificate>();
      for (var manager : factory.getTrustManagers()) {
        if (manager instanceof X509TrustManager known) {
          all.addAll(List.of(known.getAcceptedIssuers()));
        }
      }
      return new TrustAnchors(all);
    } catch (KeyStoreException | NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK knows authorities", impossible);
    }
  }

  static List<X509Certificate> certificates(Path pem) throws IOException {
    try {
      var found = new ArrayList<X509Certificate>();
      var factory = CertificateFactory.getInstance("X.509");
      for (var certificate :
          factory.generateCertificates(new ByteArrayInputStream(Files.readAllBytes(pem)))) {
        found.add((X509Certificate) certificate);
      }
      if (found.isEmpty()) {
        throw new IllegalArgumentException(pem + " holds no certificate in PEM.");
      }
      return found;
    } catch (CertificateException unreadable) {
      throw new IllegalArgumentException(
          "%s cannot be read as certificates in PEM: %s.".formatted(pem, unreadable.getMessage()),
          unreadable);
    }
  }

  /// Whether a chain, the signer's certificate first, leads to an anchor at that moment.
  boolean vouchFor(List<X509Certificate> chain, Instant when) {
    if (certificates.contains(chain.getFirst())) {
      return valid(chain.getFirst(), when);
    }
    var path = new ArrayList<X509Certificate>();
    for (var certificate : chain.subList(0, Math.min(CHAIN_MAX, chain.size()))) {
      if (!path.isEmpty()
          && !path.getLast()
              .getIssuerX500Principal()
              .equals(certificate.getSubjectX500Principal())) {
        return false;
      }
      path.add(certificate);
      var issuer = certificate.getIssuerX500Principal();
      if (certificates.stream().anyMatch(anchor -> anchor.getSubjectX500Principal().equals(issuer))
          && leadsToAnchor(path, when)) {
        return true;
      }
    }
    return false;
  }

  private boolean leadsToAnchor(List<X509Certificate> path, Instant when) {
    try {
      var anchors = new HashSet<TrustAnchor>();
      certificates.forEach(anchor -> anchors.add(new TrustAnchor(anchor, null)));
      var parameters = new PKIXParameters(anchors);
      parameters.setRevocationEnabled(false);
      parameters.setDate(Date.from(when));
      CertPathValidator.getInstance("PKIX")
          .validate(CertificateFactory.getInstance("X.509").generateCertPath(path), parameters);
      return true;
    } catch (CertPathValidatorException notVouchedFor) {
      return false;
    } catch (InvalidAlgorithmParameterException | CertificateException unusable) {
      return false;
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JDK validates paths", impossible);
    }
  }

  private static boolean valid(X509Certificate certificate, Instant when) {
    return !when.isBefore(certificate.getNotBefore().toInstant())
        && !when.isAfter(certificate.getNotAfter().toInstant());
  }
}
