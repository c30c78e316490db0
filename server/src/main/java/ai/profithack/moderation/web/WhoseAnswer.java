package ai.profithack.moderation.web;

import ai.profithack.moderation.Markings.Whose;
import ai.profithack.web.Refused;
import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Whose video a file is a copy of, as the API gives it.
///
/// `found`: whether a mark was read. `confidence`: per cent of what was read that agrees with the
/// payload; no probability. `videoId`, `creatorId`, `markedAt`: null where the payload was not
/// given to a video here. `meaning`: the same in one sentence.
public record WhoseAnswer(
    boolean found,
    @Nullable String payload,
    BigDecimal confidence,
    @Nullable Long videoId,
    @Nullable Long creatorId,
    @Nullable Instant markedAt,
    String meaning) {
  static WhoseAnswer of(Whose whose) {
    return switch (whose) {
      case Whose.Known(var payload, var video, var creator, var at, var confidence) ->
          new WhoseAnswer(
              true,
              payload,
              AnalysisAnswer.confidence(confidence),
              video,
              creator,
              at,
              "This is a copy of video %d of creator %d.".formatted(video, creator));
      case Whose.Unregistered(var payload, var confidence) ->
          new WhoseAnswer(
              true,
              payload,
              AnalysisAnswer.confidence(confidence),
              null,
              null,
              null,
              "It carries a mark of this installation's key, but its payload was given to no video here; the command line can write such marks.");
      case Whose.NotFound _ ->
          new WhoseAnswer(
              false,
              null,
              AnalysisAnswer.confidence(0),
              null,
              null,
              null,
              "No mark of this installation was found. It may never have had one, or it was changed too much.");
      case Whose.Unreadable(var reason) -> throw Refused.badInput("file", reason);
      case Whose.Busy(var retryAfter) ->
          throw Refused.tooMany("Too many files are being read; ask again later.", retryAfter);
    };
  }
}
