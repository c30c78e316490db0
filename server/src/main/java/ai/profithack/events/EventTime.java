package ai.profithack.events;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/// Reads ISO 8601 times with an offset: quickly the form that machines write, otherwise as the JDK
/// does.
final class EventTime {
  private EventTime() {}

  /// Null where it is no such time.
  static @Nullable Instant parse(String text) {
    if (text.length() > 40) {
      return null;
    }
    try {
      var quick = parseUtc(text);
      return quick == null ? OffsetDateTime.parse(text).toInstant() : quick;
    } catch (DateTimeException malformed) {
      return null;
    }
  }

  /// `2026-03-01T12:30:00Z`, with up to nine decimals of a second; null where it is anything else.
  private static @Nullable Instant parseUtc(String text) {
    var length = text.length();
    if (length < 20
        || length > 30
        || text.charAt(4) != '-'
        || text.charAt(7) != '-'
        || text.charAt(10) != 'T'
        || text.charAt(13) != ':'
        || text.charAt(16) != ':'
        || text.charAt(length - 1) != 'Z') {
      return null;
    }
    var nanos = nanos(text, length);
    var year = digits(text, 0, 4);
    var month = digits(text, 5, 7);
    var day = digits(text, 8, 10);
    var hour = digits(text, 11, 13);
    var minute = digits(text, 14, 16);
    var second = digits(text, 17, 19);
    if ((nanos | year | month | day | hour | minute | second) < 0
        || hour > 23
        || minute > 59
        || second > 59) {
      return null;
    }
    var seconds = LocalDate.of(year, month, day).toEpochDay() * 86_400;
    return Instant.ofEpochSecond(seconds + hour * 3_600L + minute * 60L + second, nanos);
  }

  private static int nanos(String text, int length) {
    if (length == 20) {
      return 0;
    }
    if (text.charAt(19) != '.' || length == 21) {
      return -1;
    }
    var nanos = digits(text, 20, length - 1);
    for (var place = length - 21; nanos > 0 && place < 9; place++) {
      nanos *= 10;
    }
    return nanos;
  }

  /// -1 where one of them is no digit.
  private static int digits(String text, int from, int until) {
    var value = 0;
    for (var i = from; i < until; i++) {
      var digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      value = value * 10 + digit;
    }
    return value;
  }
}
