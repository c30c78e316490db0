package ai.profithack.moderation;

import ai.profithack.console.ConsoleCommand;
import ai.profithack.kernel.StoreUnavailable;
import ai.profithack.media.Arrival;
import ai.profithack.moderation.Analyses.Asked;
import ai.profithack.platform.Directory;
import ai.profithack.platform.Directory.VideoSighting;
import ai.profithack.platform.Ownership;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;

/// `moderate video FILE… [--video ID] [--creator ID] [--origin O] [--json]`: verdicts on standard
/// output, progress beside it.
///
/// Each file is kept as its video's and analysed as if it had been uploaded: by this process, or by
/// a server that runs meanwhile, whoever is free.
@Component
@Command(
    name = "video",
    description = {
      "Takes files in as videos, has each analysed, and prints verdict and findings. Folders are gone through.",
      "A server may run meanwhile or not; what is found is in its queue and on its pages, as after an upload.",
      "Exit code 0: all are safe as far as was looked; 3: one is not; 1: one could not be looked at."
    },
    mixinStandardHelpOptions = true)
class ModerateVideoCommand extends ConsoleCommand {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /// Exit code: every file was looked at, and one is not safe.
  private static final int NOT_SAFE = 3;

  /// So many files are on their way at once; how many are looked at depends on the processors.
  private static final int AT_ONCE = 8;

  private static final Duration POLL = Duration.ofSeconds(1);

  private final Analyses analyses;
  private final AnalysisWorkers workers;
  private final Directory directory;
  private final Ownership ownership;
  private final Clock clock;

  @Parameters(paramLabel = "FILE", arity = "1..*", description = "Videos, pictures, or folders.")
  private List<Path> files = List.of();

  @Option(
      names = "--video",
      paramLabel = "ID",
      description =
          "The platform's id of the video, for one file. Without it a file's name is its id, as 17.mp4.")
  private @Nullable Long video;

  @Option(
      names = "--creator",
      paramLabel = "ID",
      description =
          "Whose videos they are. A known video of somebody else is refused; an unknown one is made known where the table of videos is ours.")
  private @Nullable Long creator;

  @Option(
      names = "--origin",
      paramLabel = "O",
      defaultValue = "UNSAID",
      description = "What its sender says about it: ${COMPLETION-CANDIDATES}.")
  private Origin origin = Origin.UNSAID;

  @Option(names = "--json", description = "Print a JSON object a line for each file.")
  private boolean json;

  ModerateVideoCommand(
      Analyses analyses,
      AnalysisWorkers workers,
      Directory directory,
      Ownership ownership,
      Clock clock) {
    this.analyses = analyses;
    this.workers = workers;
    this.directory = directory;
    this.ownership = ownership;
    this.clock = clock;
  }

  /// What became of a file.
  private sealed interface Ending {
    record Looked(Analysis analysis, List<Evidence> evidence) implements Ending {}

    record Not(String reason) implements Ending {}
  }

  @Override
  public Integer call() throws InterruptedException, IOException {
    var all = new ArrayList<Path>();
    for (var file : files) {
      all.addAll(filesIn(file));
    }
    if (video != null && all.size() != 1) {
      return complain(
          USAGE, "--video says of one file which video it is; these are %d.".formatted(all.size()));
    }
    var worst = 0;
    try (var pool =
        Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().name("file-", 0).factory())) {
      var endings = all.stream().map(file -> pool.submit(() -> moderate(file))).toList();
      for (var i = 0; i < all.size(); i++) {
        worst = worse(worst, print(all.get(i), endings.get(i).get()));
      }
    } catch (ExecutionException failure) {
      throw new IllegalStateException(failure.getCause());
    }
    return worst;
  }

  /// A folder's in the order of their names, at any depth, without hidden ones.
  static List<Path> filesIn(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      return List.of(path);
    }
    try (var all = Files.walk(path)) {
      return all.filter(Files::isRegularFile)
          .filter(file -> !file.getFileName().toString().startsWith("."))
          .sorted()
          .toList();
    }
  }

  private static int worse(int one, int other) {
    return one == FAILED || other == FAILED ? FAILED : Math.max(one, other);
  }

  private Ending moderate(Path file) throws IOException, InterruptedException {
    var name = file.getFileName().toString();
    if (!Files.isRegularFile(file)) {
      return new Ending.Not("There is no such file.");
    }
    var id = video == null ? idIn(name) : video;
    if (id == null) {
      return new Ending.Not(
          "Its name does not say which video it is: call it by its id, as 17.mp4, or name it with --video.");
    }
    var stranger = stranger(id);
    if (stranger != null) {
      return new Ending.Not(stranger);
    }
    tell(name, "is taken in as video %d".formatted(id));
    try {
      return switch (sent(id, file)) {
        case Asked.Taken(var analysisId) -> awaited(name, analysisId);
        case Asked.Unusable(_, var reason) -> new Ending.Not(reason);
        case Asked.UnknownVideo _ -> new Ending.Not(unknown(id));
        case Asked.NoMedia _, Asked.Busy _ ->
            throw new IllegalStateException("it was sent just now");
      };
    } catch (UncheckedIOException failure) {
      return StoreUnavailable.behind(failure)
          .<Ending>map(away -> new Ending.Not("It was not taken in. " + away.getMessage()))
          .orElseThrow(() -> failure);
    }
  }

  private static @Nullable Long idIn(String name) {
    var stem = name.replaceFirst("\\.[^.]*$", "");
    return stem.matches("[1-9][0-9]{0,17}") ? Long.valueOf(stem) : null;
  }

  /// Why the video is not this creator's; null where it is, or nobody asks.
  private @Nullable String stranger(long id) {
    if (creator == null) {
      return null;
    }
    if (directory.users(List.of(creator)).isEmpty()) {
      return "There is no user %d.".formatted(creator);
    }
    var known =
        ownership.ownsVideos()
            ? directory.noteVideos(List.of(new VideoSighting(id, creator, clock.instant())))
            : directory.videos(List.of(id));
    if (known.isEmpty()) {
      return unknown(id);
    }
    var whose = known.getFirst().creatorId();
    return Objects.equals(whose, creator)
        ? null
        : "Video %d is %s.".formatted(id, whose == null ? "nobody's yet" : "of creator " + whose);
  }

  private String unknown(long id) {
    return ownership.ownsVideos()
        ? "There is no video %d; --creator says whose it is and makes it known.".formatted(id)
        : "There is no video %d in the platform's table.".formatted(id);
  }

  /// Waits while too many others wait.
  private Asked sent(long id, Path file) throws IOException, InterruptedException {
    while (true) {
      try (var content = Files.newInputStream(file)) {
        var asked =
            analyses.sent(id, content, file.getFileName().toString(), Arrival.Way.FILE, origin);
        if (!(asked instanceof Asked.Busy)) {
          return asked;
        }
      }
      tell(file.getFileName().toString(), "waits, since many analyses do");
      Thread.sleep(POLL.multipliedBy(5));
    }
  }

  private Ending awaited(String name, long analysisId) throws InterruptedException {
    var stage = "";
    while (true) {
      var analysis = analyses.await(analysisId, POLL);
      if (!analysis.isUnderWay()) {
        return analysis.failure() == null
            ? new Ending.Looked(analysis, analyses.evidence(analysisId))
            : new Ending.Not(analysis.failure());
      }
      if (!analysis.stage().equals(stage)) {
        stage = analysis.stage();
        tell(name, "%s, %d %%".formatted(stage.isEmpty() ? "waits" : stage, analysis.progress()));
      }
      // That of a server that ended meanwhile is taken up here.
      workers.wake();
    }
  }

  private synchronized void tell(String name, String what) {
    err().println(name + ": " + what);
    err().flush();
  }

  private int print(Path file, Ending ending) {
    var code =
        switch (ending) {
          case Ending.Not(var reason) -> {
            complain(FAILED, file + ": " + reason);
            yield FAILED;
          }
          case Ending.Looked(var analysis, _) ->
              Objects.requireNonNull(analysis.verdict()).isSafe() ? 0 : NOT_SAFE;
        };
    if (json) {
      out().println(JSON.writeValueAsString(object(file, ending)));
    } else if (ending instanceof Ending.Looked(var analysis, var evidence)) {
      print(file, analysis, evidence);
    }
    out().flush();
    return code;
  }

  private void print(Path file, Analysis analysis, List<Evidence> evidence) {
    var verdict = Objects.requireNonNull(analysis.verdict());
    out()
        .printf(
            Locale.ROOT,
            "%s: video %d, %s. %s%n",
            file,
            analysis.videoId(),
            verdict.severity() == null ? "safe" : "not safe, " + verdict.severity().word(),
            verdict.description());
    for (var flag : verdict.flags()) {
      out().printf("  %s, %s%n", flag.type().title(), flag.severity().word());
      for (var place : flag.places()) {
        var found = evidence.get(place);
        out().printf("    %s%s%n", moment(found.fromMillis()), found.explanation());
      }
    }
    verdict.recommendations().forEach(advice -> out().printf("  → %s%n", advice));
  }

  private static String moment(@Nullable Long millis) {
    return millis == null ? "" : "%d:%02d ".formatted(millis / 60_000, millis / 1_000 % 60);
  }

  private static Map<String, Object> object(Path file, Ending ending) {
    var line = new LinkedHashMap<String, Object>();
    line.put("file", file.toString());
    switch (ending) {
      case Ending.Not(var reason) -> line.put("error", reason);
      case Ending.Looked(var analysis, var evidence) -> {
        var verdict = Objects.requireNonNull(analysis.verdict());
        line.put("videoId", analysis.videoId());
        line.put("analysisId", analysis.analysisId());
        line.put("sha256", analysis.sha256());
        line.put("isSafe", verdict.isSafe());
        line.put("severity", verdict.severity() == null ? null : verdict.severity().word());
        line.put(
            "flags",
            verdict.flags().stream()
                .map(flag -> {
                  var one = new LinkedHashMap<String, Object>();
                  one.put("type", flag.type().word());
                  one.put("severity", flag.severity().word());
                  one.put("description", flag.description());
                  one.put("evidence", flag.places());
                  return one;
                })
                .toList());
        line.put("description", verdict.description());
        line.put("recommendations", verdict.recommendations());
        line.put("aiReviewed", verdict.aiReviewed());
        line.put("deepfakeConfidence", Objects.requireNonNull(analysis.deepfake()).confidence());
        line.put("notLookedAt", EvidenceJson.notLookedAt(evidence));
        line.put("evidence", evidence.stream().map(EvidenceJson::of).toList());
      }
    }
    return line;
  }
}
