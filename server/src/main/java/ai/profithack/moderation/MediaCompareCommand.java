package ai.profithack.moderation;

import ai.profithack.console.ConsoleCommand;
import ai.profithack.media.Comparison;
import ai.profithack.media.Decoder;
import ai.profithack.media.DecoderUnavailable;
import ai.profithack.media.Decoding;
import ai.profithack.media.DecodingLimits;
import ai.profithack.media.Match;
import ai.profithack.media.VideoHash;
import ai.profithack.media.VideoHasher;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;

/// `media compare A B`.
@Command(
    name = "compare",
    description = {
      "Compares what A shows with what B shows, as a bank would: whether A is recognised where B is known, and the other way round.",
      "Prints a JSON object: matchedShare (of A's pictures, 0 where A is not recognised in B), otherMatchedShare (of B's, 0 where B is not recognised in A), decision (same where either is, else different), recognised (A in B or B in A, the way with the larger share; null where neither is), runs in that way. Exit code 1 where one cannot be decoded."
    },
    mixinStandardHelpOptions = true)
class MediaCompareCommand extends ConsoleCommand {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final VideoHasher hasher;

  @Parameters(index = "0", paramLabel = "A", description = "A video or picture.")
  private Path first = Path.of("");

  @Parameters(index = "1", paramLabel = "B", description = "Another video or picture.")
  private Path second = Path.of("");

  MediaCompareCommand(Environment environment) {
    var home = Path.of(environment.getProperty("PROFITHACK_HOME", "profithack-data"));
    this.hasher = new VideoHasher(new Decoder(home, DecodingLimits.DEFAULT));
  }

  @Override
  public Integer call() throws InterruptedException {
    var hashes = new ArrayList<Hashes>();
    for (var file : List.of(first, second)) {
      try {
        switch (hashes(file)) {
          case Decoding.Refused<Hashes>(var reason) -> {
            return complain(FAILED, file + ": " + reason);
          }
          case Decoding.Decoded<Hashes>(var hashed) -> hashes.add(hashed);
        }
      } catch (DecoderUnavailable unavailable) {
        return complain(FAILED, String.valueOf(unavailable.getMessage()));
      } catch (IOException failure) {
        return complain(FAILED, "%s: It cannot be read: %s.".formatted(file, failure.getMessage()));
      }
    }
    return print(hashes.getFirst(), hashes.getLast());
  }

  /// What is compared of a file: `query` asks, and is asked about by `reference`.
  private record Hashes(VideoHash query, VideoHash reference) {
    Optional<Match> in(Hashes known) {
      return Comparison.of(query, known.reference);
    }
  }

  private Decoding<Hashes> hashes(Path file) throws IOException, InterruptedException {
    return switch (hasher.query(file)) {
      case Decoding.Refused<VideoHash>(var reason) -> new Decoding.Refused<>(reason);
      case Decoding.Decoded<VideoHash>(var query) ->
          switch (hasher.reference(file)) {
            case Decoding.Refused<VideoHash>(var reason) -> new Decoding.Refused<>(reason);
            case Decoding.Decoded<VideoHash>(var reference) ->
                new Decoding.Decoded<>(new Hashes(query, reference));
          };
    };
  }

  private int print(Hashes a, Hashes b) {
    var there = a.in(b);
    var back = b.in(a);
    var matchedShare = there.map(Match::share).orElse(0.0);
    var otherMatchedShare = back.map(Match::share).orElse(0.0);
    var answer = new LinkedHashMap<String, @Nullable Object>();
    answer.put("matchedShare", matchedShare);
    answer.put("otherMatchedShare", otherMatchedShare);
    if (there.isEmpty() && back.isEmpty()) {
      answer.put("decision", "different");
      answer.put("recognised", null);
      answer.put("runs", List.of());
    } else {
      var isThere = matchedShare >= otherMatchedShare;
      answer.put("decision", "same");
      answer.put("recognised", isThere ? "A in B" : "B in A");
      answer.put("runs", List.of(isThere ? run(there.orElseThrow()) : turned(back.orElseThrow())));
    }
    out().println(JSON.writeValueAsString(answer));
    return 0;
  }

  private static Map<String, Object> run(Match found) {
    return run(found, found.fromMillis(), found.toMillis(), found.itemFromMillis(), found.speed());
  }

  /// The same stretch, told of A where B was recognised in it.
  private static Map<String, Object> turned(Match found) {
    var from = Math.max(0, found.itemFromMillis());
    var to = from + Math.round(found.speed() * (found.toMillis() - found.fromMillis()));
    return run(found, from, to, found.fromMillis(), 1 / found.speed());
  }

  private static Map<String, Object> run(
      Match found, long fromMillis, long toMillis, long otherFromMillis, double speed) {
    var run = new LinkedHashMap<String, Object>();
    run.put("fromSeconds", fromMillis / 1_000.0);
    run.put("toSeconds", toMillis / 1_000.0);
    run.put("otherFromSeconds", otherFromMillis / 1_000.0);
    run.put("speed", speed);
    run.put("laid", found.laid().name().toLowerCase(Locale.ROOT));
    run.put("frames", found.frames());
    run.put("compared", found.compared());
    run.put("distanceBits", found.distance());
    return run;
  }
}
