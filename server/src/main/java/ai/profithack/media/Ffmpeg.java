package ai.profithack.media;

import static java.util.Objects.requireNonNull;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/// The programs `ffmpeg` and `ffprobe`: those of the system where both are on the `PATH` and run,
/// else those that come with the build, unpacked once in the data folder.
///
/// The ones that come with the build (LGPL, from org.bytedeco:ffmpeg) need a few libraries that
/// desktops have and small servers may lack.
record Ffmpeg(Path folder, Map<String, String> environment, String version) {
  private static final DecodingLimits ANSWERS =
      new DecodingLimits(Duration.ofSeconds(20), 10, 1_536, 1 << 20, 1, Duration.ZERO);
  private static final String PARTIAL = "ffmpeg.partial";

  String program(String name) {
    return folder.resolve(name).toString();
  }

  /// Errors: [DecoderUnavailable] where neither runs.
  static Ffmpeg find(Path home) throws IOException, InterruptedException {
    var complaints = new ArrayList<String>();
    for (var folder : onThePath()) {
      var system = tried(folder, Map.of(), complaints);
      if (system.isPresent()) {
        return system.orElseThrow();
      }
    }
    var ours = unpacked(home, platform());
    if (ours.isPresent()) {
      var built = tried(ours.orElseThrow(), libraries(ours.orElseThrow()), complaints);
      if (built.isPresent()) {
        return built.orElseThrow();
      }
    }
    throw new DecoderUnavailable(
        "No ffmpeg runs here, so no video can be looked at. Install it (Debian: apt-get install ffmpeg)."
            + (complaints.isEmpty() ? "" : " Tried: " + String.join("; ", complaints)));
  }

  /// The one of a jar on the class path, by the name of its folder in there.
  ///
  /// Errors: [DecoderUnavailable] where there is none, or it does not run.
  static Ffmpeg ofTheBuild(Path home, String platform) throws IOException, InterruptedException {
    var complaints = new ArrayList<String>();
    var folder =
        unpacked(home, platform)
            .orElseThrow(() -> new DecoderUnavailable("No ffmpeg for " + platform + " is there."));
    return tried(folder, libraries(folder), complaints)
        .orElseThrow(() -> new DecoderUnavailable(String.join("; ", complaints)));
  }

  /// Its libraries find one another only through this.
  private static Map<String, String> libraries(Path folder) {
    return Map.of("LD_LIBRARY_PATH", folder.toString());
  }

  private static List<Path> onThePath() {
    var folders = new ArrayList<Path>();
    for (var name :
        Optional.ofNullable(System.getenv("PATH")).orElse("").split(File.pathSeparator, -1)) {
      var folder = Path.of(name);
      if (folder.isAbsolute()
          && Files.isExecutable(folder.resolve("ffmpeg"))
          && Files.isExecutable(folder.resolve("ffprobe"))) {
        folders.add(folder);
      }
    }
    return folders;
  }

  private static Optional<Ffmpeg> tried(
      Path folder, Map<String, String> libraries, List<String> complaints)
      throws IOException, InterruptedException {
    var environment = new LinkedHashMap<>(Map.of("LC_ALL", "C", "MALLOC_ARENA_MAX", "2"));
    environment.putAll(libraries);
    var version = "";
    for (var name : List.of("ffprobe", "ffmpeg")) {
      var program = folder.resolve(name).toString();
      try (var process = LimitedProcess.start(List.of(program, "-version"), environment, ANSWERS)) {
        var answer = new String(process.output().readAllBytes(), StandardCharsets.UTF_8);
        var ending = process.await();
        if (ending.exitCode() != 0 || !answer.startsWith(name + " version ")) {
          complaints.add(program + ": " + ending.complaint().strip());
          return Optional.empty();
        }
        version = answer.split(" ", 4)[2];
      }
    }
    return Optional.of(new Ffmpeg(folder, Map.copyOf(environment), version));
  }

  /// The folder of those that come with the build; empty where it has none for this machine.
  private static Optional<Path> unpacked(Path home, String platform) throws IOException {
    var resources = new PathMatchingResourcePatternResolver(Ffmpeg.class.getClassLoader());
    var programs = resources.getResources("classpath*:org/bytedeco/ffmpeg/" + platform + "/*");
    if (programs.length == 0) {
      return Optional.empty();
    }
    var folder =
        home.toAbsolutePath().normalize().resolve("ffmpeg-" + builtInVersion() + "-" + platform);
    if (Files.isDirectory(folder)) {
      return Optional.of(folder);
    }
    // Appears only when it is complete; whoever is first wins.
    var partial = Files.createTempDirectory(Files.createDirectories(home), PARTIAL);
    try {
      for (var program : programs) {
        var name = requireNonNull(program.getFilename());
        if (name.startsWith("libjni") || !program.isReadable()) {
          continue;
        }
        var file = partial.resolve(name);
        try (var content = program.getInputStream()) {
          Files.copy(content, file);
        }
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
      }
      Files.setPosixFilePermissions(partial, PosixFilePermissions.fromString("rwxr-xr-x"));
      Files.move(partial, folder, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileAlreadyExistsException | DirectoryNotEmptyException raced) {
      deleteTree(partial);
    } catch (IOException failure) {
      deleteTree(partial);
      throw failure;
    }
    return Optional.of(folder);
  }

  private static String platform() {
    var os = System.getProperty("os.name").startsWith("Mac") ? "macosx" : "linux";
    var architecture = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "x86_64";
    return os + "-" + architecture;
  }

  private static String builtInVersion() throws IOException {
    try (var stream =
        Ffmpeg.class.getResourceAsStream("/META-INF/maven/org.bytedeco/ffmpeg/pom.properties")) {
      var properties = new Properties();
      properties.load(requireNonNull(stream, "the ffmpeg of the build names no version"));
      return requireNonNull(properties.getProperty("version"));
    }
  }

  private static void deleteTree(Path root) {
    try (var paths = Files.walk(root)) {
      for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
