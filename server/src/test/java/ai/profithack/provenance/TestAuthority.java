package ai.profithack.provenance;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// An authority and a signer whose key is of a kind, in PEM files.
///
/// PS256, PS384 and PS512 differ in the signature, not in the key.
record TestAuthority(Path anchor, Path certificate, Path key) {
  TestAuthority(Path folder, CoseSignature.Algorithm algorithm) throws Exception {
    this(folder.resolve("a.pem"), folder.resolve("c.pem"), folder.resolve("k.pem"));
    var authority = keys("EC", 256);
    var signer =
        switch (algorithm) {
          case ES256 -> keys("EC", 256);
          case ES384 -> keys("EC", 384);
          case ES512 -> keys("EC", 521);
          case PS256, PS384, PS512 -> keys("RSA", 2048);
          case EDDSA -> keys("Ed25519", 255);
        };
    var name = new X500Name("CN=Test authority");
    var root =
        builder(name, name, authority)
            .addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
    pem(anchor, "CERTIFICATE", encoded(root, authority));
    var leaf =
        builder(name, new X500Name("O=Test, CN=Test signer"), signer)
            .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
            .addExtension(
                Extension.authorityKeyIdentifier,
                false,
                new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(authority.getPublic()))
            .addExtension(
                Extension.extendedKeyUsage,
                false,
                new ExtendedKeyUsage(KeyPurposeId.id_kp_emailProtection));
    pem(certificate, "CERTIFICATE", encoded(leaf, authority));
    pem(key, "PRIVATE KEY", signer.getPrivate().getEncoded());
  }

  private static byte[] encoded(X509v3CertificateBuilder builder, KeyPair authority)
      throws Exception {
    return builder
        .build(new JcaContentSignerBuilder("SHA256withECDSA").build(authority.getPrivate()))
        .getEncoded();
  }

  private static JcaX509v3CertificateBuilder builder(
      X500Name issuer, X500Name subject, KeyPair keys) {
    var now = Instant.now();
    return new JcaX509v3CertificateBuilder(
        issuer,
        BigInteger.valueOf(System.nanoTime()),
        Date.from(now.minus(1, ChronoUnit.DAYS)),
        Date.from(now.plus(3_000, ChronoUnit.DAYS)),
        subject,
        keys.getPublic());
  }

  private static KeyPair keys(String kind, int bits) throws Exception {
    var generator = KeyPairGenerator.getInstance(kind);
    generator.initialize(bits);
    return generator.generateKeyPair();
  }

  private static void pem(Path file, String what, byte[] der) throws IOException {
    Files.writeString(
        file,
        "-----BEGIN %s-----\n%s\n-----END %s-----\n"
            .formatted(
                what,
                Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                    .encodeToString(der),
                what));
  }
}
