package ai.profithack.provenance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// The key that signs what we make, and the certificates that go with it, the signer's first.
record SigningIdentity(
    PrivateKey key, List<X509Certificate> chain, CoseSignature.Algorithm algorithm) {
  /// In the data folder, what we made where the operator has no certificate.
  private static final String OWN = "c2pa";

  /// What vouches for our own certificate; others may add it to their anchors.
  static final String OWN_ANCHOR = OWN + "/anchor.pem";

  private static final String CERTIFICATE = "certificate.pem";
  private static final String KEY = "key.pem";
  private static final String ANCHOR = "anchor.pem";
  private static final long OWN_DAYS = 3_650;

  /// The operator's, in PEM (the key in PKCS #8, not encrypted).
  ///
  /// Errors: [IllegalArgumentException] where they cannot be read, do not belong together, or must
  /// not sign.
  static SigningIdentity of(Path certificates, Path key) throws IOException {
    var chain = TrustAnchors.certificates(certificates);
    CertificateProfile.objection(chain.getFirst())
        .ifPresent(objection -> {
          throw new IllegalArgumentException(
              "%s cannot sign content: %s.".formatted(certificates, objection));
        });
    var identity = new SigningIdentity(privateKey(key, chain.getFirst()), chain, algorithm(chain));
    if (!identity.belongsTogether()) {
      throw new IllegalArgumentException(
          "The key in %s is not the one of the first certificate in %s."
              .formatted(key, certificates));
    }
    return identity;
  }

  /// Our own in the data folder, made at the first use. Nobody else knows it, so elsewhere it shows
  /// as an unknown signer.
  static SigningIdentity own(Path home, Instant now) {
    var folder = home.resolve(OWN);
    try {
      if (!Files.exists(folder.resolve(CERTIFICATE))) {
        make(home, folder, now);
      }
      return of(folder.resolve(CERTIFICATE), folder.resolve(KEY));
    } catch (IOException failure) {
      throw new UncheckedIOException(
          "The certificate for content credentials cannot be kept in " + folder + ".", failure);
    }
  }

  byte[] sign(byte[] toBeSigned) {
    try {
      var signature = algorithm.signature();
      signature.initSign(key);
      signature.update(toBeSigned);
      return signature.sign();
    } catch (GeneralSecurityException failure) {
      throw new IllegalStateException("a key that signed at the start does not sign", failure);
    }
  }

  /// How long a signature is; always the same.
  int signatureBytes() {
    return switch (algorithm) {
      case ES256, EDDSA -> 64;
      case ES384 -> 96;
      case ES512 -> 132;
      case PS256, PS384, PS512 ->
          chain.getFirst().getPublicKey() instanceof RSAPublicKey rsa
              ? (rsa.getModulus().bitLength() + 7) / 8
              : 0;
    };
  }

  private boolean belongsTogether() {
    var trial = "trial".getBytes(StandardCharsets.UTF_8);
    try {
      var verification = algorithm.signature();
      verification.initVerify(chain.getFirst().getPublicKey());
      verification.update(trial);
      return verification.verify(sign(trial));
    } catch (GeneralSecurityException | IllegalStateException another) {
      return false;
    }
  }

  private static CoseSignature.Algorithm algorithm(List<X509Certificate> chain) {
    var publicKey = chain.getFirst().getPublicKey();
    if (publicKey instanceof ECPublicKey ec) {
      return switch (ec.getParams().getOrder().bitLength()) {
        case 256 -> CoseSignature.Algorithm.ES256;
        case 384 -> CoseSignature.Algorithm.ES384;
        default -> CoseSignature.Algorithm.ES512;
      };
    }
    return publicKey instanceof RSAPublicKey
        ? CoseSignature.Algorithm.PS256
        : CoseSignature.Algorithm.EDDSA;
  }

  private static PrivateKey privateKey(Path file, X509Certificate certificate) throws IOException {
    var pem = Files.readString(file);
    var begin = "-----BEGIN PRIVATE KEY-----";
    var from = pem.indexOf(begin);
    var to = pem.indexOf("-----END PRIVATE KEY-----");
    if (from < 0 || to < from) {
      throw new IllegalArgumentException(
          "%s holds no key in PKCS #8 that is not encrypted (openssl pkcs8 -topk8 -nocrypt makes one)."
              .formatted(file));
    }
    try {
      var der = Base64.getMimeDecoder().decode(pem.substring(from + begin.length(), to));
      return KeyFactory.getInstance(certificate.getPublicKey().getAlgorithm())
          .generatePrivate(new PKCS8EncodedKeySpec(der));
    } catch (InvalidKeySpecException | IllegalArgumentException unreadable) {
      throw new IllegalArgumentException(
          "%s holds no key that fits the certificate.".formatted(file), unreadable);
    } catch (GeneralSecurityException unknown) {
      throw new IllegalArgumentException("The certificate's key is of an unknown kind.", unknown);
    }
  }

  /// An authority that signs one certificate and then forgets its key, so that nobody can ever make
  /// another.
  private static void make(Path home, Path folder, Instant now) throws IOException {
    Files.createDirectories(home);
    var fresh =
        Files.createTempDirectory(
            home,
            OWN,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    try {
      var authority = keyPair();
      var signer = keyPair();
      var anchorName = new X500Name("O=ProfitHack, CN=ProfitHack self-made authority");
      var utils = new JcaX509ExtensionUtils();
      var anchor =
          builder(anchorName, anchorName, signerDates(now), authority)
              .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
              .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign))
              .addExtension(
                  Extension.subjectKeyIdentifier,
                  false,
                  utils.createSubjectKeyIdentifier(authority.getPublic()));
      var certificate =
          builder(
                  anchorName,
                  new X500Name("O=ProfitHack, CN=ProfitHack self-made signer"),
                  signerDates(now),
                  signer)
              .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
              .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
              .addExtension(
                  Extension.extendedKeyUsage,
                  false,
                  new ExtendedKeyUsage(KeyPurposeId.id_kp_emailProtection))
              .addExtension(
                  Extension.authorityKeyIdentifier,
                  false,
                  utils.createAuthorityKeyIdentifier(authority.getPublic()))
              .addExtension(
                  Extension.subjectKeyIdentifier,
                  false,
                  utils.createSubjectKeyIdentifier(signer.getPublic()));
      Files.writeString(fresh.resolve(ANCHOR), pem("CERTIFICATE", encoded(anchor, authority)));
      Files.writeString(
          fresh.resolve(CERTIFICATE), pem("CERTIFICATE", encoded(certificate, authority)));
      Files.writeString(fresh.resolve(KEY), pem("PRIVATE KEY", signer.getPrivate().getEncoded()));
      Files.setPosixFilePermissions(
          fresh.resolve(KEY), PosixFilePermissions.fromString("rw-------"));
      Files.move(fresh, folder, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileSystemException another) {
      if (!Files.exists(folder.resolve(CERTIFICATE))) {
        throw another;
      }
    } catch (GeneralSecurityException | OperatorCreationException impossible) {
      throw new IllegalStateException("every JDK makes certificates", impossible);
    } finally {
      remove(fresh);
    }
  }

  private static void remove(Path folder) throws IOException {
    for (var name : List.of(ANCHOR, CERTIFICATE, KEY)) {
      Files.deleteIfExists(folder.resolve(name));
    }
    Files.deleteIfExists(folder);
  }

  private static KeyPair keyPair() throws GeneralSecurityException {
    var generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(256);
    return generator.generateKeyPair();
  }

  private record Dates(Date from, Date to) {}

  private static Dates signerDates(Instant now) {
    return new Dates(
        Date.from(now.minus(1, ChronoUnit.DAYS)), Date.from(now.plus(OWN_DAYS, ChronoUnit.DAYS)));
  }

  private static JcaX509v3CertificateBuilder builder(
      X500Name issuer, X500Name subject, Dates dates, KeyPair keys) {
    return new JcaX509v3CertificateBuilder(
        issuer,
        new BigInteger(120, new SecureRandom()).setBit(120),
        dates.from(),
        dates.to(),
        subject,
        keys.getPublic());
  }

  private static byte[] encoded(X509v3CertificateBuilder certificate, KeyPair authority)
      throws OperatorCreationException, CertificateException {
    return new JcaX509CertificateConverter()
        .getCertificate(
            certificate.build(
                new JcaContentSignerBuilder("SHA256withECDSA").build(authority.getPrivate())))
        .getEncoded();
  }

  private static String pem(String what, byte[] der) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(
            what,
            Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(der),
            what);
  }
}
