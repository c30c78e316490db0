package ai.profithack.provenance;

import java.io.IOException;
import java.security.MessageDigest;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TimeStampResponse;
import org.bouncycastle.tsp.TimeStampToken;

/// Time stamps of an authority inside a signature: that the signature was there at a moment.
///
/// Source: RFC 3161; C2PA 2.x, "Time-stamps".
final class TimeStamps {
  private static final int TOKEN_MAX = 256 << 10;

  private final Supplier<TrustAnchors> authorities;

  TimeStamps(Supplier<TrustAnchors> authorities) {
    this.authorities = authorities;
  }

  /// The moment at which what was stamped existed, where a known authority says so. Everything else
  /// becomes an issue that changes no verdict: the signature is then judged without a time.
  Optional<Instant> verified(
      CoseSignature signature, byte[] claim, String about, Findings findings) {
    var containers = signature.timeStamps(claim);
    if (containers.isEmpty()) {
      return Optional.empty();
    }
    if (containers.size() > 1) {
      findings.information("timeStamp.malformed", about, "There is more than one time stamp.");
      return Optional.empty();
    }
    var stamp = containers.getFirst();
    try {
      return verified(stamp, about, findings);
    } catch (IOException | TSPException | CMSException | CertificateException broken) {
      findings.information("timeStamp.malformed", about, "The time stamp cannot be read.");
    } catch (OperatorCreationException | RuntimeException unsupported) {
      findings.information(
          "timeStamp.malformed",
          about,
          "The time stamp is signed in a way that is not known here.");
    }
    return Optional.empty();
  }

  private Optional<Instant> verified(CoseSignature.Stamp stamp, String about, Findings findings)
      throws IOException,
          TSPException,
          CMSException,
          CertificateException,
          OperatorCreationException {
    if (stamp.token().length > TOKEN_MAX) {
      throw new IOException("a time stamp of %d bytes".formatted(stamp.token().length));
    }
    var token = token(stamp.token());
    var info = token.getTimeStampInfo();
    var digest = digest(info.getMessageImprintAlgOID());
    if (digest.isEmpty()
        || !MessageDigest.isEqual(
            digest.orElseThrow().digest(stamp.stamped()), info.getMessageImprintDigest())) {
      findings.information(
          "timeStamp.mismatch", about, "The time stamp is one of something else than this claim.");
      return Optional.empty();
    }
    var chain = chain(token);
    if (chain.isEmpty()) {
      findings.information("timeStamp.malformed", about, "The time stamp has no certificate.");
      return Optional.empty();
    }
    try {
      token.validate(new JcaSimpleSignerInfoVerifierBuilder().build(chain.getFirst()));
    } catch (TSPException notValid) {
      findings.information(
          "timeStamp.mismatch", about, "The signature of the time stamp is not valid.");
      return Optional.empty();
    }
    var moment = info.getGenTime().toInstant();
    if (!authorities.get().vouchFor(chain, moment)) {
      findings.information(
          "timeStamp.untrusted",
          about,
          "The time stamp is of an authority that is not known here (%s), so its time does not count."
              .formatted(JumbfBox.printable(chain.getFirst().getSubjectX500Principal().getName())));
      return Optional.empty();
    }
    return Optional.of(moment);
  }

  /// A token by itself, or inside the answer that brought it.
  private static TimeStampToken token(byte[] der) throws IOException, TSPException, CMSException {
    var sequence = ASN1Sequence.getInstance(der);
    if (sequence.size() > 0 && sequence.getObjectAt(0) instanceof ASN1ObjectIdentifier) {
      return new TimeStampToken(new CMSSignedData(der));
    }
    var token = new TimeStampResponse(der).getTimeStampToken();
    if (token == null) {
      throw new IOException("an answer without a time stamp");
    }
    return token;
  }

  private static Optional<MessageDigest> digest(ASN1ObjectIdentifier algorithm) {
    if (algorithm.equals(NISTObjectIdentifiers.id_sha256)) {
      return Optional.of(Digests.ofTheJdk("SHA-256"));
    }
    if (algorithm.equals(NISTObjectIdentifiers.id_sha384)) {
      return Optional.of(Digests.ofTheJdk("SHA-384"));
    }
    return algorithm.equals(NISTObjectIdentifiers.id_sha512)
        ? Optional.of(Digests.ofTheJdk("SHA-512"))
        : Optional.empty();
  }

  /// The certificate that signed, and those that lead on from it; empty if it is not there.
  private static List<X509Certificate> chain(TimeStampToken token) throws CertificateException {
    var converter = new JcaX509CertificateConverter();
    var all = new ArrayList<X509CertificateHolder>(token.getCertificates().getMatches(null));
    var chain = new ArrayList<X509Certificate>();
    var signer = token.getSID();
    var next = all.stream().filter(signer::match).findFirst();
    while (next.isPresent() && all.remove(next.orElseThrow())) {
      var certificate = next.orElseThrow();
      chain.add(converter.getCertificate(certificate));
      next =
          all.stream()
              .filter(issuer -> issuer.getSubject().equals(certificate.getIssuer()))
              .findFirst();
    }
    return chain;
  }
}
