package ai.profithack.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The static files, each under a URL that changes with its content, so that browsers may keep it
/// for good.
final class Assets {
  private static final Map<String, String> URLS = new ConcurrentHashMap<>();

  private Assets() {}

  /// Errors: [IllegalArgumentException] where there is no such file.
  static String url(String name) {
    return URLS.computeIfAbsent(name, each -> "/assets/" + each + "?v=" + version(each));
  }

  private static String version(String name) {
    try (InputStream file = Assets.class.getResourceAsStream("/static/assets/" + name)) {
      if (file == null) {
        throw new IllegalArgumentException("There is no asset " + name);
      }
      var digest = MessageDigest.getInstance("SHA-256").digest(file.readAllBytes());
      return HexFormat.of().formatHex(digest, 0, 6);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
