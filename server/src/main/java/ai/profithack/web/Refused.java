package ai.profithack.web;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/// A request that cannot be answered as asked, and why in one sentence for a person. Thrown by
/// controllers; the page or the problem+json is made from it.
public final class Refused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final HttpStatus status;
  private final @Nullable String field;
  private final @Nullable Duration retryAfter;

  private Refused(
      HttpStatus status, @Nullable String field, String sentence, @Nullable Duration retryAfter) {
    super(sentence);
    this.status = status;
    this.field = field;
    this.retryAfter = retryAfter;
  }

  /// 400: `field` is not what it should be.
  public static Refused badInput(String field, String sentence) {
    return new Refused(HttpStatus.BAD_REQUEST, field, sentence, null);
  }

  /// 404: there is no such thing.
  public static Refused notFound(String sentence) {
    return new Refused(HttpStatus.NOT_FOUND, null, sentence, null);
  }

  /// 403: there is, but not for whoever asks.
  public static Refused forbidden(String sentence) {
    return new Refused(HttpStatus.FORBIDDEN, null, sentence, null);
  }

  /// 409: not in the state that things are in.
  public static Refused conflict(String sentence) {
    return new Refused(HttpStatus.CONFLICT, null, sentence, null);
  }

  /// 413: more than is taken at once.
  public static Refused tooLarge(String sentence) {
    return new Refused(HttpStatus.CONTENT_TOO_LARGE, null, sentence, null);
  }

  /// 429: too often.
  public static Refused tooMany(String sentence, Duration retryAfter) {
    return new Refused(HttpStatus.TOO_MANY_REQUESTS, null, sentence, retryAfter);
  }

  /// 500: it was tried and failed for a reason of ours, which is in the log already.
  public static Refused failed(String sentence) {
    return new Refused(HttpStatus.INTERNAL_SERVER_ERROR, null, sentence, null);
  }

  /// 503: not now, or not configured.
  public static Refused unavailable(String sentence) {
    return new Refused(HttpStatus.SERVICE_UNAVAILABLE, null, sentence, null);
  }

  public HttpStatus status() {
    return status;
  }

  public @Nullable String field() {
    return field;
  }

  public @Nullable Duration retryAfter() {
    return retryAfter;
  }

  public String sentence() {
    return String.valueOf(getMessage());
  }
}
