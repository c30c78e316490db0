package ai.profithack.payouts;

import ai.profithack.kernel.SecretFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/// Seals the accounts that creators are paid to, and opens them: AES-256 in Galois/Counter Mode,
/// with a random nonce each. What is sealed for one destination opens for no other.
///
/// The keys are `PROFITHACK_DESTINATION_KEYS`, else the lines of `destination.key` in the data
/// folder, made at the first use and readable by its owner only. The first key seals; all of them
/// open. A key goes by the beginning of its digest.
///
/// Source: NIST SP 800-38D (GCM: 96-bit nonces, 128-bit tags).
@Component
class DestinationCipher {
  private static final Logger LOG = LoggerFactory.getLogger(DestinationCipher.class);
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final int NAME_BYTES = 8;

  private final String configured;
  private final Path file;
  private final SecureRandom random = new SecureRandom();
  private volatile @Nullable Map<String, SecretKeySpec> keys;

  DestinationCipher(
      @Value("${PROFITHACK_DESTINATION_KEYS:}") String configured,
      @Value("${PROFITHACK_HOME:profithack-data}") Path home) {
    this.configured = configured.strip();
    this.file = home.resolve("destination.key");
  }

  /// What is kept: the nonce and what follows it, and the name of the key.
  @SuppressWarnings("ArrayRecordComponent")
  record Sealed(byte[] bytes, String keyName) {}

  /// The name of the key that seals now.
  String sealingKey() {
    return keys().keySet().iterator().next();
  }

  /// The names of the keys that open.
  Set<String> openingKeys() {
    return keys().keySet();
  }

  Sealed seal(String account, long methodId) {
    var name = sealingKey();
    var nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    try {
      var sealed =
          cipher(Cipher.ENCRYPT_MODE, name, nonce, methodId)
              .doFinal(account.getBytes(StandardCharsets.UTF_8));
      return new Sealed(
          ByteBuffer.allocate(NONCE_BYTES + sealed.length).put(nonce).put(sealed).array(), name);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JDK has AES-256-GCM", impossible);
    }
  }

  /// What was sealed for this destination. What was changed since is told in the log too: nothing
  /// but the server writes it.
  Opened open(byte[] sealed, String keyName, long methodId) {
    if (!keys().containsKey(keyName)) {
      return new Opened.Closed(
          "it is sealed under key %s, which is not in PROFITHACK_DESTINATION_KEYS or %s"
              .formatted(keyName, file.getFileName()));
    }
    try {
      var nonce = new byte[NONCE_BYTES];
      var text = ByteBuffer.wrap(sealed).get(nonce);
      var opened = cipher(Cipher.DECRYPT_MODE, keyName, nonce, methodId);
      var bytes = new byte[text.remaining()];
      text.get(bytes);
      return new Opened.Account(new String(opened.doFinal(bytes), StandardCharsets.UTF_8));
    } catch (GeneralSecurityException | BufferUnderflowException forged) {
      LOG.error(
          "Destination {} of payouts, under key {}, was changed after it was sealed, and cannot be paid to: {}.",
          methodId,
          keyName,
          forged.toString());
      return new Opened.Closed("it was changed after it was sealed");
    }
  }

  private Cipher cipher(int mode, String keyName, byte[] nonce, long methodId)
      throws GeneralSecurityException {
    var cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, keys().get(keyName), new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(("payouts.method " + methodId).getBytes(StandardCharsets.US_ASCII));
    return cipher;
  }

  private Map<String, SecretKeySpec> keys() {
    var known = keys;
    if (known == null) {
      synchronized (this) {
        known = keys == null ? load() : keys;
        keys = known;
      }
    }
    return known;
  }

  private Map<String, SecretKeySpec> load() {
    try {
      var text = configured.isEmpty() ? SecretFile.read(file) : configured;
      var all = new LinkedHashMap<String, SecretKeySpec>();
      for (var one : text.strip().split("[\\s,]+", -1)) {
        if (!one.matches("[0-9A-Fa-f]{64}")) {
          throw new IllegalStateException(
              "A key in %s is no 64 hexadecimal digits; `openssl rand -hex 32` makes one."
                  .formatted(configured.isEmpty() ? file : "PROFITHACK_DESTINATION_KEYS"));
        }
        var secret = HexFormat.of().parseHex(one);
        var digest = MessageDigest.getInstance("SHA-256").digest(secret);
        all.put(HexFormat.of().formatHex(digest, 0, NAME_BYTES), new SecretKeySpec(secret, "AES"));
      }
      return all;
    } catch (IOException failure) {
      throw new UncheckedIOException(
          "The key of destinations cannot be kept in " + file + ".", failure);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JDK has SHA-256", impossible);
    }
  }
}
