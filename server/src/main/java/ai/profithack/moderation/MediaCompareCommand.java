package ai.profithack.moderation;

import ai.profithack.console.ConsoleCommand;
import ai.profithack.media.Comparison;
import ai.profithack.media.Decoder;
import ai.profithack.media.DecoderUnavailable;
import ai.profithack.media.Decoding;
import ai.profithack.media.DecodingLimits;
import ai.profithack.media.VideoHash;
import ai.profithack.media.VideoHasher;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.springframework.core.env.Environment;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;

/// `media compare A B`.
@Command(
    name = "compare",
    description = {
      "Compares what A shows with what B shows, as a bank would: B is known, A is asked about.",
      "Prints a JSON object: matchedShare (of A's pictures), decision (same or different), runs. Exit code 1 where one cannot be decoded."
    },
    mixinStandardHelpOptions = true)
class MediaCompareCommand extends ConsoleCommand {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final VideoHasher hasher;

  @Parameters(index = "0", paramLabel = "A", description = "The video or picture asked about.")
  private Path asked = Path.of("");

  @Parameters(index = "1", paramLabel = "B", description = "The video or picture that is known.")
  private Path known = Path.of("");

  MediaCompareCommand(Environment environment) {
    var home = Path.of(environment.getProperty("PROFITHACK_HOME", "profithack-data"));
    this.hasher = new VideoHasher(new Decoder(home, DecodingLimits.DEFAULT));
  }

  @Override
  public Integer call() throws InterruptedException {
    try {
      return switch (hasher.query(asked)) {
        case Decoding.Refused<VideoHash>(var reason) -> complain(FAILED, asked + ": " + reason);
        case Decoding.Decoded<VideoHash>(var query) ->
            switch (hasher.reference(known)) {
              case Decoding.Refused<VideoHash>(var reason) ->
                  complain(FAILED, known + ": " + reason);
              case Decoding.Decoded<VideoHash>(var reference) -> print(query, reference);
            };
      };
    } catch (DecoderUnavailable unavailable) {
      return complain(FAILED, String.valueOf(unavailable.getMessage()));
    } catch (IOException failure) {
      return complain(FAILED, "It cannot be read: %s.".formatted(failure.getMessage()));
    }
  }

  private int print(VideoHash query, VideoHash reference) {
    var match = Comparison.of(query, reference);
    var answer = new LinkedHashMap<String, Object>();
    answer.put("matchedShare", match.map(found -> found.share()).orElse(0.0));
    answer.put("decision", match.isPresent() ? "same" : "different");
    answer.put(
        "runs",
        match.stream()
            .map(found -> {
              Map<String, Object> run = new LinkedHashMap<>();
              run.put("fromSeconds", found.fromMillis() / 1_000.0);
              run.put("toSeconds", found.toMillis() / 1_000.0);
              run.put("otherFromSeconds", found.itemFromMillis() / 1_000.0);
              run.put("speed", found.speed());
              run.put("laid", found.laid().name().toLowerCase(Locale.ROOT));
              run.put("frames", found.frames());
              run.put("compared", found.compared());
              run.put("distanceBits", found.distance());
              return run;
            })
            .toList());
    out().println(JSON.writeValueAsString(answer));
    return 0;
  }
}
