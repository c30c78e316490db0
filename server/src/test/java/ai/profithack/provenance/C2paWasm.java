package ai.profithack.provenance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Assumptions;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The reference implementation of content credentials, as WebAssembly under Node: npm
/// `@contentauth/c2pa-wasm` (MIT), of one version, fetched once by `npm pack` and checked.
///
/// Whoever asks for it where Node, npm or the registry is missing is skipped, and says so.
final class C2paWasm {
  private static final String VERSION = "0.13.3";
  private static final String INTEGRITY =
      "nAXRuOZ+I4+o+m69ZI49r12qoda5AxlzL2vCAJJuVdkybebQTUhUT3ruyhhINachKtP+nnQ+iJ40KJnjjZSwnA==";
  private static final Path FOLDER = Path.of("target", "c2pa-wasm-" + VERSION).toAbsolutePath();
  private static final long SECONDS = 120;

  private static final String SCRIPT =
      """
      import fs from 'node:fs';
      const [,, folder, settings, ...files] = process.argv;
      const c2pa = await import('file://' + folder + '/package/pkg/c2pa.js');
      c2pa.initSync({ module: fs.readFileSync(folder + '/package/pkg/c2pa_bg.wasm') });
      const types = { jpg: 'image/jpeg', png: 'image/png', mp4: 'video/mp4' };
      for (const file of files) {
        let report;
        try {
          const type = types[file.split('.').pop()];
          const reader = await c2pa.WasmReader.fromBytes(type, fs.readFileSync(file), settings);
          report = JSON.parse(reader.json());
        } catch (problem) {
          report = { error: String(problem) };
        }
        console.log(JSON.stringify(report));
      }
      """;

  private C2paWasm() {}

  /// Its report on each file, with the anchors in a text of PEM; a member `error` where it cannot
  /// read one.
  static Map<Path, JsonNode> reports(String anchors, List<Path> files)
      throws IOException, InterruptedException {
    fetch();
    var script = Files.writeString(FOLDER.resolve("report.mjs"), SCRIPT);
    var trust = anchors.isEmpty() ? Map.of() : Map.of("trust_anchors", anchors);
    var settings =
        JsonMapper.shared()
            .writeValueAsString(Map.of("trust", trust, "verify", Map.of("verify_trust", true)));
    var command = new ArrayList<>(List.of("node", script.toString(), FOLDER.toString(), settings));
    files.forEach(file -> command.add(file.toString()));
    var lines = run(FOLDER, command).lines().toList();
    assertThat(lines).hasSameSizeAs(files);
    var reports = new LinkedHashMap<Path, JsonNode>();
    for (var i = 0; i < files.size(); i++) {
      reports.put(files.get(i), JsonMapper.shared().readTree(lines.get(i)));
    }
    return reports;
  }

  private static synchronized void fetch() throws IOException, InterruptedException {
    if (Files.exists(FOLDER.resolve("package/package.json"))) {
      return;
    }
    Files.createDirectories(FOLDER);
    try {
      run(FOLDER, List.of("node", "--version"));
      run(FOLDER, List.of("npm", "pack", "--silent", "@contentauth/c2pa-wasm@" + VERSION));
    } catch (IOException absent) {
      Assumptions.abort(
          "skipped: @contentauth/c2pa-wasm %s cannot be had here: %s"
              .formatted(VERSION, absent.getMessage()));
    }
    var packed = Files.readAllBytes(FOLDER.resolve("contentauth-c2pa-wasm-" + VERSION + ".tgz"));
    assertThat(Base64.getEncoder().encodeToString(digest(packed))).isEqualTo(INTEGRITY);
    try (var tar =
        new TarArchiveInputStream(new GZIPInputStream(new ByteArrayInputStream(packed)))) {
      var entry = tar.getNextEntry();
      var manifest = new byte[0];
      for (; entry != null; entry = tar.getNextEntry()) {
        if (entry.getName().equals("package/package.json")) {
          manifest = tar.readAllBytes();
        } else if (entry.isFile()) {
          var file = FOLDER.resolve(entry.getName()).normalize();
          assertThat(file.startsWith(FOLDER)).isTrue();
          Files.createDirectories(file.getParent());
          Files.write(file, tar.readAllBytes());
        }
      }
      Files.write(FOLDER.resolve("package/package.json"), manifest);
    }
  }

  private static byte[] digest(byte[] packed) {
    try {
      return MessageDigest.getInstance("SHA-512").digest(packed);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static String run(Path folder, List<String> command)
      throws IOException, InterruptedException {
    var said = Files.createTempFile(folder, "said", ".txt");
    var process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(said.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    process.getOutputStream().close();
    if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException(command.getFirst() + " did not end");
    }
    var output = Files.readString(said, StandardCharsets.UTF_8);
    Files.delete(said);
    if (process.exitValue() != 0) {
      throw new IOException(command.getFirst() + " ended with " + process.exitValue());
    }
    return output;
  }
}
