package ai.profithack.web;

import ai.profithack.web.Answers.Problem;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.converter.HttpMessageNotReadableException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/// Why a JSON body cannot be read, in words for whoever sent it.
final class BodyProblems {
  private BodyProblems() {}

  static Problem problem(HttpMessageNotReadableException unreadable) {
    return switch (unreadable.getCause()) {
      case UnrecognizedPropertyException unknown ->
          field(
              unknown,
              "%s is not known here; known are %s.".formatted(path(unknown), known(unknown)));
      case StorableTexts.Unstorable text ->
          path(text).isEmpty()
              ? of(null, "The body " + TextGuard.PROBLEM)
              : field(text, path(text) + " " + TextGuard.PROBLEM);
      case MismatchedInputException mismatch ->
          path(mismatch).isEmpty()
              ? of(null, "The body must be %s.".formatted(kind(mismatch.getTargetType())))
              : field(
                  mismatch,
                  "%s must be %s.".formatted(path(mismatch), kind(mismatch.getTargetType())));
      case StreamConstraintsException _ ->
          of(null, "The JSON is nested too deeply, or a name, number or text in it is too long.");
      case InputCoercionException tooLarge ->
          field(
              tooLarge,
              "%s is out of range for %s."
                  .formatted(path(tooLarge), kind(tooLarge.getTargetType())));
      case StreamReadException malformed ->
          of(null, "The body is not valid JSON" + where(malformed));
      case JacksonException other when !path(other).isEmpty() ->
          field(other, "%s cannot be read.".formatted(path(other)));
      case null -> of(null, "The body is missing; send JSON.");
      default -> of(null, "The body cannot be read as JSON in UTF-8.");
    };
  }

  /// What a value of a type looks like.
  static String kind(@Nullable Class<?> type) {
    if (type == null) {
      return "of another type";
    }
    if (type.isEnum()) {
      return Arrays.stream(type.getEnumConstants())
          .map(constant -> constant.toString().toLowerCase(Locale.ROOT))
          .collect(Collectors.joining(", ", "one of ", ""));
    }
    if (type == long.class || type == int.class || type == Long.class || type == Integer.class) {
      return "a whole number";
    }
    if (type == boolean.class || type == Boolean.class) {
      return "true or false";
    }
    if (Number.class.isAssignableFrom(type) || type.isPrimitive()) {
      return "a number";
    }
    if (CharSequence.class.isAssignableFrom(type)) {
      return "a text";
    }
    if (type == LocalDate.class) {
      return "a day such as 2026-01-31";
    }
    if (type == Instant.class || type.getName().startsWith("java.time.Offset")) {
      return "a time such as 2026-01-31T12:00:00Z";
    }
    return Collection.class.isAssignableFrom(type) || type.isArray() ? "an array" : "an object";
  }

  private static String known(UnrecognizedPropertyException unknown) {
    var known = unknown.getKnownPropertyIds();
    return known == null
        ? "none"
        : known.stream().map(String::valueOf).sorted().collect(Collectors.joining(", "));
  }

  private static String where(StreamReadException malformed) {
    var location = malformed.getLocation();
    return location == null || location.getLineNr() < 1
        ? "."
        : ": line %d, column %d.".formatted(location.getLineNr(), location.getColumnNr());
  }

  /// `items[3].amount`.
  private static String path(JacksonException problem) {
    var path = new StringBuilder();
    for (var step : problem.getPath()) {
      if (step.getPropertyName() == null) {
        path.append('[').append(step.getIndex()).append(']');
      } else {
        path.append(path.isEmpty() ? "" : ".").append(step.getPropertyName());
      }
    }
    return path.toString();
  }

  private static Problem field(JacksonException problem, String sentence) {
    return of(path(problem), sentence);
  }

  private static Problem of(@Nullable String field, String sentence) {
    return new Problem(HttpStatus.BAD_REQUEST, sentence, field, null, null);
  }
}
