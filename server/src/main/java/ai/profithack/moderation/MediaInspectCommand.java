package ai.profithack.moderation;

import ai.profithack.classifiers.Classifiers;
import ai.profithack.console.ConsoleCommand;
import ai.profithack.media.Decoder;
import ai.profithack.media.DecoderUnavailable;
import ai.profithack.media.Decoding;
import ai.profithack.media.DecodingLimits;
import ai.profithack.media.Luma;
import ai.profithack.media.MediaFacts;
import ai.profithack.media.Pdq;
import ai.profithack.media.VideoHasher;
import ai.profithack.moderation.EvidenceKind.Shot;
import ai.profithack.moderation.EvidenceKind.Subject;
import ai.profithack.provenance.Provenance;
import ai.profithack.textrules.TextRules;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;

/// `media inspect FILE…`.
@Command(
    name = "inspect",
    description = {
      "Prints a JSON object a line for each file: kind, size, length, the hash of a picture a second, provenance, what the classifiers and the rules for texts found, faces, text in the picture, and what the file says about itself.",
      "What cannot be looked for here is null, and notLookedAt says why. Exit code 1 where a file cannot be decoded; its line says why in error."
    },
    mixinStandardHelpOptions = true)
class MediaInspectCommand extends ConsoleCommand {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Environment environment;
  private final Path home;
  private final Decoder decoder;

  @Parameters(paramLabel = "FILE", arity = "1..*", description = "Videos, pictures, or folders.")
  private List<Path> files = List.of();

  MediaInspectCommand(Environment environment) {
    this.environment = environment;
    this.home = Path.of(environment.getProperty("PROFITHACK_HOME", "profithack-data"));
    this.decoder = new Decoder(home, DecodingLimits.DEFAULT);
  }

  @Override
  public Integer call() throws InterruptedException {
    try (var classifiers = new Classifiers()) {
      List<EvidenceKind> kinds;
      try {
        kinds = kinds(classifiers);
      } catch (IOException | IllegalArgumentException misconfigured) {
        return complain(FAILED, String.valueOf(misconfigured.getMessage()));
      }
      return inspect(kinds);
    }
  }

  /// What looks at a file as an analysis would, without what needs a database.
  private List<EvidenceKind> kinds(Classifiers classifiers) throws IOException {
    var provenance =
        new Provenance(
            setting("PROFITHACK_C2PA_TRUST"),
            setting("PROFITHACK_C2PA_TIME_TRUST"),
            home,
            Clock.systemUTC());
    var words = new WordEvidence(new TextRules(setting("PROFITHACK_TEXT_RULES")), _ -> Map.of());
    return List.of(new ProvenanceEvidence(provenance), new ClassifierEvidence(classifiers, words));
  }

  private String setting(String name) {
    return environment.getProperty(name, "");
  }

  private int inspect(List<EvidenceKind> kinds) throws InterruptedException {
    var all = new ArrayList<Path>();
    try {
      for (var file : files) {
        all.addAll(ModerateVideoCommand.filesIn(file));
      }
    } catch (IOException | UncheckedIOException failure) {
      return complain(FAILED, "A folder cannot be read: %s.".formatted(failure.getMessage()));
    }
    var ending = 0;
    for (var file : all) {
      var line = new LinkedHashMap<String, Object>();
      line.put("file", file.toString());
      try {
        inspect(file, kinds, line);
      } catch (DecoderUnavailable unavailable) {
        return complain(FAILED, String.valueOf(unavailable.getMessage()));
      } catch (IOException failure) {
        line.put("error", "It cannot be read: %s.".formatted(failure.getMessage()));
      }
      if (line.containsKey("error")) {
        complain(0, file + ": " + line.get("error"));
        ending = FAILED;
      }
      out().println(JSON.writeValueAsString(line));
      out().flush();
    }
    return ending;
  }

  private void inspect(Path file, List<EvidenceKind> kinds, Map<String, Object> line)
      throws IOException, InterruptedException {
    if (!Files.isRegularFile(file)) {
      line.put("error", "There is no such file.");
      return;
    }
    var hashes = new Hashes();
    var all = new ArrayList<>(kinds);
    all.add(hashes);
    var observation = new Observation(decoder, all);
    var read = observation.read(file);
    switch (decoder.probe(file)) {
      case Decoding.Refused<MediaFacts>(var reason) -> {
        line.put("provenance", provenance(read));
        line.put("error", reason);
      }
      case Decoding.Decoded<MediaFacts>(var facts) -> {
        var length = facts.lengthMillis();
        line.put("kind", length.isPresent() ? "video" : "image");
        line.put("width", facts.width());
        line.put("height", facts.height());
        line.put("durationSeconds", length.isPresent() ? length.getAsLong() / 1_000.0 : null);
        line.put("metadata", metadata(facts));
        look(new Subject(0, "", file, facts, Origin.UNSAID, 0), observation, hashes, read, line);
      }
    }
  }

  private static void look(
      Subject subject,
      Observation observation,
      Hashes hashes,
      List<Evidence> read,
      Map<String, Object> line)
      throws IOException, InterruptedException {
    switch (observation.observe(subject, (_, _) -> {})) {
      case Decoding.Refused<List<Evidence>>(var reason) -> {
        line.put("provenance", provenance(read));
        line.put("error", reason);
      }
      case Decoding.Decoded<List<Evidence>>(var seen) -> {
        var evidence = new ArrayList<>(read);
        evidence.addAll(seen);
        line.put("frames", hashes.frames);
        line.put("provenance", provenance(evidence));
        line.put("classifiers", of(evidence, "nsfw", "speech", "words"));
        line.put("faces", of(evidence, "faces"));
        line.put("text", of(evidence, "text"));
        line.put("notLookedAt", EvidenceJson.notLookedAt(evidence));
      }
    }
  }

  private static @Nullable Object provenance(List<Evidence> all) {
    return all.stream()
        .filter(each -> each.kind().equals("provenance") && each.detail().containsKey("state"))
        .findFirst()
        .map(Evidence::detail)
        .orElse(null);
  }

  /// What was found of these kinds; null where it could not be looked for.
  private static @Nullable Object of(List<Evidence> all, String... kinds) {
    var wanted = List.of(kinds);
    var found = new ArrayList<Map<String, Object>>();
    var looked = false;
    for (var each : all) {
      if (!wanted.contains(each.kind()) || each.found() == Evidence.Found.UNAVAILABLE) {
        continue;
      }
      looked = true;
      if (each.score() == null
          && (each.found() == Evidence.Found.NOTHING
              || each.found() == Evidence.Found.NOT_APPLICABLE)) {
        continue;
      }
      found.add(EvidenceJson.of(each));
    }
    return looked ? found : null;
  }

  private Map<String, @Nullable Object> metadata(MediaFacts facts)
      throws IOException, InterruptedException {
    var metadata = new LinkedHashMap<String, @Nullable Object>();
    metadata.put("container", facts.container());
    metadata.put("videoCodec", facts.videoCodec());
    metadata.put("audioCodec", facts.audioCodec().isEmpty() ? null : facts.audioCodec());
    metadata.put("rotationDegrees", facts.rotationDegrees());
    metadata.put("ffmpeg", decoder.version());
    return metadata;
  }

  /// The hash of each picture that stands for the video, with or without features.
  private static final class Hashes implements EvidenceKind, EvidenceKind.Look {
    private final List<Map<String, Object>> frames = new ArrayList<>();

    @Override
    public String name() {
      return "hashes";
    }

    @Override
    public Look look(Subject subject) {
      // Asked again where a recording is decoded a second time: what was seen before counts for
      // nothing.
      frames.clear();
      return this;
    }

    @Override
    public void see(Shot shot) {
      if (!shot.chosen()) {
        return;
      }
      var hashed = Pdq.hash(Luma.of(shot.frame().picture(), VideoHasher.SIDE));
      var frame = new LinkedHashMap<String, Object>();
      frame.put("seconds", shot.atMillis() / 1_000.0);
      frame.put("pdq", hashed.hash().hex());
      frame.put("quality", hashed.quality());
      frames.add(frame);
    }

    @Override
    public List<Evidence> conclude() {
      return List.of();
    }
  }
}
