package ai.profithack.access;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// What a password must be: long, and not one that everybody tries first.
///
/// Source: NIST SP 800-63B-4, 3.1.1.2: length and a blocklist instead of rules about kinds of
/// characters. The upper bound is bcrypt's 72 bytes.
final class PasswordRules {
  static final int LENGTH_MIN = 12;
  private static final int BYTES_MAX = 72;

  /// Without letters and digits that look alike; 20 of them carry 96 bits.
  private static final String ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789";

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Set<String> COMMON = common();

  private PasswordRules() {}

  /// What is wrong with a password, as a sentence; empty where nothing is.
  static Optional<String> problem(String password, String login) {
    var text = normal(password);
    if (text.codePointCount(0, text.length()) < LENGTH_MIN) {
      return Optional.of("Use at least %d characters.".formatted(LENGTH_MIN));
    }
    if (text.getBytes(StandardCharsets.UTF_8).length > BYTES_MAX) {
      return Optional.of(
          "Use at most %d bytes; letters beyond a–z count more.".formatted(BYTES_MAX));
    }
    if (text.indexOf('\0') >= 0) {
      return Optional.of("A password cannot hold a NUL character.");
    }
    var lower = text.toLowerCase(Locale.ROOT);
    if (lower.contains("profithack") || (login.length() >= 4 && lower.contains(login))) {
      return Optional.of("Leave out your login and the name of this product.");
    }
    if (COMMON.contains(lower) || repeats(lower)) {
      return Optional.of("This is among the first that anybody would try; choose another.");
    }
    return Optional.empty();
  }

  /// The form that is hashed, so that the same letters typed on another keyboard are the same.
  static String normal(String password) {
    return Normalizer.normalize(password, Normalizer.Form.NFC);
  }

  /// A random password in groups of five: easy to type once, impossible to guess.
  static String oneTime() {
    var password = new StringBuilder();
    for (int i = 0; i < 20; i++) {
      if (i > 0 && i % 5 == 0) {
        password.append('-');
      }
      password.append(ALPHABET.charAt(RANDOM.nextInt(ALPHABET.length())));
    }
    return password.toString();
  }

  /// Made of one to three characters over and over, or a run like `abcdefghijkl`.
  private static boolean repeats(String text) {
    if (text.chars().distinct().count() < 5) {
      return true;
    }
    for (int i = 1; i < text.length(); i++) {
      if (text.charAt(i) != text.charAt(i - 1) + 1) {
        return false;
      }
    }
    return true;
  }

  private static Set<String> common() {
    try (InputStream list = PasswordRules.class.getResourceAsStream("common-passwords.txt")) {
      if (list == null) {
        throw new IllegalStateException("common-passwords.txt is missing");
      }
      return new String(list.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .collect(Collectors.toUnmodifiableSet());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
