package ai.profithack.moderation.web;

import ai.profithack.web.Refused;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;

/// What requests about a video have in common, whatever is made of it: its id, how long they wait,
/// and what they are told where there is none.
final class VideoRequests {
  /// The preference of RFC 7240 for an answer at once.
  private static final String ASYNC = "respond-async";

  private VideoRequests() {}

  /// Errors: 400 where it is missing or no id.
  static long id(@Nullable Long videoId) {
    if (videoId == null) {
      throw Refused.badInput("videoId", "videoId is missing: the platform's id of the video.");
    }
    if (videoId < 1) {
      throw Refused.badInput("videoId", "videoId is a whole number above 0.");
    }
    return videoId;
  }

  /// How long an answer is waited for: not at all where `prefer`, the request's header, says so.
  static Duration patience(@Nullable String prefer, Duration otherwise) {
    var atOnce = prefer != null && prefer.toLowerCase(Locale.ROOT).contains(ASYNC);
    return atOnce ? Duration.ZERO : otherwise;
  }

  /// 202: it is not done yet; look at `address`.
  static ResponseEntity.BodyBuilder later(String address) {
    return ResponseEntity.status(HttpStatus.ACCEPTED)
        .header("Location", address)
        .header("Retry-After", "2");
  }

  static Refused unknown(long videoId) {
    return Refused.notFound("There is no video %d.".formatted(videoId));
  }

  static Refused noMedia(long videoId) {
    return Refused.conflict(
        "No file of video %d is held; send it to POST /api/moderation/media, or name its address to POST /api/moderation/analyze."
            .formatted(videoId));
  }
}
