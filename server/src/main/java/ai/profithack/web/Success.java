package ai.profithack.web;

import io.swagger.v3.oas.annotations.media.Schema;

/// The envelope of an answer that worked: `{"success": true, "data": …}`.
public record Success<T>(@Schema(example = "true") boolean success, T data) {
  public static <T> Success<T> of(T data) {
    return new Success<>(true, data);
  }
}
