package ai.profithack.provenance;

import java.math.BigInteger;

/// Who signed, by the signer's certificate. Anybody can write any name into a certificate: it means
/// something only where the state is [CredentialState#VALID].
///
/// `organization` and `commonName` are empty where the certificate has none.
public record Signer(String organization, String commonName, BigInteger serialNumber) {}
