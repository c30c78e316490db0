package ai.profithack.analytics.web;

import io.swagger.v3.oas.annotations.media.Schema;

/// The envelope of an answer that succeeded.
public record Success<T>(@Schema(example = "true") boolean success, T data) {
  static <T> Success<T> of(T data) {
    return new Success<>(true, data);
  }
}
