package ai.profithack.codegen.models;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/// The registry that npm is told to use on this machine.
///
/// As npm does it: `npm_config_registry` in the environment, else `registry` in the user's
/// `.npmrc`, else what npm itself says; a proxy from `npm_config_https_proxy` or `HTTPS_PROXY`.
record NpmRegistry(URI address, Optional<URI> proxy) implements NpmPackage.Registry {
  private static final int PROXY_PORT = 8080;
  private static final Duration CONNECTING = Duration.ofSeconds(15);
  private static final Duration DOWNLOADING = Duration.ofMinutes(5);

  /// Whom to ask where nothing is configured.
  @FunctionalInterface
  interface Npm {
    /// Empty where there is no npm, or it has no answer.
    Optional<String> registry() throws IOException, InterruptedException;
  }

  /// The npm of this machine.
  static Optional<String> ofNpm() throws InterruptedException {
    try {
      var process =
          new ProcessBuilder("npm", "config", "get", "registry")
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      process.getOutputStream().close();
      var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return process.waitFor() == 0
          ? Optional.of(said.strip()).filter(address -> address.startsWith("http"))
          : Optional.empty();
    } catch (IOException absent) {
      return Optional.empty();
    }
  }

  static NpmRegistry configured(Map<String, String> environment, Path home, Npm npm)
      throws IOException, InterruptedException {
    var user = new Properties();
    var npmrc = home.resolve(".npmrc");
    if (Files.isReadable(npmrc)) {
      try (var reader = Files.newBufferedReader(npmrc)) {
        user.load(reader);
      }
    }
    var named =
        first(
            environment.get("npm_config_registry"),
            environment.get("NPM_CONFIG_REGISTRY"),
            user.getProperty("registry"));
    var address =
        (named.isPresent() ? named : npm.registry())
            .orElseThrow(() ->
                new IOException(
                    "no registry is known: install npm, or name one in npm_config_registry"));
    var proxy =
        first(
            environment.get("npm_config_https_proxy"),
            user.getProperty("https-proxy"),
            environment.get("HTTPS_PROXY"),
            environment.get("https_proxy"));
    return new NpmRegistry(
        URI.create(address.endsWith("/") ? address : address + "/"), proxy.map(URI::create));
  }

  private static Optional<String> first(String... values) {
    return Stream.of(values).filter(value -> value != null && !value.isBlank()).findFirst();
  }

  @Override
  public byte[] download(String path) throws IOException, InterruptedException {
    var builder =
        HttpClient.newBuilder()
            .connectTimeout(CONNECTING)
            .followRedirects(HttpClient.Redirect.NORMAL);
    proxy.ifPresent(uri ->
        builder.proxy(
            ProxySelector.of(
                InetSocketAddress.createUnresolved(
                    uri.getHost(), uri.getPort() < 0 ? PROXY_PORT : uri.getPort()))));
    try (var client = builder.build()) {
      var request = HttpRequest.newBuilder(address.resolve(path)).timeout(DOWNLOADING).build();
      var answer = client.send(request, BodyHandlers.ofByteArray());
      if (answer.statusCode() != 200) {
        throw new IOException("the registry answered " + answer.statusCode());
      }
      return answer.body();
    }
  }
}
